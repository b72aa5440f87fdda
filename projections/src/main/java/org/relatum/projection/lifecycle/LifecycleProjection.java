package org.relatum.projection.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.EventRef;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
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
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsExpired;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.PointsSettled;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.ServiceEvent.RootCauseRecorded;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.LifecyclePolicy.Threshold;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.core.Micros;
import org.relatum.projection.core.Projection;
import org.relatum.projection.lifecycle.LifecycleFeatures.Lapse;
import org.relatum.projection.lifecycle.LifecycleFeatures.Mark;
import org.relatum.projection.lifecycle.LifecycleStatus.Rule;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * The lifecycle status. A customer is a PROSPECT from its first fact on, a TARGET once qualified, ACTIVE from its first order on; it turns
 * AT_RISK, then LOST, when the silence since the last order exceeds max(minimum, factor × cadence), strictly, by time alone; it
 * is CLOSED between closing and reopening and MERGED while it lives on in another customer.
 */
public final class LifecycleProjection implements Projection<LifecycleFeatures, LifecycleStatus, Value> {
    /** Of the one discrete value a customer has here. */
    public static final String KEY = "stage";

    /** Of so many of the latest silences it is seen with each order whether they are outdone, of the others now and then. */
    private static final int LOOKED_AT = 16;

    private static final int ORDERS_BETWEEN_LOOKS = 256;

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<PolicyKind> policies() {
        return Set.of(PolicyKind.LIFECYCLE);
    }

    @Override
    public LifecycleFeatures initial() {
        return LifecycleFeatures.NONE;
    }

    @Override
    public LifecycleFeatures fold(LifecycleFeatures state, Recorded<? extends CustomerEvent> fact) {
        LifecycleFeatures known = state.known() == null ? state.withKnown(mark(fact)) : state;
        return switch (fact.event()) {
            case CustomerQualified e -> known.qualified() == null ? known.withQualified(mark(fact)) : known;
            case CustomerClosed e -> known.withClosed(mark(fact));
            case CustomerReopened e -> known.withClosed(null);
            case CustomerMerged e -> known.withMerged(mark(fact), e.survivor());
            case MergeUndone e -> known.withMerged(null, null);
            case OrderPlaced e -> order(known, mark(fact));
            case OrderReturned e -> known;
            case CustomerRegistered e -> known;
            case ExternalReferenceAdded e -> known;
            case ProfileChanged e -> known;
            case ContactPointAdded e -> known;
            case ContactPointRemoved e -> known;
            case CustomerClassified e -> known;
            case OwnerAssigned e -> known;
            case CustomerAbsorbed e -> known;
            case AbsorptionUndone e -> known;
            case InteractionLogged e -> known;
            case FeedbackReceived e -> known;
            case CarePlanned e -> known;
            case CareDelivered e -> known;
            case CareCancelled e -> known;
            case NeedIdentified e -> known;
            case NeedConfirmed e -> known;
            case NeedMet e -> known;
            case CommitmentMade e -> known;
            case CommitmentKept e -> known;
            case CommitmentBroken e -> known;
            case CaseOpened e -> known;
            case CaseAssigned e -> known;
            case CaseResponded e -> known;
            case CasePaused e -> known;
            case CaseResumed e -> known;
            case CaseEscalated e -> known;
            case CaseResolved e -> known;
            case CaseReopened e -> known;
            case CaseClosed e -> known;
            case RootCauseRecorded e -> known;
            case ArticleLinked e -> known;
            case SurveyResponded e -> known;
            case LoyaltyEnrolled e -> known;
            case PointsAccrued e -> known;
            case PointsRedeemed e -> known;
            case PointsReversed e -> known;
            case PointsSettled e -> known;
            case PointsDeducted e -> known;
            case PointsExpired e -> known;
            case TierReviewed e -> known;
            case ReferralRecorded e -> known;
            case ReferralConverted e -> known;
            case RiskRaised e -> known;
            case RiskAssessed e -> known;
            case RiskResponseChosen e -> known;
            case PreventiveMeasureRecorded e -> known;
            case RecoveryStepRecorded e -> known;
            case RiskCleared e -> known;
            case ConsentGranted e -> known;
            case ConsentWithdrawn e -> known;
            case LegalHoldPlaced e -> known;
            case LegalHoldLifted e -> known;
            case PersonalDataErased e -> known;
        };
    }

