package org.relatum.command.shell;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the command side knows of the sequencer, which gives each event its position in the order of the whole log. */
public interface LogPositions {

    /** For a service without a sequencer: no position is ever known. */
    LogPositions NONE = new LogPositions() {
        @Override
        public @Nullable Long await(UUID stream, long sequence, boolean justCommitted, Duration timeout) {
            return null;
        }

        @Override
        public void committed() {}
    };

    /**
     * The position of a committed event, as soon as it is known.
     *
     * @param justCommitted whether this process committed it a moment ago, so that its position can't be an old one
     * @return null when it takes longer than the timeout
     */
    @Nullable
    Long await(UUID stream, long sequence, boolean justCommitted, Duration timeout);

    /** Says that events were committed, so that nobody has to poll for them. Returns at once. */
    void committed();
}
