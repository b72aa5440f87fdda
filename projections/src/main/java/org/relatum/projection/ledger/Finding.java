package org.relatum.projection.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Something about a stored log that is not as it was.
 *
 * @param position place in the log, 0: none in particular
 * @param event the event it is about: type, stream and sequence; null: none, or nobody can say any more
 * @param detail what differs, for people
 */
public record Finding(What what, long position, @Nullable String event, String detail) {

    /** The kinds of findings. */
    public enum What {
        /** An event is not the one that was recorded there; the detail says which of its parts differ. */
        CHANGED,
        /** An event that was recorded is not there. */
        MISSING,
        /** An event is there that was never recorded. */
        ADDED,
        /** Events stand at other positions than they were recorded at. */
        MOVED,
        /** An event stands in the log before its end, without a position. */
        STRAY,
        /** What the ledger keeps of an event does not fit its hash. */
        ENTRY,
        /** Hashes of the tree are not there or wrong. */
        TILE,
        /** There is no newest checkpoint, or it does not stand for what is there. */
        CHECKPOINT,
        /** No known key signed a checkpoint. */
        SIGNATURE,
        /** Events and hashes agree with each other, and not with a checkpoint: history was written anew. */
        REWRITTEN,
        /** The log ends before the size of an older checkpoint. */
        CUT_OFF,
        /** A file of an audit bundle is not as its list of files says. */
        FILE,
        /** What an audit bundle shows does not follow from its events. */
        VIEW
    }
}
