package org.relatum.projection.performance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the measures of a scorecard come from. */
@FunctionalInterface
public interface Measurements {

    /**
     * What the measures were in a scorecard's period, or in the part of it that had passed, and in the period before.
     *
     * @param asOf only what had happened by then; null: the present
     * @param knownAt only what was recorded by then; null: all that is
     */
    Measured of(ScorecardName scorecard, @Nullable Instant asOf, @Nullable Instant knownAt);

    /**
     * Measures, and what they rest on.
     *
     * @param before those of the period before
     * @param asOf the instant they are for
     * @param knownAt up to when what was recorded is in them
     * @param position up to which the log is in them
     */
    record Measured(Scores.Sums sums, Scores.Sums before, Instant asOf, Instant knownAt, long position) {}
}
