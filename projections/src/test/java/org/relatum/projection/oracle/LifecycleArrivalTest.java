package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.oracle.HistoryGenerator.Shape;
import org.relatum.projection.reference.ReferenceTimeline;

/** The order in which independent facts arrive is of no importance once they are there. */
class LifecycleArrivalTest {
    private static final LifecycleProjection PROJECTION = new LifecycleProjection();
    private static final Folder<LifecycleFeatures, LifecycleStatus, Value> FOLDER =
            new Folder<>(PROJECTION, ReferenceTimeline.DEFAULTS, Feed.CHECKPOINT_EVERY);

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void streams_interleaved_in_another_way_give_the_same_rows_and_intervals(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        SplittableRandom random = new SplittableRandom(seed);
        Feed<LifecycleFeatures, LifecycleStatus, Value> one = new Feed<>(FOLDER);
        Feed<LifecycleFeatures, LifecycleStatus, Value> other = new Feed<>(FOLDER);
        history.facts().forEach(fact -> one.accept(List.of(fact)));
        interleavedAnew(history, random).forEach(fact -> other.accept(List.of(fact)));
        Instant end = history.lastRecordedAt().plus(Duration.ofDays(400));
        for (UUID customer : history.customers()) {
            one.settle(customer, end);
            other.settle(customer, end);
            assertThat(other.row(customer)).isEqualTo(one.row(customer));
            assertThat(other.table(customer)).isEqualTo(one.table(customer));
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void facts_of_a_customer_recorded_in_another_order_give_the_same_view_in_the_end(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL.withoutMerges(), seed);
        SplittableRandom random = new SplittableRandom(seed);
        Instants instants = new Instants(history, random);
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        history.streams().forEach((customer, facts) -> {
            List<Recorded<CustomerEvent>> shuffled = recordedAnew(facts, random.nextLong());
            Feed<LifecycleFeatures, LifecycleStatus, Value> feed = new Feed<>(FOLDER);
            shuffled.forEach(fact -> feed.accept(List.of(fact)));
            for (Instant asOf : instants.some(20, oracle, customer)) {
                assertThat(view(customer, shuffled, asOf)).isEqualTo(view(customer, facts, asOf));
            }
            Instant late = shuffled.getLast().recordedAt().plus(Duration.ofDays(2000));
            assertThat(FOLDER.view(feed.row(customer).state(), late))
                    .usingRecursiveComparison()
                    .ignoringFields("evidence")
                    .isEqualTo(FOLDER.view(
                            Facts.fold(
                                    PROJECTION,
                                    Feed.facts(history.streams(), customer).upTo(late)),
                            late));
        });
    }

    private static List<Object> view(UUID customer, List<Recorded<CustomerEvent>> facts, Instant asOf) {
        List<Recorded<CustomerEvent>> happened =
                Facts.of(customer, Map.of(customer, facts)).upTo(asOf);
        if (happened.isEmpty()) {
            return List.of();
        }
        LifecycleStatus status = FOLDER.view(Facts.fold(PROJECTION, happened), asOf);
        return List.of(
                status.stage(),
                status.recovered(),
                status.orders(),
                String.valueOf(status.lastOrderAt()),
                String.valueOf(status.cadence()));
    }

    /** Any order of the whole log that keeps each stream's own, and a merge behind the facts it is about. */
    private static List<Recorded<CustomerEvent>> interleavedAnew(History history, SplittableRandom random) {
        Map<UUID, Deque<Recorded<CustomerEvent>>> waiting = new HashMap<>();
        history.streams().forEach((stream, facts) -> waiting.put(stream, new ArrayDeque<>(facts)));
        Set<List<Object>> arrived = new HashSet<>();
        List<Recorded<CustomerEvent>> log = new ArrayList<>();
        while (log.size() < history.facts().size()) {
            List<Recorded<CustomerEvent>> ready = waiting.values().stream()
                    .filter(facts -> !facts.isEmpty())
                    .map(Deque::getFirst)
                    .filter(fact -> !(fact.event() instanceof CustomerAbsorbed merge)
                            || arrived.contains(List.of(merge.absorbed(), merge.finalSequence())))
                    .sorted(Comparator.comparing(Recorded::position))
                    .toList();
            Recorded<CustomerEvent> next = ready.get(random.nextInt(ready.size()));
            waiting.get(next.stream()).removeFirst();
            arrived.add(List.of(next.stream(), next.sequence()));
            log.add(new Recorded<>(log.size() + 1L, next.stream(), next.sequence(), next.recordedAt(), next.event()));
        }
        return log;
    }

    /**
     * The same facts, recorded in any order when all was over; only facts of one instant keep theirs, since what closes and
     * reopens at one instant depends on it.
     */
    private static List<Recorded<CustomerEvent>> recordedAnew(List<Recorded<CustomerEvent>> facts, long seed) {
        Map<Instant, Deque<CustomerEvent>> inOrder = new HashMap<>();
        facts.forEach(fact -> inOrder.computeIfAbsent(fact.occurredAt(), instant -> new ArrayDeque<>())
                .add(fact.event()));
        List<Instant> instants =
                new ArrayList<>(facts.stream().map(Recorded::occurredAt).toList());
        Collections.shuffle(instants, new Random(seed));
        Instant over =
                facts.stream().map(Recorded::occurredAt).max(Instant::compareTo).orElseThrow();
        List<Recorded<CustomerEvent>> shuffled = new ArrayList<>();
        for (Instant instant : instants) {
            int place = shuffled.size();
            shuffled.add(new Recorded<>(
                    place + 1L,
                    facts.getFirst().stream(),
                    place,
                    over.plusSeconds(place),
                    inOrder.get(instant).removeFirst()));
        }
        return shuffled;
    }
}
