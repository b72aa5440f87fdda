package org.relatum.events;

/** What came of a step to win a relationship back. */
public enum RecoveryOutcome {
    /** The relationship is as good as it was. */
    RECOVERED,
    /** It is better than it was before the step, not as good as it had been. */
    IMPROVED,
    /** Nothing changed. */
    UNCHANGED,
    /** The customer is lost. */
    FAILED
}
