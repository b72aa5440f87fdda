package org.relatum.events;

/** The tone of what a customer said. */
public enum Sentiment {
    POSITIVE,
    NEUTRAL,
    NEGATIVE
}
