package org.relatum.projection.profile;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.ContactPoint;
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
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
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
import org.relatum.projection.core.Projection;
import org.relatum.projection.profile.CustomerProfile.Assignment;
import org.relatum.projection.profile.CustomerProfile.Care;
import org.relatum.projection.profile.CustomerProfile.Contact;
import org.relatum.projection.profile.CustomerProfile.ExternalName;
import org.relatum.projection.profile.CustomerProfile.Identity;
import org.relatum.projection.profile.CustomerProfile.Sales;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * The 360-degree profile. The latest change of a field holds; of several registrations (a customer and the duplicates merged
 * into it) the earliest holds and the others fill in what it left open.
 */
public final class ProfileProjection implements Projection<CustomerProfile, ProfileView, Assignment> {
    /** Of the one discrete value a customer has here. */
    public static final String KEY = "assignment";

    @Override
    public String name() {
        return "profile";
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
    public CustomerProfile initial() {
        return CustomerProfile.NONE;
    }

    @Override
    public CustomerProfile fold(CustomerProfile state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case CustomerRegistered e -> registered(state, e);
            case ExternalReferenceAdded e ->
                state.withReferences(plus(state.references(), new ExternalName(e.system(), e.value())));
            case ProfileChanged e -> state.with(changed(state.identity(), e));
            case ContactPointAdded e -> state.withContactPoints(plus(state.contactPoints(), e.contactPoint()));
            case ContactPointRemoved e ->
                state.withContactPoints(without(state.contactPoints(), p -> p.id().equals(e.contactPoint())));
            case CustomerClassified e -> state.with(classified(state.assignment(), e));
            case OwnerAssigned e ->
                state.with(new Assignment(
                        e.owner(),
                        e.department(),
                        state.assignment().segment(),
                        state.assignment().relationshipType()));
            case CustomerAbsorbed e -> state.withAbsorbed(plus(state.absorbed(), e.absorbed()));
            case AbsorptionUndone e ->
                state.withAbsorbed(without(state.absorbed(), other -> other.equals(e.absorbed())));
            case CustomerMerged e -> state.withSurvivor(e.survivor());
            case MergeUndone e -> state.withSurvivor(null);
            case CustomerClosed e -> state.withClosedAt(e.occurredAt());
            case CustomerReopened e -> state.withClosedAt(null);
            case CustomerQualified e -> state;
            case InteractionLogged e -> state.with(contacted(state.contact(), 1, 0, e.occurredAt()));
            case FeedbackReceived e -> state.with(contacted(state.contact(), 0, 1, e.occurredAt()));
            case CarePlanned e -> state.with(state.care().planned(new Care(e.care(), e.kind(), e.dueAt())));
            case CareDelivered e ->
                state.with(state.care().ended(e.care())).with(contacted(state.contact(), 0, 0, e.occurredAt()));
            case CareCancelled e -> state.with(state.care().ended(e.care()));
            case OrderPlaced e -> state.with(bought(state.sales(), e));
            case OrderReturned e -> state.with(returned(state.sales(), e));
            case NeedIdentified e -> state;
            case NeedConfirmed e -> state;
            case NeedMet e -> state;
            case CommitmentMade e -> state;
            case CommitmentKept e -> state;
            case CommitmentBroken e -> state;
            case CaseOpened e -> state;
            case CaseAssigned e -> state;
            case CaseResponded e -> state;
            case CasePaused e -> state;
            case CaseResumed e -> state;
            case CaseEscalated e -> state;
            case CaseResolved e -> state;
            case CaseReopened e -> state;
            case CaseClosed e -> state;
            case RootCauseRecorded e -> state;
            case ArticleLinked e -> state;
            case SurveyResponded e -> state;
            case LoyaltyEnrolled e -> state;
            case PointsAccrued e -> state;
            case PointsRedeemed e -> state;
            case PointsReversed e -> state;
            case PointsSettled e -> state;
            case PointsDeducted e -> state;
            case PointsExpired e -> state;
            case TierReviewed e -> state;
            case ReferralRecorded e -> state;
            case ReferralConverted e -> state;
            case RiskRaised e -> state;
            case RiskAssessed e -> state;
            case RiskResponseChosen e -> state;
            case PreventiveMeasureRecorded e -> state;
            case RecoveryStepRecorded e -> state;
            case RiskCleared e -> state;
            case ConsentGranted e -> state;
            case ConsentWithdrawn e -> state;
            case LegalHoldPlaced e -> state;
            case LegalHoldLifted e -> state;
            case PersonalDataErased e -> erased(state);
        };
    }

