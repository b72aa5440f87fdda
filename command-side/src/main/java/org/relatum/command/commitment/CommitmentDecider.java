package org.relatum.command.commitment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.commitment.Commitments.Need;
import org.relatum.command.commitment.Commitments.Promise;
import org.relatum.command.language.Bound;
import org.relatum.command.language.CommitmentCommand;
import org.relatum.command.language.CommitmentCommand.BreakCommitment;
import org.relatum.command.language.CommitmentCommand.ConfirmNeed;
import org.relatum.command.language.CommitmentCommand.IdentifyNeed;
import org.relatum.command.language.CommitmentCommand.KeepCommitment;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.CommitmentCommand.MeetNeed;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Personal;

/** The rules of needs and commitments. */
public final class CommitmentDecider {
    private CommitmentDecider() {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own needs and commitments first, then those of the customers merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Commitments> histories, CommitmentCommand command, UUID customer, Instant at, long nextSequence) {
        Commitments own = histories.getFirst();
        return switch (command) {
            case IdentifyNeed c -> {
                String need = c.need() != null ? c.need() : DerivedId.within(customer, "need", nextSequence);
                if (Commitments.need(histories, need).isPresent()) {
                    throw refusal(
                            RefusalCode.NEED_ALREADY_IDENTIFIED, "A need with this identifier is identified already");
                }
                Bound.requireRoom(own.needs().size(), Bound.PER_CUSTOMER);
                yield List.of(new NeedIdentified(at, need, c.kind(), c.source(), Personal.clear(customer, c.text())));
            }
            case ConfirmNeed c -> {
                if (unmet(histories, c.need(), at).confirmed()) {
                    throw refusal(RefusalCode.NEED_ALREADY_CONFIRMED, "The customer confirmed the need already");
                }
                yield List.of(new NeedConfirmed(at, c.need()));
            }
            case MeetNeed c -> {
                unmet(histories, c.need(), at);
                yield List.of(new NeedMet(at, c.need(), personal(customer, c.how())));
            }
            case MakeCommitment c -> {
                String commitment = c.commitment() != null
                        ? c.commitment()
                        : DerivedId.within(customer, "commitment", nextSequence);
                if (Commitments.promise(histories, commitment).isPresent()) {
                    throw refusal(
                            RefusalCode.COMMITMENT_ALREADY_MADE, "A commitment with this identifier was made already");
                }
                if (c.dueAt().isBefore(at)) {
                    throw Refusal.invalid("dueAt", "too-early", "must not lie before occurredAt")
                            .asException();
                }
                Bound.requireRoom(own.promises().size(), Bound.PER_CUSTOMER);
                yield List.of(new CommitmentMade(
                        at, commitment, Personal.clear(customer, c.text()), c.dueAt(), c.promisedBy()));
            }
            case KeepCommitment c -> {
                requireOpen(histories, c.commitment(), at);
                yield List.of(new CommitmentKept(at, c.commitment(), personal(customer, c.note())));
            }
            case BreakCommitment c -> {
                requireOpen(histories, c.commitment(), at);
                yield List.of(new CommitmentBroken(at, c.commitment(), personal(customer, c.reason())));
            }
        };
    }

    private static Need unmet(List<Commitments> histories, String id, Instant at) {
        Need need = Commitments.need(histories, id)
                .orElseThrow(() -> refusal(RefusalCode.NEED_NOT_FOUND, "No need with this identifier is identified"));
        if (need.met()) {
            throw refusal(RefusalCode.NEED_ALREADY_MET, "The need was met already");
        }
        OccurredAt.requireOrder(at, need.lastAt(), "It occurred before what was last recorded of the need");
        return need;
    }

    private static void requireOpen(List<Commitments> histories, String id, Instant at) {
        Promise promise = Commitments.promise(histories, id)
                .orElseThrow(
                        () -> refusal(RefusalCode.COMMITMENT_NOT_FOUND, "No commitment with this identifier was made"));
        if (promise.ended()) {
            throw refusal(RefusalCode.COMMITMENT_ALREADY_ENDED, "The commitment was kept or broken already");
        }
        Instant madeAt = promise.madeAt();
        if (madeAt != null) {
            OccurredAt.requireOrder(at, madeAt, "The commitment ended before it was made");
        }
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