    @Override
    public boolean isIndependent(LifecycleFeatures state, Recorded<? extends CustomerEvent> fact) {
        Mark known = state.known();
        boolean decides = switch (fact.event()) {
            case OrderPlaced e -> true;
            case CustomerQualified e -> true;
            case CustomerClosed e -> true;
            case CustomerReopened e -> true;
            case CustomerMerged e -> true;
            case MergeUndone e -> true;
            case OrderReturned e -> false;
            case CustomerRegistered e -> false;
            case ExternalReferenceAdded e -> false;
            case ProfileChanged e -> false;
            case ContactPointAdded e -> false;
            case ContactPointRemoved e -> false;
            case CustomerClassified e -> false;
            case OwnerAssigned e -> false;
            case CustomerAbsorbed e -> false;
            case AbsorptionUndone e -> false;
            case InteractionLogged e -> false;
            case FeedbackReceived e -> false;
            case CarePlanned e -> false;
            case CareDelivered e -> false;
            case CareCancelled e -> false;
            case NeedIdentified e -> false;
            case NeedConfirmed e -> false;
            case NeedMet e -> false;
            case CommitmentMade e -> false;
            case CommitmentKept e -> false;
            case CommitmentBroken e -> false;
            case CaseOpened e -> false;
            case CaseAssigned e -> false;
            case CaseResponded e -> false;
            case CasePaused e -> false;
            case CaseResumed e -> false;
            case CaseEscalated e -> false;
            case CaseResolved e -> false;
            case CaseReopened e -> false;
            case CaseClosed e -> false;
            case RootCauseRecorded e -> false;
            case ArticleLinked e -> false;
            case SurveyResponded e -> false;
            case LoyaltyEnrolled e -> false;
            case PointsAccrued e -> false;
            case PointsRedeemed e -> false;
            case PointsReversed e -> false;
            case PointsSettled e -> false;
            case PointsDeducted e -> false;
            case PointsExpired e -> false;
            case TierReviewed e -> false;
            case ReferralRecorded e -> false;
            case ReferralConverted e -> false;
            case RiskRaised e -> false;
            case RiskAssessed e -> false;
            case RiskResponseChosen e -> false;
            case PreventiveMeasureRecorded e -> false;
            case RecoveryStepRecorded e -> false;
            case RiskCleared e -> false;
            case ConsentGranted e -> false;
            case ConsentWithdrawn e -> false;
            case LegalHoldPlaced e -> false;
            case LegalHoldLifted e -> false;
            case PersonalDataErased e -> false;
        };
        return !decides && known != null && !fact.occurredAt().isBefore(known.at());
    }

    private static Mark mark(Recorded<?> fact) {
        return new Mark(fact.occurredAt(), fact.ref());
    }

    private static LifecycleFeatures order(LifecycleFeatures state, Mark order) {
        Mark last = state.lastOrder();
        if (last == null) {
            return state.withOrder(order, Gaps.NONE, List.of());
        }
        long at = Micros.of(order.at());
        long gap = at - Micros.of(last.at());
        Lapse lapse = new Lapse(at, gap, state.gaps().twiceMedian(), state.orders());
        boolean all = state.orders() % ORDERS_BETWEEN_LOOKS == 0;
        List<Lapse> before = all ? latestOutdoing(state.lapses()) : state.lapses();
        return state.withOrder(order, state.gaps().with(gap), with(before, lapse));
    }

    /** A silence more, without those of the latest that it outdoes. */
    private static List<Lapse> with(List<Lapse> before, Lapse lapse) {
        int first = Math.max(0, before.size() - LOOKED_AT);
        for (int i = first; i < before.size(); i++) {
            if (canNotDecideBeside(before.get(i), lapse)) {
                List<Lapse> left = new ArrayList<>(before.subList(0, i));
                for (Lapse earlier : before.subList(i + 1, before.size())) {
                    if (!canNotDecideBeside(earlier, lapse)) {
                        left.add(earlier);
                    }
                }
                left.add(lapse);
                return left;
            }
        }
        return GrowingList.plus(before, lapse);
    }

