package org.relatum.projection.commitment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;
import org.relatum.projection.commitment.CommitmentFeatures.Commitment;
import org.relatum.projection.commitment.CommitmentFeatures.End;
import org.relatum.projection.commitment.CommitmentFeatures.Need;
import org.relatum.projection.commitment.Commitments.Standing;
import org.relatum.projection.commitment.Commitments.State;
import org.relatum.projection.commitment.Commitments.Trust;
import org.relatum.projection.commitment.Commitments.Value;
import org.relatum.projection.core.Keys;
import org.relatum.projection.core.Projection;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Needs and promises. A promise is OPEN until its time has gone by, OVERDUE from the microsecond after, and KEPT or BROKEN once it ended.
 * A merged customer has none: they live on in its survivor.
 */
public final class CommitmentProjection implements Projection<CommitmentFeatures, Commitments, Value> {
    @Override
    public String name() {
        return "commitments";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<PolicyKind> policies() {
        return Set.of();
    }

    @Override
    public CommitmentFeatures initial() {
        return CommitmentFeatures.NONE;
    }

    @Override
    public CommitmentFeatures fold(CommitmentFeatures state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case CommitmentEvent e -> folded(state, fact, e);
            case CustomerMerged e -> state.withSurvivor(e.survivor());
            case MergeUndone e -> state.withSurvivor(null);
            case CustomerRegistered e -> state;
            case ExternalReferenceAdded e -> state;
            case ProfileChanged e -> state;
            case ContactPointAdded e -> state;
            case ContactPointRemoved e -> state;
            case CustomerClassified e -> state;
            case CustomerQualified e -> state;
            case OwnerAssigned e -> state;
            case CustomerAbsorbed e -> state;
            case AbsorptionUndone e -> state;
            case CustomerClosed e -> state;
            case CustomerReopened e -> state;
            case InteractionEvent e -> state;
            case SalesEvent e -> state;
            case ServiceEvent e -> state;
            case SatisfactionEvent e -> state;
            case LoyaltyEvent e -> state;
            case RiskEvent e -> state;
            case PrivacyEvent e -> state;
        };
    }

    private static CommitmentFeatures folded(CommitmentFeatures state, Recorded<?> fact, CommitmentEvent event) {
        return switch (event) {
            case NeedIdentified e ->
                state.withNeeds(plus(
                        state.needs(),
                        new Need(e.need(), e.kind(), e.source(), e.text(), e.occurredAt(), fact.ref(), null, null)));
            case NeedConfirmed e -> need(state, fact, e.need(), need -> need.confirmed(e.occurredAt()));
            case NeedMet e -> need(state, fact, e.need(), need -> need.met(e.occurredAt()));
            case CommitmentMade e ->
                state.withCommitments(plus(
                        state.commitments(),
                        new Commitment(
                                Keys.unused(e.commitment(), fact, state.commitments(), Commitment::key),
                                e.commitment(),
                                e.text(),
                                e.promisedBy(),
                                e.dueAt(),
                                e.occurredAt(),
                                fact.ref(),
                                null)));
            case CommitmentKept e -> ended(state, fact, e.commitment(), true);
            case CommitmentBroken e -> ended(state, fact, e.commitment(), false);
        };
    }

    private static CommitmentFeatures need(
            CommitmentFeatures state, Recorded<?> fact, String id, UnaryOperator<Need> change) {
        return state.withNeeds(Keys.change(
                state.needs(), fact, need -> need.need().equals(id), need -> need.identified().stream(), change));
    }

    private static CommitmentFeatures ended(CommitmentFeatures state, Recorded<?> fact, String id, boolean kept) {
        Predicate<Commitment> named = c -> c.commitment().equals(id);
        End end = new End(kept, fact.occurredAt(), fact.ref());
        return state.withCommitments(
                Keys.change(state.commitments(), fact, named, c -> c.made().stream(), c -> c.ended(end)));
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> all = new ArrayList<>(list);
        all.add(more);
        return all;
    }

    @Override
    public boolean isIndependent(CommitmentFeatures state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case CommitmentEvent e -> false;
            case CustomerMerged e -> false;
            case MergeUndone e -> false;
            case CustomerRegistered e -> true;
            case ExternalReferenceAdded e -> true;
            case ProfileChanged e -> true;
            case ContactPointAdded e -> true;
            case ContactPointRemoved e -> true;
            case CustomerClassified e -> true;
            case CustomerQualified e -> true;
            case OwnerAssigned e -> true;
            case CustomerAbsorbed e -> true;
            case AbsorptionUndone e -> true;
            case CustomerClosed e -> true;
            case CustomerReopened e -> true;
            case InteractionEvent e -> true;
            case SalesEvent e -> true;
            case ServiceEvent e -> true;
            case SatisfactionEvent e -> true;
            case LoyaltyEvent e -> true;
            case RiskEvent e -> true;
            case PrivacyEvent e -> true;
        };
    }

    @Override
    public Commitments view(CommitmentFeatures state, Instant asOf, Reference reference) {
        if (state.survivor() != null) {
            return new Commitments(List.of(), List.of(), new Trust(0, 0), state.survivor());
        }
        List<Standing> standings = state.commitments().stream()
                .map(c -> new Standing(c, state(c, asOf)))
                .toList();
        int due = (int) standings.stream().filter(s -> s.state() != State.OPEN).count();
        int keptInTime = (int)
                state.commitments().stream().filter(Commitment::keptInTime).count();
        return new Commitments(state.needs(), standings, new Trust(due, keptInTime), null);
    }

    /** What has become of a promise at an instant that is not before its end. */
    public static State state(Commitment commitment, Instant asOf) {
        End end = commitment.end();
        if (end != null) {
            return end.kept() ? State.KEPT : State.BROKEN;
        }
        return asOf.isAfter(commitment.dueAt()) ? State.OVERDUE : State.OPEN;
    }

    /** The first instant at which an open promise is overdue. */
    public static Instant overdueFrom(Commitment commitment) {
        return commitment.dueAt().plus(1, ChronoUnit.MICROS);
    }

    @Override
    public Map<String, Value> discrete(CommitmentFeatures state, Instant asOf, Reference reference) {
        if (state.survivor() != null || state.commitments().isEmpty()) {
            return Map.of();
        }
        Map<String, Value> values =
                LinkedHashMap.newLinkedHashMap(state.commitments().size());
        for (Commitment commitment : state.commitments()) {
            values.put(
                    commitment.key(), new Value(state(commitment, asOf), commitment.promisedBy(), commitment.dueAt()));
        }
        return values;
    }

    @Override
    public Optional<Instant> nextChange(CommitmentFeatures state, Instant after, ReferenceTimeline timeline) {
        if (state.survivor() != null) {
            return Optional.empty();
        }
        return state.commitments().stream()
                .filter(c -> c.end() == null)
                .map(CommitmentProjection::overdueFrom)
                .filter(at -> at.isAfter(after))
                .min(Instant::compareTo);
    }
}
