package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.policy.Policy;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.ReferenceTimeline;

/** What holds of every read model that is folded per customer, whatever it shows. */
class ReadModelsAgreementTest {
    private static final ReferenceTimeline TIMELINE = ReferenceTimeline.DEFAULTS.with(fit("2025-06-01T03:00:00Z"));

    static Stream<Arguments> modelsAndSeeds() {
        return ReadModels.ALL.stream()
                .flatMap(model -> Seeds.all().mapToObj(seed -> Arguments.of(Named.of(model.table(), model), seed)));
    }

    private static Fit fit(String recordedAt) {
        Instant at = Instant.parse(recordedAt);
        SortedMap<String, Double> parameters =
                new TreeMap<>(Map.of("r", 0.52484, "alpha", 6.18309, "a", 0.89136, "b", 1.61400));
        return new Fit(new Recorded<>(
                1, new UUID(3, 3), 0, at, new ValueModelFitted(at, Fit.MODEL, at, at, parameters, -9582.1, 2, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("modelsAndSeeds")
    <S, V, D> void rows_and_intervals_are_those_of_a_replay_however_the_facts_arrived(
            ReadModel<S, V, D> model, long seed) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), TIMELINE, Feed.CHECKPOINT_EVERY);
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
        SplittableRandom random = new SplittableRandom(seed);
        Feed<S, V, D> feed = new Feed<>(folder);
        for (int i = 0; i < facts.size(); ) {
            int batch = Math.min(facts.size() - i, random.nextInt(1, 4));
            List<Recorded<CustomerEvent>> next = facts.subList(i, i + batch);
            if (random.nextBoolean()) {
                streams.keySet()
                        .forEach(
                                c -> feed.settle(c, next.getFirst().recordedAt().minus(1, ChronoUnit.MICROS)));
            }
            feed.accept(next);
            i += batch;
        }
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(500));
        for (UUID customer : streams.keySet()) {
            feed.settle(customer, end);
            var replayed = folder.replay(Feed.facts(streams, customer), end);
            assertThat(feed.row(customer)).isEqualTo(replayed.folded());
            assertThat(new HashSet<>(feed.table(customer))).isEqualTo(new HashSet<>(replayed.intervals()));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndSeeds")
    <S, V, D> void in_every_recorded_slice_no_two_intervals_of_a_key_overlap_and_at_most_one_is_open(
            ReadModel<S, V, D> model, long seed) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), TIMELINE);
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
        for (UUID customer : streams.keySet()) {
            List<Interval<D>> table = folder.replay(
                            Feed.facts(streams, customer),
                            facts.getLast().recordedAt().plus(Duration.ofDays(500)))
                    .intervals();
            Set<Instant> looks = new TreeSet<>();
            table.forEach(row -> looks.add(row.recordedFrom()));
            for (Instant look : looks) {
                Map<String, List<Interval<D>>> slices = new HashMap<>();
                table.stream()
                        .filter(row -> isKnown(row, look))
                        .sorted((a, b) -> a.validFrom().compareTo(b.validFrom()))
                        .forEach(row -> slices.computeIfAbsent(row.key(), key -> new ArrayList<>())
                                .add(row));
                slices.forEach((key, slice) -> {
                    for (int i = 1; i < slice.size(); i++) {
                        Interval<D> before = slice.get(i - 1);
                        assertThat(before.validTo()).as("%s at %s", slice, look).isNotNull();
                        assertThat(before.validTo())
                                .as("%s at %s", slice, look)
                                .isBeforeOrEqualTo(slice.get(i).validFrom());
                        if (before.validTo().equals(slice.get(i).validFrom())) {
                            assertThat(before.value()).isNotEqualTo(slice.get(i).value());
                        }
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndSeeds")
    <S, V, D> void the_table_says_at_any_point_of_both_axes_what_folding_says(ReadModel<S, V, D> model, long seed) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), TIMELINE);
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
        SplittableRandom random = new SplittableRandom(seed);
        for (UUID customer : streams.keySet()) {
            Facts all = Feed.facts(streams, customer);
            List<Interval<D>> table = folder.replay(
                            all, facts.getLast().recordedAt().plus(Duration.ofDays(500)))
                    .intervals();
            List<Instant> instants = instants(facts, table, random);
            for (int i = 0; i < 60; i++) {
                Instant knownAt = instants.get(random.nextInt(instants.size()));
                Instant asOf = instants.get(random.nextInt(instants.size()));
                List<Recorded<CustomerEvent>> happened = all.knownAt(knownAt).upTo(asOf);
                if (!asOf.isAfter(knownAt)) {
                    Map<String, D> expected = happened.isEmpty()
                            ? Map.of()
                            : folder.values(Facts.fold(model.projection(), happened), asOf);
                    Map<String, D> found = new HashMap<>();
                    table.stream()
                            .filter(row -> isKnown(row, knownAt) && isSo(row, asOf))
                            .forEach(row -> found.put(row.key(), row.value()));
                    assertThat(found).as("known at %s as of %s", knownAt, asOf).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndSeeds")
    <S, V, D> void between_two_changes_by_time_alone_nothing_changes(ReadModel<S, V, D> model, long seed) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), TIMELINE);
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
        SplittableRandom random = new SplittableRandom(seed);
        for (UUID customer : streams.keySet()) {
            List<Recorded<CustomerEvent>> happened =
                    Feed.facts(streams, customer).upTo(Instant.MAX);
            for (int n = 1; n <= happened.size(); n += 1 + random.nextInt(3)) {
                S state = Facts.fold(model.projection(), happened.subList(0, n));
                Instant at = happened.get(n - 1).occurredAt();
                Optional<Instant> next = model.projection().nextChange(state, at, TIMELINE);
                for (int changes = 0; next.isPresent() && changes < 8; changes++) {
                    assertThat(next.get()).isAfter(at);
                    Map<String, D> values = folder.values(state, at);
                    Instant last = next.get().minus(1, ChronoUnit.MICROS);
                    assertThat(folder.values(state, last))
                            .as("%s to %s", at, last)
                            .isEqualTo(values);
                    for (int i = 0; i < 4; i++) {
                        Instant between =
                                at.plus(random.nextLong(ChronoUnit.MICROS.between(at, next.get())), ChronoUnit.MICROS);
                        assertThat(folder.values(state, between))
                                .as("%s between %s and %s", between, at, next.get())
                                .isEqualTo(values);
                    }
                    at = next.get();
                    next = model.projection().nextChange(state, at, TIMELINE);
                }
                if (next.isEmpty()) {
                    assertThat(folder.values(state, at.plus(Duration.ofDays(4_000))))
                            .isEqualTo(folder.values(state, at));
                }
            }
        }
    }

    private static List<Instant> instants(
            List<Recorded<CustomerEvent>> facts, List<? extends Interval<?>> table, SplittableRandom random) {
        Set<Instant> instants = new LinkedHashSet<>();
        facts.forEach(f -> {
            instants.add(f.occurredAt());
            instants.add(f.recordedAt());
            instants.add(f.recordedAt().plus(random.nextInt(100), ChronoUnit.DAYS));
        });
        table.forEach(row -> {
            instants.add(row.validFrom());
            instants.add(row.validFrom().minus(1, ChronoUnit.MICROS));
            instants.add(row.recordedFrom());
            instants.add(row.recordedFrom().minus(1, ChronoUnit.MICROS));
        });
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(500));
        instants.removeIf(i -> i.isAfter(end));
        return List.copyOf(instants);
    }

    private static boolean isKnown(Interval<?> row, Instant at) {
        return !at.isBefore(row.recordedFrom()) && (row.recordedTo() == null || at.isBefore(row.recordedTo()));
    }

    private static boolean isSo(Interval<?> row, Instant at) {
        return !at.isBefore(row.validFrom()) && (row.validTo() == null || at.isBefore(row.validTo()));
    }

    private static Map<UUID, List<Recorded<CustomerEvent>>> streams(List<Recorded<CustomerEvent>> facts) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        facts.forEach(
                f -> streams.computeIfAbsent(f.stream(), s -> new ArrayList<>()).add(f));
        return streams;
    }

    private static final Map<PolicyKind, List<String>> ANOTHER = Map.of(
            PolicyKind.LIFECYCLE, List.of("minimum_silence: 60d", "minimum_silence: 1d"),
            PolicyKind.LOYALTY_SCORE, List.of("half_life: 90d", "half_life: 9d"),
            PolicyKind.POINTS, List.of("per_currency_unit: 1", "per_currency_unit: 3", "value: 0.01", "value: 0.02"),
            PolicyKind.TIERS, List.of("silver: 500", "silver: 5"),
            PolicyKind.RISK, List.of("no_contact_or_purchase: 120d", "no_contact_or_purchase: 12d"),
            PolicyKind.SLA, List.of("respond: 4h", "respond: 1m", "resolve: ", "resolve: 400"),
            PolicyKind.SATISFACTION_FACTORS,
                    List.of("product_fit: 0.35", "product_fit: 0.30", "brand: 0.08", "brand: 0.13"),
            PolicyKind.KPI, List.of("B: 75", "B: 70"),
            PolicyKind.RETENTION, List.of("erase: {}", "erase: {lost: 1d}"));

    static Stream<Arguments> models() {
        return ReadModels.ALL.stream().map(model -> Arguments.of(Named.of(model.table(), model)));
    }

    /** So nobody has to be judged anew by a policy of another kind, and everybody by one of these. */
    @ParameterizedTest
    @MethodSource("models")
    <S, V, D> void what_a_read_model_shows_goes_by_the_policies_that_it_names_and_by_no_others(
            ReadModel<S, V, D> model) {
        Instant at = Instant.parse("2025-03-01T00:00:00Z");
        PolicyReader reader = new PolicyReader(ZoneOffset.UTC);
        Set<PolicyKind> found = EnumSet.noneOf(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            String text = PolicyReader.shippedText(kind);
            List<String> edits = ANOTHER.get(kind);
            for (int i = 0; i < edits.size(); i += 2) {
                assertThat(text).contains(edits.get(i));
                text = text.replace(edits.get(i), edits.get(i + 1));
            }
            Policy policy = reader.policy(kind, 1, reader.document(kind, text));
            ReferenceTimeline other = ReferenceTimeline.DEFAULTS.with(new PolicyTimeline.Publication(at, at, policy));
            assertThat(other.nextChange(Instant.MIN, Set.of(kind), false)).contains(at);
            assertThat(other.nextChange(Instant.MIN, EnumSet.complementOf(EnumSet.of(kind)), true))
                    .isEmpty();
            if (differ(model, ReferenceTimeline.DEFAULTS, other)) {
                found.add(kind);
            }
        }
        assertThat(model.projection().policies()).isEqualTo(found);
        assertThat(model.projection().goesByFits()).isEqualTo(differ(model, ReferenceTimeline.DEFAULTS, TIMELINE));
    }

    private static <S, V, D> boolean differ(ReadModel<S, V, D> model, ReferenceTimeline one, ReferenceTimeline other) {
        Folder<S, V, D> by = new Folder<>(model.projection(), one);
        Folder<S, V, D> byOther = new Folder<>(model.projection(), other);
        return Seeds.all().anyMatch(seed -> {
            List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
            Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
            return streams.keySet().stream().anyMatch(customer -> {
                List<Recorded<CustomerEvent>> known =
                        Feed.facts(streams, customer).upTo(Instant.MAX);
                S state = Facts.fold(model.projection(), known);
                Instant last = known.getLast().occurredAt();
                return Stream.of(0, 1, 30, 200, 800)
                        .map(days -> last.plus(days, ChronoUnit.DAYS))
                        .anyMatch(asOf -> {
                            boolean judged = !by.values(state, asOf).equals(byOther.values(state, asOf));
                            if (!judged) {
                                assertThat(model.shown(by.view(state, asOf)))
                                        .as("a table shows nothing else where nobody is judged otherwise")
                                        .isEqualTo(model.shown(byOther.view(state, asOf)));
                            }
                            return judged;
                        });
            });
        });
    }
}
