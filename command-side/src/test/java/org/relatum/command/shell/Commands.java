package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.events.PartyKind;

/** Commands that tests of the shell send, and what they expect of the outcome. */
final class Commands {
    static final Issuance TEST = Issuance.by("test");

    private Commands() {}

    static RegisterCustomer register(ReferenceInput... references) {
        return new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of(references));
    }

    static UUID registered(CommandService service) {
        return accepted(service.execute(null, register(), TEST)).stream();
    }

    static PlaceOrder order(String reference) {
        return order(reference, "9.99");
    }

    static PlaceOrder order(String reference, String price) {
        return new PlaceOrder(
                null,
                reference,
                null,
                null,
                List.of(new OrderLineInput(null, "CD", null, BigDecimal.ONE, new BigDecimal(price))),
                null);
    }

    static Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Accepted.class);
        return (Accepted) outcome;
    }

    static Refusal refused(Outcome outcome, RefusalCode code) {
        assertThat(outcome).isInstanceOf(Refused.class);
        Refusal refusal = ((Refused) outcome).refusal();
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
        return refusal;
    }
}
