package org.relatum.projection.rebuild;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Lets commands go first. While facts are being recorded, by whichever node, each thread of a rebuild works a share of the time only and
 * rests for the remainder; otherwise it works without a rest. Rests are short and follow short work, so that a command waits for little
 * of it; a rest is a second at most. Safe for concurrent use; a {@link Turn} belongs to one thread.
 */
final class Pace {
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier head;
    private final double share;
    private long last;
    private long moved = System.nanoTime() - QUIET;

    private volatile boolean ended;

    /**
     * @param head position of the last event of the log
     * @param share of the time that a thread works while facts are being recorded, more than 0, at most 1
     */
    Pace(LongSupplier head, double share) {
        this.head = head;
        this.share = share;
        this.last = head.getAsLong();
    }

    /** Nobody rests any more: what is under way is to end soon. */
    void end() {
        ended = true;
    }

    /** Whether a fact was recorded within the last second, as far as it was looked since. */
    synchronized boolean isShared() {
        long now = System.nanoTime();
        long latest = head.getAsLong();
        if (latest != last) {
            last = latest;
            moved = now;
        }
        return share < 1 && now - moved < QUIET;
    }

    /** For the work of one thread, which begins now. */
    Turn turn() {
        return new Turn();
    }

    /** When one thread is to rest. */
    final class Turn {
        private long began = System.nanoTime();

        /** Rests if it is time to, or does nothing; to be called often. */
        void step() {
            long worked = System.nanoTime() - began;
            if (worked < SHORTEST) {
                return;
            }
            if (!ended && isShared()) {
                LockSupport.parkNanos(Math.min(LONGEST, (long) (worked * (1 - share) / share)));
            }
            began = System.nanoTime();
        }
    }
}
