package org.relatum.command.store;

import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/** Where events are recorded does not answer. What was being recorded may have been. */
public final class UnreachableLogException extends EventStoreException {
    private static final long serialVersionUID = 1L;

    public UnreachableLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
