package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.PartyKind;

class CommandServiceTest {
    private final TestShell shell = new TestShell();

    @Test
    void a_registered_customer_orders() {
        UUID customer = accepted(shell.service().execute(null, register(), Issuance.by("test"))).stream();
        for (int i = 0; i < 3; i++) {
            Accepted order = accepted(shell.service().execute(customer, order("A-" + i), Issuance.by("test")));
            assertThat(order.version()).isEqualTo(2 + i);
        }
        assertThat(shell.types(customer))
                .containsExactly("customer.registered", "order.placed", "order.placed", "order.placed");
    }

    private static RegisterCustomer register() {
        return new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of());
    }

    private static PlaceOrder order(String reference) {
        return new PlaceOrder(
                null,
                reference,
                "USD",
                null,
                List.of(new OrderLineInput(null, "CD", null, BigDecimal.ONE, new BigDecimal("9.99"))),
                null);
    }

    private static Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Accepted.class);
        return (Accepted) outcome;
    }
}
