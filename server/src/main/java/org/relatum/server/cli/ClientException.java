package org.relatum.server.cli;

/** A client command cannot do what it was asked; the message is meant for the person at the terminal. */
final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientException(String message) {
        super(message);
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
