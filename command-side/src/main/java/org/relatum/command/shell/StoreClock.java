package org.relatum.command.shell;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The clock that stamps recordedAt: whole microseconds, strictly growing within a stream even when the wall clock is set back. */
public final class StoreClock {
    private final InstantSource source;

    public StoreClock(InstantSource source) {
        this.source = source;
    }

    /**
     * The instant to record the next event of a stream at.
     *
     * @param last when the stream's last event was recorded, null for a new stream
     */
    public Instant after(@Nullable Instant last) {
        Instant now = source.instant().truncatedTo(ChronoUnit.MICROS);
        return last == null || now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    }
}
