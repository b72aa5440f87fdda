package org.relatum.events;

/** How much a case presses, from the least on. It decides the times within which it is to be answered and resolved. */
public enum CaseSeverity {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL
}
