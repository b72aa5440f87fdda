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
 * @param replaceIntervals whether {@code intervals} are all there are, in place of those stored
 * @param checkpoints those to add
 * @param staleFrom stored checkpoints at or after this instant are out of date, null when none is
 */
public record CustomerUpdate<S, D>(
        CustomerRow<S, D> row,
        List<Interval<D>> intervals,
        boolean replaceIntervals,
        List<Checkpoint<S>> checkpoints,
        @Nullable Instant staleFrom) {}
