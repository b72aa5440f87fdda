package org.relatum.events.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.relatum.events.AccessEvent.AccessesRecorded;
import org.relatum.events.AccessEvent.KeyMade;
import org.relatum.events.AccessEvent.KeyRevoked;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.DomainEvent;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
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
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;
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
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;
import org.relatum.events.ValueModelEvent.ValueModelFitted;

/** The one table of stored names: each event of the language with its logical name and the revision written today. */
public final class EventTypes {
    /** Every event, in the order of the catalogue. */
    public static final List<EventType> ALL = List.of(
            new EventType("customer.registered", 1, CustomerRegistered.class),
            new EventType("customer.external-reference-added", 1, ExternalReferenceAdded.class),
            new EventType("customer.profile-changed", 1, ProfileChanged.class),
            new EventType("customer.contact-point-added", 1, ContactPointAdded.class),
            new EventType("customer.contact-point-removed", 1, ContactPointRemoved.class),
            new EventType("customer.classified", 1, CustomerClassified.class),
            new EventType("customer.qualified", 1, CustomerQualified.class),
            new EventType("customer.owner-assigned", 1, OwnerAssigned.class),
            new EventType("customer.absorbed", 1, CustomerAbsorbed.class),
            new EventType("customer.merged", 1, CustomerMerged.class),
            new EventType("customer.absorption-undone", 1, AbsorptionUndone.class),
            new EventType("customer.merge-undone", 1, MergeUndone.class),
            new EventType("customer.closed", 1, CustomerClosed.class),
            new EventType("customer.reopened", 1, CustomerReopened.class),
            new EventType("interaction.logged", 1, InteractionLogged.class),
            new EventType("feedback.received", 1, FeedbackReceived.class),
            new EventType("care.planned", 1, CarePlanned.class),
            new EventType("care.delivered", 1, CareDelivered.class),
            new EventType("care.cancelled", 1, CareCancelled.class),
            new EventType("order.placed", 2, OrderPlaced.class),
            new EventType("order.returned", 1, OrderReturned.class),
            new EventType("need.identified", 1, NeedIdentified.class),
            new EventType("need.confirmed", 1, NeedConfirmed.class),
            new EventType("need.met", 1, NeedMet.class),
            new EventType("commitment.made", 1, CommitmentMade.class),
            new EventType("commitment.kept", 1, CommitmentKept.class),
            new EventType("commitment.broken", 1, CommitmentBroken.class),
            new EventType("case.opened", 1, CaseOpened.class),
            new EventType("case.assigned", 1, CaseAssigned.class),
            new EventType("case.responded", 1, CaseResponded.class),
            new EventType("case.paused", 1, CasePaused.class),
            new EventType("case.resumed", 1, CaseResumed.class),
            new EventType("case.escalated", 1, CaseEscalated.class),
            new EventType("case.resolved", 1, CaseResolved.class),
            new EventType("case.reopened", 1, CaseReopened.class),
            new EventType("case.closed", 1, CaseClosed.class),
            new EventType("case.root-cause-recorded", 1, RootCauseRecorded.class),
            new EventType("case.article-linked", 1, ArticleLinked.class),
            new EventType("survey.responded", 1, SurveyResponded.class),
            new EventType("loyalty.enrolled", 1, LoyaltyEnrolled.class),
            new EventType("points.accrued", 1, PointsAccrued.class),
            new EventType("points.redeemed", 1, PointsRedeemed.class),
            new EventType("points.reversed", 1, PointsReversed.class),
            new EventType("points.settled", 1, PointsSettled.class),
            new EventType("points.deducted", 1, PointsDeducted.class),
            new EventType("points.expired", 1, PointsExpired.class),
            new EventType("tier.reviewed", 1, TierReviewed.class),
            new EventType("referral.recorded", 1, ReferralRecorded.class),
            new EventType("referral.converted", 1, ReferralConverted.class),
            new EventType("risk.raised", 1, RiskRaised.class),
            new EventType("risk.assessed", 1, RiskAssessed.class),
            new EventType("risk.response-chosen", 1, RiskResponseChosen.class),
            new EventType("risk.measure-recorded", 1, PreventiveMeasureRecorded.class),
            new EventType("risk.recovery-recorded", 1, RecoveryStepRecorded.class),
            new EventType("risk.cleared", 1, RiskCleared.class),
            new EventType("customer.consent-granted", 1, ConsentGranted.class),
            new EventType("customer.consent-withdrawn", 1, ConsentWithdrawn.class),
            new EventType("customer.legal-hold-placed", 1, LegalHoldPlaced.class),
            new EventType("customer.legal-hold-lifted", 1, LegalHoldLifted.class),
            new EventType("customer.personal-data-erased", 1, PersonalDataErased.class),
            new EventType("product.registered", 1, ProductRegistered.class),
            new EventType("product.priced", 1, ProductPriced.class),
            new EventType("product.discontinued", 1, ProductDiscontinued.class),
            new EventType("survey.published", 1, SurveyPublished.class),
            new EventType("survey.wave-begun", 1, SurveyWaveBegun.class),
            new EventType("improvement.opened", 1, ImprovementOpened.class),
            new EventType("improvement.closed", 1, ImprovementClosed.class),
            new EventType("article.published", 1, ArticlePublished.class),
            new EventType("article.revised", 1, ArticleRevised.class),
            new EventType("article.withdrawn", 1, ArticleWithdrawn.class),
            new EventType("reference.claimed", 1, ReferenceClaimed.class),
            new EventType("reference.confirmed", 1, ReferenceConfirmed.class),
            new EventType("reference.released", 1, ReferenceReleased.class),
            new EventType("value-model.fitted", 1, ValueModelFitted.class),
            new EventType("department.registered", 1, DepartmentRegistered.class),
            new EventType("staff.registered", 1, StaffRegistered.class),
            new EventType("staff.trained", 1, TrainingRecorded.class),
            new EventType("staff.left", 1, StaffLeft.class),
            new EventType("staff.personal-data-erased", 1, StaffErased.class),
            new EventType("policy.published", 1, PolicyPublished.class),
            new EventType("scorecard.targets-set", 1, TargetsSet.class),
            new EventType("scorecard.review-recorded", 1, ReviewRecorded.class),
            new EventType("scorecard.evaluated", 1, PeriodEvaluated.class),
            new EventType("access.recorded", 1, AccessesRecorded.class),
            new EventType("access.key-made", 1, KeyMade.class),
            new EventType("access.key-revoked", 1, KeyRevoked.class));

    private static final Map<String, EventType> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<?>, EventType> BY_CLASS = new LinkedHashMap<>();

    static {
        for (EventType type : ALL) {
            BY_NAME.put(type.name(), type);
            BY_CLASS.put(type.payload(), type);
        }
    }

    private EventTypes() {}

    /** The stored name of an event. */
    public static EventType of(DomainEvent event) {
        return of(event.getClass());
    }

    /** The stored name of a kind of event. */
    public static EventType of(Class<? extends DomainEvent> event) {
        EventType type = BY_CLASS.get(event);
        if (type == null) {
            throw new IllegalArgumentException(event.getName() + " has no stored name");
        }
        return type;
    }

    /**
     * The event behind a stored name.
     *
     * @throws UnreadableEventException when this version of the product doesn't know it
     */
    public static EventType named(String name) {
        EventType type = BY_NAME.get(name);
        if (type == null) {
            throw new UnreadableEventException("unknown event type " + name);
        }
        return type;
    }
}
