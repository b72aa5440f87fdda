package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.core.Interval;

/** Lists flags, cases, promises and loyal customers over all customers, as of any instant and as known at any instant. Safe for concurrent use. */
public interface IntervalSearch {
    /**
     * At which point of the two axes of time.
     *
     * @param asOf null: now
     * @param knownAt not before {@code asOf}; null: all that is recorded
     */
    record Moment(@Nullable Instant asOf, @Nullable Instant knownAt) {}

    /** Where a page ended. */
    record After(UUID customer, String key) {}

    /** A value that holds, and whose it is. */
    record Found<D>(UUID customer, Interval<D> interval) {}

    /**
     * At most {@code limit} values that hold, in ascending order of customer and key.
     *
     * @param filters texts that a column may have, by the column; an empty set means all
     * @param reach of customers within only
     */
    <D> List<Found<D>> find(
            ReadModel<?, ?, D> model,
            Moment moment,
            Reach reach,
            Map<String, Set<String>> filters,
            @Nullable After after,
            int limit);

    /** A customer with its band and, when it is enrolled, its tier. */
    record Loyal(
            UUID customer,
            String band,
            Instant bandSince,
            @Nullable String tier,
            @Nullable Instant tierSince) {}

    /** At most {@code limit} customers within a reach in ascending order of their ids after a given one; empty sets mean all. */
    List<Loyal> loyal(
            Moment moment, Reach reach, Set<String> bands, Set<String> tiers, @Nullable UUID after, int limit);

    /** How many flags have a probability and an impact. */
    record Cell(int probability, int impact, String severity, long flags) {}

    /** The risk matrix of customers within a reach: its cells that are not empty, the gravest first. */
    List<Cell> matrix(Moment moment, Reach reach);
}
