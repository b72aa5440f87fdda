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

    /**
     * Refuses a fact that lies before the one it follows: a return before its order, a reopening before the closing. Facts become known
     * in any order, but what ends or undoes something can't have happened first; folded by occurrence it would have no effect.
     *
     * @param detail what lies before what
     */
    public static void requireOrder(Instant at, Instant predecessor, String detail) {
        if (at.isBefore(predecessor)) {
            throw Refusal.of(RefusalCode.OUT_OF_ORDER, detail, "predecessorOccurredAt", predecessor)
                    .asException();
        }
    }
}
