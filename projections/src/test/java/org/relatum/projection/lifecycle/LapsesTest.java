package org.relatum.projection.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.events.policy.LifecyclePolicy.MOST_ORDERS_BEFORE_MEDIAN;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Money;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.projection.lifecycle.LifecycleFeatures.Lapse;

/** Of the silences that orders ended, those are remembered that can still decide, under some policy, whether a customer recovered. */
class LapsesTest {
    private static final UUID CUSTOMER = new UUID(0, 1);
    private static final Duration SHORT = Duration.ofDays(10);
    private static final Duration LONG = Duration.ofDays(20);

    private final LifecycleProjection lifecycle = new LifecycleProjection();

    @Test
    void the_first_ones_are_kept_because_a_policy_may_take_its_own_cadence_for_them() {
        assertThat(lapsesAfter(times(MOST_ORDERS_BEFORE_MEDIAN - 1, SHORT)))
                .containsExactlyElementsOf(counts(1, MOST_ORDERS_BEFORE_MEDIAN - 1));
    }

    @Test
    void a_silence_is_forgotten_after_one_as_long_against_the_same_cadence() {
        List<Integer> expected = counts(1, MOST_ORDERS_BEFORE_MEDIAN - 1);
        expected.add(30);
        assertThat(lapsesAfter(times(30, SHORT))).containsExactlyElementsOf(expected);
    }

    @Test
    void a_silence_is_kept_beside_a_later_one_that_was_shorter() {
        List<Duration> gaps = times(MOST_ORDERS_BEFORE_MEDIAN, SHORT);
        gaps.add(SHORT.minusNanos(1000));
        assertThat(lapsesAfter(gaps)).containsExactlyElementsOf(counts(1, MOST_ORDERS_BEFORE_MEDIAN + 1));
    }

    @Test
    void a_silence_is_kept_beside_a_later_one_that_was_measured_against_a_longer_cadence() {
        // Before the first of the last two the median is 10 days, before the second it is 15.
        List<Duration> gaps = mixed(6, SHORT, 5, LONG);
        gaps.add(LONG);
        gaps.add(LONG);
        assertThat(lapsesAfter(gaps)).containsExactlyElementsOf(counts(1, MOST_ORDERS_BEFORE_MEDIAN + 1));
    }

    @Test
    void a_silence_is_forgotten_after_one_that_was_measured_against_a_shorter_cadence() {
        // Before the first of the last two the median is 20 days, before the second it is 15.
        List<Duration> gaps = mixed(6, LONG, 5, SHORT);
        gaps.add(SHORT);
        gaps.add(SHORT);
        List<Integer> expected = counts(1, MOST_ORDERS_BEFORE_MEDIAN - 1);
        expected.add(MOST_ORDERS_BEFORE_MEDIAN + 1);
        assertThat(lapsesAfter(gaps)).containsExactlyElementsOf(expected);
    }

    /** Whatever the policy, the latest silence that was too long is among those that are remembered. */
    @Test
    void of_thousands_of_silences_those_are_remembered_that_can_decide() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            // The usual gap changes, so that cadences rise and fall.
            long usual = 1_000;
            Instant at = Instant.parse("2024-01-01T00:00:00Z");
            LifecycleFeatures state = lifecycle.fold(lifecycle.initial(), order(at, 0));
            List<Lapse> all = new ArrayList<>();
            for (int i = 1; i <= 2_000; i++) {
                usual = i % 50 == 0 ? random.nextLong(10, 2_000) : usual;
                at = at.plusSeconds((long) (-usual * Math.log(1 - random.nextDouble())));
                state = lifecycle.fold(state, order(at, i));
                all.add(state.lapses().getLast());
                if (i % 97 == 0) {
                    for (int policy = 0; policy < 20; policy++) {
                        double factor = random.nextDouble(0.5, 12);
                        long least = random.nextLong(1_000_000L * 10_000);
                        assertThat(latest(state.lapses(), factor, least))
                                .as("seed %d, %d orders, factor %f, least %d", seed, i, factor, least)
                                .isEqualTo(latest(all, factor, least));
                    }
                }
            }
            assertThat(state.lapses().size()).isLessThan(1_000);
        }
    }

    private static Optional<Lapse> latest(List<Lapse> lapses, double factor, long least) {
        return lapses.reversed().stream()
                .filter(lapse -> lapse.gap() > Math.max(least, (long) Math.floor(factor * lapse.twiceMedian() / 2)))
                .findFirst();
    }

    /** The silences that are remembered after orders with these gaps, each as the number of orders before it. */
    private List<Integer> lapsesAfter(List<Duration> gaps) {
        Instant at = Instant.parse("2024-01-01T00:00:00Z");
        LifecycleFeatures state = lifecycle.fold(lifecycle.initial(), order(at, 0));
        for (int i = 0; i < gaps.size(); i++) {
            at = at.plus(gaps.get(i));
            state = lifecycle.fold(state, order(at, i + 1));
        }
        return state.lapses().stream().map(Lapse::ordersBefore).toList();
    }

    private static Recorded<CustomerEvent> order(Instant at, int number) {
        OrderPlaced placed =
                new OrderPlaced(at, "A-" + number, new Money(BigDecimal.ONE, "USD"), BigDecimal.ONE, List.of(), null);
        return new Recorded<>(number + 1, CUSTOMER, number, at, placed);
    }

    private static List<Duration> times(int count, Duration gap) {
        return new ArrayList<>(Collections.nCopies(count, gap));
    }

    private static List<Duration> mixed(int first, Duration firstGap, int second, Duration secondGap) {
        return new ArrayList<>(Stream.concat(times(first, firstGap).stream(), times(second, secondGap).stream())
                .toList());
    }

    private static List<Integer> counts(int from, int to) {
        return new ArrayList<>(IntStream.rangeClosed(from, to).boxed().toList());
    }
}
