package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.command.TestDatabase;
import org.relatum.command.language.Command;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.command.shell.TestShell;
import org.relatum.command.value.PurchaseHistories.Question;
import org.relatum.command.value.RecordedFits.Fit;
import org.relatum.command.value.ValueModels.Request;
import org.relatum.command.value.ValueModels.Result;
import org.relatum.events.PartyKind;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Fits of what is in a real log. The database is shared with other tests, whose customers buy in our days; the ones here
 * buy before 1960, so that a fit until then sees nobody else.
 */
class ValueModelsTest {
    private static final JdbcTemplate JDBC = new JdbcTemplate(TestDatabase.shared());
    private static final Issuance ANALYST = Issuance.by("analyst");
    private static final SplittableRandom RANDOM = new SplittableRandom(1);

    @SuppressWarnings("NullAway.Init")
    private static TestShell shell;

    @SuppressWarnings("NullAway.Init")
    private static EventCodec codec;

    private final RecordedFits fits = new RecordedFits(JDBC, codec);
    private final ValueModels models = models(ZoneOffset.UTC);

    @BeforeAll
    static void start() {
        shell = new TestShell();
        codec = new EventCodec(new FieldCipher(new org.relatum.command.MemoryKeys()));
        // a population that MBG/NBD describes, in the years 1950 and 1951
        for (int i = 0; i < 150; i++) {
            buys(customer(), "1950", purchases(LocalDate.parse("1950-01-01").plusDays(RANDOM.nextInt(80))));
        }
        sequence();
    }

    @AfterAll
    static void stop() {
        shell.close();
    }

    @Test
    void a_fit_is_recorded_with_parameters_counts_and_the_position_of_its_data() {
        Fit fit = fitted(new Request("mbg-nbd", "1950-12-31", null), ANALYST);

        ValueModelFitted event = fit.event();
        assertThat(event.model()).isEqualTo("mbg-nbd");
        assertThat(event.until()).isEqualTo("1951-01-01T00:00:00Z");
        assertThat(event.parameters()).containsOnlyKeys("a", "alpha", "b", "r");
        assertThat(event.customers()).isEqualTo(150);
        assertThat(event.repeaters()).isBetween(20L, 149L);
        assertThat(event.logLikelihood()).isNegative();
        assertThat(event.dataPosition()).isPositive();
        assertThat(event.knownAt()).isBeforeOrEqualTo(fit.recordedAt());
        assertThat(shell.types(fit.id())).containsExactly("value-model.fitted");
    }

    @Test
    void the_same_question_gives_the_same_bits_although_more_was_recorded_since() {
        Fit before = fitted(new Request("mbg-nbd", "1951-03-31", null), ANALYST);
        // recorded later, and so unknown at that time
        buys(customer(), "late", List.of(LocalDate.parse("1951-02-01"), LocalDate.parse("1951-02-05")));
        sequence();

        Fit again = fitted(new Request("mbg-nbd", "1951-03-31", before.event().knownAt()), ANALYST);
        Fit now = fitted(new Request("mbg-nbd", "1951-03-31", null), ANALYST);

        assertThat(again.event().parameters()).isEqualTo(before.event().parameters());
        assertThat(again.event().logLikelihood()).isEqualTo(before.event().logLikelihood());
        assertThat(now.event().customers()).isEqualTo(before.event().customers() + 1);
    }

