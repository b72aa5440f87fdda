package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Folded.Change;
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
    /** Features are kept at every so many facts, so that a late one does not refold from the beginning. */
    private static final int CHECKPOINT_EVERY = 64;

    private final Projection<S, V, D> projection;
    private final ReferenceTimeline timeline;

    public Folder(Projection<S, V, D> projection, ReferenceTimeline timeline) {
        this.projection = projection;
        this.timeline = timeline;
    }

    /** The projection that is folded. */
    public Projection<S, V, D> projection() {
        return projection;
    }

    /** The view of features at an instant. */
    public V view(S state, Instant asOf) {
        return projection.view(state, asOf, timeline.at(asOf));
    }

    private D value(S state, Instant at) {
        return projection.discrete(view(state, at));
    }

    private Optional<Instant> nextChange(S state, Instant after) {
        return projection.nextChange(state, after, timeline);
    }

    /**
     * One more fact, when it continues the history at its end: later than all others on both time axes and after everything
     * already decided by time. Empty when the customer has to be replayed instead.
     */
    public Optional<Change<S, D>> advance(Folded<S, D> before, Recorded<CustomerEvent> fact) {
        boolean continues = before.last().isBefore(fact)
                && before.horizon().isBefore(fact.recordedAt())
                && before.open().validFrom().isBefore(fact.occurredAt())
                && !fact.occurredAt().isAfter(fact.recordedAt())
                && !Facts.changesMembers(fact);
        if (!continues) {
            return Optional.empty();
        }
        IntervalHistory<D> history = new IntervalHistory<>(before.open());
        settle(history, before.state(), before.horizon(), fact.recordedAt(), false);
        if (!history.open().validFrom().isBefore(fact.occurredAt())) {
            return Optional.empty();
        }
        S state = projection.fold(before.state(), fact);
        List<Step<D>> steps = new ArrayList<>();
        addSteps(steps, state, fact.occurredAt(), fact.recordedAt(), true);
        history.revise(steps, fact.recordedAt());
        return Optional.of(change(before, state, FactKey.of(fact), fact.recordedAt(), history));
    }

    /** Includes what changes by time alone up to and including an instant. */
    public Change<S, D> settle(Folded<S, D> before, Instant until) {
        IntervalHistory<D> history = new IntervalHistory<>(before.open());
        settle(history, before.state(), before.horizon(), until, true);
        Instant horizon = until.isAfter(before.horizon()) ? until : before.horizon();
        return change(before, before.state(), before.last(), horizon, history);
    }

    private Change<S, D> change(
            Folded<S, D> before, S state, FactKey last, Instant horizon, IntervalHistory<D> history) {
        List<Interval<D>> changed = new ArrayList<>(history.all());
        changed.removeIf(interval -> interval.equals(before.open()));
        Folded<S, D> after = new Folded<>(
                state, last, horizon, history.open(), nextChange(state, horizon).orElse(null));
        return new Change<>(after, changed);
    }

    /** Everything from the first fact on: the folded customer and all its intervals, superseded ones included. */
    public Change<S, D> replay(Facts facts, Instant horizon) {
        Replay replay = new Replay(facts);
        for (Recorded<CustomerEvent> fact : facts.arrivals()) {
            replay.add(fact);
        }
        return replay.finish(horizon);
    }

    /** Appends what the value is from {@code from} on until the end of the span. */
    private void addSteps(List<Step<D>> steps, S state, Instant from, Instant to, boolean inclusive) {
        if (!steps.isEmpty() && steps.getLast().at().equals(from)) {
            steps.removeLast();
        }
        steps.add(new Step<>(from, value(state, from)));
        Optional<Instant> change = nextChange(state, from);
        while (change.isPresent() && isWithin(change.get(), to, inclusive)) {
            steps.add(new Step<>(change.get(), value(state, change.get())));
            change = nextChange(state, change.get());
        }
    }

    private void settle(IntervalHistory<D> history, S state, Instant after, Instant until, boolean inclusive) {
        Optional<Instant> change = nextChange(state, after);
        while (change.isPresent() && isWithin(change.get(), until, inclusive)) {
            history.revise(List.of(new Step<>(change.get(), value(state, change.get()))), change.get());
            change = nextChange(state, change.get());
        }
    }

    private static boolean isWithin(Instant instant, Instant end, boolean inclusive) {
        return instant.isBefore(end) || (inclusive && instant.equals(end));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Takes what became known of a customer, in that order. Facts of absorbed streams come with their absorption. */
    private final class Replay {
        private final Facts allFacts;
        private final List<Recorded<CustomerEvent>> ordered = new ArrayList<>();
        private final List<S> checkpoints = new ArrayList<>();
        private final IntervalHistory<D> history = new IntervalHistory<>();
        private S state = projection.initial();
        private boolean membersChanged;
        private @Nullable Instant horizon;

        Replay(Facts allFacts) {
            this.allFacts = allFacts;
            checkpoints.add(state);
        }

        void add(Recorded<CustomerEvent> fact) {
            boolean own = fact.stream().equals(allFacts.root());
            if (!own && !membersChanged) {
                return;
            }
            Instant recordedAt = fact.recordedAt();
            Instant settled = horizon;
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

        private int insert(Recorded<CustomerEvent> fact) {
            int place = -Collections.binarySearch(ordered, fact, Recorded.BY_OCCURRENCE) - 1;
            ordered.add(place, fact);
            return place;
        }

        private void refoldFrom(int place, Instant recordedAt, List<Step<D>> steps) {
            int checkpoint = place / CHECKPOINT_EVERY;
            checkpoints.subList(checkpoint + 1, checkpoints.size()).clear();
            S current = place == ordered.size() - 1 ? state : checkpoints.get(checkpoint);
            int first = place == ordered.size() - 1 ? place : checkpoint * CHECKPOINT_EVERY;
            for (int i = first; i < ordered.size(); i++) {
                Recorded<CustomerEvent> fact = ordered.get(i);
                current = projection.fold(current, fact);
                if ((i + 1) % CHECKPOINT_EVERY == 0) {
                    checkpoints.add(current);
                }
                if (i >= place) {
                    boolean isLast = i == ordered.size() - 1;
                    Instant until = isLast ? recordedAt : ordered.get(i + 1).occurredAt();
                    addSteps(steps, current, fact.occurredAt(), until, isLast);
                }
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

        Change<S, D> finish(Instant until) {
            Instant settled = horizon;
            if (settled == null) {
                throw new IllegalArgumentException("a customer without facts can't be folded");
            }
            settle(history, state, settled, until, true);
            Instant end = later(settled, until);
            Folded<S, D> folded = new Folded<>(
                    state,
                    FactKey.of(ordered.getLast()),
                    end,
                    history.open(),
                    nextChange(state, end).orElse(null));
            return new Change<>(folded, history.all());
        }
    }
}
