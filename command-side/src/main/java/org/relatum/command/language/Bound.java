package org.relatum.command.language;

/**
 * How many things of one kind a customer may have. All of them are remembered for as long as the customer is: one that has ended
 * must still be told from one that never was, or its identifier could be given twice. So the state that decides has a greatest
 * size; whoever reaches it is no customer but a system that sends the wrong thing.
 */
public final class Bound {
    /** Needs, commitments, cases, and answers to surveys: so many of each. */
    public static final int PER_CUSTOMER = 10_000;

    private Bound() {}

    /** Refuses one more where there are as many as there may be. */
    public static void requireRoom(int known, int limit) {
        if (known >= limit) {
            throw Refusal.of(RefusalCode.LIMIT_REACHED, "There may be " + limit + " of these at most", "limit", limit)
                    .asException();
        }
    }
}
