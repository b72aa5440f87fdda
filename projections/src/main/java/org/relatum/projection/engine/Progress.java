package org.relatum.projection.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How far each table contains the log; of one that several engines keep, each in a store of its own, how far all of them are. Safe for
 * concurrent use; waiting costs nothing while nothing changes.
 */
public final class Progress {
    private final Map<Object, Map<String, Long>> byEngine = new HashMap<>();
    private Map<String, Long> positions = Map.of();
    private long reports;

    /** Nothing is contained until this engine says how far it is. */
    synchronized void expect(Object engine) {
        byEngine.put(engine, Map.of());
    }

    synchronized void reached(Object engine, Map<String, Long> newPositions) {
        byEngine.put(engine, Map.copyOf(newPositions));
        Map<String, Long> all = new HashMap<>();
        byEngine.values().forEach(own -> own.forEach((table, position) -> all.merge(table, position, Math::min)));
        positions = Map.copyOf(all);
        reports++;
        notifyAll();
    }

    private synchronized long reports() {
        return reports;
    }

    /** Position of every table. */
    public synchronized Map<String, Long> positions() {
        return positions;
    }

    /** The position that every table contains. */
    public synchronized long position() {
        if (byEngine.containsValue(Map.<String, Long>of())) {
            return 0;
        }
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
            long seen = reports();
            if (condition.getAsBoolean()) {
                return true;
            }
            synchronized (this) {
                while (reports == seen) {
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
