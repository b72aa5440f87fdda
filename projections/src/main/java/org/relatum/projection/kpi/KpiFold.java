package org.relatum.projection.kpi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * What a customer contributes to the measures: a pure function of the customer's facts, of what was in force at each instant, and of a
 * horizon up to which changes by time alone count. Facts are taken in the order of {@link Recorded#BY_OCCURRENCE}; what comes by time
 * alone at an instant comes after the facts of that instant.
 *
 * <p>A contribution is judged by the policies in force at its own instant. Nothing takes effect before it is recorded, so
 * publishing a policy adds contributions from the instant it comes into force and changes none before.
 *
 * <p>Each fact contributes in one relationship only. Before a merge the two customers are two; from its instant on what is there counts
 * with the survivor, and what happens to the duplicate's things contributes there. Nothing before the merge moves.
 */
public final class KpiFold {
    /** The policies by which contributions are judged. */
    public static final Set<PolicyKind> POLICIES = Follower.POLICIES;

    private final ReferenceTimeline timeline;
    private final ZoneId zone;

    /**
     * @param timeline what was in force when
     * @param zone of the company: its midnights are where periods begin
     */
    public KpiFold(ReferenceTimeline timeline, ZoneId zone) {
        this.timeline = timeline;
        this.zone = zone;
    }

    /**
     * A customer as far as it has been followed.
     *
     * @param state after the facts and what came by time
     * @param last the last fact in the order of folding
     * @param horizon up to when what comes by time alone is counted, inclusive; not before the last fact
     * @param nextChange when time alone may contribute next while what is in force at the horizon stays so, null when never
     */
    public record Followed(
            KpiFeatures state,
            FactKey last,
            Instant horizon,
            @Nullable Instant nextChange) {}

    /**
     * More facts that continue the history at its end: each after all others, and after everything that has come by time. Empty, with
     * contributions that mean nothing, when the customer has to be followed from the beginning.
     *
     * @param before null: nothing is known yet
     * @param facts at least one, of the customer's own stream, in order of sequence
     */
    public Optional<Followed> advance(
            @Nullable Followed before, List<Recorded<CustomerEvent>> facts, Consumer<Contribution> out) {
        Follower follower = new Follower(before == null ? KpiFeatures.NONE : before.state(), timeline, zone, out);
        FactKey last = before == null ? null : before.last();
        Instant quietUntil = before == null ? null : before.nextChange();
        for (Recorded<CustomerEvent> fact : facts) {
            if (Facts.changesMembers(fact)
                    || (last != null && !last.isBefore(fact))
                    || follower.hasCountedByTimeAt(fact.occurredAt())) {
                return Optional.empty();
            }
            boolean quiet = before != null
                    && quietUntil == before.nextChange()
                    && isQuiet(before, fact.occurredAt())
                    && fact == facts.getFirst();
            if (last != null && !quiet) {
                follower.passBefore(fact.occurredAt());
            }
            follower.take(fact, true);
            last = FactKey.of(fact);
        }
        FactKey end = last == null ? FactKey.of(facts.getLast()) : last;
        Instant horizon = later(before == null ? end.occurredAt() : before.horizon(), end.occurredAt());
        follower.passUntil(horizon);
        return Optional.of(followed(follower.state(), end, horizon));
    }

    /** Whether nothing can come by time alone before an instant. */
    private boolean isQuiet(Followed before, Instant until) {
        Instant next = before.nextChange();
        return (next == null || !next.isBefore(until))
                && timeline.nextChange(before.state().at(), Follower.POLICIES, false)
                        .map(at -> !at.isBefore(until))
                        .orElse(true);
    }

    /** Counts what comes by time alone up to and including an instant. */
    public Followed settle(Followed before, Instant until, Consumer<Contribution> out) {
        if (!until.isAfter(before.horizon())) {
            return before;
        }
        Follower follower = new Follower(before.state(), timeline, zone, out);
        follower.passUntil(until);
        return followed(follower.state(), before.last(), until);
    }

    /**
     * Follows a customer from the first fact on.
     *
     * @param horizon up to when what comes by time counts; at least up to the last fact
     * @throws IllegalArgumentException without facts
     */
    public Followed replay(Facts facts, Instant horizon, Consumer<Contribution> out) {
        Follower follower = new Follower(KpiFeatures.NONE, timeline, zone, out);
        List<Recorded<CustomerEvent>> ordered =
                facts.own().stream().sorted(Recorded.BY_OCCURRENCE).toList();
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("a customer without facts can't be followed");
        }
        Instant joined = Instant.MIN;
        for (int next = 0; next < ordered.size(); next++) {
            Recorded<CustomerEvent> fact = ordered.get(next);
            if (next > 0) {
                follower.passBefore(fact.occurredAt());
            }
            if (Facts.changesMembers(fact)) {
                ordered = facts.together(fact);
                next = ordered.indexOf(fact);
                joined = fact.occurredAt();
                follower.become(quietly(ordered.subList(0, next + 1)), fact);
            } else {
                boolean own = fact.stream().equals(facts.root());
                // What a duplicate did up to the merge it did for itself.
                follower.take(fact, own || fact.occurredAt().isAfter(joined));
            }
        }
        Recorded<CustomerEvent> last = ordered.getLast();
        Instant end = later(horizon, last.occurredAt());
        follower.passUntil(end);
        return followed(follower.state(), FactKey.of(last), end);
    }

    /** What is known after facts that have been counted elsewhere. */
    private KpiFeatures quietly(List<Recorded<CustomerEvent>> ordered) {
        Follower follower = new Follower(KpiFeatures.NONE, timeline, zone, contribution -> {});
        for (int i = 0; i < ordered.size(); i++) {
            if (i > 0) {
                follower.passBefore(ordered.get(i).occurredAt());
            }
            follower.take(ordered.get(i), false);
        }
        return follower.state();
    }

    private Followed followed(KpiFeatures state, FactKey last, Instant horizon) {
        // What else comes into force is the engine's to notice, for all customers at once.
        Instant next = Follower.nextChange(state, horizon, timeline.keptFrom(horizon));
        return new Followed(state, last, horizon, next);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
