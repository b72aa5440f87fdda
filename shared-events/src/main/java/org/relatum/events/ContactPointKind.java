package org.relatum.events;

/** The kinds of ways to reach a customer. */
public enum ContactPointKind {
    EMAIL,
    PHONE,
    POSTAL_ADDRESS,
    CHAT,
    SOCIAL,
    WEB
}