    @Test
    void a_repetition_with_the_same_key_gets_the_first_answer() {
        Issuance keyed = ANALYST.withKey("k-" + UUID.randomUUID());
        Result.Recorded first = recorded(models.fit(new Request("mbg-nbd", "1950-11-30", null), keyed));

        Result.Recorded second = recorded(models.fit(new Request("mbg-nbd", "1950-11-30", null), keyed));

        assertThat(second.accepted().stream()).isEqualTo(first.accepted().stream());
        assertThat(second.accepted().repeated()).isTrue();
        assertThat(refused(models.fit(new Request("bg-nbd", "1950-11-30", null), keyed))
                        .code())
                .isEqualTo(RefusalCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(refused(models.fit(new Request("mbg-nbd", "1950-11-29", null), keyed))
                        .code())
                .isEqualTo(RefusalCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void fits_are_listed_newest_first_and_page_by_page() {
        Fit one = fitted(new Request("mbg-nbd", "1950-12-30", null), ANALYST);
        Fit two = fitted(new Request("mbg-nbd", "1950-12-29", null), ANALYST);

        assertThat(fits.newest(null, 2)).extracting(Fit::id).containsExactly(two.id(), one.id());
        assertThat(fits.newest(two.id(), 1)).extracting(Fit::id).containsExactly(one.id());
        assertThat(fits.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void a_fit_that_has_no_data_says_so_and_records_nothing() {
        List<Fit> before = fits.newest(null, 1);

        Refusal refusal = refused(models.fit(new Request("bg-nbd", "1949-12-31", null), ANALYST));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_FEW_CUSTOMERS);
        assertThat(refusal.detail()).contains("there are 0");
        assertThat(fits.newest(null, 1)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "nbd, 1950-12-31, , model, unknown",
        "mbg-nbd, 31.12.1950, , until, bad-date",
        "mbg-nbd, 1950-02-30, , until, bad-date",
        "mbg-nbd, 2999-01-01, , until, in-the-future",
        "mbg-nbd, 2999-01-01T00:00:00Z, , until, in-the-future",
        "mbg-nbd, +999999999-12-31, , until, in-the-future",
        "mbg-nbd, 1899-12-31, , until, out-of-range",
        "mbg-nbd, -1000000000-01-01T00:00:00Z, , until, out-of-range",
        "mbg-nbd, 1950-12-31T00:00:00.0000001Z, , until, too-precise",
        "mbg-nbd, 1950-12-31, 2999-01-01T00:00:00Z, knownAt, in-the-future",
    })
    void a_request_that_makes_no_sense_names_the_field(
            String model, String until, @Nullable Instant knownAt, String field, String code) {
        Refusal refusal = refused(models.fit(new Request(model, until, knownAt), ANALYST));

        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
        assertThat(refusal.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.code()).isEqualTo(code);
        });
    }

    @Test
    void purchases_on_one_day_of_the_company_zone_are_one_and_the_last_day_counts_whole() {
        UUID customer = customer();
        buy(customer, "z1", Instant.parse("1953-05-01T03:00:00Z"));
        buy(customer, "z2", Instant.parse("1953-05-01T05:00:00Z"));
        buy(customer, "z3", Instant.parse("1953-05-09T03:59:59.999999Z"));
        buy(customer, "z4", Instant.parse("1953-05-09T04:00:00Z"));
        sequence();

        assertThat(daysOfOnly(LocalDate.parse("1953-05-08"), ZoneOffset.UTC, 1953))
                .containsExactly("1953-05-01");
        // four hours behind: the first was on the last day of April, the third on the eighth
        assertThat(daysOfOnly(LocalDate.parse("1953-05-08"), ZoneId.of("Etc/GMT+4"), 1953))
                .containsExactly("1953-04-30", "1953-05-01", "1953-05-08");
    }

    @Test
    void orders_of_merged_customers_are_the_survivors_as_far_as_the_merge_was_known_and_had_happened() {
        UUID survivor = customer();
        UUID duplicate = customer();
        buys(survivor, "m", List.of(LocalDate.parse("1955-01-01")));
        buys(duplicate, "n", List.of(LocalDate.parse("1955-01-03"), LocalDate.parse("1955-01-05")));
        sequence();
        Instant apart = Instant.now();
        send(survivor, new MergeDuplicate(Instant.parse("1955-02-01T00:00:00Z"), duplicate, null));
        sequence();
        Instant together = Instant.now();
        send(survivor, new UndoMerge(Instant.parse("1955-03-01T00:00:00Z"), duplicate, null));
        sequence();

        assertThat(days("1955-12-31", apart, 1955))
                .containsExactlyInAnyOrder(List.of("1955-01-01"), List.of("1955-01-03", "1955-01-05"));
        assertThat(days("1955-02-15", together, 1955))
                .containsExactly(List.of("1955-01-01", "1955-01-03", "1955-01-05"));
        assertThat(days("1955-01-31", together, 1955))
                .as("before the merge happened")
                .hasSize(2);
        assertThat(days("1955-12-31", null, 1955)).as("after it was undone").hasSize(2);
        assertThat(days("1955-02-15", null, 1955)).as("while it held").hasSize(1);
    }

    @Test
    void what_the_sequencer_has_not_seen_yet_is_not_read() {
        buys(customer(), "unsequenced", List.of(LocalDate.parse("1957-01-01")));
        assertThat(days("1957-12-31", null, 1957)).isEmpty();

        sequence();

        assertThat(days("1957-12-31", null, 1957)).hasSize(1);
    }

    @Test
    void a_recorded_fit_is_the_fit_of_the_same_customers_in_memory() {
        Fit recorded = fitted(new Request("bg-nbd", "1950-12-31", null), ANALYST);
        Population.Builder population = new Population.Builder();
        LocalDate until = LocalDate.parse("1950-12-31");
        histories()
                .read(
                        new Question(
                                recorded.event().until(),
                                ZoneOffset.UTC,
                                recorded.event().knownAt()),
                        days -> population.add(PurchaseSummary.of(days, until)));

        FitResult.Fitted fit = (FitResult.Fitted) MaximumLikelihood.fit(PurchaseProcess.BG_NBD, population.build());

        assertThat(recorded.event().parameters().get("alpha"))
                .isCloseTo(fit.parameters().alpha(), within(0.0));
    }

    private Fit fitted(Request request, Issuance issuance) {
        return fits.find(recorded(models.fit(request, issuance)).accepted().stream())
                .orElseThrow();
    }

    private static Result.Recorded recorded(Result result) {
        assertThat(result).isInstanceOf(Result.Recorded.class);
        return (Result.Recorded) result;
    }

    private static Refusal refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).refusal();
    }

