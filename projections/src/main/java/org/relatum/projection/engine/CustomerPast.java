package org.relatum.projection.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Interval;

/**
 * From what a customer's past can be told without its first facts, as of one moment.
 *
 * @param version up to this version of the customer its row is complete
 * @param behind the customer today, when the intervals are complete only up to an instant before the one at which was known what is
 *     asked about; else null
 * @param base contains only what had happened and was known at the two instants that are asked about; null: the fold begins at the
 *     first fact, because no checkpoint is as old
 * @param intervals those that had begun, as they were known then; by key in ascending order of valid time. One that was superseded
 *     later says when.
 */
public record CustomerPast<S, D>(
        long version,
        @Nullable Folded<S, D> behind,
        @Nullable Checkpoint<S> base,
        List<Interval<D>> intervals) {
    public CustomerPast {
        intervals = List.copyOf(intervals);
    }
}
