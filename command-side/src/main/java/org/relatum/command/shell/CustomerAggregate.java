package org.relatum.command.shell;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;
import org.relatum.command.customer.Circumstances;
import org.relatum.command.customer.Circumstances.Duplicate;
import org.relatum.command.customer.Customer;
import org.relatum.command.customer.CustomerDecider;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.LoyaltyCommand;
import org.relatum.command.language.SalesCommand;
import org.relatum.events.CustomerEvent;

/** The stream of one customer. */
@AggregateRoot(type = CustomerAggregate.TYPE)
final class CustomerAggregate extends StreamAggregate<Customer, CustomerEvent> {
    static final String TYPE = "customer";

    CustomerAggregate(UUID stream) {
        super(stream, CustomerEvent.class, Customer.UNKNOWN);
    }

    CustomerAggregate(UUID stream, Snapshot<Customer> snapshot) {
        super(stream, CustomerEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<CustomerCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> decide(envelope, workbench, now, null));
    }

    /** Asks the decider; records nothing. */
    List<CustomerEvent> decide(
            Envelope<? extends CustomerCommand> envelope,
            Workbench workbench,
            Instant now,
            @Nullable Duplicate duplicate) {
        Circumstances circumstances = new Circumstances(
                stream(),
                now,
                version(),
                workbench.vocabulary(),
                workbench.claims(),
                envelope.named(),
                mayConcernPoints(envelope.command())
                        ? workbench.policies().current()
                        : workbench.policies().shipped(),
                workbench.policies().company(),
                state().absorbed().isEmpty()
                        ? List.of()
                        : workbench.predecessors().of(state()),
                duplicate);
        return CustomerDecider.decide(state(), envelope.command(), circumstances);
    }

    /** The key went with the customer's. */
    @Override
    boolean canCompare() {
        return !state().wasErased();
    }

    /** Policies are looked up for those decisions only that may depend on them. */
    private boolean mayConcernPoints(CustomerCommand command) {
        return command instanceof LoyaltyCommand
                || command instanceof SalesCommand
                        && (state().contexts().account().enrolledAt() != null
                                || !state().absorbed().isEmpty());
    }

    @Override
    Customer evolve(Customer state, CustomerEvent event) {
        return state.evolve(event);
    }
}