    private ValueModels models(ZoneId zone) {
        return new ValueModels(shell.service(), histories(), fits, zone, InstantSource.system());
    }

    private static LogPurchaseHistories histories() {
        return new LogPurchaseHistories(JDBC, new JdbcTransactionManager(TestDatabase.shared()), codec);
    }

    private static SortedSet<String> daysOfOnly(LocalDate until, ZoneId zone, int year) {
        SortedSet<String> all = new TreeSet<>();
        histories()
                .read(
                        new Question(until.plusDays(1).atStartOfDay(zone).toInstant(), zone, Instant.now()),
                        days -> days.stream()
                                .filter(day -> day.getYear() == year)
                                .forEach(day -> all.add(day.toString())));
        return all;
    }

    private static List<List<String>> days(String until, @Nullable Instant knownAt, int year) {
        List<List<String>> all = new ArrayList<>();
        Question question = new Question(
                LocalDate.parse(until).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                ZoneOffset.UTC,
                knownAt == null ? Instant.now() : knownAt);
        histories().read(question, days -> {
            if (days.first().getYear() == year) {
                all.add(days.stream().map(LocalDate::toString).toList());
            }
        });
        return all;
    }

    private static List<LocalDate> purchases(LocalDate first) {
        List<LocalDate> days = new ArrayList<>(List.of(first));
        double rate = 0.02 + 0.2 * RANDOM.nextDouble() * RANDOM.nextDouble();
        double leave = RANDOM.nextDouble() * 0.8;
        LocalDate day = first;
        while (RANDOM.nextDouble() >= leave && days.size() < 40) {
            day = day.plusDays(1 + (long) (-Math.log(1 - RANDOM.nextDouble()) / rate));
            if (day.getYear() > 1951) {
                break;
            }
            days.add(day);
        }
        return days;
    }

    private static UUID customer() {
        Instant longAgo = Instant.parse("1950-01-01T00:00:00Z");
        return send(null, new RegisterCustomer(longAgo, PartyKind.PERSON, null, null, null, null, List.of(), List.of()))
                .stream();
    }

    private static void buys(UUID customer, String name, List<LocalDate> days) {
        for (int i = 0; i < days.size(); i++) {
            buy(customer, name + "-" + i, days.get(i).atTime(12, 0).toInstant(ZoneOffset.UTC));
        }
    }

    private static void buy(UUID customer, String order, Instant at) {
        OrderLineInput line = new OrderLineInput(null, "thing", null, BigDecimal.ONE, new BigDecimal("5.00"));
        send(customer, new PlaceOrder(at, order, "USD", null, List.of(line), null));
    }

    private static Outcome.Accepted send(@Nullable UUID customer, Command command) {
        Outcome outcome = shell.service().execute(customer, command, ANALYST);
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }

    /** What the sequencer does; here it runs when a test says so. */
    private static void sequence() {
        JDBC.update("""
            insert into log.positions (position, event_index)
            select (select coalesce(max(position), 0) from log.positions) + row_number() over (order by e.xid, e.event_index),
                   e.event_index
            from log.events e
            where not exists (select from log.positions p where p.event_index = e.event_index)\
            """);
    }
}
