package org.relatum.projection.engine;

import java.util.List;
import org.relatum.projection.core.Interval;

/**
 * One customer's row and what is known of its history, as of one moment.
 *
 * @param intervals in ascending order of valid time
 */
public record CustomerHistory<S, D>(CustomerRow<S, D> row, List<Interval<D>> intervals) {
    public CustomerHistory {
        intervals = List.copyOf(intervals);
    }
}
