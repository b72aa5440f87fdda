package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.relatum.events.CaseKind;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
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
import org.relatum.events.LoyaltyEvent;
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
import org.relatum.events.PrivacyEvent;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
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
import org.relatum.events.policy.LoyaltyScorePolicy;
import org.relatum.events.policy.Policies;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.commitment.Commitments.Trust;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.core.Keys;
import org.relatum.projection.core.Micros;
import org.relatum.projection.core.Projection;
import org.relatum.projection.loyalty.LoyaltyFeatures.Account;
import org.relatum.projection.loyalty.LoyaltyFeatures.Answer;
import org.relatum.projection.loyalty.LoyaltyFeatures.Lot;
import org.relatum.projection.loyalty.LoyaltyFeatures.Mark;
import org.relatum.projection.loyalty.LoyaltyFeatures.Referral;
import org.relatum.projection.loyalty.LoyaltyFeatures.Reversal;
import org.relatum.projection.loyalty.LoyaltyFeatures.Review;
import org.relatum.projection.loyalty.LoyaltyFeatures.ServiceCase;
import org.relatum.projection.loyalty.LoyaltyStatus.Expiry;
import org.relatum.projection.loyalty.LoyaltyStatus.Funnel;
import org.relatum.projection.loyalty.LoyaltyStatus.LotStanding;
import org.relatum.projection.loyalty.LoyaltyStatus.LotState;
import org.relatum.projection.loyalty.LoyaltyStatus.Score;
import org.relatum.projection.loyalty.LoyaltyStatus.Step;
import org.relatum.projection.loyalty.LoyaltyStatus.Tier;
import org.relatum.projection.loyalty.LoyaltyStatus.Value;
import org.relatum.projection.loyalty.LoyaltyStatus.Versions;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * The loyalty of a customer: score and band, tier, points account, funnel. Every customer has a band from its first fact on, a tier from its
 * enrolment on; a merged one has neither.
 */
public final class LoyaltyProjection implements Projection<LoyaltyFeatures, LoyaltyStatus, Value> {
    /** Of the band of the score. */
    public static final String BAND = "band";

    /** Of the tier. */
    public static final String TIER = "tier";

    private static final CommitmentProjection PROMISES = new CommitmentProjection();

    /** CSAT of 4 and more is content. */
    private static final double CONTENT = 75;
    /** Of five promises four are kept in time. */
    private static final double TRUSTED = 0.8;
    /** Orders in the window of the frequency part that make buying a habit. */
    private static final int HABIT = 3;

