package org.relatum.events.deployment;

import java.util.Locale;

/** A part of the work that a node may do. Every part may be done by several nodes. */
public enum NodeRole {
    /** Carries out commands sent over REST, and imports. */
    COMMAND,
    /** Keeps read models and the ledger up to date; one node at a time does, the others stand by. */
    PROJECTION,
    /** Answers questions over REST. */
    QUERY,
    /** Passes events and rows on. */
    RELAY,
    /** Takes messages in. */
    INGEST;

    /** As it stands in settings and answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a node that does this may give positions: somebody has to, wherever events are recorded or folded. */
    public boolean givesPositions() {
        return this == COMMAND || this == PROJECTION || this == INGEST;
    }
}
