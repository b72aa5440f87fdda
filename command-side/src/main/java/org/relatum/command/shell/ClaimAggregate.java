package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.reference.Claim;
import org.relatum.command.reference.ClaimDecider;
import org.relatum.command.reference.ReferenceCommand;
import org.relatum.events.ReferenceEvent;

/** The stream of the claim on one external reference. */
@AggregateRoot(type = ClaimAggregate.TYPE)
final class ClaimAggregate extends StreamAggregate<Claim, ReferenceEvent> {
    static final String TYPE = "reference";

    ClaimAggregate(UUID stream) {
        super(stream, ReferenceEvent.class, Claim.FREE);
    }

    ClaimAggregate(UUID stream, Snapshot<Claim> snapshot) {
        super(stream, ReferenceEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<ReferenceCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> ClaimDecider.decide(state(), envelope.command(), now));
    }

    @Override
    Claim evolve(Claim state, ReferenceEvent event) {
        return Claim.evolve(event);
    }
}
