package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.customer.CustomerDecider;
import org.relatum.command.language.ImprovementCommand;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.satisfaction.Improvement;
import org.relatum.command.satisfaction.ImprovementDecider;
import org.relatum.events.ImprovementEvent;

/** The stream of one improvement. */
@AggregateRoot(type = ImprovementAggregate.TYPE)
final class ImprovementAggregate extends StreamAggregate<Improvement, ImprovementEvent> {
    static final String TYPE = "improvement";

    ImprovementAggregate(UUID stream) {
        super(stream, ImprovementEvent.class, Improvement.UNKNOWN);
    }

    ImprovementAggregate(UUID stream, Snapshot<Improvement> snapshot) {
        super(stream, ImprovementEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<ImprovementCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> {
            if (envelope.command() instanceof OpenImprovement c && c.customer() != null) {
                CustomerDecider.requireOpen(envelope.named().customer(), false);
            }
            envelope.named()
                    .directory()
                    .require(
                            envelope.command(), OccurredAt.of(envelope.command().occurredAt(), now));
            return ImprovementDecider.decide(
                    state(),
                    envelope.command(),
                    stream(),
                    envelope.named().survey(),
                    workbench.policies().current().at(now).kpi(),
                    now);
        });
    }

    @Override
    Improvement evolve(Improvement state, ImprovementEvent event) {
        return state.evolve(event);
    }
}