    /** Without all that are outdone by a later one. */
    private static List<Lapse> latestOutdoing(List<Lapse> lapses) {
        // The longest silence from here on that was measured against a cadence no longer.
        TreeMap<Long, Long> longest = new TreeMap<>();
        List<Lapse> left = new ArrayList<>();
        for (Lapse lapse : lapses.reversed()) {
            Map.Entry<Long, Long> later = longest.floorEntry(lapse.twiceMedian());
            boolean isLonger = later == null || later.getValue() < lapse.gap();
            if (isLonger || lapse.ordersBefore() < LifecyclePolicy.MOST_ORDERS_BEFORE_MEDIAN) {
                left.add(lapse);
            }
            if (isLonger) {
                longest.put(lapse.twiceMedian(), lapse.gap());
                Map.Entry<Long, Long> shorter = longest.higherEntry(lapse.twiceMedian());
                while (shorter != null && shorter.getValue() <= lapse.gap()) {
                    longest.remove(shorter.getKey());
                    shorter = longest.higherEntry(lapse.twiceMedian());
                }
            }
        }
        return left.reversed();
    }

    /**
     * Whether a silence is outdone by a later one under every policy: that one was at least as long, measured against a cadence
     * no longer, and both against an own median whatever number of orders a policy asks for.
     */
    private static boolean canNotDecideBeside(Lapse earlier, Lapse later) {
        return earlier.ordersBefore() >= LifecyclePolicy.MOST_ORDERS_BEFORE_MEDIAN
                && later.gap() >= earlier.gap()
                && later.twiceMedian() <= earlier.twiceMedian();
    }

    @Override
    public LifecycleStatus view(LifecycleFeatures state, Instant asOf, Reference reference) {
        LifecyclePolicy policy = reference.lifecycle();
        Value value = value(state, asOf, reference);
        Mark lastOrder = state.lastOrder();
        if (lastOrder == null) {
            return new LifecycleStatus(
                    value.stage(),
                    value.recovered(),
                    rule(value.stage()),
                    evidence(state, value.stage()),
                    0,
                    null,
                    null,
                    null,
                    null,
                    state.survivor(),
                    policy.version());
        }
        long cadence = cadence(policy, state.gaps().twiceMedian(), state.orders());
        long atRisk = threshold(policy.atRisk(), cadence);
        long lost = threshold(policy.lost(), cadence);
        return new LifecycleStatus(
                value.stage(),
                value.recovered(),
                rule(value.stage()),
                evidence(state, value.stage()),
                state.orders(),
                lastOrder.at(),
                micros(cadence / 2),
                micros(atRisk),
                micros(lost),
                state.survivor(),
                policy.version());
    }

    private static Stage unbought(LifecycleFeatures state) {
        if (state.merged() != null) {
            return Stage.MERGED;
        }
        if (state.closed() != null) {
            return Stage.CLOSED;
        }
        return state.qualified() != null ? Stage.TARGET : Stage.PROSPECT;
    }

    private static Stage bought(LifecycleFeatures state, long silence, long atRisk, long lost) {
        if (state.merged() != null) {
            return Stage.MERGED;
        }
        if (state.closed() != null) {
            return Stage.CLOSED;
        }
        if (silence > lost) {
            return Stage.LOST;
        }
        return silence > atRisk ? Stage.AT_RISK : Stage.ACTIVE;
    }

    private static Rule rule(Stage stage) {
        return switch (stage) {
            case PROSPECT -> Rule.KNOWN;
            case TARGET -> Rule.QUALIFIED;
            case ACTIVE -> Rule.ORDERED_WITHIN_CADENCE;
            case AT_RISK -> Rule.SILENT_BEYOND_AT_RISK;
            case LOST -> Rule.SILENT_BEYOND_LOST;
            case CLOSED -> Rule.CLOSED;
            case MERGED -> Rule.MERGED;
        };
    }

    private static List<EventRef> evidence(LifecycleFeatures state, Stage stage) {
        Mark mark = switch (stage) {
            case PROSPECT -> state.known();
            case TARGET -> state.qualified();
            case ACTIVE, AT_RISK, LOST -> state.lastOrder();
            case CLOSED -> state.closed();
            case MERGED -> state.merged();
        };
        return mark == null ? List.of() : List.of(mark.event());
    }