    @Override
    public boolean isIndependent(CustomerProfile state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case CustomerRegistered e -> false;
            case ExternalReferenceAdded e -> false;
            case ProfileChanged e -> false;
            case ContactPointAdded e -> false;
            case ContactPointRemoved e -> false;
            case CustomerClassified e -> false;
            case CustomerQualified e -> false;
            case OwnerAssigned e -> false;
            case CustomerAbsorbed e -> false;
            case CustomerMerged e -> false;
            case AbsorptionUndone e -> false;
            case MergeUndone e -> false;
            case CustomerClosed e -> false;
            case CustomerReopened e -> false;
            case InteractionLogged e -> true;
            case FeedbackReceived e -> true;
            case CarePlanned e -> true;
            case CareDelivered e -> true;
            case CareCancelled e -> true;
            case OrderPlaced e -> true;
            case OrderReturned e -> true;
            case NeedIdentified e -> true;
            case NeedConfirmed e -> true;
            case NeedMet e -> true;
            case CommitmentMade e -> true;
            case CommitmentKept e -> true;
            case CommitmentBroken e -> true;
            case CaseOpened e -> true;
            case CaseAssigned e -> true;
            case CaseResponded e -> true;
            case CasePaused e -> true;
            case CaseResumed e -> true;
            case CaseEscalated e -> true;
            case CaseResolved e -> true;
            case CaseReopened e -> true;
            case CaseClosed e -> true;
            case RootCauseRecorded e -> true;
            case ArticleLinked e -> true;
            case SurveyResponded e -> true;
            case LoyaltyEnrolled e -> true;
            case PointsAccrued e -> true;
            case PointsRedeemed e -> true;
            case PointsReversed e -> true;
            case PointsSettled e -> true;
            case PointsDeducted e -> true;
            case PointsExpired e -> true;
            case TierReviewed e -> true;
            case ReferralRecorded e -> true;
            case ReferralConverted e -> true;
            case RiskRaised e -> true;
            case RiskAssessed e -> true;
            case RiskResponseChosen e -> true;
            case PreventiveMeasureRecorded e -> true;
            case RecoveryStepRecorded e -> true;
            case RiskCleared e -> true;
            case ConsentGranted e -> true;
            case ConsentWithdrawn e -> true;
            case LegalHoldPlaced e -> true;
            case LegalHoldLifted e -> true;
            case PersonalDataErased e -> false;
        };
    }

    private static CustomerProfile registered(CustomerProfile state, CustomerRegistered e) {
        Identity known = state.identity();
        Identity identity = new Identity(
                known.party() != null ? known.party() : e.party(),
                known.role() != null ? known.role() : e.role(),
                overlay(e.profile(), known.profile()),
                known.sourceChannel() != null ? known.sourceChannel() : e.sourceChannel(),
                known.firstTouchCampaign() != null ? known.firstTouchCampaign() : e.firstTouchCampaign());
        CustomerProfile identified = state.with(identity);
        return state.registeredAt() != null ? identified : identified.withRegisteredAt(e.occurredAt());
    }

    private static Identity changed(Identity identity, ProfileChanged e) {
        Profile kept = identity.profile();
        for (ProfileField field : e.cleared()) {
            kept = cleared(kept, field);
        }
        return new Identity(
                identity.party(),
                identity.role(),
                overlay(kept, e.profile()),
                identity.sourceChannel(),
                identity.firstTouchCampaign());
    }

    private static Profile overlay(Profile below, Profile above) {
        return new Profile(
                first(above.name(), below.name()),
                first(above.birthDate(), below.birthDate()),
                first(above.address(), below.address()),
                first(above.occupation(), below.occupation()),
                first(above.notes(), below.notes()),
                first(above.language(), below.language()),
                first(above.country(), below.country()),
                first(above.industry(), below.industry()));
    }

    private static <T> @Nullable T first(@Nullable T above, @Nullable T below) {
        return above != null ? above : below;
    }

    /** Not even what can't be opened any more stays in the row; that there was something does. */
    private static CustomerProfile erased(CustomerProfile state) {
        Profile p = state.identity().profile();
        Profile emptied = new Profile(
                emptied(p.name()),
                emptied(p.birthDate()),
                emptied(p.address()),
                emptied(p.occupation()),
                emptied(p.notes()),
                p.language(),
                p.country(),
                p.industry());
        return state.with(new Identity(
                        state.identity().party(),
                        state.identity().role(),
                        emptied,
                        state.identity().sourceChannel(),
                        state.identity().firstTouchCampaign()))
                .withContactPoints(state.contactPoints().stream()
                        .map(point ->
                                new ContactPoint(point.id(), point.kind(), gone(point.value()), emptied(point.label())))
                        .toList())
                .withReferences(state.references().stream()
                        .map(name -> new ExternalName(name.system(), gone(name.value())))
                        .toList());
    }

    private static @Nullable Personal emptied(@Nullable Personal field) {
        return field == null ? null : gone(field);
    }

    private static Personal gone(Personal field) {
        Place place = field.place();
        return place == null ? field : Personal.sealed(field.subject(), place, "");
    }

    private static Profile cleared(Profile p, ProfileField field) {
        return new Profile(
                field == ProfileField.NAME ? null : p.name(),
                field == ProfileField.BIRTH_DATE ? null : p.birthDate(),
                field == ProfileField.ADDRESS ? null : p.address(),
                field == ProfileField.OCCUPATION ? null : p.occupation(),
                field == ProfileField.NOTES ? null : p.notes(),
                field == ProfileField.LANGUAGE ? null : p.language(),
                field == ProfileField.COUNTRY ? null : p.country(),
                field == ProfileField.INDUSTRY ? null : p.industry());
    }

    private static Assignment classified(Assignment a, CustomerClassified e) {
        return new Assignment(
                a.owner(),
                a.department(),
                first(e.segment(), a.segment()),
                first(e.relationshipType(), a.relationshipType()));
    }

    private static Contact contacted(Contact c, int interactions, int feedback, Instant at) {
        return new Contact(c.interactions() + interactions, c.feedback() + feedback, latest(c.lastAt(), at));
    }

    private static Sales bought(Sales s, OrderPlaced e) {
        BigDecimal revenue = e.total().amount().multiply(e.conversionRate());
        return new Sales(
                s.orders() + 1,
                s.returns(),
                s.netRevenue().add(revenue),
                earliest(s.firstOrderAt(), e.occurredAt()),
                latest(s.lastOrderAt(), e.occurredAt()));
    }

    private static Sales returned(Sales s, OrderReturned e) {
        BigDecimal revenue = e.amount().amount().multiply(e.conversionRate());
        return new Sales(
                s.orders(), s.returns() + 1, s.netRevenue().subtract(revenue), s.firstOrderAt(), s.lastOrderAt());
    }

    private static Instant latest(@Nullable Instant a, Instant b) {
        return a != null && a.isAfter(b) ? a : b;
    }

    private static Instant earliest(@Nullable Instant a, Instant b) {
        return a != null && a.isBefore(b) ? a : b;
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> all = new ArrayList<>(list);
        all.add(more);
        return List.copyOf(all);
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        return list.stream().filter(gone.negate()).toList();
    }

    @Override
    public ProfileView view(CustomerProfile state, Instant asOf, Reference reference) {
        List<KeyField> missing = KeyField.missing(state);
        int all = KeyField.values().length;
        return new ProfileView(
                state,
                missing,
                (double) (all - missing.size()) / all,
                state.openCare().stream()
                        .map(Care::dueAt)
                        .min(Instant::compareTo)
                        .orElse(null));
    }

    @Override
    public Map<String, Assignment> discrete(CustomerProfile state, Instant asOf, Reference reference) {
        return Map.of(KEY, state.assignment());
    }

    @Override
    public Optional<Instant> nextChange(CustomerProfile state, Instant after, ReferenceTimeline timeline) {
        return Optional.empty();
    }
}
