package org.relatum.events.wire;

/** A stored event that this version of the product can't read: an unknown name, a newer revision, or damaged content. */
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableEventException(String message) {
        super(message);
    }

    public UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
