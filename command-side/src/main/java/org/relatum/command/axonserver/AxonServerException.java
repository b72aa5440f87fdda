package org.relatum.command.axonserver;

import org.jspecify.annotations.Nullable;

/** Axon Server can't be used as it is set; the message is meant for the person who started the service. */
public final class AxonServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AxonServerException(String message) {
        this(message, null);
    }

    AxonServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
