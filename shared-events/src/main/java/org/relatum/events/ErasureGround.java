package org.relatum.events;

/** Why personal data were erased. */
public enum ErasureGround {
    /** The person asked for it. */
    REQUEST,
    /** The person withdrew the consent that the data rested on. */
    CONSENT_WITHDRAWN,
    /** The data were no longer needed. */
    RETENTION,
    /** The data should not have been recorded. */
    UNLAWFUL,
    /** The law demands it for another reason. */
    OTHER
}
