package org.relatum.command.shell;

/** The event store does not answer. Whether the command was recorded is open: a repetition with the same key finds out. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(Throwable cause) {
        super("the event store does not answer", cause);
    }
}
