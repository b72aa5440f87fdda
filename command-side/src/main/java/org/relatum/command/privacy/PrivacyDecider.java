package org.relatum.command.privacy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.PrivacyCommand;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.PrivacyCommand.GrantConsent;
import org.relatum.command.language.PrivacyCommand.LiftLegalHold;
import org.relatum.command.language.PrivacyCommand.PlaceLegalHold;
import org.relatum.command.language.PrivacyCommand.WithdrawConsent;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.privacy.Privacy.Statement;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;

/** The rules of privacy. */
public final class PrivacyDecider {
    private PrivacyDecider() {}

    /**
     * What happens when this is asked of a customer that is not erased.
     *
     * @param histories what the customer's own stream says first, then those of the customers merged into it
     * @param subjects the customer and everybody merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Privacy> histories,
            PrivacyCommand command,
            UUID customer,
            List<UUID> subjects,
            Instant at,
            long nextSequence,
            Vocabulary vocabulary) {
        return switch (command) {
            case GrantConsent c -> {
                vocabulary.requirePurpose(c.purpose());
                requireChannel(vocabulary, c.channel());
                Bound.requireRoom(histories.getFirst().said(), Bound.PER_CUSTOMER);
                yield List.of(new ConsentGranted(at, c.purpose(), c.channel(), personal(customer, c.note())));
            }
            case WithdrawConsent c -> {
                if (c.purpose() != null) {
                    vocabulary.requirePurpose(c.purpose());
                }
                requireChannel(vocabulary, c.channel());
                // However many consents a system sends, there is room for what the customer objects to.
                Bound.requireRoom(histories.getFirst().said(), 2 * Bound.PER_CUSTOMER);
                yield List.of(new ConsentWithdrawn(at, c.purpose(), c.channel(), personal(customer, c.note())));
            }
            case PlaceLegalHold c -> {
                Bound.requireRoom(histories.getFirst().holds().size(), Bound.PER_CUSTOMER);
                yield List.of(new LegalHoldPlaced(
                        at, DerivedId.within(customer, "hold", nextSequence), Personal.clear(customer, c.note())));
            }
            case LiftLegalHold c -> {
                Instant since = Privacy.heldSince(histories, c.hold())
                        .orElseThrow(() -> Refusal.of(
                                        RefusalCode.LEGAL_HOLD_NOT_FOUND, "No hold with this identifier is in force")
                                .asException());
                OccurredAt.requireOrder(at, since, "The hold was lifted before it was placed");
                yield List.of(new LegalHoldLifted(at, c.hold(), personal(customer, c.note())));
            }
            case ErasePersonalData c -> {
                requireNone(Privacy.held(histories), "The data must be kept until every legal hold is lifted");
                yield List.of(new PersonalDataErased(at, c.ground(), subjects));
            }
        };
    }

    /**
     * Refuses a contact by the company that the customer does not want.
     *
     * @param purpose why the customer is contacted; null: not stated
     * @param at when
     */
    public static void requireConsent(
            List<Privacy> histories, @Nullable String purpose, String channel, Instant at, Vocabulary vocabulary) {
        if (purpose != null) {
            vocabulary.requirePurpose(purpose);
            if (vocabulary.purposes().withoutConsent().contains(purpose)) {
                return;
            }
        }
        Optional<Statement> lastWord = Privacy.lastWord(histories, purpose, channel, at);
        if (lastWord.isPresent() && !lastWord.get().granted()) {
            throw Refusal.of(
                            RefusalCode.CONSENT_WITHDRAWN,
                            "The customer does not want to be contacted so",
                            "since",
                            lastWord.get().since().toString())
                    .asException();
        }
        if (lastWord.isEmpty()
                && purpose != null
                && vocabulary.purposes().byConsentOnly().contains(purpose)) {
            throw Refusal.of(RefusalCode.CONSENT_MISSING, "The customer has not consented to contacts for this purpose")
                    .asException();
        }
    }

    /**
     * Refuses to let go of a merged customer that a hold protects: one that was placed when both were one.
     *
     * @param histories what the survivor's own stream says first, then those of the customers merged into it
     * @param merged when the customer was merged
     */
    public static void requireNoHoldSince(List<Privacy> histories, Instant merged) {
        Set<String> held = Privacy.held(histories);
        held.removeIf(hold -> {
            Instant placed = histories.getFirst().holds().get(hold);
            return placed == null || placed.isBefore(merged);
        });
        requireNone(held, "A legal hold that was placed since the merge protects both; lift it first");
    }

    /**
     * What the survivor's stream says of holds that a customer takes with it when its merge is undone: what was lifted stays lifted. Who lifts a
     * hold names it, and means that one, whoever the customer counted as at the moment.
     *
     * @param histories of the customer that is let go of: its own stream first, then those of the customers merged into it
     * @param survivor its own stream
     * @param at when the merge was undone
     */
    public static List<CustomerEvent> liftedMeanwhile(List<Privacy> histories, Privacy survivor, Instant at) {
        Set<String> lifted = Privacy.held(histories);
        lifted.retainAll(survivor.lifted());
        return lifted.stream()
                .<CustomerEvent>map(hold -> new LegalHoldLifted(at, hold, null))
                .toList();
    }

    private static void requireNone(Set<String> held, String detail) {
        if (!held.isEmpty()) {
            throw Refusal.of(RefusalCode.LEGAL_HOLD, detail, "holds", held).asException();
        }
    }

    private static void requireChannel(Vocabulary vocabulary, @Nullable String channel) {
        if (channel != null) {
            vocabulary.requireChannel(channel);
        }
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }
}
