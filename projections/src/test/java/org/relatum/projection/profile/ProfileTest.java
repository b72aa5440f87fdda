package org.relatum.projection.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.projection.Story.CUSTOMER;
import static org.relatum.projection.Story.instant;
import static org.relatum.projection.Story.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.ErasureGround;
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
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.Money;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.Recorded;
import org.relatum.events.RelationshipType;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.Sentiment;
import org.relatum.projection.Story;
import org.relatum.projection.profile.CustomerProfile.Assignment;
import org.relatum.projection.profile.CustomerProfile.Care;
import org.relatum.projection.profile.CustomerProfile.Contact;
import org.relatum.projection.profile.CustomerProfile.ExternalName;
import org.relatum.projection.profile.CustomerProfile.Identity;
import org.relatum.projection.profile.CustomerProfile.Sales;

class ProfileTest {
    private static final Profile FULL = new Profile(
            text("Ada"), text("1990-01-01"), text("Main Street"), text("tailor"), text("tall"), "en", "DE", "trade");
    private static final UUID OTHER = new UUID(2, 2);
    private static final ContactPoint PHONE = new ContactPoint("phone-1", ContactPointKind.PHONE, text("123"), null);
    private static final ContactPoint MAIL = new ContactPoint("mail-1", ContactPointKind.EMAIL, text("a@b.c"), null);

    private static Personal text(String text) {
        return Personal.clear(CUSTOMER, text);
    }

    private static Story<CustomerProfile, ProfileView, Assignment> story() {
        return Story.of(new ProfileProjection());
    }

    private static Story<CustomerProfile, ProfileView, Assignment> registered(Profile profile) {
        return story().then(
                        "2025-03-01",
                        at -> new CustomerRegistered(
                                at, PartyKind.PERSON, PartyRole.CUSTOMER, profile, "web", "spring"));
    }

    @Test
    void of_two_registrations_the_first_holds_and_the_second_fills_in() {
        Profile first = new Profile(text("Ada"), null, null, null, null, null, "DE", null);
        CustomerProfile merged = registered(first)
                .then(
                        "2025-03-02",
                        at -> new CustomerRegistered(
                                at, PartyKind.ORGANISATION, PartyRole.PARTNER, FULL, "fair", "autumn"))
                .at("2025-03-03")
                .profile();
        Profile both = new Profile(
                text("Ada"), FULL.birthDate(), FULL.address(), FULL.occupation(), FULL.notes(), "en", "DE", "trade");
        assertThat(merged.identity())
                .isEqualTo(new Identity(PartyKind.PERSON, PartyRole.CUSTOMER, both, "web", "spring"));
        assertThat(merged.registeredAt()).isEqualTo(instant("2025-03-01"));
        assertThat(registered(FULL)
                        .then(
                                "2025-03-02",
                                at -> new CustomerRegistered(
                                        at,
                                        PartyKind.PERSON,
                                        PartyRole.CUSTOMER,
                                        new Profile(text("Eve"), null, null, null, null, "fr", "FR", "arts"),
                                        null,
                                        null))
                        .at("2025-03-03")
                        .profile()
                        .identity()
                        .profile())
                .isEqualTo(FULL);
    }

