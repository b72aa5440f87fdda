package org.relatum.projection.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Learning;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * All read models of one customer side by side on their way through its facts, in the order in which these are folded, and through what
 * time alone, a policy or a fit changes between two of them. Shows every step with the views before and after it.
 */
public final class Course {
    private final ReferenceTimeline timeline;
    private final Predicate<Step> out;
    /** Whether another step is. */
    private boolean wanted = true;

    private States states = States.NONE;
    /** Up to here everything was shown, or is not to be shown; null before the first fact. */
    private @Nullable Instant last;

    /**
     * @param timeline as far as it is known
     * @param out gets every step; says whether it wants another
     */
    public Course(ReferenceTimeline timeline, Predicate<Step> out) {
        this.timeline = timeline;
        this.out = out;
    }

    /** A point of both axes of time: what had happened at {@code asOf}, going by what was recorded at {@code knownAt}. */
    public record Point(Instant asOf, Instant knownAt) {}

    /** What makes a step. */
    public enum Cause {
        /** Something happened. */
        FACT,
        /** It became known that something had happened before. */
        LEARNED,
        /** Nothing happened for long enough. */
        TIME,
        /** Another policy came into force. */
        POLICY,
        /** A newer fit of the value model came into force. */
        FIT
    }

    /**
     * One step.
     *
     * @param at the instant at which the views after it are looked at
     * @param fact that made it, null where none did
     * @param seen the views that may differ because of it
     */
    public record Step(Instant at, Cause cause, @Nullable Recorded<CustomerEvent> fact, List<Sight> seen) {
        public Step {
            seen = List.copyOf(seen);
        }
    }

    /**
     * A read model before and after a step. A fact's two views are of the same instant: what differs is what the fact contributed.
     *
     * @param before null at the first fact
     */
    public record Sight(@Nullable View<?, ?> before, View<?, ?> after) {}

    /**
     * What a read model shows at an instant.
     *
     * @param values the discrete values, by key
     */
    public record View<V, D>(ReadModel<?, V, D> model, V view, Map<String, D> values, Instant asOf) {}

    /** The features of one read model. */
    record Lane<S, V, D>(ReadModel<S, V, D> model, S state) {
        static <S, V, D> Lane<S, V, D> first(ReadModel<S, V, D> model) {
            return new Lane<>(model, model.projection().initial());
        }

        Lane<S, V, D> fold(Recorded<CustomerEvent> fact) {
            S next = model.projection().fold(state, fact);
            return next == state ? this : new Lane<>(model, next);
        }

        View<V, D> view(Instant at, ReferenceTimeline timeline) {
            Reference reference = timeline.at(at);
            return new View<>(
                    model,
                    model.projection().view(state, at, reference),
                    model.projection().discrete(state, at, reference),
                    at);
        }

        Map<String, D> values(Instant at, ReferenceTimeline timeline) {
            return model.projection().discrete(state, at, timeline.at(at));
        }

        Optional<Instant> nextChange(Instant after, Instant until, ReferenceTimeline timeline) {
            return model.projection()
                    .nextChange(state, after, until, timeline)
                    .filter(change -> !change.isAfter(until));
        }
    }

    /** The features of all read models; each is the same object as before when a fact meant nothing to it. */
    public record States(List<Lane<?, ?, ?>> lanes) {
        /** Nothing is known. */
        public static final States NONE = new States(
                ReadModels.ALL.stream().<Lane<?, ?, ?>>map(Lane::first).toList());

        /** The features after one more fact. */
        public States fold(Recorded<CustomerEvent> fact) {
            return new States(
                    lanes.stream().<Lane<?, ?, ?>>map(lane -> lane.fold(fact)).toList());
        }

        /** All views at an instant. */
        List<View<?, ?>> views(Instant at, ReferenceTimeline timeline) {
            return lanes.stream()
                    .<View<?, ?>>map(lane -> lane.view(at, timeline))
                    .toList();
        }
    }

    /** A fact that is not shown. */
    public void pass(Recorded<CustomerEvent> fact, States after) {
        states = after;
        passUntil(fact.occurredAt());
    }

    /** Nothing up to and including an instant is shown any more. */
    public void passUntil(Instant at) {
        Instant before = last;
        last = before == null || at.isAfter(before) ? at : before;
    }

    /** Shows what changed without a fact since the last step, then the fact. */
    public void show(Recorded<CustomerEvent> fact, States before, States after) {
        Instant at = fact.occurredAt();
        until(at);
        if (wanted) {
            wanted = out.test(
                    new Step(at, Cause.FACT, fact, sights(at, before, timeline, after, timeline, last == null)));
        }
        states = after;
        passUntil(at);
    }

    /** Shows what changed without a fact up to and including an instant. */
    public void until(Instant end) {
        Instant from = last;
        while (wanted && from != null && from.isBefore(end)) {
            Instant change = null;
            for (Lane<?, ?, ?> lane : states.lanes()) {
                Instant next = lane.nextChange(from, end, timeline).orElse(null);
                change = next == null || (change != null && change.isBefore(next)) ? change : next;
            }
            if (change != null) {
                showWithoutFact(change);
            }
            from = change == null ? end : change;
            last = from;
        }
    }

