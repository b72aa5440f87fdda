package org.relatum.projection.lifecycle;

/** Where a relationship stands. */
public enum Stage {
    /** Known, never bought, not pursued yet. */
    PROSPECT(Phase.IDENTIFY),
    /** The company decided to pursue the customer; never bought. */
    TARGET(Phase.IDENTIFY),
    /** Buys, or is silent no longer than usual. */
    ACTIVE(Phase.DEVELOP),
    /** Silent for longer than usual. */
    AT_RISK(Phase.RETAIN),
    /** Silent for so long that the customer counts as gone. */
    LOST(Phase.RECOVER),
    /** The relationship was ended. */
    CLOSED(Phase.NONE),
    /** A duplicate that lives on in another customer. */
    MERGED(Phase.NONE);

    private final Phase phase;

    Stage(Phase phase) {
        this.phase = phase;
    }

    /** What the company's effort is about in this stage. */
    public Phase phase() {
        return phase;
    }

    /** What the company's effort is about. */
    public enum Phase {
        IDENTIFY,
        DEVELOP,
        RETAIN,
        RECOVER,
        NONE
    }
}
