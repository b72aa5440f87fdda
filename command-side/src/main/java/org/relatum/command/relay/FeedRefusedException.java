package org.relatum.command.relay;

/** The feed can't go on as things are: somebody has to change something. The message says what. */
final class FeedRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FeedRefusedException(String message) {
        super(message);
    }
}
