package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Folded.Change;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.core.IntervalHistory.Step;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Folds one customer's facts into features and into intervals on two time axes. The result is a function of the facts and of the
 * horizon up to which changes by time alone are included, and of nothing else: neither the sizes of batches nor the
 * moments at which the engine looked at its clock leave a trace. {@link #replay} computes it from all facts; {@link #advance} and {@link
 * #settle} get to the same result from the one before, and decline when they can't.
 */
public final class Folder<S, V, D> {
    /** More than twice as many as {@link Spacing} keeps of any history. */
    private static final int MOST_MARKS = 256;

    private final Projection<S, V, D> projection;
    private final ReferenceTimeline timeline;
    private final int checkpointEvery;

    public Folder(Projection<S, V, D> projection, ReferenceTimeline timeline) {
        this(projection, timeline, Spacing.EVERY);
    }

    /**
     * @param checkpointEvery features are kept at every so many facts, so that a late one does not refold from the beginning; changes
     *     no result
     */
    public Folder(Projection<S, V, D> projection, ReferenceTimeline timeline, int checkpointEvery) {
        this.projection = projection;
        this.timeline = timeline;
        this.checkpointEvery = checkpointEvery;
    }

    /** The projection that is folded. */
    public Projection<S, V, D> projection() {
        return projection;
    }

    /** The view of features at an instant. */
    public V view(S state, Instant asOf) {
        return projection.view(state, asOf, timeline.at(asOf));
    }

    /** The discrete part of the view at an instant, by key. */
    public Map<String, D> values(S state, Instant at) {
        return projection.discrete(state, at, timeline.at(at));
    }

    /** By time alone: what else comes into force meanwhile is the engine's to notice, for all customers at once. */
    private Optional<Instant> nextChange(S state, Instant after) {
        return projection.nextChange(state, after, timeline.keptFrom(after));
    }

    private Optional<Instant> nextChange(S state, Instant after, Instant until) {
        return after.isBefore(until) ? projection.nextChange(state, after, until, timeline) : Optional.empty();
    }

    /**
     * More facts, when they continue the history at its end one after the other: each later than all others on both time axes and
     * after everything already decided by time, or {@link Projection#isIndependent independent}. Empty when the customer has
     * to be refolded or replayed instead.
     *
     * @param facts at least one, in the order they became known
     */
    public Optional<Change<S, D>> advance(Folded<S, D> before, List<Recorded<CustomerEvent>> facts) {
        IntervalHistory<D> history = new IntervalHistory<>(before.open().values());
        S state = before.state();
        FactKey last = before.last();
        Instant horizon = before.horizon();
        for (Recorded<CustomerEvent> fact : facts) {
            if (!canContinue(horizon, fact) || fact.occurredAt().isAfter(fact.recordedAt())) {
                return Optional.empty();
            }
            boolean isLast = last.isBefore(fact);
            if (!fact.occurredAt().isBefore(before.first()) && projection.isIndependent(state, fact)) {
                settle(history, state, horizon, fact.recordedAt(), true);
                state = projection.fold(state, fact);
            } else {
                settle(history, state, horizon, fact.recordedAt(), false);
                Instant since = latest(before.since(), history.lastChange());
                if (!isLast || (since != null && !since.isBefore(fact.occurredAt()))) {
                    return Optional.empty();
                }
                state = projection.fold(state, fact);
                List<Step<D>> steps = new ArrayList<>();
                addSteps(steps, state, fact.occurredAt(), fact.recordedAt(), true);
                history.revise(steps, fact.recordedAt());
            }
            last = isLast ? FactKey.of(fact) : last;
            horizon = fact.recordedAt();
        }
        return Optional.of(change(state, last, before, horizon, history));
    }

    /**
     * Whether a fact can be added to a history that is settled up to a horizon: it became known later, and it does not change
     * which streams belong together. Otherwise the customer has to be replayed.
     */
    public static boolean canContinue(Instant horizon, Recorded<CustomerEvent> fact) {
        return horizon.isBefore(fact.recordedAt()) && !Facts.changesMembers(fact);
    }

    /** Includes what changes by time alone, or because something else came into force, up to and including an instant. */
    public Change<S, D> settle(Folded<S, D> before, Instant until) {
        IntervalHistory<D> history = new IntervalHistory<>(before.open().values());
        settle(history, before.state(), before.horizon(), until, true);
        Instant horizon = until.isAfter(before.horizon()) ? until : before.horizon();
        return change(before.state(), before.last(), before, horizon, history);
    }

    private Change<S, D> change(
            S state, FactKey last, Folded<S, D> before, Instant horizon, IntervalHistory<D> history) {
        List<Interval<D>> changed = history.all();
        changed.removeIf(interval -> interval.equals(before.open().get(interval.key())));
        Folded<S, D> after = new Folded<>(
                state,
                before.first(),
                last,
                horizon,
                history.open(),
                latest(before.since(), history.lastChange()),
                nextChange(state, horizon).orElse(null));
        return new Change<>(after, changed);
    }

    /** A customer that was folded again, with checkpoints for the next time. */
    public record Refolded<S, D>(Change<S, D> change, List<Checkpoint<S>> checkpoints) {
        public Refolded {
            checkpoints = List.copyOf(checkpoints);
        }
    }

    /** Everything from the first fact on: the folded customer and all its intervals, superseded ones included. */
    public Change<S, D> replay(Facts facts, Instant horizon) {
        return refold(facts, horizon).change();
    }

    /** As {@link #replay}, with checkpoints. */
    public Refolded<S, D> refold(Facts facts, Instant horizon) {
        Replay replay = new Replay(facts);
        for (Recorded<CustomerEvent> fact : facts.arrivals()) {
            replay.add(fact);
        }
        return replay.finish(horizon, List.of());
    }

    /**
     * Adds facts that became known late, folding again from a checkpoint before all of them.
     *
     * @param before the customer as it is
     * @param base a checkpoint before the first of {@code more} in the order of folding
     * @param sinceBase the facts in {@code before} that come after the checkpoint
     * @param tail the end of what is known of the intervals: those that end at or after the first of {@code more}, and of the others
     *     the last one to end
     * @param more the new facts in the order they became known; each {@link #canContinue can continue} the one before
     * @return only the intervals that were added or superseded, and the checkpoints after {@code base}
     */
    public Refolded<S, D> resume(
            Folded<S, D> before,
            Checkpoint<S> base,
            List<Recorded<CustomerEvent>> sinceBase,
            List<Interval<D>> tail,
            List<Recorded<CustomerEvent>> more) {
        Replay replay = new Replay(before, base, sinceBase, tail, more.getFirst());
        for (Recorded<CustomerEvent> fact : more) {
            replay.add(fact);
        }
        return replay.finish(Instant.MIN, tail);
    }

    /** Appends what the value is from {@code from} on until the end of the span. */
    private void addSteps(List<Step<D>> steps, S state, Instant from, Instant to, boolean inclusive) {
        if (!steps.isEmpty() && steps.getLast().at().equals(from)) {
            steps.removeLast();
        }
        steps.add(new Step<>(from, values(state, from)));
        Optional<Instant> change = nextChange(state, from, to);
        while (change.isPresent() && isWithin(change.get(), to, inclusive)) {
            steps.add(new Step<>(change.get(), values(state, change.get())));
            change = nextChange(state, change.get(), to);
        }
    }

    private void settle(IntervalHistory<D> history, S state, Instant after, Instant until, boolean inclusive) {
        Optional<Instant> change = nextChange(state, after, until);
        while (change.isPresent() && isWithin(change.get(), until, inclusive)) {
            history.revise(List.of(new Step<>(change.get(), values(state, change.get()))), change.get());
            change = nextChange(state, change.get(), until);
        }
    }

    private static boolean isWithin(Instant instant, Instant end, boolean inclusive) {
        return instant.isBefore(end) || (inclusive && instant.equals(end));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static @Nullable Instant latest(@Nullable Instant a, @Nullable Instant b) {
        return a == null || b == null ? (a == null ? b : a) : later(a, b);
    }

    /** The features after so many of the facts in the order of folding. */
    private record Mark<S>(int facts, S state) {}

    /** Takes what became known of a customer, in that order. Facts of absorbed streams come with their absorption. */
    private final class Replay {
        private final Facts allFacts;
        private final List<Recorded<CustomerEvent>> ordered = new ArrayList<>();
        /** In ascending order; the first one is the state with which this begins. */
        private final List<Mark<S>> marks = new ArrayList<>();

        private final IntervalHistory<D> history;
        private S state;
        private boolean membersChanged;
        private @Nullable Instant horizon;
        /** When the first fact occurred, where that one is not among those that are folded again. */
        private @Nullable Instant begin;
        /** By this instant all that is in the first of the marks was recorded. */
        private Instant baseKnownFrom = Instant.MIN;

        Replay(Facts allFacts) {
            this.allFacts = allFacts;
            this.state = projection.initial();
            this.history = new IntervalHistory<>();
            marks.add(new Mark<>(0, state));
        }

        Replay(
                Folded<S, D> before,
                Checkpoint<S> base,
                List<Recorded<CustomerEvent>> sinceBase,
                List<Interval<D>> tail,
                Recorded<CustomerEvent> first) {
            this.allFacts = Facts.of(first.stream(), Map.of());
            this.state = base.state();
            this.history = new IntervalHistory<>(tail);
            this.horizon = before.horizon();
            this.begin = before.first();
            this.baseKnownFrom = base.knownFrom();
            marks.add(new Mark<>(0, state));
            for (Recorded<CustomerEvent> fact :
                    sinceBase.stream().sorted(Recorded.BY_OCCURRENCE).toList()) {
                state = projection.fold(state, fact);
                ordered.add(fact);
                mark(ordered.size(), state);
            }
        }

        private void mark(int facts, S after) {
            if (facts - marks.getLast().facts() >= checkpointEvery) {
                marks.add(new Mark<>(facts, after));
                if (marks.size() > MOST_MARKS) {
                    thin();
                }
            }
        }

        /** Features of a customer with many facts are large: no more of them are kept than {@link Spacing} wants. */
        private void thin() {
            List<Mark<S>> after = marks.subList(1, marks.size());
            BitSet kept = Spacing.kept(after.stream().mapToLong(Mark::facts).toArray());
            List<Mark<S>> left = kept.stream().mapToObj(after::get).toList();
            after.clear();
            marks.addAll(left);
        }

        void add(Recorded<CustomerEvent> fact) {
            boolean own = fact.stream().equals(allFacts.root());
            if (!own && !membersChanged) {
                return;
            }
            Instant recordedAt = fact.recordedAt();
            Instant settled = horizon;
            if (settled != null && isIndependent(fact, settled)) {
                settle(history, state, settled, recordedAt, true);
                state = projection.fold(state, fact);
                insertIndependent(fact);
                horizon = recordedAt;
                return;
            }
            if (settled != null) {
                settle(history, state, settled, recordedAt, false);
                settled = later(settled, recordedAt);
            }
            List<Step<D>> steps = new ArrayList<>();
            if (settled != null && fact.occurredAt().isAfter(settled)) {
                addSteps(steps, state, settled, fact.occurredAt(), false);
            }
            membersChanged |= Facts.changesMembers(fact);
            if (membersChanged) {
                steps.clear();
                refoldAll(recordedAt, steps);
            } else {
                refoldFrom(insert(fact), recordedAt, steps);
            }
            history.revise(steps, recordedAt);
            horizon = later(
                    settled == null ? recordedAt : settled, ordered.getLast().occurredAt());
        }

        /** Whether a fact may be folded after all others, wherever its place is, as in {@link Folder#advance}. */
        private boolean isIndependent(Recorded<CustomerEvent> fact, Instant settled) {
            Instant first = begin == null ? ordered.getFirst().occurredAt() : begin;
            return !membersChanged
                    && canContinue(settled, fact)
                    && !fact.occurredAt().isAfter(fact.recordedAt())
                    && !fact.occurredAt().isBefore(first)
                    && projection.isIndependent(state, fact);
        }

        private int insert(Recorded<CustomerEvent> fact) {
            int place = ordered.isEmpty() || Recorded.BY_OCCURRENCE.compare(ordered.getLast(), fact) < 0
                    ? ordered.size()
                    : -Collections.binarySearch(ordered, fact, Recorded.BY_OCCURRENCE) - 1;
            ordered.add(place, fact);
            return place;
        }

        /** What was kept beyond its place includes the fact from now on: it makes no difference to what came after it. */
        private void insertIndependent(Recorded<CustomerEvent> fact) {
            int place = insert(fact);
            for (int i = marks.size() - 1; marks.get(i).facts() > place; i--) {
                Mark<S> mark = marks.get(i);
                marks.set(i, new Mark<>(mark.facts() + 1, projection.fold(mark.state(), fact)));
            }
            mark(ordered.size(), state);
        }

        private void refoldFrom(int place, Instant recordedAt, List<Step<D>> steps) {
            while (marks.getLast().facts() > place) {
                marks.removeLast();
            }
            boolean atTheEnd = place == ordered.size() - 1;
            S current = atTheEnd ? state : marks.getLast().state();
            int first = atTheEnd ? place : marks.getLast().facts();
            Instant from = null;
            for (int i = first; i < ordered.size(); i++) {
                Recorded<CustomerEvent> fact = ordered.get(i);
                S before = current;
                current = projection.fold(current, fact);
                mark(i + 1, current);
                // Facts that a read model takes no notice of don't interrupt what time alone does.
                if (from != null && current != before) {
                    addSteps(steps, before, from, fact.occurredAt(), false);
                }
                if (i >= place && (from == null || current != before)) {
                    from = fact.occurredAt();
                }
            }
            if (from != null) {
                addSteps(steps, current, from, recordedAt, true);
            }
            state = current;
        }

        private void refoldAll(Instant recordedAt, List<Step<D>> steps) {
            Facts known = allFacts.knownAt(recordedAt);
            List<Recorded<CustomerEvent>> visited = new ArrayList<>();
            List<S> states = new ArrayList<>();
            state = known.walk(projection, (fact, before, after) -> {
                visited.add(fact);
                states.add(after);
            });
            for (int i = 0; i < visited.size(); i++) {
                boolean isLast = i == visited.size() - 1;
                Instant until = isLast ? recordedAt : visited.get(i + 1).occurredAt();
                addSteps(steps, states.get(i), visited.get(i).occurredAt(), until, isLast);
            }
            ordered.clear();
            ordered.addAll(visited);
        }

        Refolded<S, D> finish(Instant until, List<Interval<D>> alreadyKnown) {
            Instant settled = horizon;
            if (settled == null) {
                throw new IllegalArgumentException("a customer without facts can't be folded");
            }
            settle(history, state, settled, until, true);
            Instant end = later(settled, until);
            Instant firstHere = ordered.getFirst().occurredAt();
            Instant begun = begin;
            Folded<S, D> folded = new Folded<>(
                    state,
                    begun != null && begun.isBefore(firstHere) ? begun : firstHere,
                    FactKey.of(ordered.getLast()),
                    end,
                    history.open(),
                    history.lastChange(),
                    nextChange(state, end).orElse(null));
            List<Interval<D>> changed = history.all();
            changed.removeAll(Set.copyOf(alreadyKnown));
            return new Refolded<>(new Change<>(folded, changed), membersChanged ? List.of() : checkpoints());
        }

        /** What was kept at the marks, as far as {@link Spacing} wants it. */
        private List<Checkpoint<S>> checkpoints() {
            long[] floors = new long[marks.size()];
            long floor = Long.MAX_VALUE;
            long nextSequence = 0;
            int mark = marks.size() - 1;
            for (int i = ordered.size() - 1; i >= 0; i--) {
                if (mark > 0 && i + 1 == marks.get(mark).facts()) {
                    floors[mark--] = floor;
                }
                floor = Math.min(floor, ordered.get(i).sequence());
                nextSequence = Math.max(nextSequence, ordered.get(i).sequence() + 1);
            }
            // Nothing comes after the last fact yet.
            int wanted = marks.getLast().facts() == ordered.size() ? marks.size() - 1 : marks.size();
            BitSet kept = Spacing.kept(Arrays.copyOfRange(floors, 1, Math.max(1, wanted)));
            List<Checkpoint<S>> checkpoints = new ArrayList<>(kept.cardinality());
            Instant knownFrom = baseKnownFrom;
            int next = 0;
            for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
                Mark<S> at = marks.get(i + 1);
                for (; next < at.facts(); next++) {
                    knownFrom = later(knownFrom, ordered.get(next).recordedAt());
                }
                FactKey last = FactKey.of(ordered.get(at.facts() - 1));
                checkpoints.add(new Checkpoint<>(last, floors[i + 1], nextSequence, knownFrom, at.state()));
            }
            return checkpoints;
        }
    }
}
