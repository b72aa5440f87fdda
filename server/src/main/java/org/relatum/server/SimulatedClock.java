package org.relatum.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of a demonstration: it goes through a made-up past in order, and once it is released it is the wall clock.
 * It never goes back, so whatever is recorded stays in order; the store that it is used on is marked for ever.
 */
public final class SimulatedClock extends Clock {

    private final Clock wall;
    private Instant reached;
    private boolean released;

    SimulatedClock(Clock wall, Instant start) {
        this.wall = wall;
        this.reached = start;
    }

    /**
     * Goes on to an instant; one that has passed already changes nothing.
     *
     * @throws IllegalArgumentException when it lies ahead of the wall clock
     */
    public synchronized void advanceTo(Instant instant) {
        if (instant.isAfter(wall.instant())) {
            throw new IllegalArgumentException(instant + " lies ahead");
        }
        if (instant.isAfter(reached)) {
            reached = instant;
        }
    }

    /** From now on it is the wall clock. */
    public synchronized void release() {
        released = true;
    }

    @Override
    public synchronized Instant instant() {
        if (released) {
            Instant now = wall.instant();
            return now.isAfter(reached) ? now : reached;
        }
        return reached;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants only");
    }
}
