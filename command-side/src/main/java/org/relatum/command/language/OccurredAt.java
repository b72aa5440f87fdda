package org.relatum.command.language;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a fact happened in the world: as the caller says, otherwise now. */
public final class OccurredAt {
    /** How far a caller's clock may be ahead of ours. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private OccurredAt() {}

    /**
     * The instant to record, never after {@code now}. One a little ahead comes from a clock that is: nobody tells of a fact
     * before it happened, so it happened now at the latest. Recorded as stated it would be among the customer's facts, and
     * not yet among those that had happened by the present. One further ahead is refused.
     */
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
        return given.isAfter(now) ? now : given;
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
