package org.relatum.projection.store.cassandra;

import org.jspecify.annotations.Nullable;

/** Cassandra can't be used as it is; the message is meant for the person who started the service. */
public final class CassandraException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CassandraException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
