package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Interval;

/**
 * A row to write.
 *
 * @param intervals those that were added or superseded
 * @param before what becomes of those that were stored before
 * @param checkpoints those to add
 * @param staleFrom stored checkpoints at or after this instant are out of date, null when none is
 */
public record CustomerUpdate<S, D>(
        CustomerRow<S, D> row,
        List<Interval<D>> intervals,
        Before before,
        List<Checkpoint<S>> checkpoints,
        @Nullable Instant staleFrom) {

    /** What becomes of the intervals that were stored before. */
    public enum Before {
        /** They stay, except those that are written again. */
        KEPT,
        /** They are replaced: what is written is all there is. */
        REPLACED,
        /** There are none, as far as positions say: what is written is the first, and all there is. */
        NONE
    }

    /** The same, of a customer of whom nothing was stored before. */
    CustomerUpdate<S, D> asFirst() {
        return new CustomerUpdate<>(row, intervals, Before.NONE, checkpoints, staleFrom);
    }
}
