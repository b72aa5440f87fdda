package org.relatum.server.postgres;

/** The embedded PostgreSQL cannot run; the message is meant for the person who started the service. */
public final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
