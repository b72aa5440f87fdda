package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.EventRef;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Learning;

/** What becomes known step by step is what is known, and is folded on rather than again. */
class LearningTest {
    private static final UUID CUSTOMER = new UUID(0, 1);

    static java.util.stream.LongStream seeds() {
        return Seeds.all();
    }

    private static List<EventRef> joined(List<EventRef> before, Recorded<CustomerEvent> fact) {
        List<EventRef> after = new ArrayList<>(before);
        after.add(fact.ref());
        return after;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void it_is_at_every_moment_what_folding_all_that_is_known_gives(long seed) {
        List<Recorded<CustomerEvent>> history = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams =
                history.stream().collect(Collectors.groupingBy(Recorded::stream));
        SplittableRandom random = new SplittableRandom(seed);
        for (UUID customer : streams.keySet()) {
            Facts facts = Feed.facts(streams, customer);
            for (int i = 0; i < 6; i++) {
                Instant asOf = history.get(random.nextInt(history.size())).occurredAt();
                Instant from = history.get(random.nextInt(history.size())).recordedAt();
                Learning<List<EventRef>> learning = new Learning<>(facts, asOf, from, List.of(), LearningTest::joined);
                for (List<Recorded<CustomerEvent>> together : facts.recorded(from, Instant.MAX)) {
                    List<EventRef> before = learning.state();
                    Optional<Recorded<CustomerEvent>> learned = learning.learn(together);
                    List<EventRef> expected = facts.knownAt(together.getFirst().recordedAt()).upTo(asOf).stream()
                            .map(Recorded::ref)
                            .toList();
                    assertThat(learning.state()).isEqualTo(expected);
                    assertThat(learning.isEmpty()).isEqualTo(expected.isEmpty());
                    assertThat(learned.isPresent()).isEqualTo(!expected.equals(before));
                    learned.ifPresent(
                            fact -> assertThat(expected).contains(fact.ref()).isNotEqualTo(before));
                }
            }
        }
    }

    private static Recorded<CustomerEvent> fact(int sequence, int recorded, int occurred) {
        Instant begin = Instant.parse("2025-01-01T00:00:00Z");
        return new Recorded<>(
                sequence + 1,
                CUSTOMER,
                sequence,
                begin.plusSeconds(recorded),
                new CustomerQualified(begin.plusSeconds(occurred), null));
    }

    /** How many facts are folded while all of them become known. */
    private static int folds(List<Recorded<CustomerEvent>> history) {
        Facts facts = Facts.of(CUSTOMER, Map.of(CUSTOMER, history));
        AtomicInteger folds = new AtomicInteger();
        Instant before = history.getFirst().recordedAt().minusSeconds(1);
        Learning<Integer> learning = new Learning<>(facts, Instant.MAX, before, 0, (count, fact) -> {
            folds.incrementAndGet();
            return count + 1;
        });
        Collection<List<Recorded<CustomerEvent>>> recorded = facts.recorded(before, Instant.MAX);
        recorded.forEach(learning::learn);
        assertThat(learning.state()).isEqualTo(history.size());
        return folds.get();
    }

    @Test
    void each_fact_is_folded_once_when_they_become_known_in_their_order() {
        List<Recorded<CustomerEvent>> history = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            history.add(fact(i, i, i));
        }
        assertThat(folds(history)).isEqualTo(1_000);
    }

    @Test
    void only_a_late_one_takes_folding_from_the_first() {
        List<Recorded<CustomerEvent>> history = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            history.add(fact(i, i, i == 600 ? 5 : i));
        }
        assertThat(folds(history)).isEqualTo(600 + 601 + 399);
    }
}
