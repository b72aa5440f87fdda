package org.relatum.projection.performance;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;

/** Where the measures of a scorecard come from. */
public interface Measurements {

    /**
     * What the measures were in a scorecard's period, or in the part of it that had passed, and in the period before.
     *
     * @param asOf only what had happened by then; null: the present
     * @param knownAt only what was recorded by then; null: all that is
     */
    Measured of(ScorecardName scorecard, @Nullable Instant asOf, @Nullable Instant knownAt);

    /**
     * The same of every part of the company by some dimensions, by dimension and member; without those in which nothing ever was. Instants as for
     * {@link #of}.
     */
    Parts ofAll(KpiPeriod period, Set<KpiDimension> dimensions, @Nullable Instant asOf, @Nullable Instant knownAt);

    /**
     * Measures, and what they rest on.
     *
     * @param before those of the period before
     * @param asOf the instant they are for
     * @param knownAt up to when what was recorded is in them
     * @param position up to which the log is in them
     */
    record Measured(Scores.Sums sums, Scores.Sums before, Instant asOf, Instant knownAt, long position) {}

    /**
     * Measures of parts of the company at one moment, and what they rest on; see {@link Measured}.
     *
     * @param parts in their order
     */
    record Parts(Map<ScorecardName, Measured> parts, Instant asOf, Instant knownAt, long position) {}
}
