package org.relatum.events;

/** Where a danger for a relationship comes from. */
public enum RiskCause {
    CHANGED_NEED,
    COMPETITOR,
    MARKET,
    LAW,
    SERVICE,
    OTHER
}
