package org.relatum.projection.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When time alone changes a row of a table next, at the earliest. Never later than it is so: rows that are being written, which a look into the
 * table doesn't see yet, are remembered for two looks, and everything written before the look before last is in the table.
 */
final class NextDue {
    private Instant at = Instant.MIN;
    private Instant written = Instant.MAX;
    private Instant writtenBefore = Instant.MAX;

    /** Nothing is due before; the beginning of time while that is not known. */
    Instant at() {
        return at;
    }

    /** A row is being written that time alone changes then; null is never. */
    void wrote(@Nullable Instant next) {
        if (next != null && next.isBefore(at)) {
            at = next;
        }
        if (next != null && next.isBefore(written)) {
            written = next;
        }
    }

    /** What the table says, between two batches that are sent. */
    void looked(Instant next) {
        at = earlier(next, earlier(written, writtenBefore));
        writtenBefore = written;
        written = Instant.MAX;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
