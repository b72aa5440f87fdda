package org.relatum.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The clock of a demonstration: it goes through a made-up past in order, and once it is released it is the wall clock.
 * It never goes back, so whatever is recorded stays in order; the store that it is used on is marked for ever.
 *
 * <p>Several processes of one machine may have the same clock, through a file; one of them sets it.
 */
public final class SimulatedClock extends Clock {
    private static final int REACHED = 0;
    private static final int RELEASED = Long.BYTES;
    private static final int BYTES = 2 * Long.BYTES;

    private final Clock wall;
    private final Instant start;
    /** Microseconds from the start that have passed, and whether it is released: all zeros at first, as a new file is. */
    private final ByteBuffer state;

    private SimulatedClock(Clock wall, Instant start, ByteBuffer state) {
        this.wall = wall;
        this.start = start;
        this.state = state;
    }

    /** One of this process alone. */
    static SimulatedClock startingAt(Instant start, Clock wall) {
        return new SimulatedClock(wall, start, ByteBuffer.allocate(BYTES));
    }

    /** One that all have who name the same file and start; made when it is not there. */
    static SimulatedClock shared(Path file, Instant start, Clock wall) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SimulatedClock(wall, start, channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    private Instant reached() {
        return start.plus(state.getLong(REACHED), ChronoUnit.MICROS);
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
        if (instant.isAfter(reached())) {
            state.putLong(REACHED, ChronoUnit.MICROS.between(start, instant));
        }
    }

    /** From now on it is the wall clock. */
    public synchronized void release() {
        state.put(RELEASED, (byte) 1);
    }

    @Override
    public synchronized Instant instant() {
        if (state.get(RELEASED) != 0) {
            Instant now = wall.instant();
            return now.isAfter(reached()) ? now : reached();
        }
        return reached();
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
