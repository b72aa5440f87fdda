package org.relatum.command.shell;

import java.util.UUID;
import org.relatum.command.language.Refusal;

/** What became of a command. */
public sealed interface Outcome {

    /**
     * Its facts are durable.
     *
     * @param stream the customer, product or fit it was about
     * @param version number of events in the stream after the command's last one
     * @param repeated whether the facts had been recorded before, by the same command with the same key
     */
    record Accepted(UUID stream, long version, boolean repeated) implements Outcome {
        /** Sequence of the command's last event in the stream. */
        public long lastSequence() {
            return version - 1;
        }
    }

    /** Nothing was recorded. */
    record Refused(Refusal refusal) implements Outcome {}
}
