package org.relatum.projection.engine;

import java.util.List;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Interval;

/**
 * From what a customer's past can be told without its first facts, as of one moment.
 *
 * @param row the customer today: up to its version and horizon the intervals are complete
 * @param base contains only what had happened and was known at the two instants that are asked about
 * @param intervals those that had begun, as they were known then; by key in ascending order of valid time. One that was superseded
 *     later says when.
 */
public record CustomerPast<S, D>(CustomerRow<S, D> row, Checkpoint<S> base, List<Interval<D>> intervals) {
    public CustomerPast {
        intervals = List.copyOf(intervals);
    }
}
