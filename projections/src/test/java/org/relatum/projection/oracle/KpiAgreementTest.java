package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.KpiDimension;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.OrderLine;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.kpi.Attribution;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.PeriodSums;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceTimeline;

/** Every measure, of every period and part of the company, is what is recounted from the plain facts. */
class KpiAgreementTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final Set<String> SEEN = new HashSet<>();

    @AfterAll
    static void every_measure_was_seen() {
        assertThat(SEEN)
                .containsAll(Arrays.stream(Measure.values()).map(Measure::key).toList());
    }

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void measures_are_what_is_recounted_from_the_facts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Recorded<CustomerEvent>> facts = withAccounts(RelationshipGenerator.generate(seed), random);
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(400));
        agree(facts, Instant.MAX, end, random, 6);
        for (int i = 0; i < 20; i++) {
            Instant knownAt = facts.get(random.nextInt(facts.size())).recordedAt();
            agree(facts, knownAt, end, random, 1);
        }
    }

    /** Some of the facts told otherwise, so that customers have owners, segments, profiles and care, and orders have channels. */
    private static List<Recorded<CustomerEvent>> withAccounts(
            List<Recorded<CustomerEvent>> facts, SplittableRandom random) {
        List<Recorded<CustomerEvent>> more = new ArrayList<>();
        for (Recorded<CustomerEvent> fact : facts) {
            more.add(new Recorded<>(
                    fact.position(),
                    fact.stream(),
                    fact.sequence(),
                    fact.recordedAt(),
                    otherwise(fact.event(), fact.stream(), random)));
        }
        return more;
    }

    private static CustomerEvent otherwise(CustomerEvent event, UUID customer, SplittableRandom random) {
        Personal text = Personal.clear(customer, "text");
        String channel = List.of("web", "store").get(random.nextInt(2));
        String care = "care-" + random.nextInt(2);
        Instant at = event.occurredAt();
        return switch (event) {
            case CustomerQualified e ->
                new CustomerRegistered(at, PartyKind.PERSON, PartyRole.CUSTOMER, profile(text, random), channel, null);
            case OrderPlaced e ->
                new OrderPlaced(
                        at,
                        e.order(),
                        e.total(),
                        new BigDecimal("1.5"),
                        List.of(new OrderLine(null, null, "c" + random.nextInt(3), BigDecimal.ONE, BigDecimal.ONE)),
                        random.nextInt(3) == 0 ? null : channel);
            case SurveyResponded e ->
                new SurveyResponded(
                        at,
                        e.survey(),
                        e.wave(),
                        new TreeMap<>(Map.of(
                                "price", 3, "brand", 4, "product_fit", 5, "response_speed", 2, "problem_solved", 1)),
                        e.overall(),
                        e.nps(),
                        random.nextInt(1, 8),
                        null);
            case InteractionLogged e ->
                switch (random.nextInt(10)) {
                    case 0, 1 -> new OwnerAssigned(at, "o" + random.nextInt(3), "d" + random.nextInt(2));
                    case 2, 3 -> new CustomerClassified(at, "s" + random.nextInt(3), null);
                    case 4 -> new ProfileChanged(at, profile(text, random), List.of(ProfileField.NAME));
                    case 5 ->
                        new CarePlanned(
                                at, care, CareKind.BIRTHDAY, at.plusSeconds(random.nextInt(1, 9_000_000)), null);
                    case 6 -> new CareDelivered(at, care, channel, true, null);
                    case 7 ->
                        random.nextBoolean()
                                ? new CareCancelled(at, care, null)
                                : new ContactPointAdded(
                                        at, new ContactPoint("p" + at, ContactPointKind.PHONE, text, null));
                    default ->
                        new InteractionLogged(
                                at, channel, e.direction(), e.topic(), null, (long) random.nextInt(9_000), null);
                };
            default -> event;
        };
    }

    private static Profile profile(Personal text, SplittableRandom random) {
        return new Profile(
                random.nextBoolean() ? text : null,
                null,
                random.nextBoolean() ? text : null,
                random.nextBoolean() ? text : null,
                null,
                "de",
                null,
                random.nextBoolean() ? "iron" : null);
    }

    private static void agree(
            List<Recorded<CustomerEvent>> facts, Instant knownAt, Instant end, SplittableRandom random, int times) {
        Map<UUID, List<Recorded<CustomerEvent>>> log = new HashMap<>();
        facts.stream()
                .filter(fact -> !fact.recordedAt().isAfter(knownAt))
                .forEach(fact -> log.computeIfAbsent(fact.stream(), s -> new ArrayList<>())
                        .add(fact));
        KpiFold fold = new KpiFold(ReferenceTimeline.DEFAULTS, ZONE);
        Cells cells = new Cells(ZONE);
        log.keySet().forEach(customer -> fold.replay(Feed.facts(log, customer), end, cells));
        KpiOracle oracle = new KpiOracle(facts, knownAt, end, ZONE);
        for (int i = 0; i < times; i++) {
            LocalDate day = facts.get(random.nextInt(facts.size()))
                    .occurredAt()
                    .plusSeconds(random.nextInt(30_000_000))
                    .atZone(ZONE)
                    .toLocalDate();
            for (Level level : Level.values()) {
                KpiPeriod period = KpiPeriod.containing(level, day);
                Instant cut =
                        facts.get(random.nextInt(facts.size())).occurredAt().plusNanos(1000);
                for (KpiDimension dimension : KpiDimension.values()) {
                    for (String member : oracle.members(dimension)) {
                        ScorecardName name =
                                new ScorecardName(period, dimension, dimension == KpiDimension.COMPANY ? null : member);
                        PeriodSums whole = new PeriodSums(name, Instant.MAX, ZONE);
                        cells.cells().forEach((cell, sums) -> {
                            if (cell.dimension() == dimension
                                    && cell.member().equals(name.member() == null ? Attribution.ALL : name.member())
                                    && isPart(cell.period(), period)) {
                                whole.add(cell.period(), sums);
                            }
                        });
                        figures(whole).keySet().forEach(figure -> SEEN.add(figure.substring(0, figure.indexOf(' '))));
                        assertThat(figures(whole))
                                .as("%s known at %s", name, knownAt)
                                .isEqualTo(figures(oracle.sums(name, Instant.MAX)));
                        PeriodSums part = new PeriodSums(name, cut, ZONE);
                        log.keySet().forEach(customer -> fold.replay(Feed.facts(log, customer), end, part));
                        assertThat(figures(part))
                                .as("%s known at %s before %s", name, knownAt, cut)
                                .isEqualTo(figures(oracle.sums(name, cut)));
                    }
                }
            }
        }
    }

    /** Whether a cell is one of those that make up all time until a period's end: months before, and days where a day is asked for. */
    private static boolean isPart(KpiPeriod cell, KpiPeriod period) {
        LocalDate month = period.firstDay().withDayOfMonth(1);
        LocalDate months = period.level() == Level.DAY ? month : period.endDay();
        return cell.level() == Level.MONTH
                ? cell.firstDay().isBefore(months)
                : !cell.firstDay().isBefore(months) && cell.firstDay().isBefore(period.endDay());
    }

    private static Map<String, BigDecimal> figures(Scores.Sums sums) {
        Map<String, BigDecimal> figures = new TreeMap<>();
        for (Measure measure : Measure.values()) {
            for (At at :
                    measure.kind() == Measure.Kind.STOCK ? List.of(At.START, At.END, At.MEAN) : List.of(At.IN_PERIOD)) {
                BigDecimal value = sums.of(measure, at).setScale(9, RoundingMode.HALF_EVEN);
                if (value.signum() != 0) {
                    figures.put(measure.key() + " " + at, value);
                }
            }
        }
        return figures;
    }
}
