package org.relatum.command.customer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.customer.Circumstances.Duplicate;
import org.relatum.command.customer.Customer.Absorbed;
import org.relatum.command.customer.Customer.ContactPointUse;
import org.relatum.command.customer.Standing.Closed;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Open;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.command.language.ContactPointInput;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand;
import org.relatum.command.language.LifecycleCommand.AddContactPoint;
import org.relatum.command.language.LifecycleCommand.AddExternalReference;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.LifecycleCommand.ChangeProfile;
import org.relatum.command.language.LifecycleCommand.ClassifyCustomer;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.QualifyCustomer;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.RemoveContactPoint;
import org.relatum.command.language.LifecycleCommand.ReopenCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.ProfileInput;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.privacy.PrivacyDecider;
import org.relatum.events.ContactPoint;
import org.relatum.events.CustomerEvent;
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
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;

/** The rules of customer and lifecycle. */
public final class LifecycleDecider {
    private LifecycleDecider() {}

    static List<CustomerEvent> decide(
            Customer state, LifecycleCommand command, Instant at, Circumstances circumstances) {
        UUID customer = circumstances.customer();
        return switch (command) {
            case RegisterCustomer c -> register(state, c, at, circumstances);
            case ChangeProfile c -> {
                requireChange(c);
                ProfileInput profile = Objects.requireNonNullElse(c.profile(), ProfileInput.EMPTY);
                yield List.of(new ProfileChanged(
                        at,
                        profile(customer, profile),
                        List.copyOf(c.cleared().isEmpty() ? Set.of() : EnumSet.copyOf(c.cleared()))));
            }
            case AddContactPoint c -> {
                ContactPoint contactPoint = contactPoint(
                        new ContactPointInput(c.contactPoint(), c.kind(), c.value(), c.label()),
                        circumstances.nextSequence(),
                        circumstances);
                state.contactPoint(contactPoint.id(), circumstances.predecessors())
                        .ifPresent(known -> requireRemoved(known, at));
                yield List.of(new ContactPointAdded(at, contactPoint));
            }
            case RemoveContactPoint c -> {
                ContactPointUse use = state.contactPoint(c.contactPoint(), circumstances.predecessors())
                        .filter(ContactPointUse::inUse)
                        .orElseThrow(() -> refusal(
                                RefusalCode.CONTACT_POINT_NOT_FOUND,
                                "The customer has no contact point with this identifier"));
                OccurredAt.requireOrder(at, use.since(), "The contact point was removed before it was added");
                yield List.of(new ContactPointRemoved(at, c.contactPoint()));
            }
            case ClassifyCustomer c -> {
                if (c.segment() == null && c.relationshipType() == null) {
                    throw Refusal.invalid("segment", "required", "is required where there is no relationshipType")
                            .asException();
                }
                yield List.of(new CustomerClassified(at, c.segment(), c.relationshipType()));
            }
            case QualifyCustomer c -> {
                if (state.qualified()) {
                    throw refusal(RefusalCode.ALREADY_QUALIFIED, "The customer was qualified already");
                }
                yield List.of(new CustomerQualified(at, personal(customer, c.reason())));
            }
            case AssignOwner c -> List.of(new OwnerAssigned(at, c.owner(), c.department()));
            case AddExternalReference c -> {
                ExternalReferenceAdded added = reference(c.reference(), at, circumstances);
                if (state.references().contains(added.claim())) {
                    throw refusal(RefusalCode.EXTERNAL_REFERENCE_TAKEN, "This customer has the reference already");
                }
                yield List.of(added);
            }
            case MergeDuplicate c -> {
                requireOpenBefore(
                        state, at, "The merge occurred before the customer was registered, reopened or separated");
                long version = requireMergeable(c, at, circumstances);
                yield List.of(new CustomerAbsorbed(at, c.duplicate(), version - 1, personal(customer, c.reason())));
            }
            case UndoMerge c -> {
                Absorbed absorbed = state.absorbed().get(c.duplicate());
                if (absorbed == null) {
                    throw refusal(RefusalCode.NOT_MERGED, "That customer is not merged into this one");
                }
                OccurredAt.requireOrder(at, absorbed.since(), "The merge was undone before it occurred");
                PrivacyDecider.requireNoHoldSince(
                        CustomerDecider.histories(state, circumstances, Contexts::privacy), absorbed.since());
                yield List.of(new AbsorptionUndone(at, c.duplicate(), personal(customer, c.reason())));
            }
            case CloseCustomer c -> {
                requireOpenBefore(
                        state, at, "The closing occurred before the customer was registered, reopened or separated");
                yield List.of(new CustomerClosed(at, personal(customer, c.reason())));
            }
            case ReopenCustomer c -> {
                if (!(state.standing() instanceof Closed closed)) {
                    throw refusal(RefusalCode.CUSTOMER_NOT_CLOSED, "Only a closed customer can be reopened");
                }
                OccurredAt.requireOrder(at, closed.since(), "The reopening occurred before the closing");
                yield List.of(new CustomerReopened(at, personal(customer, c.reason())));
            }
        };
    }

    /** What the absorbed customer records when its survivor records the merge. */
    public static CustomerMerged merged(CustomerAbsorbed absorbed, UUID survivor) {
        return new CustomerMerged(absorbed.occurredAt(), survivor);
    }

    /** What the absorbed customer records when its survivor takes the merge back. */
    public static MergeUndone mergeUndone(AbsorptionUndone undone, UUID survivor) {
        return new MergeUndone(undone.occurredAt(), survivor);
    }

