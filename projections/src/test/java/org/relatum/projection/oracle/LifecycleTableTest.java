package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.oracle.HistoryGenerator.Shape;
import org.relatum.projection.reference.ReferenceTimeline;

/** What a table of intervals promises to whoever reads it with SQL. */
class LifecycleTableTest {
    private static final Folder<?, ?, Value> FOLDER =
            new Folder<>(new LifecycleProjection(), ReferenceTimeline.DEFAULTS, Feed.CHECKPOINT_EVERY);

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void every_recorded_slice_is_without_gap_and_overlap_and_has_exactly_one_open_interval(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = history.streams();
        for (UUID customer : history.customers()) {
            List<Interval<Value>> table = table(history, customer);
            Set<Instant> changes = new TreeSet<>();
            for (Interval<Value> row : table) {
                assertThat(row.recordedTo() == null || row.recordedFrom().isBefore(row.recordedTo()))
                        .as("known for some time: %s", row)
                        .isTrue();
                changes.add(row.recordedFrom());
                if (row.recordedTo() != null) {
                    changes.add(row.recordedTo());
                }
            }
            assertThat(changes)
                    .first()
                    .isEqualTo(streams.get(customer).getFirst().recordedAt());
            for (Instant knownAt : changes) {
                List<Interval<Value>> slice = slice(table, knownAt);
                assertThat(slice).as("%s known at %s", customer, knownAt).isNotEmpty();
                assertThat(slice.getLast().validTo()).isNull();
                for (int i = 1; i < slice.size(); i++) {
                    Interval<Value> before = slice.get(i - 1);
                    assertThat(before.validTo()).isEqualTo(slice.get(i).validFrom());
                    assertThat(before.validFrom()).isBefore(before.validTo());
                    assertThat(before.value()).isNotEqualTo(slice.get(i).value());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void no_two_rows_of_a_customer_share_validFrom_and_recordedFrom_and_none_goes_on_where_an_equal_one_ended(
            long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        for (UUID customer : history.customers()) {
            Set<List<Object>> keys = new HashSet<>();
            Set<List<Object>> ends = new HashSet<>();
            List<Interval<Value>> table = table(history, customer);
            for (Interval<Value> row : table) {
                assertThat(keys.add(List.of(row.validFrom(), row.recordedFrom())))
                        .as("%s", row)
                        .isTrue();
                ends.add(claim(row, row.recordedTo()));
            }
            assertThat(table).allSatisfy(row -> assertThat(ends).doesNotContain(claim(row, row.recordedFrom())));
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void the_row_at_a_point_of_both_axes_is_the_answer_for_any_asOf_up_to_knownAt(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        Instants instants = new Instants(history, new SplittableRandom(seed));
        for (UUID customer : history.customers()) {
            List<Interval<Value>> table = table(history, customer);
            List<Instant> asOfs = instants.some(20, oracle, customer);
            for (Instant knownAt : instants.some(20, oracle, customer)) {
                List<Interval<Value>> slice = slice(table, knownAt);
                for (Instant asOf : asOfs) {
                    if (!asOf.isAfter(knownAt)) {
                        Optional<Value> row = slice.stream()
                                .filter(interval -> contains(interval.validFrom(), interval.validTo(), asOf))
                                .map(Interval::value)
                                .findFirst();
                        assertThat(row)
                                .as("%s knownAt %s asOf %s", customer, knownAt, asOf)
                                .isEqualTo(
                                        oracle.answer(customer, knownAt, asOf).map(LifecycleOracle.Answer::value));
                    }
                }
            }
        }
    }

    private static List<Interval<Value>> table(History history, UUID customer) {
        // Later than any question that is asked, also about the end of a silence that is usual for years.
        Instant horizon = history.lastRecordedAt().plus(100 * 365, ChronoUnit.DAYS);
        return FOLDER.replay(Feed.facts(history.streams(), customer), horizon).intervals();
    }

    private static List<Interval<Value>> slice(List<Interval<Value>> table, Instant knownAt) {
        return table.stream()
                .filter(row -> contains(row.recordedFrom(), row.recordedTo(), knownAt))
                .sorted(Comparator.comparing(Interval::validFrom))
                .toList();
    }

    private static List<Object> claim(Interval<Value> row, @Nullable Instant recorded) {
        return List.of(row.validFrom(), String.valueOf(row.validTo()), row.value(), String.valueOf(recorded));
    }

    private static boolean contains(Instant from, @Nullable Instant to, Instant instant) {
        return !instant.isBefore(from) && (to == null || instant.isBefore(to));
    }
}
