package org.relatum.query.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
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
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
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
import org.relatum.projection.engine.Explanation;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.reference.ReferenceSource;

/** Says in words what each step contributed. Names no personal content. */
final class Narrator {
    private final ReferenceSource references;

    Narrator(ReferenceSource references) {
        this.references = references;
    }

    /**
     * A step in words.
     *
     * @param status the view after it
     * @param earlier the view after the step before, null at the first
     */
    String sentence(
            Explanation<LifecycleStatus, Value> step, LifecycleStatus status, @Nullable LifecycleStatus earlier) {
        return step.fact() == null
                ? time(step, status)
                : fact(step.fact().event(), status, earlier)
                        + outcome(before(step), StageHistory.value(step.after()))
                        + consequence(step, status);
    }

    /** The result in words. */
    String summary(LifecycleStatus status, Instant since, Instant asOf) {
        StringBuilder text = new StringBuilder(status.stage().name())
                .append(status.recovered() ? ", marked as recovered," : "")
                .append(" since ")
                .append(since)
                .append(" because ");
        Instant lastOrderAt = status.lastOrderAt();
        text.append(
                switch (status.rule()) {
                    case KNOWN -> "the customer is known, and was neither qualified nor bought anything";
                    case QUALIFIED -> "the company decided to pursue the customer, who never bought anything";
                    case ORDERED_WITHIN_CADENCE ->
                        silence(lastOrderAt, asOf) + ", not longer than " + words(status.atRiskAfter());
                    case SILENT_BEYOND_AT_RISK ->
                        silence(lastOrderAt, asOf) + ", longer than " + words(status.atRiskAfter())
                                + " and not longer than " + words(status.lostAfter());
                    case SILENT_BEYOND_LOST ->
                        silence(lastOrderAt, asOf) + ", longer than " + words(status.lostAfter());
                    case CLOSED -> "the relationship was ended";
                    case MERGED -> "the customer was merged into " + status.survivor();
                });
        return text.append('.').toString();
    }

    private static String silence(@Nullable Instant lastOrderAt, Instant asOf) {
        return lastOrderAt == null
                ? "there is no order"
                : "the last order was " + IsoDuration.inWords(Duration.between(lastOrderAt, asOf)) + " before " + asOf;
    }

    private static String words(@Nullable Duration duration) {
        return duration == null ? "any time" : IsoDuration.inWords(duration);
    }

    private static @Nullable Value before(Explanation<LifecycleStatus, Value> step) {
        return step.before() == null ? null : StageHistory.value(step.before());
    }

    private static String time(Explanation<LifecycleStatus, Value> step, LifecycleStatus status) {
        Value before = before(step);
        Value after = StageHistory.value(step.after());
        boolean silent = before != null && before.stage() != after.stage();
        if (silent && (status.stage() == Stage.AT_RISK || status.stage() == Stage.LOST)) {
            Duration limit = status.stage() == Stage.LOST ? status.lostAfter() : status.atRiskAfter();
            return "No order for more than " + words(limit) + " since " + status.lastOrderAt() + "."
                    + outcome(before, after);
        }
        return "Time passed." + outcome(before, after);
    }

    private static String outcome(@Nullable Value before, Value after) {
        String mark = after.recovered() ? ", marked as recovered" : "";
        if (before == null) {
            return " The stage is " + after.stage() + mark + ".";
        }
        if (before.stage() != after.stage()) {
            return " The stage turns from " + before.stage() + " to " + after.stage() + mark + ".";
        }
        if (before.recovered() != after.recovered()) {
            return after.recovered()
                    ? " The customer is marked as recovered."
                    : " The mark of a recovered customer ends.";
        }
        return " The stage stays " + after.stage() + ".";
    }

    private String consequence(Explanation<LifecycleStatus, Value> step, LifecycleStatus status) {
        if (step.fact() == null || !(step.fact().event() instanceof OrderPlaced)) {
            return "";
        }
        LifecyclePolicy policy = references.current().at(step.at()).lifecycle();
        String cadence = status.orders() >= policy.medianFromOrders()
                ? "the median of the gaps between its orders, " + words(status.cadence())
                : "the policy's " + words(status.cadence()) + ", as there are fewer than " + policy.medianFromOrders()
                        + " orders";
        return " Its cadence is " + cadence + ": at risk after more than " + words(status.atRiskAfter())
                + " without an order, lost after more than " + words(status.lostAfter()) + ".";
    }