    private static List<CustomerEvent> register(
            Customer state, RegisterCustomer c, Instant at, Circumstances circumstances) {
        if (!(state.standing() instanceof Unknown)) {
            // The id was derived from principal and key, and this is not the first registration with them.
            throw refusal(
                    RefusalCode.IDEMPOTENCY_KEY_REUSED, "A customer was registered with this key, from another body");
        }
        List<CustomerEvent> events = new ArrayList<>();
        events.add(new CustomerRegistered(
                at,
                c.party(),
                Objects.requireNonNullElse(c.role(), PartyRole.CUSTOMER),
                profile(circumstances.customer(), Objects.requireNonNullElse(c.profile(), ProfileInput.EMPTY)),
                c.sourceChannel(),
                c.firstTouchCampaign()));
        Set<UUID> claims = new TreeSet<>();
        for (int i = 0; i < c.externalReferences().size(); i++) {
            ExternalReferenceAdded added = reference(c.externalReferences().get(i), at, circumstances);
            if (!claims.add(added.claim())) {
                throw Refusal.invalid("externalReferences[" + i + "]", "repeated", "is stated twice")
                        .asException();
            }
            events.add(added);
        }
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < c.contactPoints().size(); i++) {
            ContactPoint contactPoint =
                    contactPoint(c.contactPoints().get(i), circumstances.nextSequence() + events.size(), circumstances);
            if (!names.add(contactPoint.id())) {
                throw Refusal.invalid("contactPoints[" + i + "].contactPoint", "repeated", "is stated twice")
                        .asException();
            }
            events.add(new ContactPointAdded(at, contactPoint));
        }
        return events;
    }

    private static void requireChange(ChangeProfile c) {
        ProfileInput stated = c.profile();
        if (c.cleared().isEmpty() && (stated == null || stated.equals(ProfileInput.EMPTY))) {
            throw Refusal.invalid("profile", "required", "must state a field, or cleared must name one")
                    .asException();
        }
        if (stated == null) {
            return;
        }
        for (int i = 0; i < c.cleared().size(); i++) {
            if (valueOf(stated, c.cleared().get(i)) != null) {
                throw Refusal.invalid("cleared[" + i + "]", "contradiction", "is stated with a value as well")
                        .asException();
            }
        }
    }

    private static @Nullable String valueOf(ProfileInput profile, ProfileField field) {
        return switch (field) {
            case NAME -> profile.name();
            case BIRTH_DATE -> profile.birthDate();
            case ADDRESS -> profile.address();
            case OCCUPATION -> profile.occupation();
            case NOTES -> profile.notes();
            case LANGUAGE -> profile.language();
            case COUNTRY -> profile.country();
            case INDUSTRY -> profile.industry();
        };
    }

    private static void requireRemoved(ContactPointUse known, Instant at) {
        if (known.inUse()) {
            throw refusal(
                    RefusalCode.CONTACT_POINT_ALREADY_RECORDED,
                    "The customer has a contact point with this identifier");
        }
        OccurredAt.requireOrder(at, known.since(), "The contact point was added again before it was removed");
    }

    private static void requireOpenBefore(Customer state, Instant at, String detail) {
        if (state.standing() instanceof Open open) {
            OccurredAt.requireOrder(at, open.since(), detail);
        }
    }

    private static long requireMergeable(MergeDuplicate c, Instant at, Circumstances circumstances) {
        if (c.duplicate().equals(circumstances.customer())) {
            throw refusal(RefusalCode.MERGE_WITH_ITSELF, "Survivor and duplicate are the same customer");
        }
        Duplicate duplicate = Objects.requireNonNull(circumstances.duplicate(), "the shell loads the duplicate");
        if (duplicate.state().wasErased()) {
            throw CustomerDecider.erased("The duplicate's personal data were erased");
        }
        return switch (duplicate.state().standing()) {
            case Open open -> {
                OccurredAt.requireOrder(
                        at,
                        open.since(),
                        "The merge occurred before the duplicate was registered, reopened or separated");
                yield duplicate.version();
            }
            case Unknown unknown ->
                throw refusal(RefusalCode.DUPLICATE_NOT_FOUND, "No customer with the duplicate's id is registered");
            case Closed closed -> throw refusal(RefusalCode.DUPLICATE_CLOSED, "Reopen the duplicate before merging it");
            case Merged merged ->
                throw Refusal.of(
                                RefusalCode.DUPLICATE_MERGED,
                                "The duplicate lives on in another customer already",
                                "survivor",
                                merged.survivor())
                        .asException();
        };
    }

    private static ExternalReferenceAdded reference(ReferenceInput input, Instant at, Circumstances circumstances) {
        return new ExternalReferenceAdded(
                at,
                input.system(),
                circumstances.claims().of(input),
                Personal.clear(circumstances.customer(), input.value()));
    }

    private static ContactPoint contactPoint(ContactPointInput input, long sequence, Circumstances circumstances) {
        String id = input.contactPoint() != null
                ? input.contactPoint()
                : DerivedId.within(circumstances.customer(), "contact-point", sequence);
        return new ContactPoint(
                id,
                input.kind(),
                Personal.clear(circumstances.customer(), input.value()),
                personal(circumstances.customer(), input.label()));
    }

    private static Profile profile(UUID customer, ProfileInput input) {
        return new Profile(
                personal(customer, input.name()),
                personal(customer, input.birthDate()),
                personal(customer, input.address()),
                personal(customer, input.occupation()),
                personal(customer, input.notes()),
                input.language(),
                input.country(),
                input.industry());
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
