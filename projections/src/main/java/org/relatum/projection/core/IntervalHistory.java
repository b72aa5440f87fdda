package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of a discrete value on two time axes. Every revision says what is so from one instant of valid time on, as known
 * from one instant of recorded time on; what it contradicts is superseded, never lost. In every recorded slice the intervals have no
 * gap and no overlap, equal neighbours are one, and the last one is open.
 */
public final class IntervalHistory<V> {
    /** The value from {@code at} on, until the next step. */
    public record Step<V>(Instant at, V value) {}

    private final List<Interval<V>> slice;
    private final List<Interval<V>> superseded = new ArrayList<>();

    /** A history of which nothing is recorded. */
    public IntervalHistory() {
        this.slice = new ArrayList<>();
    }

    /**
     * Continues a recorded slice of which only the end is at hand; revisions must not reach back before it.
     *
     * @param tail in ascending order, the last one open
     */
    public IntervalHistory(List<Interval<V>> tail) {
        this.slice = new ArrayList<>(tail);
    }

    /**
     * Records that from the first step's instant on the value is as the steps say.
     *
     * @param steps at least one, in ascending order; equal neighbours are allowed
     * @param recordedAt when this became known; not before any earlier revision
     */
    public void revise(List<Step<V>> steps, Instant recordedAt) {
        Instant from = steps.getFirst().at();
        int firstTouched = slice.size();
        while (firstTouched > 0 && !slice.get(firstTouched - 1).validFrom().isBefore(from)) {
            firstTouched--;
        }
        List<Step<V>> tail = new ArrayList<>(steps.size() + 1);
        if (firstTouched > 0) {
            firstTouched--;
            tail.add(new Step<>(
                    slice.get(firstTouched).validFrom(), slice.get(firstTouched).value()));
        }
        for (Step<V> step : steps) {
            if (tail.isEmpty() || !tail.getLast().value().equals(step.value())) {
                tail.add(step);
            }
        }
        replaceTail(firstTouched, tail, recordedAt);
    }

    private void replaceTail(int first, List<Step<V>> tail, Instant recordedAt) {
        List<Interval<V>> old = new ArrayList<>(slice.subList(first, slice.size()));
        slice.subList(first, slice.size()).clear();
        for (int i = 0; i < tail.size(); i++) {
            Step<V> step = tail.get(i);
            Instant to = i + 1 < tail.size() ? tail.get(i + 1).at() : null;
            Interval<V> next = new Interval<>(step.at(), to, step.value(), recordedAt, null);
            Interval<V> same = findSame(old, next);
            if (same == null) {
                slice.add(next);
            } else {
                slice.add(same);
                old.remove(same);
            }
        }
        for (Interval<V> gone : old) {
            if (gone.recordedFrom().isBefore(recordedAt)) {
                superseded.add(gone.superseded(recordedAt));
            }
        }
    }

    private @Nullable Interval<V> findSame(List<Interval<V>> old, Interval<V> next) {
        for (Interval<V> interval : old) {
            if (interval.sameFact(next)) {
                return interval;
            }
        }
        return null;
    }

    /** What is known now, in ascending order of valid time. */
    public List<Interval<V>> currentSlice() {
        return List.copyOf(slice);
    }

    /** The interval that has no end yet. */
    public Interval<V> open() {
        return slice.getLast();
    }

    /** Intervals that are known no longer, each with the instant at which it was superseded. */
    public List<Interval<V>> superseded() {
        return List.copyOf(superseded);
    }

    /** Everything ever known: superseded and current intervals. */
    public List<Interval<V>> all() {
        List<Interval<V>> all = new ArrayList<>(superseded);
        all.addAll(slice);
        return all;
    }
}