    @Override
    public String name() {
        return "loyalty";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<PolicyKind> policies() {
        return Set.of(PolicyKind.LOYALTY_SCORE, PolicyKind.TIERS);
    }

    @Override
    public LoyaltyFeatures initial() {
        return LoyaltyFeatures.NONE;
    }

    @Override
    public LoyaltyFeatures fold(LoyaltyFeatures state, Recorded<? extends CustomerEvent> fact) {
        LoyaltyFeatures known = state.known() == null ? state.withKnown(fact.occurredAt()) : state;
        return switch (fact.event()) {
            case OrderPlaced e -> known.withPurchases(NetRevenue.plus(known.purchases(), fact, e));
            case OrderReturned e -> known.withReturns(NetRevenue.plus(known.returns(), fact, e));
            case SurveyResponded e -> known.withAnswers(GrowingList.plus(known.answers(), Answer.of(fact, e)));
            case InteractionLogged e ->
                e.direction() == Direction.INBOUND
                        ? known.withContacts(GrowingList.plus(known.contacts(), mark(fact)))
                        : known;
            case CareDelivered e ->
                e.answered() ? known.withContacts(GrowingList.plus(known.contacts(), mark(fact))) : known;
            case FeedbackReceived e -> known;
            case CarePlanned e -> known;
            case CareCancelled e -> known;
            case CaseOpened e ->
                known.withCases(GrowingList.plus(
                        known.cases(), new ServiceCase(e.caseId(), mark(fact), e.kind() == CaseKind.COMPLAINT, true)));
            case CaseResolved e -> moved(known, fact, e.caseId(), false);
            case CaseClosed e -> moved(known, fact, e.caseId(), false);
            case CaseReopened e -> moved(known, fact, e.caseId(), true);
            case CaseAssigned e -> known;
            case CaseResponded e -> known;
            case CasePaused e -> known;
            case CaseResumed e -> known;
            case CaseEscalated e -> known;
            case RootCauseRecorded e -> known;
            case ArticleLinked e -> known;
            case CommitmentEvent e -> known.withPromises(PROMISES.fold(known.promises(), fact));
            case LoyaltyEvent e -> folded(known, fact, e);
            case CustomerMerged e -> known.withSurvivor(e.survivor());
            case MergeUndone e -> known.withSurvivor(null);
            case CustomerRegistered e -> known;
            case ExternalReferenceAdded e -> known;
            case ProfileChanged e -> known;
            case ContactPointAdded e -> known;
            case ContactPointRemoved e -> known;
            case CustomerClassified e -> known;
            case CustomerQualified e -> known;
            case OwnerAssigned e -> known;
            case CustomerAbsorbed e -> known;
            case AbsorptionUndone e -> known;
            case CustomerClosed e -> known;
            case CustomerReopened e -> known;
            case RiskEvent e -> known;
            case PrivacyEvent e -> known;
        };
    }

    private static LoyaltyFeatures folded(LoyaltyFeatures state, Recorded<?> fact, LoyaltyEvent event) {
        return switch (event) {
            case LoyaltyEnrolled e ->
                state.account() != null
                        ? state
                        : state.withAccount(
                                new Account(e.program(), mark(fact), List.of(), List.of(), List.of(), 0, 0));
            case PointsAccrued e ->
                account(
                        state,
                        a -> a.with(new Lot(
                                e.lot(),
                                mark(fact),
                                e.points(),
                                e.points(),
                                e.cause(),
                                e.order(),
                                e.activeFrom(),
                                e.expiresAt())));
            case PointsRedeemed e -> account(state, a -> a.spent(e.points(), e.from(), fact.stream()));
            case PointsReversed e ->
                account(
                        state,
                        a -> a.taken(e.points(), e.from(), fact.stream())
                                .with(new Reversal(e.occurredAt(), fact.stream(), e.order(), e.points())));
            case PointsSettled e -> account(state, a -> a.settled(e.from(), fact.stream()));
            case PointsDeducted e -> account(state, a -> a.taken(e.points(), e.from(), fact.stream()));
            case PointsExpired e -> state;
            case TierReviewed e -> account(state, a -> a.with(new Review(e.occurredAt(), e.tier(), fact.ref())));
            case ReferralRecorded e ->
                state.withReferrals(GrowingList.plus(state.referrals(), new Referral(e.referral(), mark(fact), null)));
            case ReferralConverted e ->
                state.withReferrals(Keys.change(
                        state.referrals(),
                        fact,
                        r -> r.referral().equals(e.referral()),
                        r -> r.recorded().event().stream(),
                        r -> r.converted(mark(fact))));
        };
    }

    private static LoyaltyFeatures account(LoyaltyFeatures state, UnaryOperator<Account> change) {
        Account account = state.account();
        return account == null ? state : state.withAccount(change.apply(account));
    }

    private static LoyaltyFeatures moved(LoyaltyFeatures state, Recorded<?> fact, String id, boolean open) {
        return state.withCases(Keys.change(
                state.cases(), fact, c -> c.caseId().equals(id), c -> c.opened().event().stream(), c -> c.with(open)));
    }

    private static Mark mark(Recorded<?> fact) {
        return new Mark(fact.occurredAt(), fact.ref());
    }

    @Override
    public boolean isIndependent(LoyaltyFeatures state, Recorded<? extends CustomerEvent> fact) {
        Instant known = state.known();
        boolean ignored = switch (fact.event()) {
            case SalesEvent e -> false;
            case SurveyResponded e -> false;
            case InteractionLogged e -> e.direction() != Direction.INBOUND;
            case CareDelivered e -> !e.answered();
            case FeedbackReceived e -> true;
            case CarePlanned e -> true;
            case CareCancelled e -> true;
            case CaseOpened e -> false;
            case CaseResolved e -> false;
            case CaseClosed e -> false;
            case CaseReopened e -> false;
            case CaseAssigned e -> true;
            case CaseResponded e -> true;
            case CasePaused e -> true;
            case CaseResumed e -> true;
            case CaseEscalated e -> true;
            case RootCauseRecorded e -> true;
            case ArticleLinked e -> true;
            case CommitmentEvent e -> false;
            case LoyaltyEvent e -> false;
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
            case RiskEvent e -> true;
            case PrivacyEvent e -> true;
        };
        return ignored && known != null && !fact.occurredAt().isBefore(known);
    }

    @Override
    public LoyaltyStatus view(LoyaltyFeatures state, Instant asOf, Reference reference) {
        Policies policies = reference.policies();
        LoyaltyFeatures judged = state.survivor() == null ? state : LoyaltyFeatures.NONE;
        Score score = new ScoreCurve(judged, policies.loyaltyScore()).score(asOf);
        Account account = judged.account();
        return new LoyaltyStatus(
                score,
                policies.loyaltyScore().bandOf(score.value()).name(),
                account == null ? null : tier(new TierPath(account, policies.tiers()).to(asOf)),
                account == null
                        ? null
                        : account(account, asOf, policies.points().value()),
                funnel(judged, score, asOf, reference),
                state.survivor(),
                new Versions(
                        policies.loyaltyScore().version(),
                        policies.points().version(),
                        policies.tiers().version()));
    }

    private static Tier tier(TierPath path) {
        return new Tier(
                path.tier().name(),
                path.points(),
                path.since(),
                path.anniversary().orElse(null),
                path.nextTier().map(t -> t.name()).orElse(null),
                path.nextTier().map(t -> t.from() - path.points()).orElse(null));
    }

    private static LoyaltyStatus.Account account(Account account, Instant asOf, BigDecimal value) {
        Map<LotState, Long> sums = new HashMap<>();
        TreeMap<Instant, Long> forecast = new TreeMap<>();
        List<LotStanding> lots = new ArrayList<>();
        for (Lot lot : account.lots()) {
            LotState state = state(lot, asOf);
            sums.merge(state, lot.rest(), Long::sum);
            if (state != LotState.EXPIRED && lot.rest() > 0) {
                forecast.merge(lot.expiresAt(), lot.rest(), Long::sum);
            }
            lots.add(new LotStanding(
                    lot.lot(),
                    state,
                    lot.points(),
                    lot.rest(),
                    lot.cause(),
                    lot.order(),
                    lot.activeFrom(),
                    lot.expiresAt(),
                    lot.accrued().event()));
        }
        long pending = sums.getOrDefault(LotState.PENDING, 0L);
        long active = sums.getOrDefault(LotState.ACTIVE, 0L);
        return new LoyaltyStatus.Account(
                account.program(),
                account.enrolled().at(),
                pending + active - account.debt(),
                pending,
                active,
                account.debt(),
                sums.getOrDefault(LotState.EXPIRED, 0L),
                account.redeemed(),
                value.multiply(BigDecimal.valueOf(active)),
                lots,
                forecast.entrySet().stream()
                        .map(e -> new Expiry(e.getKey(), e.getValue()))
                        .toList());
    }

    private static LotState state(Lot lot, Instant asOf) {
        if (!asOf.isBefore(lot.expiresAt())) {
            return LotState.EXPIRED;
        }
        return asOf.isBefore(lot.activeFrom()) ? LotState.PENDING : LotState.ACTIVE;
    }

    private static Funnel funnel(LoyaltyFeatures state, Score score, Instant asOf, Reference reference) {
        LoyaltyScorePolicy policy = reference.policies().loyaltyScore();
        Trust trust = PROMISES.view(state.promises(), asOf, reference).trust();
        boolean content = !state.answers().isEmpty()
                && score.parts().get(LoyaltyStatus.Part.SATISFACTION.ordinal()).points() >= CONTENT;
        boolean trusting = score.penalty().open() == 0 && trust.keptInTime() >= TRUSTED * trust.due();
        Double orders =
                score.parts().get(LoyaltyStatus.Part.FREQUENCY.ordinal()).raw();
        boolean habit = orders != null && orders >= HABIT;
        int half = policy.bands().size() / 2;
        boolean loyal = score.value() >= policy.bands().get(half).from();
        List<Step> reached = new ArrayList<>();
        boolean[] taken = {content, trusting, habit, loyal, !state.referrals().isEmpty()};
        for (int i = 0; i < taken.length && taken[i]; i++) {
            reached.add(Step.values()[i]);
        }
        return new Funnel(List.copyOf(reached));
    }

    @Override
    public Map<String, Value> discrete(LoyaltyFeatures state, Instant asOf, Reference reference) {
        if (state.survivor() != null) {
            return Map.of();
        }
        Policies policies = reference.policies();
        double score = new ScoreCurve(state, policies.loyaltyScore()).at(asOf);
        Value band = new Value(policies.loyaltyScore().bandOf(score).name());
        Account account = state.account();
        if (account == null) {
            return Map.of(BAND, band);
        }
        TierPath path = new TierPath(account, policies.tiers()).to(asOf);
        return Map.of(BAND, band, TIER, new Value(path.tier().name()));
    }

    @Override
    public Optional<Instant> nextChange(LoyaltyFeatures state, Instant after, ReferenceTimeline timeline) {
        return nextChange(state, after, Instant.MAX, timeline);
    }

    @Override
    public Optional<Instant> nextChange(
            LoyaltyFeatures state, Instant after, Instant until, ReferenceTimeline timeline) {
        if (state.survivor() != null) {
            return Optional.empty();
        }
        Policies policies = timeline.at(after).policies();
        Account account = state.account();
        Optional<Instant> next = Micros.earlier(
                new ScoreCurve(state, policies.loyaltyScore()).nextBand(after, until),
                timeline.nextChange(after, policies(), goesByFits()));
        return account == null
                ? next
                : Micros.earlier(
                        next, new TierPath(account, policies.tiers()).to(after).nextChange());
    }
}
