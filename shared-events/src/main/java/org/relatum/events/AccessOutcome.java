package org.relatum.events;

/** What came of a request. */
public enum AccessOutcome {
    /** It was answered. */
    READ,
    /** Nobody knew who sent it. */
    UNAUTHENTICATED,
    /** Its sender may not do that. */
    FORBIDDEN,
    /** Its sender came too often. */
    RATE_LIMITED
}
