package org.relatum.command.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InteractionCommand.CancelCare;
import org.relatum.command.language.InteractionCommand.DeliverCare;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.InteractionCommand.ReceiveFeedback;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.CareKind;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Sentiment;

class InteractionDeciderTest {
    private static final CarePlanned PLANNED = new CarePlanned(NOW, "call", CareKind.CALL_BACK, NOW, null);

    @Test
    void an_interaction_is_logged_and_its_summary_is_personal() {
        given().when(new LogInteraction(
                        null, "phone", Direction.INBOUND, "order", Sentiment.NEGATIVE, 30L, "called about A-1"))
                .then(new InteractionLogged(
                        NOW,
                        "phone",
                        Direction.INBOUND,
                        "order",
                        Sentiment.NEGATIVE,
                        30L,
                        personal("called about A-1")));
    }

    @Test
    void feedback_is_received_with_or_without_a_topic() {
        given().when(new ReceiveFeedback(null, "email", null, Sentiment.POSITIVE, 5, "great"))
                .then(new FeedbackReceived(NOW, "email", null, Sentiment.POSITIVE, 5, personal("great")));
        given().when(new ReceiveFeedback(null, "email", "weather", Sentiment.POSITIVE, 5, null))
                .thenRefused(RefusalCode.UNKNOWN_TOPIC);
    }

    @Test
    void channels_and_topics_come_from_the_configured_lists() {
        assertThat(given().when(new LogInteraction(null, "fax", Direction.INBOUND, "order", null, null, null))
                        .thenRefused(RefusalCode.UNKNOWN_CHANNEL)
                        .facts())
                .containsEntry("allowed", Set.of("phone", "email"));
        given().when(new LogInteraction(null, "phone", Direction.INBOUND, "weather", null, null, null))
                .thenRefused(RefusalCode.UNKNOWN_TOPIC);
        given().when(new ReceiveFeedback(null, "fax", null, Sentiment.POSITIVE, null, null))
                .thenRefused(RefusalCode.UNKNOWN_CHANNEL);
        given(PLANNED).when(new DeliverCare(null, "call", "fax", true, null)).thenRefused(RefusalCode.UNKNOWN_CHANNEL);
    }

    @Test
    void care_is_planned_under_a_name_of_its_own() {
        given().when(new PlanCare(null, "call", CareKind.CALL_BACK, NOW, null)).then(PLANNED);
        given(PLANNED)
                .when(new PlanCare(null, "call", CareKind.OFFER, NOW, null))
                .thenRefused(RefusalCode.CARE_ALREADY_PLANNED);
        given(PLANNED)
                .when(new PlanCare(null, null, CareKind.OFFER, NOW, "tea"))
                .then(new CarePlanned(
                        NOW, DerivedId.within(CUSTOMER, "care", 2), CareKind.OFFER, NOW, personal("tea")));
    }

    @Test
    void planned_care_ends_once() {
        CareDelivered delivered = new CareDelivered(NOW, "call", "phone", true, null);
        given(PLANNED).when(new DeliverCare(null, "call", "phone", true, null)).then(delivered);
        given(PLANNED)
                .when(new CancelCare(null, "call", "moved"))
                .then(new CareCancelled(NOW, "call", personal("moved")));
        given(PLANNED, delivered).when(new CancelCare(null, "call", null)).thenRefused(RefusalCode.CARE_ALREADY_ENDED);
        given(PLANNED, new CareCancelled(NOW, "call", null))
                .when(new DeliverCare(null, "call", "phone", false, null))
                .thenRefused(RefusalCode.CARE_ALREADY_ENDED);
    }

    @Test
    void care_does_not_end_before_it_was_planned() {
        Instant before = NOW.minusNanos(1000);
        given(PLANNED)
                .when(new DeliverCare(before, "call", "phone", true, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(new CustomerAbsorbed(NOW, new UUID(0, 2), 1, null))
                .andPredecessor(REGISTERED, PLANNED)
                .when(new CancelCare(before, "call", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void care_that_was_never_planned_does_not_end() {
        given().when(new DeliverCare(null, "call", "phone", true, null)).thenRefused(RefusalCode.CARE_NOT_FOUND);
        given().when(new CancelCare(null, "call", null)).thenRefused(RefusalCode.CARE_NOT_FOUND);
    }

    @Test
    void care_planned_for_a_merged_duplicate_ends_once_with_the_survivor() {
        CustomerAbsorbed absorbed = new CustomerAbsorbed(NOW, new UUID(0, 2), 1, null);
        CareDelivered delivered = new CareDelivered(NOW, "call", "phone", true, null);
        given(absorbed)
                .andPredecessor(REGISTERED, PLANNED)
                .when(new DeliverCare(null, "call", "phone", true, null))
                .then(delivered);
        given(absorbed, delivered)
                .andPredecessor(REGISTERED, PLANNED)
                .when(new DeliverCare(null, "call", "phone", true, null))
                .thenRefused(RefusalCode.CARE_ALREADY_ENDED);
    }
}
