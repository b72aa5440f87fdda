package org.relatum.server;

/** The service cannot start; the message is meant for the person who started it. */
public final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartupException(String message) {
        super(message);
    }

    StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
