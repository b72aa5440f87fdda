package org.relatum.events;

/** What a company may do about a danger. */
public enum RiskResponse {
    AVOID,
    SPREAD,
    TRANSFER,
    ACCEPT,
    MITIGATE
}
