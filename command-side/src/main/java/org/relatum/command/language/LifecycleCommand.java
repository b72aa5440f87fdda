package org.relatum.command.language;

import static org.relatum.command.language.Absent.asEmpty;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ContactPointKind;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.ProfileField;
import org.relatum.events.RelationshipType;

/** Commands of the context <em>customer and lifecycle</em>. */
public sealed interface LifecycleCommand extends CustomerCommand {

    /**
     * Records that a customer became known, with everything known of it.
     *
     * @param party person or organisation
     * @param role what the party is to the company; customer when absent
     * @param sourceChannel channel through which the customer was found
     * @param firstTouchCampaign campaign of the first contact
     * @param externalReferences names under which other systems know the customer, each unique across all customers
     */
    record RegisterCustomer(
            @Moment @Nullable Instant occurredAt,
            @NotNull PartyKind party,
            @Nullable PartyRole role,
            @Valid @Nullable ProfileInput profile,
            @Text(max = 60) @Nullable String sourceChannel,
            @Text(max = 100) @Nullable String firstTouchCampaign,
            @Size(max = 20) List<@Valid @NotNull ContactPointInput> contactPoints,
            @Size(max = 20) List<@Valid @NotNull ReferenceInput> externalReferences)
            implements LifecycleCommand {
        public RegisterCustomer {
            contactPoints = asEmpty(contactPoints);
            externalReferences = asEmpty(externalReferences);
        }
    }

    /**
     * Corrects profile fields or makes them known.
     *
     * @param profile the fields that get a new value; a field that is absent stays as it is
     * @param cleared fields whose value is removed
     */
    record ChangeProfile(
            @Moment @Nullable Instant occurredAt,
            @Valid @Nullable ProfileInput profile,
            @Size(max = 20) List<@NotNull ProfileField> cleared)
            implements LifecycleCommand {
        public ChangeProfile {
            cleared = asEmpty(cleared);
        }

        @Override
        public boolean corrects() {
            return true;
        }
    }

    /**
     * Adds a way to reach the customer.
     *
     * @param contactPoint its identifier within the customer; one is made when absent
     * @param value the address or number itself
     * @param label what the customer uses it for, for example {@code work}
     */
    record AddContactPoint(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String contactPoint,
            @NotNull ContactPointKind kind,
            @NotNull @Text(max = 500) String value,
            @Text(max = 60) @Nullable String label)
            implements LifecycleCommand {}

    /** Removes a way to reach the customer that is no longer valid. */
    record RemoveContactPoint(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String contactPoint) implements LifecycleCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Puts the customer into a segment or sets the type of relationship; an absent value stays as it is. */
    record ClassifyCustomer(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String segment,
            @Nullable RelationshipType relationshipType)
            implements LifecycleCommand {}

    /** Decides to pursue the customer: a prospect becomes a target. */
    record QualifyCustomer(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 2000) @Nullable String reason) implements LifecycleCommand {}

    /** Makes a member of staff and a department responsible for the customer. */
    record AssignOwner(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String owner,
            @NotNull @Text(max = 100) String department)
            implements LifecycleCommand {}

    /**
     * Adds a name under which another system knows the customer.
     *
     * @param system the other system, for example {@code shop}
     * @param value the name there; no other customer may have it
     */
    record AddExternalReference(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String system,
            @NotNull @Text(max = 200) String value)
            implements LifecycleCommand {
        /** The reference without the circumstances. */
        public ReferenceInput reference() {
            return new ReferenceInput(system, value);
        }
    }

    /**
     * Merges a duplicate into this customer: from then on the two are one relationship, and facts go to this one.
     *
     * @param duplicate the customer that is merged into this one
     */
    record MergeDuplicate(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID duplicate,
            @Text(max = 2000) @Nullable String reason) implements LifecycleCommand {}

    /**
     * Takes a wrong merge back: from then on the two are separate again.
     *
     * @param duplicate the customer that was merged into this one
     */
    record UndoMerge(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID duplicate,
            @Text(max = 2000) @Nullable String reason) implements LifecycleCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Ends the relationship. */
    record CloseCustomer(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 2000) @Nullable String reason) implements LifecycleCommand {}

    /** Takes an ended relationship up again. */
    record ReopenCustomer(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 2000) @Nullable String reason) implements LifecycleCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }
}
