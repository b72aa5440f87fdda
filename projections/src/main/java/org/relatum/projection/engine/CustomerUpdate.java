package org.relatum.projection.engine;

import java.util.List;
import org.relatum.projection.core.Interval;

/**
 * A row to write.
 *
 * @param intervals those that were added or superseded
 * @param replaceIntervals whether {@code intervals} are all there are, in place of those stored
 */
public record CustomerUpdate<S, D>(CustomerRow<S, D> row, List<Interval<D>> intervals, boolean replaceIntervals) {}
