package org.relatum.command.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.claim;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.givenNothing;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.language.ContactPointInput;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InteractionCommand.CancelCare;
import org.relatum.command.language.InteractionCommand.DeliverCare;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.InteractionCommand.ReceiveFeedback;
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
import org.relatum.command.language.ProfileInput;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.Direction;
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
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.RelationshipType;
import org.relatum.events.Sentiment;

class LifecycleDeciderTest {
    private static final UUID OTHER = new UUID(0, 2);
    private static final Instant EARLIER = NOW.minus(Duration.ofDays(3));
    private static final CustomerClosed CLOSED = new CustomerClosed(EARLIER, null);
    private static final CustomerMerged MERGED = new CustomerMerged(EARLIER, OTHER);
    private static final CustomerAbsorbed ABSORBED = new CustomerAbsorbed(EARLIER, OTHER, 4, null);
    private static final ContactPoint EMAIL =
            new ContactPoint("mail", ContactPointKind.EMAIL, personal("a@example.org"), null);

    private static Stream<CustomerCommand> corrections() {
        return Stream.of(
                new ChangeProfile(null, null, List.of(ProfileField.NAME)),
                new RemoveContactPoint(null, "mail"),
                new UndoMerge(null, OTHER, null),
                new CancelCare(null, "c", null),
                new ReturnOrder(null, "A-1", null, null, List.of(), null));
    }

    private static Stream<CustomerCommand> newFacts() {
        return Stream.of(
                new AddContactPoint(null, null, ContactPointKind.EMAIL, "a@example.org", null),
                new ClassifyCustomer(null, "gold", null),
                new QualifyCustomer(null, null),
                new AssignOwner(null, "meier", "sales"),
                new AddExternalReference(null, "shop", "1"),
                new MergeDuplicate(null, OTHER, null),
                new CloseCustomer(null, null),
                new LogInteraction(null, "phone", Direction.INBOUND, "order", null, null, null),
                new ReceiveFeedback(null, "phone", null, Sentiment.NEUTRAL, null, null),
                new PlanCare(null, null, CareKind.OTHER, NOW, null),
                new DeliverCare(null, "c", "phone", true, null),
                new PlaceOrder(null, "A-1", null, null, List.of(), null));
    }

    private static Stream<CustomerCommand> allButRegistration() {
        return Stream.concat(Stream.concat(corrections(), newFacts()), Stream.of(new ReopenCustomer(null, null)));
    }

    @ParameterizedTest
    @MethodSource("allButRegistration")
    void nothing_is_recorded_for_an_unknown_customer(CustomerCommand command) {
        givenNothing().when(command).thenRefused(RefusalCode.CUSTOMER_NOT_FOUND);
    }

    @ParameterizedTest
    @MethodSource("newFacts")
    void a_closed_customer_gets_no_new_facts(CustomerCommand command) {
        given(CLOSED).when(command).thenRefused(RefusalCode.CUSTOMER_CLOSED);
    }

    @ParameterizedTest
    @MethodSource("allButRegistration")
    void a_merged_customer_gets_no_facts_but_a_pointer_to_its_survivor(CustomerCommand command) {
        assertThat(given(MERGED)
                        .when(command)
                        .thenRefused(RefusalCode.CUSTOMER_MERGED)
                        .facts())
                .containsEntry("survivor", OTHER);
    }

    @Test
    void a_closed_customer_may_be_corrected_and_reopened() {
        ContactPointAdded added = new ContactPointAdded(EARLIER, EMAIL);
        given(added, CLOSED).when(new RemoveContactPoint(null, "mail")).then(new ContactPointRemoved(NOW, "mail"));
        given(CLOSED)
                .when(new ChangeProfile(null, null, List.of(ProfileField.NAME)))
                .then(new ProfileChanged(NOW, Profile.EMPTY, List.of(ProfileField.NAME)));
        given(ABSORBED, CLOSED).when(new UndoMerge(null, OTHER, null)).then(new AbsorptionUndone(NOW, OTHER, null));
        given(CLOSED)
                .when(new ReopenCustomer(null, "came back"))
                .then(new CustomerReopened(NOW, personal("came back")));
    }

    @Test
    void an_open_customer_cannot_be_reopened() {
        given().when(new ReopenCustomer(null, null)).thenRefused(RefusalCode.CUSTOMER_NOT_CLOSED);
        given(CLOSED, new CustomerReopened(EARLIER, null))
                .when(new ReopenCustomer(null, null))
                .thenRefused(RefusalCode.CUSTOMER_NOT_CLOSED);
    }

