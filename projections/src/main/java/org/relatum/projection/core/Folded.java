package org.relatum.projection.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Recorded;

/**
 * One customer in one read model, as far as its history is known.
 *
 * @param state the features after all known facts
 * @param first when the first fact occurred
 * @param last the last fact in the order of folding
 * @param horizon up to when changes by time alone are included; at least the last recordedAt and the last occurredAt
 * @param open the intervals that have no end yet, by key
 * @param since the latest instant of valid time at which some key's value began, changed or ended; null when none ever had one
 * @param nextChange when a discrete output may change next by time alone while what is in force at the horizon stays so, null
 *     when never
 */
public record Folded<S, D>(
        S state,
        Instant first,
        FactKey last,
        Instant horizon,
        Map<String, Interval<D>> open,
        @Nullable Instant since,
        @Nullable Instant nextChange) {
    public Folded {
        open = Map.copyOf(open);
    }

    /** The place of a fact in the order of folding. */
    public record FactKey(Instant occurredAt, Instant recordedAt, UUID stream, long sequence) {
        public static FactKey of(Recorded<?> fact) {
            return new FactKey(fact.occurredAt(), fact.recordedAt(), fact.stream(), fact.sequence());
        }

        /** Whether a fact comes later in the order of folding. */
        public boolean isBefore(Recorded<?> fact) {
            int byTime = occurredAt.compareTo(fact.occurredAt());
            return byTime < 0 || (byTime == 0 && recordedAt.isBefore(fact.recordedAt()));
        }
    }

    /**
     * The features after a first part of the known facts, from which later ones can be folded again.
     *
     * @param first when the first fact occurred
     * @param last the last fact of that part in the order of folding
     * @param floor every own event that is not in it has at least this sequence
     * @param nextSequence the own events below this sequence were known when it was made: those that are not later than
     *     {@code last} are in it, those that became known afterwards are not
     * @param knownFrom by this instant all that is in it was recorded
     */
    public record Checkpoint<S>(FactKey last, long floor, long nextSequence, Instant knownFrom, S state) {

        /** Whether an own fact has yet to be folded after this checkpoint. */
        public boolean isBefore(Recorded<?> fact) {
            return fact.sequence() >= nextSequence || last.isBefore(fact);
        }
    }

    /** A customer after a change, with the intervals that the change added or superseded. */
    public record Change<S, D>(Folded<S, D> folded, List<Interval<D>> intervals) {
        public Change {
            intervals = List.copyOf(intervals);
        }
    }
}
