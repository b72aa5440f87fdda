package org.relatum.command.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InteractionCommand.DeliverCare;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.LifecycleCommand.ChangeProfile;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.ReopenCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.PrivacyCommand.GrantConsent;
import org.relatum.command.language.PrivacyCommand.LiftLegalHold;
import org.relatum.command.language.PrivacyCommand.PlaceLegalHold;
import org.relatum.command.language.PrivacyCommand.WithdrawConsent;
import org.relatum.command.language.ProfileInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.CareKind;
import org.relatum.events.Direction;
import org.relatum.events.ErasureGround;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class PrivacyDeciderTest {
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final UUID ABSORBED = UUID.randomUUID();
    private static final LegalHoldPlaced HELD = new LegalHoldPlaced(EARLIER, "h1", personal("lawsuit"));
    private static final LegalHoldLifted LIFTED = new LegalHoldLifted(EARLIER.plusSeconds(1), "h1", null);
    private static final PersonalDataErased ERASED =
            new PersonalDataErased(EARLIER, ErasureGround.REQUEST, List.of(CUSTOMER));

    private static ConsentGranted granted(String purpose, @Nullable String channel, Instant at) {
        return new ConsentGranted(at, purpose, channel, null);
    }

    private static ConsentWithdrawn withdrawn(@Nullable String purpose, @Nullable String channel, Instant at) {
        return new ConsentWithdrawn(at, purpose, channel, null);
    }

    private static LogInteraction contact(
            @Nullable Instant at, Direction direction, String channel, @Nullable String purpose) {
        return new LogInteraction(at, channel, direction, "order", null, null, null, purpose);
    }

    private static LogInteraction call(@Nullable String purpose) {
        return contact(null, Direction.OUTBOUND, "phone", purpose);
    }

    @Test
    void consent_is_recorded_for_known_purposes_and_channels() {
        given().when(new GrantConsent(null, "marketing", "email", "box ticked"))
                .then(new ConsentGranted(NOW, "marketing", "email", personal("box ticked")));
        given().when(new WithdrawConsent(null, null, null, null)).then(new ConsentWithdrawn(NOW, null, null, null));
        given().when(new GrantConsent(null, "gossip", null, null)).thenRefused(RefusalCode.UNKNOWN_PURPOSE);
        given().when(new WithdrawConsent(null, "gossip", null, null)).thenRefused(RefusalCode.UNKNOWN_PURPOSE);
        given().when(new GrantConsent(null, "care", "smoke", null)).thenRefused(RefusalCode.UNKNOWN_CHANNEL);
    }

    @Test
    void a_contact_that_the_customer_does_not_want_is_refused() {
        given(withdrawn("care", null, EARLIER)).when(call("care")).thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        given(withdrawn(null, "phone", EARLIER)).when(call("care")).thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        given(withdrawn(null, null, EARLIER)).when(call(null)).thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        assertThat(given(withdrawn("care", "email", EARLIER)).when(call("care")).decide())
                .hasSize(1);
        assertThat(given(withdrawn("care", null, EARLIER)).when(call(null)).decide())
                .hasSize(1);
        given().andPredecessor(withdrawn("care", null, EARLIER))
                .when(call("care"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        given(new CarePlanned(EARLIER, "c1", CareKind.BIRTHDAY, NOW, null), withdrawn("care", null, EARLIER))
                .when(new DeliverCare(null, "c1", "phone", true, null, "care"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
    }

    @Test
    void what_needs_no_consent_and_what_the_customer_begins_is_never_refused() {
        given(withdrawn(null, null, EARLIER))
                .when(call("service"))
                .then(new InteractionLogged(NOW, "phone", Direction.OUTBOUND, "order", null, null, null, "service"));
        assertThat(given(withdrawn(null, null, EARLIER))
                        .when(contact(null, Direction.INBOUND, "phone", "care"))
                        .decide())
                .hasSize(1);
        given().when(call("gossip")).thenRefused(RefusalCode.UNKNOWN_PURPOSE);
        given().when(contact(null, Direction.INBOUND, "phone", "gossip")).thenRefused(RefusalCode.UNKNOWN_PURPOSE);
    }

    @Test
    void some_purposes_need_a_consent_that_was_granted() {
        given().when(call("marketing")).thenRefused(RefusalCode.CONSENT_MISSING);
        given(granted("marketing", "email", EARLIER)).when(call("marketing")).thenRefused(RefusalCode.CONSENT_MISSING);
        assertThat(given(granted("marketing", null, EARLIER))
                        .when(call("marketing"))
                        .decide())
                .hasSize(1);
    }

    @Test
    void of_statements_that_cover_a_contact_the_latest_before_it_counts() {
        Instant between = EARLIER.plusSeconds(10);
        assertThat(given(withdrawn(null, null, EARLIER), granted("marketing", "phone", between))
                        .when(call("marketing"))
                        .decide())
                .hasSize(1);
        given(granted("marketing", "phone", EARLIER), withdrawn(null, "phone", between))
                .when(call("marketing"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        // Known late, but said before.
        given(withdrawn("care", null, between), granted("care", null, EARLIER))
                .when(call("care"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        // The contact came before the withdrawal.
        assertThat(given(withdrawn("care", null, between))
                        .when(contact(between.minusSeconds(1), Direction.OUTBOUND, "phone", "care"))
                        .decide())
                .hasSize(1);
    }

    @Test
    void a_contact_that_becomes_known_late_is_judged_by_what_was_said_before_it() {
        Instant between = EARLIER.plusSeconds(10);
        Instant later = EARLIER.plusSeconds(20);
        given(withdrawn("marketing", null, EARLIER), granted("marketing", null, later))
                .when(contact(between, Direction.OUTBOUND, "phone", "marketing"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        assertThat(given(granted("marketing", null, EARLIER), withdrawn("marketing", null, later))
                        .when(contact(between, Direction.OUTBOUND, "phone", "marketing"))
                        .decide())
                .hasSize(1);
    }

    @Test
    void of_two_statements_of_one_instant_the_withdrawal_counts_whichever_was_recorded_first() {
        given(withdrawn("care", null, EARLIER), granted("care", null, EARLIER))
                .when(call("care"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
        given(granted("care", null, EARLIER), withdrawn("care", null, EARLIER))
                .when(call("care"))
                .thenRefused(RefusalCode.CONSENT_WITHDRAWN);
    }

    @Test
    void statements_have_a_limit_that_leaves_room_for_withdrawals() {
        ConsentGranted[] consents = new ConsentGranted[Bound.PER_CUSTOMER];
        for (int i = 0; i < consents.length; i++) {
            consents[i] = granted("care", i % 2 == 0 ? "phone" : null, EARLIER.minusSeconds(i));
        }
        GrantConsent grant = new GrantConsent(null, "care", null, null);
        given(consents).when(grant).thenRefused(RefusalCode.LIMIT_REACHED);
        given(Arrays.copyOf(consents, consents.length - 1)).when(grant).then(granted("care", null, NOW));
        given(consents).when(new WithdrawConsent(null, "care", null, null)).then(withdrawn("care", null, NOW));
    }

    @Test
    void a_merge_is_not_undone_under_a_hold_that_was_placed_since() {
        CustomerAbsorbed absorbed = new CustomerAbsorbed(EARLIER, ABSORBED, 3, null);
        UndoMerge undo = new UndoMerge(null, ABSORBED, null);
        AbsorptionUndone undone = new AbsorptionUndone(NOW, ABSORBED, null);
        assertThat(given(absorbed, HELD)
                        .when(undo)
                        .thenRefused(RefusalCode.LEGAL_HOLD)
                        .facts()
                        .get("holds"))
                .hasToString("[h1]");
        given(absorbed, HELD, LIFTED).when(undo).then(undone);
        LegalHoldPlaced before = new LegalHoldPlaced(EARLIER.minusSeconds(1), "h0", personal("lawsuit"));
        given(before, absorbed).when(undo).then(undone);
        // It stays with whom it was placed.
        given(absorbed).andPredecessor(HELD).when(undo).then(undone);
    }

    @Test
    void nothing_is_erased_under_a_legal_hold() {
        assertThat(given(HELD)
                        .when(new ErasePersonalData(ErasureGround.REQUEST))
                        .thenRefused(RefusalCode.LEGAL_HOLD)
                        .facts()
                        .get("holds"))
                .hasToString("[h1]");
        given().andPredecessor(HELD)
                .when(new ErasePersonalData(ErasureGround.REQUEST))
                .thenRefused(RefusalCode.LEGAL_HOLD);
        given(HELD, LIFTED)
                .when(new ErasePersonalData(ErasureGround.REQUEST))
                .then(new PersonalDataErased(NOW, ErasureGround.REQUEST, List.of(CUSTOMER)));
        assertThat(given(LIFTED)
                        .andPredecessor(HELD)
                        .when(new ErasePersonalData(ErasureGround.REQUEST))
                        .decide())
                .hasSize(1);
    }

    @Test
    void a_hold_is_lifted_once_and_not_before_it_was_placed() {
        given().when(new PlaceLegalHold(null, "lawsuit"))
                .then(new LegalHoldPlaced(NOW, DerivedId.within(CUSTOMER, "hold", 1), personal("lawsuit")));
        given(HELD)
                .when(new LiftLegalHold(null, "h1", "settled"))
                .then(new LegalHoldLifted(NOW, "h1", personal("settled")));
        given(HELD, LIFTED).when(new LiftLegalHold(null, "h1", null)).thenRefused(RefusalCode.LEGAL_HOLD_NOT_FOUND);
        given().when(new LiftLegalHold(null, "h1", null)).thenRefused(RefusalCode.LEGAL_HOLD_NOT_FOUND);
        given(HELD).when(new LiftLegalHold(EARLIER.minusSeconds(1), "h1", null)).thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void everybody_merged_into_the_customer_is_erased_too() {
        given(new CustomerAbsorbed(EARLIER, ABSORBED, 3, null))
                .when(new ErasePersonalData(ErasureGround.RETENTION))
                .then(new PersonalDataErased(NOW, ErasureGround.RETENTION, List.of(CUSTOMER, ABSORBED)));
    }

    @Test
    void a_closed_customer_is_erased_like_any_other() {
        assertThat(given(new CustomerClosed(EARLIER, null))
                        .when(new ErasePersonalData(ErasureGround.OTHER))
                        .decide())
                .hasSize(1);
    }

    @Test
    void what_a_snapshot_holds_of_it_reads_back() {
        Privacy privacy = Privacy.NONE
                .evolve(granted("marketing", "email", EARLIER))
                .evolve(withdrawn("marketing", "email", NOW))
                .evolve(withdrawn(null, null, EARLIER))
                .evolve(HELD)
                .evolve(LIFTED)
                .evolve(ERASED);
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        assertThat(json.readValue(json.writeValueAsString(privacy), Privacy.class))
                .isEqualTo(privacy);
    }

    @Test
    void nothing_is_recorded_of_an_erased_customer_and_erasing_again_does_nothing() {
        given(ERASED).when(new ErasePersonalData(ErasureGround.OTHER)).then();
        given(ERASED).when(call(null)).thenRefused(RefusalCode.CUSTOMER_ERASED);
        given(ERASED).when(new PlaceLegalHold(null, "too late")).thenRefused(RefusalCode.CUSTOMER_ERASED);
        given(ERASED).when(new ReopenCustomer(null, null)).thenRefused(RefusalCode.CUSTOMER_ERASED);
        given(ERASED)
                .when(new ChangeProfile(null, ProfileInput.EMPTY, List.of()))
                .thenRefused(RefusalCode.CUSTOMER_ERASED);
        given(ERASED).when(new UndoMerge(null, ABSORBED, null)).thenRefused(RefusalCode.CUSTOMER_ERASED);
        given().andDuplicate(ABSORBED, ERASED)
                .when(new MergeDuplicate(null, ABSORBED, null))
                .thenRefused(RefusalCode.CUSTOMER_ERASED);
    }
}
