package org.relatum.projection.timeline;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
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
import org.relatum.events.PrivacyEvent;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.SalesEvent;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.Sentiment;
import org.relatum.events.ServiceEvent;
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
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;

/**
 * One thing that happened with a customer, without personal content.
 *
 * @param customer the customer in whose stream it stands
 * @param type the event's stored name
 * @param touchpoint channel through which it happened, where it has one
 * @param subject what it was about, by its name: topic, order, care, need, commitment, case, survey, program, redemption, tier,
 *     referral or flag
 * @param amount money in the reporting currency: bought positive, returned negative
 */
public record TimelineEntry(
        UUID customer,
        Instant occurredAt,
        Instant recordedAt,
        long sequence,
        long position,
        Category category,
        String type,
        @Nullable String touchpoint,
        @Nullable Direction direction,
        @Nullable String subject,
        @Nullable Sentiment sentiment,
        @Nullable BigDecimal amount) {

    /** Name of the read model. */
    public static final String NAME = "timeline";

    /** Grows when an entry means something else. */
    public static final int VERSION = 1;

    /** Name of the table. */
    public static final String TABLE = NAME + "_v" + VERSION;

    /** The context an entry belongs to. */
    public enum Category {
        LIFECYCLE,
        INTERACTION,
        SALES,
        COMMITMENT,
        SERVICE,
        SATISFACTION,
        LOYALTY,
        RISK,
        PRIVACY
    }

    /** How entries stand in the table. */
    public static final List<Column<TimelineEntry>> COLUMNS = List.of(
            new Column<>("customer", Type.UUID, "The customer in whose stream it stands", TimelineEntry::customer),
            new Column<>("occurred_at", Type.TIMESTAMPTZ, "When it happened", TimelineEntry::occurredAt),
            new Column<>("recorded_at", Type.TIMESTAMPTZ, "When it was recorded", TimelineEntry::recordedAt),
            new Column<>("sequence", Type.BIGINT, "Place in the customer's stream, from 0", TimelineEntry::sequence),
            new Column<>("position", Type.BIGINT, "Place in the whole log, from 1", TimelineEntry::position),
            new Column<>("category", Type.TEXT, "Context", TimelineEntry::category),
            new Column<>("type", Type.TEXT, "Stored name of the event", TimelineEntry::type),
            new Column<>("touchpoint", Type.TEXT, "Channel through which it happened", TimelineEntry::touchpoint),
            new Column<>("direction", Type.TEXT, "Who started the contact", TimelineEntry::direction),
            new Column<>(
                    "subject",
                    Type.TEXT,
                    "Topic, order, care, need, commitment, case, survey, program, redemption, tier, referral or flag",
                    TimelineEntry::subject),
            new Column<>("sentiment", Type.TEXT, "Tone of the customer", TimelineEntry::sentiment),
            new Column<>(
                    "amount",
                    Type.NUMERIC,
                    "Reporting currency; bought positive, returned negative",
                    TimelineEntry::amount));

    /** The entry of a fact. */
    public static TimelineEntry of(Recorded<? extends CustomerEvent> fact) {
        Category category = switch (fact.event()) {
            case LifecycleEvent e -> Category.LIFECYCLE;
            case InteractionEvent e -> Category.INTERACTION;
            case SalesEvent e -> Category.SALES;
            case CommitmentEvent e -> Category.COMMITMENT;
            case ServiceEvent e -> Category.SERVICE;
            case SatisfactionEvent e -> Category.SATISFACTION;
            case LoyaltyEvent e -> Category.LOYALTY;
            case RiskEvent e -> Category.RISK;
            case PrivacyEvent e -> Category.PRIVACY;
        };
        return switch (fact.event()) {
            case InteractionLogged e ->
                entry(fact, category, e.channel(), e.direction(), e.topic(), e.sentiment(), null);
            case FeedbackReceived e ->
                entry(fact, category, e.channel(), Direction.INBOUND, e.topic(), e.sentiment(), null);
            case CarePlanned e -> entry(fact, category, null, null, e.care(), null, null);
            case CareDelivered e -> entry(fact, category, e.channel(), Direction.OUTBOUND, e.care(), null, null);
            case CareCancelled e -> entry(fact, category, null, null, e.care(), null, null);
            case OrderPlaced e ->
                entry(
                        fact,
                        category,
                        e.channel(),
                        null,
                        e.order(),
                        null,
                        e.total().amount().multiply(e.conversionRate()));
            case OrderReturned e ->
                entry(
                        fact,
                        category,
                        null,
                        null,
                        e.order(),
                        null,
                        e.amount().amount().multiply(e.conversionRate()).negate());
            case CustomerRegistered e -> entry(fact, category, e.sourceChannel(), null, null, null, null);
            case NeedIdentified e -> about(fact, category, e.need());
            case NeedConfirmed e -> about(fact, category, e.need());
            case NeedMet e -> about(fact, category, e.need());
            case CommitmentMade e -> about(fact, category, e.commitment());
            case CommitmentKept e -> about(fact, category, e.commitment());
            case CommitmentBroken e -> about(fact, category, e.commitment());
            case CaseOpened e -> entry(fact, category, e.channel(), Direction.INBOUND, e.caseId(), null, null);
            case CaseResponded e -> entry(fact, category, e.channel(), Direction.OUTBOUND, e.caseId(), null, null);
            case CaseAssigned e -> about(fact, category, e.caseId());
            case CasePaused e -> about(fact, category, e.caseId());
            case CaseResumed e -> about(fact, category, e.caseId());
            case CaseEscalated e -> about(fact, category, e.caseId());
            case CaseResolved e -> about(fact, category, e.caseId());
            case CaseReopened e -> about(fact, category, e.caseId());
            case CaseClosed e -> about(fact, category, e.caseId());
            case RootCauseRecorded e -> about(fact, category, e.caseId());
            case ArticleLinked e -> about(fact, category, e.caseId());
            case SurveyResponded e ->
                entry(fact, category, null, Direction.INBOUND, e.survey().toString(), null, null);
            case LoyaltyEvent e -> about(fact, category, subject(e));
            case RiskEvent e -> about(fact, category, subject(e));
            case ConsentGranted e -> entry(fact, category, e.channel(), Direction.INBOUND, e.purpose(), null, null);
            case ConsentWithdrawn e -> entry(fact, category, e.channel(), Direction.INBOUND, e.purpose(), null, null);
            case LegalHoldPlaced e -> about(fact, category, e.hold());
            case LegalHoldLifted e -> about(fact, category, e.hold());
            case PersonalDataErased e -> entry(fact, category, null, null, null, null, null);
            case LifecycleEvent e -> entry(fact, category, null, null, null, null, null);
        };
    }

    private static TimelineEntry about(
            Recorded<? extends CustomerEvent> fact, Category category, @Nullable String subject) {
        return entry(fact, category, null, null, subject, null, null);
    }

    private static @Nullable String subject(LoyaltyEvent event) {
        return switch (event) {
            case LoyaltyEnrolled e -> e.program();
            case PointsAccrued e -> e.order() != null ? e.order() : e.referral();
            case PointsRedeemed e -> e.redemption();
            case PointsReversed e -> e.order();
            case PointsSettled e -> null;
            case PointsDeducted e -> null;
            case PointsExpired e -> null;
            case TierReviewed e -> e.tier();
            case ReferralRecorded e -> e.referral();
            case ReferralConverted e -> e.referral();
        };
    }

    private static String subject(RiskEvent event) {
        return switch (event) {
            case RiskRaised e -> e.flag();
            case RiskAssessed e -> e.flag();
            case RiskResponseChosen e -> e.flag();
            case PreventiveMeasureRecorded e -> e.flag();
            case RecoveryStepRecorded e -> e.flag();
            case RiskCleared e -> e.flag();
        };
    }

    private static TimelineEntry entry(
            Recorded<? extends CustomerEvent> fact,
            Category category,
            @Nullable String touchpoint,
            @Nullable Direction direction,
            @Nullable String subject,
            @Nullable Sentiment sentiment,
            @Nullable BigDecimal amount) {
        return new TimelineEntry(
                fact.stream(),
                fact.occurredAt(),
                fact.recordedAt(),
                fact.sequence(),
                fact.position(),
                category,
                EventTypes.of(fact.event()).name(),
                touchpoint,
                direction,
                subject,
                sentiment,
                amount);
    }
}
