package org.relatum.server.cli;

import org.jspecify.annotations.Nullable;

/** A client command cannot do what it was asked; the message is meant for the person at the terminal. */
final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String code;

    ClientException(String message) {
        this(null, message);
    }

    /** The service refused, with the code of its refusal if it gave one. */
    ClientException(@Nullable String code, String message) {
        super(message);
        this.code = code;
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
        this.code = null;
    }

    /** The stable code of the refusal, if it is one. */
    @Nullable
    String code() {
        return code;
    }
}
