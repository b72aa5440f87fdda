package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Interval;

/**
 * What a read model says of a customer.
 *
 * @param asOf the instant the answer is for
 * @param knownAt what was recorded by then counts
 * @param version number of events of the customer's own stream that count
 * @param position position of the last event that counts
 * @param history what was so until {@code asOf}, by key in ascending order; what is so at {@code asOf} has no end
 * @param next what will change next by time alone, null when nothing will
 */
public record Standing<V, D>(
        UUID customer,
        Instant asOf,
        Instant knownAt,
        long version,
        long position,
        V view,
        List<Interval<D>> history,
        @Nullable Next<D> next) {

    /** A change by time alone. */
    public record Next<D>(Instant at, Map<String, D> values) {}
}
