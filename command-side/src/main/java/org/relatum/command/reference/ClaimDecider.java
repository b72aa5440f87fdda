package org.relatum.command.reference;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.reference.Claim.Free;
import org.relatum.command.reference.Claim.Held;
import org.relatum.command.reference.Claim.Reserved;
import org.relatum.command.reference.ReferenceCommand.ClaimReference;
import org.relatum.command.reference.ReferenceCommand.ConfirmReference;
import org.relatum.command.reference.ReferenceCommand.ForgetReference;
import org.relatum.command.reference.ReferenceCommand.ReleaseReference;
import org.relatum.events.ReferenceEvent;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;

/**
 * The rules of claims. The confirmation is recorded in one transaction with the customer's own record of the reference, so an
 * unconfirmed claim means that its customer never recorded it.
 */
public final class ClaimDecider {
    /** How long a reservation without a record keeps others away. */
    public static final Duration RESERVATION = Duration.ofMinutes(10);

    private ClaimDecider() {}

    /**
     * What happens when this is asked; nothing where it is so already.
     *
     * @throws org.relatum.command.language.RefusedException when another customer has the reference
     */
    public static List<ReferenceEvent> decide(Claim state, ReferenceCommand command, Instant now) {
        UUID customer = command.customer();
        return switch (command) {
            case ClaimReference c ->
                switch (state) {
                    case Free free -> List.of(new ReferenceClaimed(now, customer));
                    case Reserved reserved -> {
                        if (reserved.customer().equals(customer)) {
                            yield List.of();
                        }
                        if (now.isBefore(reserved.since().plus(RESERVATION))) {
                            throw taken("Another customer is about to take the reference");
                        }
                        yield List.of(
                                new ReferenceReleased(now, reserved.customer()), new ReferenceClaimed(now, customer));
                    }
                    case Held held -> {
                        requireSame(held, customer);
                        yield List.of();
                    }
                };
            case ConfirmReference c ->
                switch (state) {
                    case Free free -> throw taken("The reservation of the reference was released");
                    case Reserved reserved -> {
                        if (!reserved.customer().equals(customer)) {
                            throw taken("The reservation of the reference ran out, and another customer took it");
                        }
                        yield List.of(new ReferenceConfirmed(now, customer));
                    }
                    case Held held -> {
                        requireSame(held, customer);
                        yield List.of();
                    }
                };
            case ForgetReference c ->
                state instanceof Held held && held.customer().equals(customer)
                        ? List.of(new ReferenceReleased(now, customer))
                        : List.of();
            case ReleaseReference c ->
                state instanceof Reserved reserved && reserved.customer().equals(customer)
                        ? List.of(new ReferenceReleased(now, customer))
                        : List.of();
        };
    }

    private static void requireSame(Held held, UUID customer) {
        if (!held.customer().equals(customer)) {
            throw Refusal.of(
                            RefusalCode.EXTERNAL_REFERENCE_TAKEN,
                            "Another customer has the reference",
                            "customerId",
                            held.customer())
                    .asException();
        }
    }

    private static RuntimeException taken(String detail) {
        return Refusal.of(RefusalCode.EXTERNAL_REFERENCE_TAKEN, detail).asException();
    }
}
