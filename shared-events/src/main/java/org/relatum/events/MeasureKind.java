package org.relatum.events;

/** Where a preventive measure takes hold. */
public enum MeasureKind {
    ORGANISATION,
    RULE,
    PROCESS
}
