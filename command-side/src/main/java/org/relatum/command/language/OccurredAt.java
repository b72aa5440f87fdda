package org.relatum.command.language;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a fact happened in the world: as the caller says, otherwise now. */
public final class OccurredAt {
    /** How far a caller's clock may be ahead of ours. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private OccurredAt() {}

    /** The instant to record; refuses one that lies in the future. */
    public static Instant of(@Nullable Instant given, Instant now) {
        if (given == null) {
            return now;
        }
        if (given.isAfter(now.plus(TOLERANCE))) {
            throw Refusal.of(
                            RefusalCode.OCCURRED_IN_FUTURE,
                            "occurredAt is more than " + TOLERANCE.toMinutes() + " minutes ahead",
                            "now",
                            now)
                    .asException();
        }
        return given;
    }
}
