package org.relatum.projection.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A discrete value over a half-open span of valid time, as it was known over a half-open span of recorded time.
 *
 * @param key of what it is the value: of several cases or flags of a customer, which one
 * @param validFrom when it became so in the world
 * @param validTo when it ceased to be so, null while it has not
 * @param recordedFrom since when this was known
 * @param recordedTo when it was superseded by better knowledge, null while it is what is known
 */
public record Interval<V>(
        String key,
        Instant validFrom,
        @Nullable Instant validTo,
        V value,
        Instant recordedFrom,
        @Nullable Instant recordedTo) {

    Interval<V> superseded(Instant at) {
        return new Interval<>(key, validFrom, validTo, value, recordedFrom, at);
    }

    /** As it was known before it was superseded. */
    public Interval<V> asKnown() {
        return recordedTo == null ? this : new Interval<>(key, validFrom, validTo, value, recordedFrom, null);
    }

    boolean sameFact(Interval<V> other) {
        return validFrom.equals(other.validFrom) && value.equals(other.value) && Objects.equals(validTo, other.validTo);
    }
}