    @Test
    void of_what_was_erased_the_row_keeps_only_that_there_was_something() {
        Place name = new Place(CUSTOMER, "customer.registered", "name");
        Place mail = new Place(CUSTOMER, "customer.contact-point-added", "value");
        Place shop = new Place(CUSTOMER, "customer.external-reference-added", "value");
        Story<CustomerProfile, ProfileView, Assignment> known = registered(new Profile(
                        Personal.sealed(CUSTOMER, name, "c2VhbGVk"), null, null, null, null, "en", "DE", null))
                .then(
                        "2025-03-02",
                        at -> new ContactPointAdded(
                                at,
                                new ContactPoint(
                                        "m",
                                        ContactPointKind.EMAIL,
                                        Personal.sealed(CUSTOMER, mail, "c2VhbGVk"),
                                        null)))
                .then(
                        "2025-03-03",
                        at -> new ExternalReferenceAdded(
                                at, "shop", OTHER, Personal.sealed(CUSTOMER, shop, "c2VhbGVk")));
        ProfileView before = known.at("2025-03-04");
        ProfileView after = known.then(
                        "2025-03-05", at -> new PersonalDataErased(at, ErasureGround.REQUEST, List.of(CUSTOMER)))
                .at("2025-03-06");
        assertThat(after.profile().identity().profile())
                .isEqualTo(new Profile(Personal.sealed(CUSTOMER, name, ""), null, null, null, null, "en", "DE", null));
        assertThat(after.profile().contactPoints())
                .containsExactly(
                        new ContactPoint("m", ContactPointKind.EMAIL, Personal.sealed(CUSTOMER, mail, ""), null));
        assertThat(after.profile().references())
                .containsExactly(new ExternalName("shop", Personal.sealed(CUSTOMER, shop, "")));
        assertThat(after.missing()).isEqualTo(before.missing());
    }

    @Test
    void what_is_not_said_in_the_first_registration_comes_from_the_second() {
        Identity identity = story().then(
                        "2025-03-01",
                        at -> new CustomerRegistered(
                                at, PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, null, null))
                .then(
                        "2025-03-02",
                        at -> new CustomerRegistered(
                                at, PartyKind.ORGANISATION, PartyRole.PARTNER, FULL, "fair", "autumn"))
                .at("2025-03-03")
                .profile()
                .identity();
        assertThat(identity).isEqualTo(new Identity(PartyKind.PERSON, PartyRole.CUSTOMER, FULL, "fair", "autumn"));
    }

    @ParameterizedTest
    @EnumSource(ProfileField.class)
    void a_field_is_cleared_and_no_other(ProfileField field) {
        Profile left = registered(FULL)
                .then("2025-03-02", at -> new ProfileChanged(at, Profile.EMPTY, List.of(field)))
                .at("2025-03-03")
                .profile()
                .identity()
                .profile();
        assertThat(EnumSet.allOf(ProfileField.class).stream()
                        .filter(f -> value(left, f) == null)
                        .toList())
                .containsExactly(field);
        assertThat(Stream.of(ProfileField.values()).filter(f -> f != field))
                .allSatisfy(f -> assertThat(value(left, f)).isEqualTo(value(FULL, f)));
    }

