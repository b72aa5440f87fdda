package org.relatum.projection.reference;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reference over time: what was in force from which instant on. Immutable. There is always something in force: the shipped
 * defaults hold from the beginning of time.
 */
public final class ReferenceTimeline {
    /** The shipped defaults, for all time. */
    public static final ReferenceTimeline DEFAULTS = of(Map.of());

    private final NavigableMap<Instant, Reference> inForceFrom;

    private ReferenceTimeline(NavigableMap<Instant, Reference> inForceFrom) {
        this.inForceFrom = inForceFrom;
    }

    /** The shipped defaults, superseded at the given instants. */
    public static ReferenceTimeline of(Map<Instant, Reference> inForceFrom) {
        TreeMap<Instant, Reference> timeline = new TreeMap<>(inForceFrom);
        timeline.put(Instant.MIN, new Reference(LifecyclePolicy.DEFAULT));
        return new ReferenceTimeline(timeline);
    }

    /** What is in force at an instant. */
    public Reference at(Instant instant) {
        return inForceFrom.floorEntry(instant).getValue();
    }

    /** The first instant after the given one at which something else comes into force. */
    public Optional<Instant> nextChange(Instant after) {
        return Optional.ofNullable(inForceFrom.higherKey(after));
    }
}
