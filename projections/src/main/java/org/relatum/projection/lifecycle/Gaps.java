package org.relatum.projection.lifecycle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gaps between consecutive orders of one customer, as a sorted multiset of microseconds. Immutable; one gap more copies a small
 * part of them, and what is made of another one shares the rest.
 */
public final class Gaps {
    private static final int MOST = 512;

    /** No gaps: fewer than two orders. */
    public static final Gaps NONE = new Gaps(new long[][] {{}}, 0);

    /** Sorted, one after the other; of {@value #MOST} gaps at most each. None but the only one is empty. */
    private final long[][] parts;

    private final int size;

    private Gaps(long[][] parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    /** The multiset of the given microseconds, in any order. */
    public static Gaps of(long... micros) {
        long[] sorted = micros.clone();
        Arrays.sort(sorted);
        int half = MOST / 2;
        long[][] parts = new long[Math.max(1, (sorted.length + half - 1) / half)][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(sorted, i * half, Math.min(sorted.length, (i + 1) * half));
        }
        return new Gaps(parts, sorted.length);
    }

    /** One gap more. */
    public Gaps with(long micros) {
        int part = 0;
        while (part < parts.length - 1 && parts[part + 1][0] <= micros) {
            part++;
        }
        long[] more = with(parts[part], micros);
        long[][] all;
        if (more.length <= MOST) {
            all = parts.clone();
            all[part] = more;
        } else {
            all = new long[parts.length + 1][];
            System.arraycopy(parts, 0, all, 0, part);
            all[part] = Arrays.copyOf(more, MOST / 2);
            all[part + 1] = Arrays.copyOfRange(more, MOST / 2, more.length);
            System.arraycopy(parts, part + 1, all, part + 2, parts.length - part - 1);
        }
        return new Gaps(all, size + 1);
    }

    private static long[] with(long[] sorted, long micros) {
        int found = Arrays.binarySearch(sorted, micros);
        int place = found < 0 ? -found - 1 : found;
        long[] more = new long[sorted.length + 1];
        System.arraycopy(sorted, 0, more, 0, place);
        more[place] = micros;
        System.arraycopy(sorted, place, more, place + 1, sorted.length - place);
        return more;
    }

    /** Twice the median, in microseconds, so that the mean of two middle gaps stays whole; 0 when there are none. */
    public long twiceMedian() {
        return size == 0 ? 0 : get((size - 1) / 2) + get(size / 2);
    }

    private long get(int index) {
        int part = 0;
        int before = 0;
        while (index - before >= parts[part].length) {
            before += parts[part++].length;
        }
        return parts[part][index - before];
    }

    /** All gaps in ascending order. */
    public long[] toArray() {
        return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Gaps g && size == g.size && Arrays.equals(toArray(), g.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toArray());
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }
}