    private static Object value(Profile profile, ProfileField field) {
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

    @Test
    void a_change_puts_new_fields_over_the_old_ones() {
        Profile change = new Profile(text("Eve"), null, null, null, null, "fr", null, null);
        CustomerProfile changed = registered(FULL)
                .then("2025-03-02", at -> new ProfileChanged(at, change, List.of(ProfileField.INDUSTRY)))
                .at("2025-03-03")
                .profile();
        assertThat(changed.identity())
                .isEqualTo(new Identity(
                        PartyKind.PERSON,
                        PartyRole.CUSTOMER,
                        new Profile(
                                text("Eve"),
                                FULL.birthDate(),
                                FULL.address(),
                                FULL.occupation(),
                                FULL.notes(),
                                "fr",
                                "DE",
                                null),
                        "web",
                        "spring"));
        assertThat(changed.registeredAt()).isEqualTo(instant("2025-03-01"));
    }

    @Test
    void the_share_of_the_nine_key_fields_that_are_known_is_the_completeness() {
        ProfileView bare = registered(Profile.EMPTY).at("2025-03-02");
        assertThat(bare.missing()).containsExactly(KeyField.values());
        assertThat(bare.completeness()).isZero();

        Profile named = new Profile(text("Ada"), null, null, null, text("tall"), "en", null, "trade");
        ProfileView some = registered(named)
                .then("2025-03-02", at -> new OwnerAssigned(at, "ann", "sales"))
                .at("2025-03-03");
        assertThat(some.missing())
                .containsExactly(
                        KeyField.CONTACT_POINT,
                        KeyField.BIRTH_DATE,
                        KeyField.ADDRESS,
                        KeyField.COUNTRY,
                        KeyField.SEGMENT);
        assertThat(some.completeness()).isEqualTo(4.0 / 9, within(1e-12));

        ProfileView full = registered(FULL)
                .then("2025-03-02", at -> new OwnerAssigned(at, "ann", "sales"))
                .then("2025-03-02", at -> new CustomerClassified(at, "gold", null))
                .then("2025-03-02", at -> new ContactPointAdded(at, PHONE))
                .at("2025-03-03");
        assertThat(full.missing()).isEmpty();
        assertThat(full.completeness()).isEqualTo(1);
    }

    @Test
    void contact_points_and_names_elsewhere_are_gathered() {
        var story = registered(Profile.EMPTY)
                .then("2025-03-02", at -> new ContactPointAdded(at, PHONE))
                .then("2025-03-03", at -> new ContactPointAdded(at, MAIL))
                .then("2025-03-04", at -> new ExternalReferenceAdded(at, "erp", new UUID(9, 9), text("4711")))
                .then("2025-03-05", at -> new ContactPointRemoved(at, "phone-1"));
        assertThat(story.at("2025-03-04").profile().contactPoints()).containsExactly(PHONE, MAIL);
        CustomerProfile profile = story.at("2025-03-06").profile();
        assertThat(profile.contactPoints()).containsExactly(MAIL);
        assertThat(profile.references()).containsExactly(new ExternalName("erp", text("4711")));
        assertThat(profile.identity().party()).isEqualTo(PartyKind.PERSON);
    }

    @Test
    void an_assignment_keeps_what_a_fact_does_not_name() {
        var story = registered(FULL)
                .then("2025-03-02", at -> new CustomerClassified(at, "gold", null))
                .then("2025-03-03", at -> new OwnerAssigned(at, "ann", "sales"))
                .then("2025-03-04", at -> new CustomerClassified(at, null, RelationshipType.REACTIVE));
        Assignment assignment = new Assignment("ann", "sales", "gold", RelationshipType.REACTIVE);
        assertThat(story.at("2025-03-05").profile().assignment()).isEqualTo(assignment);
        assertThat(story.values("2025-03-05")).containsOnly(Map.entry("assignment", assignment));
        assertThat(story.values("2025-03-03T12:00"))
                .containsOnly(Map.entry("assignment", new Assignment("ann", "sales", "gold", null)));
        assertThat(story.next("2025-03-05")).isEmpty();
    }

    @Test
    void sales_and_contacts_are_counted_with_their_first_and_last() {
        var story = registered(FULL)
                .then("2025-03-02", order("A", 100))
                .then("2025-03-05", order("B", 50))
                .then(
                        "2025-03-06",
                        at -> new OrderReturned(
                                at,
                                "A",
                                "R-1",
                                new Money(BigDecimal.valueOf(30), "EUR"),
                                new BigDecimal("1.5"),
                                List.of(),
                                null))
                .then("2025-03-07", at -> interaction(at))
                .then("2025-03-08", at -> interaction(at))
                .then("2025-03-09", at -> new FeedbackReceived(at, "web", null, Sentiment.POSITIVE, null, null));
        CustomerProfile profile = story.at("2025-03-10").profile();
        assertThat(profile.sales())
                .isEqualTo(new Sales(2, 1, new BigDecimal("105.0"), instant("2025-03-02"), instant("2025-03-05")));
        assertThat(profile.contact()).isEqualTo(new Contact(2, 1, instant("2025-03-09")));
    }

    private static InteractionLogged interaction(Instant at) {
        return new InteractionLogged(at, "phone", Direction.INBOUND, "delivery", null, null, null);
    }

    /** Orders and contacts may become known late: they are folded after those that happened later. */
    @Test
    void first_and_last_are_by_the_world_whatever_the_order_of_arrival() {
        ProfileProjection projection = new ProfileProjection();
        CustomerProfile state = projection.initial();
        for (String at : List.of("2025-03-05", "2025-03-02", "2025-03-03")) {
            state = projection.fold(state, fact(at, order(at, 10).apply(instant(at))));
            state = projection.fold(state, fact(at, interaction(instant(at))));
        }
        assertThat(state.sales().firstOrderAt()).isEqualTo(instant("2025-03-02"));
        assertThat(state.sales().lastOrderAt()).isEqualTo(instant("2025-03-05"));
        assertThat(state.contact().lastAt()).isEqualTo(instant("2025-03-05"));
    }

    private static Recorded<CustomerEvent> fact(String at, CustomerEvent event) {
        return new Recorded<>(1, CUSTOMER, 0, instant(at), event);
    }

    @Test
    void care_is_open_from_its_plan_to_its_end_and_the_earliest_is_due_next() {
        var story = registered(FULL)
                .then("2025-03-02", at -> planned(at, "later", "2025-04-10"))
                .then("2025-03-03", at -> planned(at, "sooner", "2025-04-01"))
                .then("2025-03-04", at -> planned(at, "soonest", "2025-03-20"))
                .then("2025-03-05", at -> new CareCancelled(at, "soonest", null))
                .then("2025-03-06", at -> new CareDelivered(at, "sooner", "phone", true, null));
        assertThat(story.at("2025-03-04T12:00").nextContactDue()).isEqualTo(instant("2025-03-20"));
        assertThat(story.at("2025-03-05T12:00").profile().openCare())
                .extracting(Care::care)
                .containsExactly("sooner", "later");
        ProfileView view = story.at("2025-03-07");
        assertThat(view.nextContactDue()).isEqualTo(instant("2025-04-10"));
        assertThat(view.profile().contact()).isEqualTo(new Contact(0, 0, instant("2025-03-06")));
        assertThat(registered(FULL).at("2025-03-07").nextContactDue()).isNull();
    }

    private static CarePlanned planned(Instant at, String care, String due) {
        return new CarePlanned(at, care, CareKind.CALL_BACK, instant(due), null);
    }

    /** The end of care may become known before its plan. */
    @Test
    void care_that_ended_before_its_plan_was_known_is_never_open() {
        ProfileProjection projection = new ProfileProjection();
        CustomerProfile ended = projection.fold(
                projection.initial(), fact("2025-03-05", new CareCancelled(instant("2025-03-05"), "a", null)));
        assertThat(ended.care().endedUnplanned()).containsExactly("a");
        CustomerProfile planned =
                projection.fold(ended, fact("2025-03-02", planned(instant("2025-03-02"), "a", "2025-04-01")));
        assertThat(planned.openCare()).isEmpty();
        assertThat(planned.care().endedUnplanned()).isEmpty();
        CustomerProfile other =
                projection.fold(ended, fact("2025-03-02", planned(instant("2025-03-02"), "b", "2025-04-01")));
        assertThat(other.openCare()).hasSize(1);
        assertThat(other.care().endedUnplanned()).containsExactly("a");
    }

    @Test
    void a_relationship_is_closed_merged_and_opened_again() {
        var story = registered(FULL)
                .then("2025-03-02", at -> new CustomerClosed(at, null))
                .then("2025-03-03", at -> new CustomerReopened(at, null))
                .then("2025-03-04", at -> new CustomerAbsorbed(at, OTHER, 0, null))
                .then("2025-03-05", at -> new AbsorptionUndone(at, OTHER, null))
                .then("2025-03-06", at -> new CustomerMerged(at, OTHER))
                .then("2025-03-07", at -> new MergeUndone(at, OTHER));
        assertThat(story.at("2025-03-02").profile().closedAt()).isEqualTo(instant("2025-03-02"));
        assertThat(story.at("2025-03-03").profile().closedAt()).isNull();
        assertThat(story.at("2025-03-04").profile().absorbed()).containsExactly(OTHER);
        assertThat(story.at("2025-03-05").profile().absorbed()).isEmpty();
        assertThat(story.at("2025-03-06").profile().survivor()).isEqualTo(OTHER);
        assertThat(story.at("2025-03-07").profile().survivor()).isNull();
    }
}
