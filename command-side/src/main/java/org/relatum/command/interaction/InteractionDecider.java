package org.relatum.command.interaction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InteractionCommand;
import org.relatum.command.language.InteractionCommand.CancelCare;
import org.relatum.command.language.InteractionCommand.DeliverCare;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.InteractionCommand.ReceiveFeedback;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.privacy.Privacy;
import org.relatum.command.privacy.PrivacyDecider;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.Personal;

/** The rules of interaction and care. */
public final class InteractionDecider {
    private InteractionDecider() {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own care first, then that of the customers merged into it
     * @param privacy what the same customers said of being contacted
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Care> histories,
            List<Privacy> privacy,
            InteractionCommand command,
            UUID customer,
            Instant at,
            long nextSequence,
            Vocabulary vocabulary) {
        return switch (command) {
            case LogInteraction c -> {
                vocabulary.requireChannel(c.channel());
                vocabulary.requireTopic(c.topic());
                if (c.direction() == Direction.OUTBOUND) {
                    PrivacyDecider.requireConsent(privacy, c.purpose(), c.channel(), at, vocabulary);
                } else if (c.purpose() != null) {
                    vocabulary.requirePurpose(c.purpose());
                }
                yield List.of(new InteractionLogged(
                        at,
                        c.channel(),
                        c.direction(),
                        c.topic(),
                        c.sentiment(),
                        c.responseSeconds(),
                        personal(customer, c.summary()),
                        c.purpose()));
            }
            case ReceiveFeedback c -> {
                vocabulary.requireChannel(c.channel());
                if (c.topic() != null) {
                    vocabulary.requireTopic(c.topic());
                }
                yield List.of(new FeedbackReceived(
                        at, c.channel(), c.topic(), c.sentiment(), c.rating(), personal(customer, c.text())));
            }
            case PlanCare c -> {
                String care = c.care() != null ? c.care() : DerivedId.within(customer, "care", nextSequence);
                if (Care.plannedAt(histories, care).isPresent()) {
                    throw refusal(RefusalCode.CARE_ALREADY_PLANNED, "Care with this identifier is planned already");
                }
                yield List.of(new CarePlanned(at, care, c.kind(), c.dueAt(), personal(customer, c.note())));
            }
            case DeliverCare c -> {
                vocabulary.requireChannel(c.channel());
                requireDue(histories, c.care(), at);
                PrivacyDecider.requireConsent(privacy, c.purpose(), c.channel(), at, vocabulary);
                yield List.of(new CareDelivered(
                        at, c.care(), c.channel(), c.answered(), personal(customer, c.note()), c.purpose()));
            }
            case CancelCare c -> {
                requireDue(histories, c.care(), at);
                yield List.of(new CareCancelled(at, c.care(), personal(customer, c.reason())));
            }
        };
    }

    private static void requireDue(List<Care> histories, String care, Instant at) {
        Instant plannedAt = Care.plannedAt(histories, care)
                .orElseThrow(() -> refusal(RefusalCode.CARE_NOT_FOUND, "No care with this identifier is planned"));
        if (Care.hasEnded(histories, care)) {
            throw refusal(RefusalCode.CARE_ALREADY_ENDED, "The care was delivered or cancelled already");
        }
        OccurredAt.requireOrder(at, plannedAt, "The care ended before it was planned");
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
