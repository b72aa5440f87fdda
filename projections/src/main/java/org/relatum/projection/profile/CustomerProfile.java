package org.relatum.projection.profile;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Profile;
import org.relatum.events.RelationshipType;

/**
 * The 360-degree profile: who the customer is and what the relationship amounts to. Personal fields are as sealed as in the log.
 *
 * @param identity who the customer is
 * @param assignment in which hands and groups the customer is
 * @param registeredAt when the customer became known
 * @param contactPoints ways to reach the customer, oldest first
 * @param references names of the customer in other systems
 * @param sales what was bought
 * @param contact what was said
 * @param care what was planned and what became of it
 * @param closedAt when the relationship was ended, null unless it is
 * @param survivor the customer it was merged into, null unless it is
 * @param absorbed the duplicates merged into it
 */
public record CustomerProfile(
        Identity identity,
        Assignment assignment,
        @Nullable Instant registeredAt,
        List<ContactPoint> contactPoints,
        List<ExternalName> references,
        Sales sales,
        Contact contact,
        CarePlans care,
        @Nullable Instant closedAt,
        @Nullable UUID survivor,
        List<UUID> absorbed) {

    /** Nothing is known. */
    public static final CustomerProfile NONE = new CustomerProfile(
            new Identity(null, null, Profile.EMPTY, null, null),
            new Assignment(null, null, null, null),
            null,
            List.of(),
            List.of(),
            new Sales(0, 0, BigDecimal.ZERO, null, null),
            new Contact(0, 0, null),
            new CarePlans(List.of(), List.of()),
            null,
            null,
            List.of());

    /** Who the customer is and how it was found. */
    public record Identity(
            @Nullable PartyKind party,
            @Nullable PartyRole role,
            Profile profile,
            @Nullable String sourceChannel,
            @Nullable String firstTouchCampaign) {}

    /** In which hands and groups a customer is; of this the history is kept. */
    public record Assignment(
            @Nullable String owner,
            @Nullable String department,
            @Nullable String segment,
            @Nullable RelationshipType relationshipType) {}

    /** The name of the customer in another system. */
    public record ExternalName(String system, Personal value) {}

    /**
     * What was bought.
     *
     * @param netRevenue orders less returns, in the reporting currency
     */
    public record Sales(
            int orders,
            int returns,
            BigDecimal netRevenue,
            @Nullable Instant firstOrderAt,
            @Nullable Instant lastOrderAt) {}

    /**
     * What was said.
     *
     * @param interactions contacts in either direction
     * @param feedback opinions given unasked
     * @param lastAt latest contact, feedback or delivered care
     */
    public record Contact(
            int interactions, int feedback, @Nullable Instant lastAt) {}

    /** Care that is planned. */
    public record Care(String care, CareKind kind, Instant dueAt) {}

    /**
     * Care that was planned, whatever the order in which plans and their ends became known.
     *
     * @param open planned and neither delivered nor cancelled, the earliest due first
     * @param endedUnplanned identifiers of care that ended and whose plan is not known (yet)
     */
    public record CarePlans(List<Care> open, List<String> endedUnplanned) {
        private static final Comparator<Care> BY_DUE =
                Comparator.comparing(Care::dueAt).thenComparing(Care::care).thenComparing(Care::kind);

        public CarePlans {
            open = open.stream().sorted(BY_DUE).toList();
            endedUnplanned = endedUnplanned.stream().sorted().toList();
        }

        CarePlans planned(Care plan) {
            List<String> ended = new ArrayList<>(endedUnplanned);
            if (ended.remove(plan.care())) {
                return new CarePlans(open, ended);
            }
            List<Care> more = new ArrayList<>(open);
            more.add(plan);
            return new CarePlans(more, endedUnplanned);
        }

        CarePlans ended(String care) {
            List<Care> left = new ArrayList<>(open);
            if (left.removeIf(plan -> plan.care().equals(care))) {
                return new CarePlans(left, endedUnplanned);
            }
            List<String> ended = new ArrayList<>(endedUnplanned);
            ended.add(care);
            return new CarePlans(open, ended);
        }
    }

    /** What is planned and neither delivered nor cancelled, the earliest due first. */
    public List<Care> openCare() {
        return care.open();
    }

    CustomerProfile with(Identity newIdentity) {
        return new CustomerProfile(
                newIdentity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile with(Assignment newAssignment) {
        return new CustomerProfile(
                identity,
                newAssignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile withRegisteredAt(Instant at) {
        return new CustomerProfile(
                identity,
                assignment,
                at,
                contactPoints,
                references,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile withContactPoints(List<ContactPoint> points) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                points,
                references,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile withReferences(List<ExternalName> newReferences) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                newReferences,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile with(Sales newSales) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                newSales,
                contact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile with(Contact newContact) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                newContact,
                care,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile with(CarePlans newCare) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                newCare,
                closedAt,
                survivor,
                absorbed);
    }

    CustomerProfile withClosedAt(@Nullable Instant at) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                care,
                at,
                survivor,
                absorbed);
    }

    CustomerProfile withSurvivor(@Nullable UUID into) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                care,
                closedAt,
                into,
                absorbed);
    }

    CustomerProfile withAbsorbed(List<UUID> duplicates) {
        return new CustomerProfile(
                identity,
                assignment,
                registeredAt,
                contactPoints,
                references,
                sales,
                contact,
                care,
                closedAt,
                survivor,
                duplicates);
    }
}
