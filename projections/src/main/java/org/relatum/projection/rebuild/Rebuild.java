package org.relatum.projection.rebuild;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild of some read models, as far as it is.
 *
 * @param tables name and version of the read models
 * @param settledAt what came by time alone up to here is decided in bulk; null before it starts
 * @param position the events up to here are folded in bulk; null before it starts
 * @param partitions into how many parts the customers are divided; null before it starts
 * @param customers whose rows are copied in
 * @param swapMillis how long the tables were locked when they changed places, in milliseconds; null before
 * @param eventsPerSecond of the work under way, null while nobody can say
 * @param secondsLeft of the work under way, null while nobody can say
 * @param cancelling whether it is to end as soon as it can
 * @param error why it failed
 */
public record Rebuild(
        UUID id,
        Set<String> tables,
        Cause cause,
        State state,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant settledAt,
        @Nullable Long position,
        @Nullable Integer partitions,
        long eventsRead,
        long eventsFolded,
        long customers,
        @Nullable Long swapMillis,
        @Nullable Double eventsPerSecond,
        @Nullable Double secondsLeft,
        boolean cancelling,
        @Nullable String error) {

    /** Why it was begun. */
    public enum Cause {
        /** Somebody asked for it. */
        ASKED,
        /** This version of the program has tables that are not there. */
        NEW_VERSION
    }

    /** What is being done. */
    public enum State {
        /** It was asked for. */
        WAITING(false),
        /** The log is divided by customers. */
        READING(false),
        /** Each customer is folded and its rows are copied in. */
        FOLDING(false),
        /** Keys, indexes and statistics are made. */
        INDEXING(false),
        /** Events that were recorded meanwhile are folded, until the tables can change places. */
        CATCHING_UP(false),
        /** The new tables are served. */
        DONE(true),
        /** Somebody cancelled it; what was served before is. */
        CANCELLED(true),
        /** It can't be done; what was served before is. */
        FAILED(true);

        private final boolean end;

        State(boolean end) {
            this.end = end;
        }

        /** Whether nothing more happens. */
        public boolean isEnd() {
            return end;
        }
    }
}
