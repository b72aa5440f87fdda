package org.relatum.projection.core;

import java.util.BitSet;

/**
 * How far apart the checkpoints of a customer are. Late facts come near the end, so there they are close together, and further back ever
 * rarer; questions about the past come anywhere, so one in every {@value #ALWAYS} facts stays, or at least one in every {@value #PARTS}th of
 * a very long history: features grow with it, and so many of them are to be had for a multiple of its own size.
 */
public final class Spacing {
    /** Facts of one customer between two checkpoints when they are made. */
    public static final int EVERY = 64;

    private static final int ALWAYS = 512;
    private static final int PARTS = 32;

    private Spacing() {}

    /**
     * Which checkpoints stay: of those at each doubling distance from the latest one the first and the last, and the first of every {@value
     * #ALWAYS} facts, or of the power of two below a {@value #PARTS}th of them. So what stays now need not have been made later.
     *
     * @param floors of the checkpoints of one customer, ascending: about how many facts each contains
     */
    public static BitSet kept(long[] floors) {
        BitSet kept = new BitSet(floors.length);
        long always =
                floors.length == 0 ? ALWAYS : Math.max(ALWAYS, Long.highestOneBit(floors[floors.length - 1] / PARTS));
        for (int i = 0; i < floors.length; i++) {
            boolean firstOrLast = i == 0
                    || i == floors.length - 1
                    || distance(floors, i - 1) != distance(floors, i)
                    || distance(floors, i + 1) != distance(floors, i);
            kept.set(i, firstOrLast || floors[i - 1] / always != floors[i] / always);
        }
        return kept;
    }

    /** Doublings of {@value #EVERY} facts from the latest. */
    private static int distance(long[] floors, int i) {
        return 63 - Long.numberOfLeadingZeros((floors[floors.length - 1] - floors[i]) / EVERY + 1);
    }
}
