package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.PolicyCommand;
import org.relatum.command.policy.PolicyDecider;
import org.relatum.events.PolicyEvent;
import org.relatum.events.PolicyEvent.PolicyPublished;

/** The stream of the policy of one kind; its state is the version that was published last. */
@AggregateRoot(type = PolicyAggregate.TYPE)
final class PolicyAggregate extends StreamAggregate<Integer, PolicyEvent> {
    static final String TYPE = "policy";

    PolicyAggregate(UUID stream) {
        super(stream, PolicyEvent.class, 0);
    }

    PolicyAggregate(UUID stream, Snapshot<Integer> snapshot) {
        super(stream, PolicyEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<PolicyCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> PolicyDecider.decide(state(), envelope.command(), now));
    }

    @Override
    Integer evolve(Integer state, PolicyEvent event) {
        return switch (event) {
            case PolicyPublished e -> e.version();
        };
    }
}