    private static String fact(CustomerEvent event, LifecycleStatus after, @Nullable LifecycleStatus earlier) {
        return switch (event) {
            case CustomerRegistered e -> "The customer was registered.";
            case ExternalReferenceAdded e -> "Its name in the system " + e.system() + " became known.";
            case ProfileChanged e -> "The profile was changed.";
            case ContactPointAdded e -> "A contact point was added.";
            case ContactPointRemoved e -> "A contact point was removed.";
            case CustomerClassified e -> "The customer was classified.";
            case CustomerQualified e -> "The customer was qualified as a target.";
            case OwnerAssigned e -> "The customer was assigned to " + e.owner() + ", " + e.department() + ".";
            case CustomerAbsorbed e ->
                "Customer " + e.absorbed() + " was merged into this one; its facts count from here.";
            case AbsorptionUndone e ->
                "The merge of customer " + e.absorbed() + " was undone; its facts no longer count here.";
            case CustomerMerged e -> "The customer was merged into " + e.survivor() + " and lives on there.";
            case MergeUndone e -> "The merge into " + e.survivor() + " was undone.";
            case CustomerClosed e -> "The relationship was ended.";
            case CustomerReopened e -> "The relationship was taken up again.";
            case InteractionLogged e -> "A contact was logged (" + e.channel() + ").";
            case FeedbackReceived e -> "The customer gave an opinion (" + e.channel() + ").";
            case CarePlanned e -> "Care " + e.care() + " was planned.";
            case CareDelivered e -> "Care " + e.care() + " was delivered.";
            case CareCancelled e -> "Care " + e.care() + " was cancelled.";
            case OrderPlaced e -> order(e, after, earlier);
            case OrderReturned e ->
                "Return " + e.returned() + " of order " + e.order() + " was recorded; the order still counts.";
            case NeedIdentified e -> "Need " + e.need() + " was identified.";
            case NeedConfirmed e -> "Need " + e.need() + " was confirmed.";
            case NeedMet e -> "Need " + e.need() + " was met.";
            case CommitmentMade e -> "Commitment " + e.commitment() + " was made, due " + e.dueAt() + ".";
            case CommitmentKept e -> "Commitment " + e.commitment() + " was kept.";
            case CommitmentBroken e -> "Commitment " + e.commitment() + " was broken.";
            case CaseOpened e -> "Case " + e.caseId() + " was opened (" + e.kind() + ", " + e.severity() + ").";
            case CaseAssigned e -> "Case " + e.caseId() + " was assigned to " + e.assignee() + ".";
            case CaseResponded e -> "Case " + e.caseId() + " was answered.";
            case CasePaused e -> "Case " + e.caseId() + " was paused until the customer answers.";
            case CaseResumed e -> "Case " + e.caseId() + " was resumed.";
            case CaseEscalated e -> "Case " + e.caseId() + " was escalated.";
            case CaseResolved e -> "Case " + e.caseId() + " was resolved.";
            case CaseReopened e -> "Case " + e.caseId() + " was reopened.";
            case CaseClosed e -> "Case " + e.caseId() + " was closed.";
            case RootCauseRecorded e -> "The cause of case " + e.caseId() + " was found (" + e.cause() + ").";
            case ArticleLinked e -> "Case " + e.caseId() + " was linked with an article.";
            case SurveyResponded e -> "The customer answered a survey, wave " + e.wave() + ".";
            case LoyaltyEnrolled e -> "The customer joined the program " + e.program() + ".";
            case PointsAccrued e -> e.points() + " points were accrued.";
            case PointsRedeemed e -> e.points() + " points were redeemed.";
            case PointsReversed e -> e.points() + " points of order " + e.order() + " were taken back.";
            case PointsSettled e -> e.points() + " points paid a debt.";
            case PointsDeducted e -> e.points() + " points were deducted.";
            case PointsExpired e -> "Expired points were booked.";
            case TierReviewed e -> "The tier was set to " + e.tier() + ".";
            case ReferralRecorded e -> "Referral " + e.referral() + " was recorded.";
            case ReferralConverted e -> "Referral " + e.referral() + " had success.";
            case RiskRaised e -> "Risk " + e.flag() + " was raised.";
            case RiskAssessed e -> "Risk " + e.flag() + " was assessed.";
            case RiskResponseChosen e -> "A response to risk " + e.flag() + " was chosen.";
            case PreventiveMeasureRecorded e -> "A measure against risk " + e.flag() + " was recorded.";
            case RecoveryStepRecorded e -> "A step to recover from risk " + e.flag() + " was recorded.";
            case RiskCleared e -> "Risk " + e.flag() + " was cleared.";
            case ConsentGranted e -> "Consent to contacts for " + e.purpose() + " was granted.";
            case ConsentWithdrawn e ->
                "Consent to " + (e.purpose() == null ? "all contacts" : "contacts for " + e.purpose())
                        + " was withdrawn.";
            case LegalHoldPlaced e -> "Legal hold " + e.hold() + " was placed.";
            case LegalHoldLifted e -> "Legal hold " + e.hold() + " was lifted.";
            case PersonalDataErased e -> "The personal data were erased.";
        };
    }

    private static String order(OrderPlaced e, LifecycleStatus after, @Nullable LifecycleStatus earlier) {
        Instant lastOrderAt = earlier == null ? null : earlier.lastOrderAt();
        String gap = lastOrderAt == null
                ? ""
                : ", " + IsoDuration.inWords(Duration.between(lastOrderAt, e.occurredAt())) + " after the one before";
        return "Order " + e.order() + " was placed, number " + after.orders() + gap + ".";
    }
}
