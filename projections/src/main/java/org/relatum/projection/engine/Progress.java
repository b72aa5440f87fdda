package org.relatum.projection.engine;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How far each table contains the log. Safe for concurrent use; waiting costs nothing while nothing changes. */
public final class Progress {
    private Map<String, Long> positions = Map.of();

    synchronized void reached(Map<String, Long> newPositions) {
        positions = Map.copyOf(newPositions);
        notifyAll();
    }

    /** Position of every table. */
    public synchronized Map<String, Long> positions() {
        return positions;
    }

    /** The position that every table contains. */
    public synchronized long position() {
        return positions.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }

    /** Waits until every table contains a position. Returns whether it does, false after the time-out. */
    public boolean awaitPosition(long position, Duration timeout) throws InterruptedException {
        return await(() -> position() >= position, timeout);
    }

    /** Waits until a condition holds that can only come true when something was written. Returns whether it does. */
    public boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Map<String, Long> seen = positions();
            if (condition.getAsBoolean()) {
                return true;
            }
            synchronized (this) {
                while (positions.equals(seen)) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    wait(left);
                }
            }
        }
    }
}
