package org.relatum.projection.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CustomerEvent;
import org.relatum.events.EventRef;
import org.relatum.events.InteractionEvent;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.LifecyclePolicy.Threshold;
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

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public int version() {
        return 1;
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
            case LifecycleEvent e -> known;
            case InteractionEvent e -> known;
            case CommitmentEvent e -> known;
            case ServiceEvent e -> known;
            case SatisfactionEvent e -> known;
            case LoyaltyEvent e -> known;
            case RiskEvent e -> known;
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
            case LifecycleEvent e -> false;
            case InteractionEvent e -> false;
            case CommitmentEvent e -> false;
            case ServiceEvent e -> false;
            case SatisfactionEvent e -> false;
            case LoyaltyEvent e -> false;
            case RiskEvent e -> false;
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
        List<Lapse> lapses = new ArrayList<>(state.lapses());
        lapses.removeIf(earlier -> canNotDecideBeside(earlier, lapse));
        lapses.add(lapse);
        return state.withOrder(order, state.gaps().with(gap), List.copyOf(lapses));
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
        return Stream.concat(ownChange.stream(), timeline.nextChange(after).stream())
                .min(Instant::compareTo);
    }

    /** Twice the cadence in microseconds: of the own gaps once there are enough orders, else the policy's. */
    private static long cadence(LifecyclePolicy policy, long twiceMedian, int orders) {
        return orders >= policy.medianFromOrders() ? twiceMedian : 2 * Micros.of(policy.defaultCadence());
    }

    /** The longest silence in whole microseconds that does not cross the threshold. */
    private static long threshold(Threshold threshold, long twiceCadence) {
        long byCadence = (long) StrictMath.floor(threshold.cadenceFactor() * twiceCadence / 2);
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
