package org.relatum.query.customer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Profile;
import org.relatum.events.RelationshipType;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Rule;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.lifecycle.Stage.Phase;
import org.relatum.projection.profile.CustomerProfile;
import org.relatum.projection.profile.CustomerProfile.Assignment;
import org.relatum.projection.profile.CustomerProfile.ExternalName;
import org.relatum.projection.profile.KeyField;
import org.relatum.projection.profile.ProfileView;
import org.relatum.query.lifecycle.LifecycleAnswer.NextChange;
import org.relatum.query.lifecycle.StageHistory;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.MoneyAnswer;

/** Everything about one customer at a glance. */
@Schema(name = "Customer", description = "A customer at asOf, going by what was recorded at knownAt")
public record CustomerAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,
        @Nullable PartyKind party,
        @Nullable PartyRole role,
        @Nullable Instant registeredAt,

        @Schema(description = "Channel through which the customer was found") @Nullable
        String sourceChannel,

        @Nullable String firstTouchCampaign,
        ProfileFields profile,
        List<ContactPointFields> contactPoints,

        @Schema(description = "Names of the customer in other systems")
        List<Reference> externalReferences,

        @Schema(description = "In which hands and groups the customer is")
        AssignmentFields assignment,

        LifecycleSummary lifecycle,
        SalesSummary sales,
        ContactSummary contact,

        @Schema(description = "Care that is planned and not yet delivered")
        List<OpenCare> openCare,

        Completeness completeness,

        @Schema(description = "When the relationship was ended; null unless it is") @Nullable
        Instant closedAt,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        @Schema(description = "Duplicates that were merged into it")
        List<UUID> absorbed,

        @Schema(
                description = "Paths of personal fields that were recorded and erased since; they are null",
                example = "[\"profile.name\"]")
        List<String> erased) {

    /** What is known of the customer. */
    @Schema(name = "CustomerProfile", description = "Null: not known, or erased (see erased)")
    public record ProfileFields(
            @Nullable String name,

            @Schema(description = "ISO 8601", example = "1990-05-17") @Nullable
            String birthDate,

            @Nullable String address,
            @Nullable String occupation,
            @Nullable String notes,

            @Schema(description = "BCP 47", example = "en") @Nullable
            String language,

            @Schema(description = "ISO 3166-1 alpha-2", example = "GB") @Nullable
            String country,

            @Nullable String industry) {}

    /** A way to reach the customer. */
    @Schema(name = "CustomerContactPoint")
    public record ContactPointFields(
            String id,
            ContactPointKind kind,
            @Nullable String value,
            @Nullable String label) {}

    /** A name of the customer in another system. */
    @Schema(name = "CustomerExternalReference")
    public record Reference(String system, @Nullable String value) {}

    /** In which hands and groups the customer is. */
    @Schema(name = "CustomerAssignment")
    public record AssignmentFields(
            @Nullable String owner,
            @Nullable String department,
            @Nullable String segment,
            @Nullable RelationshipType relationshipType) {}

    /** The lifecycle in short. */
    @Schema(name = "LifecycleSummary")
    public record LifecycleSummary(
            Stage stage,
            boolean recovered,
            Phase phase,

            @Schema(description = "When the current run of the stage began")
            Instant since,

            Rule rule,
            @Nullable NextChange nextChange) {}

    /** What was bought. */
    @Schema(name = "CustomerSales")
    public record SalesSummary(
            int orders,
            int returns,

            @Schema(description = "Orders less returns, in the reporting currency")
            MoneyAnswer netRevenue,

            @Nullable Instant firstOrderAt,
            @Nullable Instant lastOrderAt) {}

    /** What was said. */
    @Schema(name = "CustomerContact")
    public record ContactSummary(
            int interactions,
            @Schema(description = "Opinions given unasked") int feedback,

            @Schema(description = "Latest contact, feedback or delivered care") @Nullable
            Instant lastAt,

            @Schema(description = "When the next planned care is due; it may have passed") @Nullable
            Instant nextDue) {}

    /** Care that is planned. */
    @Schema(name = "OpenCare")
    public record OpenCare(String care, CareKind kind, Instant dueAt) {}

    /** How much of the key fields is known. */
    @Schema(name = "ProfileCompleteness")
    public record Completeness(
            @Schema(description = "Share of key fields that are known, 0 to 1", example = "0.75")
            double share,

            @Schema(description = "Key fields that are not known")
            List<KeyField> missing) {}

    /** What the profile says, without the lifecycle. */
    public record Known(
            @Nullable PartyKind party,
            @Nullable PartyRole role,
            @Nullable Instant registeredAt,
            @Nullable String sourceChannel,
            @Nullable String firstTouchCampaign,
            ProfileFields profile,
            List<ContactPointFields> contactPoints,
            List<Reference> externalReferences,
            AssignmentFields assignment,
            SalesSummary sales,
            ContactSummary contact,
            List<OpenCare> openCare,
            Completeness completeness,
            @Nullable Instant closedAt,
            @Nullable UUID survivor,
            List<UUID> absorbed) {
        public static Known of(ProfileView view, String currency, Revealed revealed) {
            CustomerProfile known = view.profile();
            Assignment assignment = known.assignment();
            return new Known(
                    known.identity().party(),
                    known.identity().role(),
                    known.registeredAt(),
                    known.identity().sourceChannel(),
                    known.identity().firstTouchCampaign(),
                    fields(known.identity().profile(), revealed),
                    CustomerAnswer.contactPoints(known.contactPoints(), revealed),
                    references(known.references(), revealed),
                    new AssignmentFields(
                            assignment.owner(),
                            assignment.department(),
                            assignment.segment(),
                            assignment.relationshipType()),
                    new SalesSummary(
                            known.sales().orders(),
                            known.sales().returns(),
                            new MoneyAnswer(known.sales().netRevenue().toPlainString(), currency),
                            known.sales().firstOrderAt(),
                            known.sales().lastOrderAt()),
                    new ContactSummary(
                            known.contact().interactions(),
                            known.contact().feedback(),
                            known.contact().lastAt(),
                            view.nextContactDue()),
                    known.openCare().stream()
                            .map(c -> new OpenCare(c.care(), c.kind(), c.dueAt()))
                            .toList(),
                    new Completeness(view.completeness(), view.missing()),
                    known.closedAt(),
                    known.survivor(),
                    known.absorbed());
        }
    }

    /** What two read models say, as it is answered. */
    public static CustomerAnswer of(
            Standing<ProfileView, Assignment> profile,
            Standing<LifecycleStatus, LifecycleStatus.Value> lifecycle,
            String currency,
            Revealed revealed) {
        Known known = Known.of(profile.view(), currency, revealed);
        return new CustomerAnswer(
                profile.customer(),
                Math.min(profile.version(), lifecycle.version()),
                Math.min(profile.position(), lifecycle.position()),
                profile.asOf(),
                profile.knownAt(),
                known.party(),
                known.role(),
                known.registeredAt(),
                known.sourceChannel(),
                known.firstTouchCampaign(),
                known.profile(),
                known.contactPoints(),
                known.externalReferences(),
                known.assignment(),
                summary(lifecycle),
                known.sales(),
                known.contact(),
                known.openCare(),
                known.completeness(),
                known.closedAt(),
                known.survivor(),
                known.absorbed(),
                revealed.erased());
    }

    private static ProfileFields fields(Profile profile, Revealed revealed) {
        return new ProfileFields(
                revealed.text("profile.name", profile.name()),
                revealed.text("profile.birthDate", profile.birthDate()),
                revealed.text("profile.address", profile.address()),
                revealed.text("profile.occupation", profile.occupation()),
                revealed.text("profile.notes", profile.notes()),
                profile.language(),
                profile.country(),
                profile.industry());
    }

    private static List<ContactPointFields> contactPoints(List<ContactPoint> points, Revealed revealed) {
        List<ContactPointFields> shown = new ArrayList<>();
        for (ContactPoint point : points) {
            String path = "contactPoints." + shown.size();
            shown.add(new ContactPointFields(
                    point.id(),
                    point.kind(),
                    revealed.text(path + ".value", point.value()),
                    revealed.text(path + ".label", point.label())));
        }
        return shown;
    }

    private static List<Reference> references(List<ExternalName> references, Revealed revealed) {
        List<Reference> shown = new ArrayList<>();
        for (ExternalName reference : references) {
            String path = "externalReferences." + shown.size() + ".value";
            shown.add(new Reference(reference.system(), revealed.text(path, reference.value())));
        }
        return shown;
    }

    private static LifecycleSummary summary(Standing<LifecycleStatus, LifecycleStatus.Value> lifecycle) {
        LifecycleStatus status = lifecycle.view();
        return new LifecycleSummary(
                status.stage(),
                status.recovered(),
                status.stage().phase(),
                StageHistory.since(lifecycle.history()),
                status.rule(),
                NextChange.of(lifecycle.next()));
    }
}
