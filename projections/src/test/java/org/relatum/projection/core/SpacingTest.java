package org.relatum.projection.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SpacingTest {
    @Test
    void the_latest_checkpoints_are_close_together_and_none_is_further_than_512_facts_or_a_32nd_from_the_next() {
        List<Long> floors = new ArrayList<>();
        for (long facts = Spacing.EVERY; facts <= 100_000; facts += Spacing.EVERY) {
            floors.add(facts);
            BitSet kept =
                    Spacing.kept(floors.stream().mapToLong(Long::longValue).toArray());
            List<Long> left = new ArrayList<>();
            kept.stream().forEach(i -> left.add(floors.get(i)));
            floors.clear();
            floors.addAll(left);
        }
        int last = floors.size() - 1;
        assertThat(floors.get(0)).isEqualTo(64);
        for (int i = 1; i <= last; i++) {
            assertThat(floors.get(i) - floors.get(i - 1)).isLessThanOrEqualTo(100_000 / 32);
        }
        assertThat(floors.get(last)).isEqualTo(99_968);
        assertThat(floors.get(last) - floors.get(last - 1)).isEqualTo(64);
        assertThat(floors).hasSizeLessThan(64 + 2 * 12);
        long[] of10000 = LongStream.rangeClosed(1, 10_000 / Spacing.EVERY)
                .map(i -> i * Spacing.EVERY)
                .toArray();
        long[] kept = Spacing.kept(of10000).stream().mapToLong(i -> of10000[i]).toArray();
        for (int i = 1; i < kept.length; i++) {
            assertThat(kept[i] - kept[i - 1]).isLessThanOrEqualTo(512);
        }
    }
}
