package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The history of discrete values on two time axes, a line for each key: a customer has one stage, but several cases and flags at
 * once. Every revision says what is so from one instant of valid time on, as known from one instant of recorded time on; what
 * it contradicts is superseded, never lost. In every recorded slice the intervals of a key have no overlap, equal neighbours are
 * one, and at most the last one is open. A key that always has a value has no gap either, and its last interval is open.
 */
public final class IntervalHistory<V> {
    /** The values from {@code at} on, until the next step, by key; a key without a value is absent. */
    public record Step<V>(Instant at, Map<String, V> values) {}

    private final Map<String, List<Interval<V>>> lines = new TreeMap<>();
    private final List<Interval<V>> superseded = new ArrayList<>();

    /** A history of which nothing is recorded. */
    public IntervalHistory() {}

    /**
     * Continues a recorded slice of which only the end is at hand; revisions must not reach back before it.
     *
     * @param tail for each key in ascending order
     */
    public IntervalHistory(Collection<Interval<V>> tail) {
        for (Interval<V> interval : tail) {
            line(interval.key()).add(interval);
        }
    }

    private List<Interval<V>> line(String key) {
        return lines.computeIfAbsent(key, k -> new ArrayList<>());
    }

    /**
     * Records that from the first step's instant on the values are as the steps say.
     *
     * @param steps at least one, in ascending order; equal neighbours are allowed
     * @param recordedAt when this became known; not before any earlier revision
     */
    public void revise(List<Step<V>> steps, Instant recordedAt) {
        for (Step<V> step : steps) {
            step.values().keySet().forEach(this::line);
        }
        lines.forEach((key, line) -> revise(key, line, steps, recordedAt));
    }

    private void revise(String key, List<Interval<V>> line, List<Step<V>> steps, Instant recordedAt) {
        Instant from = steps.getFirst().at();
        int firstTouched = line.size();
        while (firstTouched > 0 && !line.get(firstTouched - 1).validFrom().isBefore(from)) {
            firstTouched--;
        }
        List<Instant> starts = new ArrayList<>(steps.size() + 1);
        List<@Nullable V> values = new ArrayList<>(steps.size() + 1);
        if (firstTouched > 0 && reaches(line.get(firstTouched - 1), from)) {
            firstTouched--;
            starts.add(line.get(firstTouched).validFrom());
            values.add(line.get(firstTouched).value());
        }
        for (Step<V> step : steps) {
            V value = step.values().get(key);
            V before = values.isEmpty() ? null : values.getLast();
            if (value == null ? before != null : !value.equals(before)) {
                starts.add(step.at());
                values.add(value);
            }
        }
        replaceTail(key, line, firstTouched, starts, values, recordedAt);
    }

    /** Whether an interval lasts until an instant or beyond. */
    private static boolean reaches(Interval<?> interval, Instant instant) {
        Instant to = interval.validTo();
        return to == null || !to.isBefore(instant);
    }

    private void replaceTail(
            String key,
            List<Interval<V>> line,
            int first,
            List<Instant> starts,
            List<@Nullable V> values,
            Instant recordedAt) {
        List<Interval<V>> old = new ArrayList<>(line.subList(first, line.size()));
        line.subList(first, line.size()).clear();
        for (int i = 0; i < starts.size(); i++) {
            V value = values.get(i);
            if (value != null) {
                Instant to = i + 1 < starts.size() ? starts.get(i + 1) : null;
                Interval<V> next = new Interval<>(key, starts.get(i), to, value, recordedAt, null);
                Interval<V> same = findSame(old, next);
                if (same == null) {
                    line.add(next);
                } else {
                    line.add(same);
                    old.remove(same);
                }
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

    /** What is known now, for each key in ascending order of valid time. */
    public List<Interval<V>> currentSlice() {
        List<Interval<V>> slice = new ArrayList<>();
        lines.values().forEach(slice::addAll);
        return slice;
    }

    /** The intervals that have no end yet, by key. */
    public Map<String, Interval<V>> open() {
        Map<String, Interval<V>> open = HashMap.newHashMap(lines.size());
        lines.forEach((key, line) -> {
            if (!line.isEmpty() && line.getLast().validTo() == null) {
                open.put(key, line.getLast());
            }
        });
        return Map.copyOf(open);
    }

    /** The latest instant of valid time at which the value of some key begins, changes or ends; null when there is none. */
    public @Nullable Instant lastChange() {
        Instant last = null;
        for (List<Interval<V>> line : lines.values()) {
            if (!line.isEmpty()) {
                Interval<V> end = line.getLast();
                Instant change = end.validTo() == null ? end.validFrom() : end.validTo();
                last = last == null || change.isAfter(last) ? change : last;
            }
        }
        return last;
    }

    /** Intervals that are known no longer, each with the instant at which it was superseded. */
    public List<Interval<V>> superseded() {
        return List.copyOf(superseded);
    }

    /** Everything ever known: superseded and current intervals. */
    public List<Interval<V>> all() {
        List<Interval<V>> all = new ArrayList<>(superseded);
        all.addAll(currentSlice());
        return all;
    }
}
