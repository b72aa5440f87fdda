package org.relatum.projection.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GapsTest {
    @Test
    void many_gaps_in_any_order_are_a_sorted_multiset_with_its_median() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int range = random.nextInt(10, 10_000);
            List<Long> sorted = new ArrayList<>();
            Gaps gaps = Gaps.NONE;
            Gaps before = gaps;
            while (sorted.size() < 3_000) {
                long gap = random.nextInt(range);
                int place = Collections.binarySearch(sorted, gap);
                sorted.add(place < 0 ? -place - 1 : place, gap);
                before = gaps;
                gaps = gaps.with(gap);
                int n = sorted.size();
                assertThat(gaps.twiceMedian())
                        .as("seed %d, %d gaps", seed, n)
                        .isEqualTo(sorted.get((n - 1) / 2) + sorted.get(n / 2));
            }
            long[] all = sorted.stream().mapToLong(Long::longValue).toArray();
            assertThat(gaps.toArray()).as("seed %d", seed).isEqualTo(all);
            assertThat(gaps).isEqualTo(Gaps.of(all)).hasSameHashCodeAs(Gaps.of(all));
            assertThat(before.toArray()).hasSize(2_999).isSorted();
        }
        assertThat(Gaps.NONE.twiceMedian()).isZero();
        assertThat(Gaps.of()).isEqualTo(Gaps.NONE);
    }
}
