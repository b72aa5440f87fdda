package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.Course.Point;
import org.relatum.projection.engine.Course.States;
import org.relatum.projection.engine.Course.Step;
import org.relatum.projection.engine.Course.View;
import org.relatum.projection.engine.TimelineSearch.Bounds;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/** Reads from the log how customers' read models came to be: between two points of time, or from the first fact on. */
public final class Courses {
    private static final int FACTS_AT_ONCE = 500;

    private final EventLog log;
    private final EventDecoder decoder;
    private final TimelineSearch timelines;
    private final RowStore rows;
    private final ReferenceSource references;

    public Courses(
            EventLog log, EventDecoder decoder, TimelineSearch timelines, RowStore rows, ReferenceSource references) {
        this.log = log;
        this.decoder = decoder;
        this.timelines = timelines;
        this.rows = rows;
        this.references = references;
    }

    /**
     * What two points of time show.
     *
     * @param before the views at the first; empty when nothing was known or had happened
     * @param after the views at the second
     */
    public record Compared(List<View<?, ?>> before, List<View<?, ?>> after) {}

    /**
     * Compares two points of time.
     *
     * @param to not before {@code from} on either axis
     * @param upTo position of the last event that counts
     * @param steps gets what lies between the two, in order; says whether it wants another
     */
    public Compared compare(UUID customer, Point from, Point to, long upTo, Predicate<Step> steps) {
        Facts facts = decoder.facts(List.of(customer), upTo).get(customer);
        if (facts == null) {
            return new Compared(List.of(), List.of());
        }
        ReferenceTimeline timeline = references.including(upTo);
        Course.between(facts, timeline, from, to, steps);
        return new Compared(Course.views(facts, timeline, from), Course.views(facts, timeline, to));
    }

    /** The position up to which two points can be compared now: all that is in the log, whatever is being built from it. */
    public long comparable() {
        return log.head();
    }

    /** The position up to which a replay can be had now: it reads timelines. */
    public long replayable() {
        return Math.min(log.head(), timelines.position());
    }

    /** The last step that was shown: when it was, and the position of its fact, 0 where there was none. */
    public record Shown(Instant at, long position) {}

    /**
     * Replays a customer step by step. Only a few of its facts are in memory at a time, unless others were merged into it.
     *
     * @param to what counts
     * @param upTo position of the last event that counts
     * @param after the step after which to go on, null: from the first fact
     */
    public void replay(UUID customer, Point to, long upTo, @Nullable Shown after, Consumer<Step> steps) {
        ReferenceTimeline timeline = references.including(upTo).knownAt(to.knownAt());
        Course course = new Course(timeline, step -> {
            steps.accept(step);
            return true;
        });
        Replay replay = new Replay(course, to.asOf(), after);
        if (rows.parked().stream().map(Parked::customer).anyMatch(customer::equals)) {
            whole(customer, to, upTo, 0, replay);
        } else {
            inPieces(customer, to, upTo, replay);
        }
        replay.finish();
    }

    private void inPieces(UUID customer, Point to, long upTo, Replay replay) {
        Bounds bounds = new Bounds(to.asOf(), to.knownAt(), upTo);
        States states = States.NONE;
        long folded = 0;
        List<StoredEvent> piece = timelines.oldestFirst(customer, bounds, null, 0, FACTS_AT_ONCE);
        while (!piece.isEmpty()) {
            Recorded<CustomerEvent> last = null;
            for (StoredEvent event : piece) {
                last = decoder.decode(event);
                if (Facts.changesMembers(last)) {
                    whole(customer, to, upTo, folded, replay);
                    return;
                }
                States before = states;
                states = before.fold(last);
                replay.fact(last, before, states);
                folded++;
            }
            piece = last == null || piece.size() < FACTS_AT_ONCE
                    ? List.of()
                    : timelines.oldestFirst(customer, bounds, last.occurredAt(), last.sequence(), FACTS_AT_ONCE);
        }
    }

    /** From all facts at once: which of them count changes on the way. The first ones were folded already. */
    private void whole(UUID customer, Point to, long upTo, long folded, Replay replay) {
        Facts facts = decoder.facts(List.of(customer), upTo).get(customer);
        if (facts != null) {
            long[] visited = {0};
            facts.knownAt(to.knownAt()).walk(States.NONE, States::fold, (fact, before, after) -> {
                if (visited[0]++ >= folded) {
                    replay.fact(fact, before, after);
                }
            });
        }
    }

    /** Shows what comes after a step and not after an instant. */
    private static final class Replay {
        private final Course course;
        private final Instant end;
        private final @Nullable Shown after;
        private boolean reached;

        Replay(Course course, Instant end, @Nullable Shown after) {
            this.course = course;
            this.end = end;
            this.after = after;
            this.reached = after == null;
        }

        void fact(Recorded<CustomerEvent> fact, States before, States after) {
            if (fact.occurredAt().isAfter(end)) {
                return;
            }
            if (reached || isBeyond(fact)) {
                reach();
                course.show(fact, before, after);
            } else {
                course.pass(fact, after);
            }
        }

        /** Whether a fact comes after the step that was shown; that step's own fact is the last that doesn't. */
        private boolean isBeyond(Recorded<CustomerEvent> fact) {
            Shown shown = after;
            if (shown == null || fact.occurredAt().isAfter(shown.at())) {
                return true;
            }
            if (fact.position() == shown.position()) {
                reached = true;
                return false;
            }
            return shown.position() == 0 && fact.occurredAt().equals(shown.at());
        }

        private void reach() {
            Shown shown = after;
            if (shown != null) {
                course.passUntil(shown.at());
            }
            reached = true;
        }

        void finish() {
            reach();
            course.until(end);
        }
    }
}