    private void showWithoutFact(Instant at) {
        Instant justBefore = at.minus(1, ChronoUnit.MICROS);
        Cause cause = Cause.TIME;
        List<Sight> seen = new ArrayList<>();
        for (Lane<?, ?, ?> lane : states.lanes()) {
            Cause own = cause(lane.model(), timeline.at(justBefore), timeline.at(at));
            if (own != Cause.TIME || !lane.values(justBefore, timeline).equals(lane.values(at, timeline))) {
                seen.add(new Sight(lane.view(justBefore, timeline), lane.view(at, timeline)));
                cause = cause == Cause.POLICY || own == Cause.TIME ? cause : own;
            }
        }
        if (!seen.isEmpty()) {
            wanted = out.test(new Step(at, cause, null, seen));
        }
    }

    private static Cause cause(ReadModel<?, ?, ?> model, Reference before, Reference after) {
        if (after.differs(before, model.projection().policies(), false)) {
            return Cause.POLICY;
        }
        return after.differs(before, Set.of(), model.projection().goesByFits()) ? Cause.FIT : Cause.TIME;
    }

    private static List<Sight> sights(
            Instant at,
            States before,
            ReferenceTimeline timelineBefore,
            States after,
            ReferenceTimeline timelineAfter,
            boolean first) {
        List<Sight> sights = new ArrayList<>();
        for (int i = 0; i < after.lanes().size(); i++) {
            Lane<?, ?, ?> was = before.lanes().get(i);
            Lane<?, ?, ?> is = after.lanes().get(i);
            boolean judgedAnew = timelineBefore != timelineAfter
                    && cause(is.model(), timelineBefore.at(at), timelineAfter.at(at)) != Cause.TIME;
            if (first || judgedAnew || was != is) {
                sights.add(new Sight(first ? null : was.view(at, timelineBefore), is.view(at, timelineAfter)));
            }
        }
        return sights;
    }

    /** What the read models show at a point; empty when nothing was known or had happened. */
    public static List<View<?, ?>> views(Facts facts, ReferenceTimeline timeline, Point point) {
        List<Recorded<CustomerEvent>> counted = facts.knownAt(point.knownAt()).upTo(point.asOf());
        return counted.isEmpty()
                ? List.of()
                : Facts.fold(States.NONE, States::fold, counted).views(point.asOf(), timeline.knownAt(point.knownAt()));
    }

    /**
     * Everything between two points: first what became known about the time until {@code from.asOf()}, in the order it was recorded, then
     * what happened and what changed until {@code to.asOf()}. From the views at the first point the steps lead to those at the second.
     *
     * @param to not before {@code from} on either axis
     * @param out gets every step; says whether it wants another
     */
    public static void between(Facts facts, ReferenceTimeline timeline, Point from, Point to, Predicate<Step> out) {
        if (!learn(facts, timeline, from, to.knownAt(), out)) {
            return;
        }
        Course course = new Course(timeline.knownAt(to.knownAt()), out);
        facts.knownAt(to.knownAt()).walk(States.NONE, States::fold, (fact, before, after) -> {
            if (!fact.occurredAt().isAfter(from.asOf())) {
                course.pass(fact, after);
            } else if (!fact.occurredAt().isAfter(to.asOf())) {
                if (course.last != null) {
                    course.passUntil(from.asOf());
                }
                course.show(fact, before, after);
            }
        });
        if (course.last != null) {
            course.passUntil(from.asOf());
            course.until(to.asOf());
        }
    }

    /** Shows what became known about the time until {@code from.asOf()}. Returns whether another step is wanted. */
    private static boolean learn(
            Facts facts, ReferenceTimeline timeline, Point from, Instant until, Predicate<Step> out) {
        Instant at = from.asOf();
        ReferenceTimeline known = timeline.knownAt(from.knownAt());
        Learning<States> learning = new Learning<>(facts, at, from.knownAt(), States.NONE, States::fold);
        for (List<Recorded<CustomerEvent>> together : facts.recorded(from.knownAt(), until)) {
            States before = learning.state();
            boolean first = learning.isEmpty();
            Optional<Recorded<CustomerEvent>> learned = learning.learn(together);
            if (learned.isPresent()
                    && !out.test(new Step(
                            at,
                            Cause.LEARNED,
                            learned.get(),
                            sights(at, before, known, learning.state(), known, first)))) {
                return false;
            }
        }
        ReferenceTimeline knownLater = timeline.knownAt(until);
        States states = learning.state();
        List<Sight> judged = learning.isEmpty() ? List.of() : sights(at, states, known, states, knownLater, false);
        if (judged.isEmpty()) {
            return true;
        }
        Cause cause = judged.stream()
                        .map(sight -> cause(sight.after().model(), known.at(at), knownLater.at(at)))
                        .anyMatch(Cause.POLICY::equals)
                ? Cause.POLICY
                : Cause.FIT;
        return out.test(new Step(at, cause, null, judged));
    }
}
