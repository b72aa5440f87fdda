package org.relatum.server;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.shell.LogPositions;
import org.relatum.projection.store.postgres.Sequencer;

/** Lets the command side ask the sequencer, which it does not know. */
final class SequencerPositions implements LogPositions {

    private final Sequencer sequencer;

    SequencerPositions(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    @Override
    public @Nullable Long await(UUID stream, long sequence, boolean justCommitted, Duration timeout) {
        try {
            return sequencer
                    .awaitPosition(stream, sequence, justCommitted, timeout)
                    .orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void committed() {
        sequencer.committed();
    }
}
