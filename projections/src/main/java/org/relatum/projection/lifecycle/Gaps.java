package org.relatum.projection.lifecycle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gaps between consecutive orders of one customer, as a sorted multiset of microseconds. Immutable. */
public final class Gaps {
    /** No gaps: fewer than two orders. */
    public static final Gaps NONE = new Gaps(new long[0]);

    private final long[] sorted;

    private Gaps(long[] sorted) {
        this.sorted = sorted;
    }

    /** The multiset of the given microseconds, in any order. */
    public static Gaps of(long... micros) {
        long[] sorted = micros.clone();
        Arrays.sort(sorted);
        return new Gaps(sorted);
    }

    /** One gap more. */
    public Gaps with(long micros) {
        int found = Arrays.binarySearch(sorted, micros);
        int place = found < 0 ? -found - 1 : found;
        long[] more = new long[sorted.length + 1];
        System.arraycopy(sorted, 0, more, 0, place);
        more[place] = micros;
        System.arraycopy(sorted, place, more, place + 1, sorted.length - place);
        return new Gaps(more);
    }

    /** Twice the median, in microseconds, so that the mean of two middle gaps stays whole; 0 when there are none. */
    public long twiceMedian() {
        int n = sorted.length;
        if (n == 0) {
            return 0;
        }
        return sorted[(n - 1) / 2] + sorted[n / 2];
    }

    /** All gaps in ascending order. */
    public long[] toArray() {
        return sorted.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Gaps g && Arrays.equals(sorted, g.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