    @Override
    public Map<String, Value> discrete(LifecycleFeatures state, Instant asOf, Reference reference) {
        return Map.of(KEY, value(state, asOf, reference));
    }

    private static Value value(LifecycleFeatures state, Instant asOf, Reference reference) {
        Mark lastOrder = state.lastOrder();
        if (lastOrder == null) {
            return new Value(unbought(state), false);
        }
        LifecyclePolicy policy = reference.lifecycle();
        long cadence = cadence(policy, state.gaps().twiceMedian(), state.orders());
        long now = Micros.of(asOf);
        Stage stage = bought(
                state,
                now - Micros.of(lastOrder.at()),
                threshold(policy.atRisk(), cadence),
                threshold(policy.lost(), cadence));
        return new Value(stage, stage == Stage.ACTIVE && now < recoveredUntil(state, policy));
    }

    @Override
    public Optional<Instant> nextChange(LifecycleFeatures state, Instant after, ReferenceTimeline timeline) {
        Mark lastOrder = state.lastOrder();
        if (lastOrder == null || state.closed() != null || state.merged() != null) {
            return Optional.empty();
        }
        LifecyclePolicy policy = timeline.at(after).lifecycle();
        long cadence = cadence(policy, state.gaps().twiceMedian(), state.orders());
        long last = Micros.of(lastOrder.at());
        long now = Micros.of(after);
        long lostFrom = last + threshold(policy.lost(), cadence) + 1;
        long atRiskFrom = Math.min(last + threshold(policy.atRisk(), cadence) + 1, lostFrom);
        // Only an ACTIVE customer carries the mark: it ends with that stage, and what would have been its own end
        // changes nothing.
        long markUntil = Math.min(recoveredUntil(state, policy), atRiskFrom);
        Optional<Instant> ownChange = Stream.of(markUntil, atRiskFrom, lostFrom)
                .filter(at -> at > now)
                .min(Long::compare)
                .map(Micros::toInstant);
        return Stream.concat(ownChange.stream(), timeline.nextChange(after, policies(), goesByFits()).stream())
                .min(Instant::compareTo);
    }

    /**
     * The first instant at which the silence since the last order is longer than what makes a customer at risk or lost, if nothing more
     * is bought; empty when nothing ever was. Closing and merging are not looked at.
     */
    public static Optional<Instant> overdueFrom(LifecycleFeatures state, Reference reference) {
        Mark lastOrder = state.lastOrder();
        if (lastOrder == null) {
            return Optional.empty();
        }
        LifecyclePolicy policy = reference.lifecycle();
        long cadence = cadence(policy, state.gaps().twiceMedian(), state.orders());
        long silence = Math.min(threshold(policy.atRisk(), cadence), threshold(policy.lost(), cadence));
        return Optional.of(Micros.toInstant(Micros.of(lastOrder.at()) + silence + 1));
    }

    /** Twice the cadence in microseconds: of the own gaps once there are enough orders, else the policy's. */
    private static long cadence(LifecyclePolicy policy, long twiceMedian, int orders) {
        return orders >= policy.medianFromOrders() ? twiceMedian : 2 * Micros.of(policy.defaultCadence());
    }

    /** The longest silence in whole microseconds that does not cross the threshold. */
    private static long threshold(Threshold threshold, long twiceCadence) {
        long byCadence = (long) Math.floor(threshold.cadenceFactor() * twiceCadence / 2);
        return Math.max(Micros.of(threshold.minimumSilence()), byCadence);
    }

    /** End of the mark given by the latest order before which the customer was lost; the beginning of time if none was. */
    private static long recoveredUntil(LifecycleFeatures state, LifecyclePolicy policy) {
        List<Lapse> lapses = state.lapses();
        for (int i = lapses.size() - 1; i >= 0; i--) {
            Lapse lapse = lapses.get(i);
            long cadence = cadence(policy, lapse.twiceMedian(), lapse.ordersBefore());
            if (lapse.gap() > threshold(policy.lost(), cadence)) {
                return lapse.endedAt() + Micros.of(policy.recoveredMark());
            }
        }
        return Long.MIN_VALUE;
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
