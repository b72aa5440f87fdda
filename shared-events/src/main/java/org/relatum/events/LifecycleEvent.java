package org.relatum.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>customer and lifecycle</em>: who the customer is and where the relationship stands. */
public sealed interface LifecycleEvent extends CustomerEvent {

    /**
     * A customer became known.
     *
     * @param party person or organisation
     * @param role what the party is to the company
     * @param profile what was known of the customer at registration
     * @param sourceChannel channel through which the customer was found
     * @param firstTouchCampaign campaign of the first contact
     */
    record CustomerRegistered(
            Instant occurredAt,
            PartyKind party,
            PartyRole role,
            Profile profile,
            @Nullable String sourceChannel,
            @Nullable String firstTouchCampaign)
            implements LifecycleEvent {}

    /**
     * The name became known under which another system has the customer. No other customer has it there: a claim sees to that.
     *
     * @param system the other system, for example {@code shop}
     * @param claim stream of the uniqueness claim, derived from system and value by a keyed hash
     * @param value the name itself
     */
    record ExternalReferenceAdded(Instant occurredAt, String system, UUID claim, Personal value)
            implements LifecycleEvent {}

    /**
     * Profile fields were corrected or became known.
     *
     * @param profile the fields that have a new value; a field that is absent is unchanged
     * @param cleared fields whose value was removed
     */
    record ProfileChanged(Instant occurredAt, Profile profile, List<ProfileField> cleared) implements LifecycleEvent {
        public ProfileChanged {
            cleared = List.copyOf(cleared);
        }
    }

    /**
     * A way to reach the customer became known.
     *
     * @param contactPoint the way; its identifier is new to the customer
     */
    record ContactPointAdded(Instant occurredAt, ContactPoint contactPoint) implements LifecycleEvent {}

    /**
     * A way to reach the customer is no longer valid.
     *
     * @param contactPoint identifier of the way within the customer
     */
    record ContactPointRemoved(Instant occurredAt, String contactPoint) implements LifecycleEvent {}

    /**
     * The customer was put into a segment or a type of relationship; an absent value is unchanged.
     *
     * @param segment name of the segment
     * @param relationshipType how close the company means to keep to the customer
     */
    record CustomerClassified(
            Instant occurredAt,
            @Nullable String segment,
            @Nullable RelationshipType relationshipType) implements LifecycleEvent {}

    /**
     * The company decided to pursue this customer.
     *
     * @param reason why, in free text
     */
    record CustomerQualified(Instant occurredAt, @Nullable Personal reason) implements LifecycleEvent {}

    /**
     * A member of staff and a department became responsible for the customer.
     *
     * @param owner identifier of the member of staff
     * @param department identifier of the department
     */
    record OwnerAssigned(Instant occurredAt, String owner, String department) implements LifecycleEvent {}

    /**
     * Recorded with the survivor: a duplicate was merged into this customer.
     *
     * @param absorbed the duplicate's id
     * @param finalSequence sequence of the last event of the duplicate that belongs to the common history
     * @param reason why they are the same, in free text
     */
    record CustomerAbsorbed(
            Instant occurredAt,
            UUID absorbed,
            long finalSequence,
            @Nullable Personal reason) implements LifecycleEvent {}

    /**
     * Recorded with the absorbed duplicate: it lives on in the survivor.
     *
     * @param survivor the id of the customer it was merged into
     */
    record CustomerMerged(Instant occurredAt, UUID survivor) implements LifecycleEvent {}

    /**
     * Recorded with the former survivor: the merge was wrong, the two are separate again from here on.
     *
     * @param absorbed the id of the customer that was wrongly absorbed
     * @param reason why the merge was wrong, in free text
     */
    record AbsorptionUndone(
            Instant occurredAt, UUID absorbed, @Nullable Personal reason) implements LifecycleEvent {}

    /**
     * Recorded with the formerly absorbed customer: it stands on its own again.
     *
     * @param survivor the id of the customer it had been merged into
     */
    record MergeUndone(Instant occurredAt, UUID survivor) implements LifecycleEvent {}

    /**
     * The relationship was ended.
     *
     * @param reason why, in free text
     */
    record CustomerClosed(Instant occurredAt, @Nullable Personal reason) implements LifecycleEvent {}

    /**
     * An ended relationship was taken up again.
     *
     * @param reason why, in free text
     */
    record CustomerReopened(Instant occurredAt, @Nullable Personal reason) implements LifecycleEvent {}
}