    @Test
    void a_reopened_customer_can_be_closed_again() {
        given(CLOSED, new CustomerReopened(EARLIER, null))
                .when(new CloseCustomer(EARLIER, "moved"))
                .then(new CustomerClosed(EARLIER, personal("moved")));
    }

    /** A microsecond. */
    private static Instant before(Instant instant) {
        return instant.minusNanos(1000);
    }

    @Test
    void a_reopening_does_not_lie_before_its_closing() {
        assertThat(given(CLOSED)
                        .when(new ReopenCustomer(before(EARLIER), null))
                        .thenRefused(RefusalCode.OUT_OF_ORDER)
                        .facts())
                .containsEntry("predecessorOccurredAt", EARLIER);
        given(CLOSED).when(new ReopenCustomer(EARLIER, null)).then(new CustomerReopened(EARLIER, null));
    }

    @Test
    void a_closing_does_not_lie_before_the_customer_was_registered_reopened_or_separated() {
        given().when(new CloseCustomer(before(REGISTERED.occurredAt()), null)).thenRefused(RefusalCode.OUT_OF_ORDER);
        given(CLOSED, new CustomerReopened(NOW, null))
                .when(new CloseCustomer(before(NOW), null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(MERGED, new MergeUndone(NOW, OTHER))
                .when(new CloseCustomer(before(NOW), null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given().when(new CloseCustomer(REGISTERED.occurredAt(), null))
                .then(new CustomerClosed(REGISTERED.occurredAt(), null));
    }

    @Test
    void a_merge_lies_after_both_became_customers_of_their_own_and_before_its_undoing() {
        Instant registered = REGISTERED.occurredAt();
        given().andDuplicate(OTHER, REGISTERED)
                .when(new MergeDuplicate(registered, OTHER, null))
                .then(new CustomerAbsorbed(registered, OTHER, 0, null));
        given(CLOSED, new CustomerReopened(NOW, null))
                .andDuplicate(OTHER, REGISTERED)
                .when(new MergeDuplicate(before(NOW), OTHER, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given().andDuplicate(OTHER, REGISTERED, MERGED, new MergeUndone(NOW, CUSTOMER))
                .when(new MergeDuplicate(before(NOW), OTHER, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(ABSORBED).when(new UndoMerge(before(EARLIER), OTHER, null)).thenRefused(RefusalCode.OUT_OF_ORDER);
        given(ABSORBED).when(new UndoMerge(EARLIER, OTHER, null)).then(new AbsorptionUndone(EARLIER, OTHER, null));
    }

    @Test
    void a_contact_point_is_removed_after_it_was_added_and_added_again_after_it_was_removed() {
        ContactPointAdded added = new ContactPointAdded(EARLIER, EMAIL);
        given(added).when(new RemoveContactPoint(before(EARLIER), "mail")).thenRefused(RefusalCode.OUT_OF_ORDER);
        given(ABSORBED)
                .andPredecessor(REGISTERED, added)
                .when(new RemoveContactPoint(before(EARLIER), "mail"))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        ContactPointRemoved removed = new ContactPointRemoved(NOW, "mail");
        given(added, removed)
                .when(new AddContactPoint(before(NOW), "mail", ContactPointKind.EMAIL, "a@example.org", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(added, removed)
                .when(new AddContactPoint(NOW, "mail", ContactPointKind.EMAIL, "a@example.org", null))
                .then(new ContactPointAdded(NOW, EMAIL));
    }

    @Test
    void of_the_contact_points_of_several_duplicates_the_one_in_use_counts() {
        ContactPointAdded added = new ContactPointAdded(EARLIER, EMAIL);
        Customer inUse = CustomerScenario.fold(List.of(REGISTERED, added));
        Customer removed = CustomerScenario.fold(List.of(REGISTERED, added, new ContactPointRemoved(NOW, "mail")));
        for (List<Customer> predecessors : List.of(List.of(inUse, removed), List.of(removed, inUse))) {
            assertThat(Customer.UNKNOWN.contactPoint("mail", predecessors))
                    .contains(new Customer.ContactPointUse(true, EARLIER));
        }
        assertThat(Customer.UNKNOWN.contactPoint("mail", List.of(removed)))
                .contains(new Customer.ContactPointUse(false, NOW));
        assertThat(Customer.UNKNOWN.contactPoint("mail", List.of(Customer.UNKNOWN)))
                .isEmpty();
    }

    @Test
    void a_registration_records_everything_that_is_known() {
        givenNothing()
                .when(new RegisterCustomer(
                        EARLIER,
                        PartyKind.ORGANISATION,
                        PartyRole.PARTNER,
                        new ProfileInput("Acme", null, null, null, null, "en", "CH", "tea"),
                        "web",
                        "spring",
                        List.of(new ContactPointInput("mail", ContactPointKind.EMAIL, "a@example.org", "work")),
                        List.of(new ReferenceInput("shop", "17"))))
                .then(
                        new CustomerRegistered(
                                EARLIER,
                                PartyKind.ORGANISATION,
                                PartyRole.PARTNER,
                                new Profile(personal("Acme"), null, null, null, null, "en", "CH", "tea"),
                                "web",
                                "spring"),
                        new ExternalReferenceAdded(EARLIER, "shop", claim("shop", "17"), personal("17")),
                        new ContactPointAdded(
                                EARLIER,
                                new ContactPoint(
                                        "mail", ContactPointKind.EMAIL, personal("a@example.org"), personal("work"))));
    }

    @Test
    void a_registration_may_say_next_to_nothing() {
        givenNothing()
                .when(new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of()))
                .then(new CustomerRegistered(NOW, PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, null, null));
    }

    @Test
    void a_registration_names_nothing_twice() {
        ContactPointInput mail = new ContactPointInput("mail", ContactPointKind.EMAIL, "a@example.org", null);
        ReferenceInput reference = new ReferenceInput("shop", "17");
        givenNothing()
                .when(new RegisterCustomer(
                        null, PartyKind.PERSON, null, null, null, null, List.of(mail, mail), List.of()))
                .thenInvalid("contactPoints[1].contactPoint", "repeated");
        givenNothing()
                .when(new RegisterCustomer(
                        null, PartyKind.PERSON, null, null, null, null, List.of(), List.of(reference, reference)))
                .thenInvalid("externalReferences[1]", "repeated");
    }

    @Test
    void nobody_is_registered_twice() {
        given().when(new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of()))
                .thenRefused(RefusalCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void contact_points_without_a_name_get_one_from_their_place_in_the_history() {
        var first = givenNothing()
                .when(new RegisterCustomer(
                        null,
                        PartyKind.PERSON,
                        null,
                        null,
                        null,
                        null,
                        List.of(
                                new ContactPointInput(null, ContactPointKind.EMAIL, "a@example.org", null),
                                new ContactPointInput(null, ContactPointKind.PHONE, "1", null)),
                        List.of()))
                .decide();
        assertThat(((ContactPointAdded) first.get(1)).contactPoint().id())
                .isEqualTo(DerivedId.within(CUSTOMER, "contact-point", 1));
        assertThat(((ContactPointAdded) first.get(2)).contactPoint().id())
                .isEqualTo(DerivedId.within(CUSTOMER, "contact-point", 2));
    }

    @Test
    void a_fact_from_the_future_is_refused_and_one_of_a_clock_up_to_five_minutes_ahead_happened_now() {
        Instant latest = NOW.plus(Duration.ofMinutes(5));
        given().when(new QualifyCustomer(latest, null)).then(new CustomerQualified(NOW, null));
        given().when(new QualifyCustomer(NOW.plusNanos(1000), null)).then(new CustomerQualified(NOW, null));
        given().when(new QualifyCustomer(NOW, null)).then(new CustomerQualified(NOW, null));
        given().when(new QualifyCustomer(before(NOW), null)).then(new CustomerQualified(before(NOW), null));
        given().when(new QualifyCustomer(latest.plusNanos(1000), null)).thenRefused(RefusalCode.OCCURRED_IN_FUTURE);
    }

    @Test
    void profile_fields_are_changed_and_cleared() {
        given().when(new ChangeProfile(
                        null,
                        new ProfileInput(null, "1990-05-17", null, null, null, null, null, null),
                        List.of(ProfileField.NOTES, ProfileField.NAME, ProfileField.NOTES)))
                .then(new ProfileChanged(
                        NOW,
                        new Profile(null, personal("1990-05-17"), null, null, null, null, null, null),
                        List.of(ProfileField.NAME, ProfileField.NOTES)));
    }

    @Test
    void a_change_of_the_profile_changes_something_and_does_not_contradict_itself() {
        given().when(new ChangeProfile(null, ProfileInput.EMPTY, List.of())).thenInvalid("profile", "required");
        given().when(new ChangeProfile(null, null, List.of())).thenInvalid("profile", "required");
        given().when(new ChangeProfile(
                        null,
                        new ProfileInput(null, null, null, null, null, null, "CH", null),
                        List.of(ProfileField.NAME, ProfileField.COUNTRY)))
                .thenInvalid("cleared[1]", "contradiction");
    }

    @Test
    void contact_points_come_and_go() {
        given().when(new AddContactPoint(null, "mail", ContactPointKind.EMAIL, "a@example.org", null))
                .then(new ContactPointAdded(NOW, EMAIL));
        ContactPointAdded added = new ContactPointAdded(EARLIER, EMAIL);
        given(added)
                .when(new AddContactPoint(null, "mail", ContactPointKind.EMAIL, "b@example.org", null))
                .thenRefused(RefusalCode.CONTACT_POINT_ALREADY_RECORDED);
        given(added, new ContactPointRemoved(EARLIER, "mail"))
                .when(new RemoveContactPoint(null, "mail"))
                .thenRefused(RefusalCode.CONTACT_POINT_NOT_FOUND);
    }

    @Test
    void contact_points_of_a_merged_duplicate_can_be_removed_once() {
        ContactPointAdded added = new ContactPointAdded(EARLIER, EMAIL);
        given(ABSORBED)
                .andPredecessor(REGISTERED, added)
                .when(new RemoveContactPoint(null, "mail"))
                .then(new ContactPointRemoved(NOW, "mail"));
        given(ABSORBED, new ContactPointRemoved(EARLIER, "mail"))
                .andPredecessor(REGISTERED, added)
                .when(new RemoveContactPoint(null, "mail"))
                .thenRefused(RefusalCode.CONTACT_POINT_NOT_FOUND);
    }

    @Test
    void a_classification_states_something() {
        given().when(new ClassifyCustomer(null, null, RelationshipType.PARTNERSHIP))
                .then(new CustomerClassified(NOW, null, RelationshipType.PARTNERSHIP));
        given().when(new ClassifyCustomer(null, null, null)).thenInvalid("segment", "required");
    }

    @Test
    void a_customer_is_qualified_once() {
        given(new CustomerQualified(EARLIER, null))
                .when(new QualifyCustomer(null, null))
                .thenRefused(RefusalCode.ALREADY_QUALIFIED);
    }

    @Test
    void an_owner_is_assigned() {
        given().when(new AssignOwner(null, "meier", "sales")).then(new OwnerAssigned(NOW, "meier", "sales"));
    }

    @Test
    void an_external_reference_is_recorded_once() {
        ExternalReferenceAdded added = new ExternalReferenceAdded(NOW, "shop", claim("shop", "17"), personal("17"));
        given().when(new AddExternalReference(null, "shop", "17")).then(added);
        given(added)
                .when(new AddExternalReference(null, "shop", "17"))
                .thenRefused(RefusalCode.EXTERNAL_REFERENCE_TAKEN);
    }

    @Test
    void a_merge_names_the_last_event_of_the_duplicate_before_it() {
        given().andDuplicate(OTHER, REGISTERED, new CustomerQualified(EARLIER, null))
                .when(new MergeDuplicate(null, OTHER, "same person"))
                .then(new CustomerAbsorbed(NOW, OTHER, 1, personal("same person")));
    }

    @Test
    void only_an_open_customer_other_than_itself_can_be_merged() {
        given().when(new MergeDuplicate(null, CUSTOMER, null)).thenRefused(RefusalCode.MERGE_WITH_ITSELF);
        given().andDuplicate(OTHER)
                .when(new MergeDuplicate(null, OTHER, null))
                .thenRefused(RefusalCode.DUPLICATE_NOT_FOUND);
        given().andDuplicate(OTHER, REGISTERED, CLOSED)
                .when(new MergeDuplicate(null, OTHER, null))
                .thenRefused(RefusalCode.DUPLICATE_CLOSED);
        given().andDuplicate(OTHER, REGISTERED, new CustomerMerged(EARLIER, CUSTOMER))
                .when(new MergeDuplicate(null, OTHER, null))
                .thenRefused(RefusalCode.DUPLICATE_MERGED);
    }

    @Test
    void only_what_was_merged_can_be_separated() {
        given().when(new UndoMerge(null, OTHER, null)).thenRefused(RefusalCode.NOT_MERGED);
        given(ABSORBED, new AbsorptionUndone(EARLIER, OTHER, null))
                .when(new UndoMerge(null, OTHER, null))
                .thenRefused(RefusalCode.NOT_MERGED);
    }

    @Test
    void after_the_merge_is_undone_the_former_duplicate_is_open_again() {
        given(MERGED, new MergeUndone(EARLIER, OTHER))
                .when(new AssignOwner(null, "meier", "sales"))
                .then(new OwnerAssigned(NOW, "meier", "sales"));
    }

    @Test
    void the_duplicate_records_the_other_half_of_a_merge() {
        assertThat(LifecycleDecider.merged(ABSORBED, CUSTOMER)).isEqualTo(new CustomerMerged(EARLIER, CUSTOMER));
        assertThat(LifecycleDecider.mergeUndone(new AbsorptionUndone(NOW, OTHER, null), CUSTOMER))
                .isEqualTo(new MergeUndone(NOW, CUSTOMER));
    }
}
