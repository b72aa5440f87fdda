package org.relatum.events;

/** What became of an improvement. */
public enum ImprovementOutcome {
    ACHIEVED,
    NOT_ACHIEVED,
    CANCELLED
}
