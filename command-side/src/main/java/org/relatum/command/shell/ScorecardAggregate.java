package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.performance.PerformanceDecider;
import org.relatum.command.performance.Scorecard;
import org.relatum.events.PerformanceEvent;

/** The stream of one scorecard. */
@AggregateRoot(type = ScorecardAggregate.TYPE)
final class ScorecardAggregate extends StreamAggregate<Scorecard, PerformanceEvent> {
    static final String TYPE = "scorecard";

    ScorecardAggregate(UUID stream) {
        super(stream, PerformanceEvent.class, Scorecard.UNKNOWN);
    }

    ScorecardAggregate(UUID stream, Snapshot<Scorecard> snapshot) {
        super(stream, PerformanceEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<PerformanceCommand> envelope, Workbench workbench) {
        PerformanceCommand command = envelope.command();
        return handle(envelope, workbench.clock(), now -> {
            envelope.named().directory().require(command, OccurredAt.of(command.occurredAt(), now));
            return PerformanceDecider.decide(
                    state(),
                    command,
                    PerformanceDecider.subject(command, stream()),
                    envelope.named().figures(),
                    new PerformanceDecider.Settings(
                            workbench.policies().current().at(now).kpi(),
                            workbench.policies().company()),
                    now);
        });
    }

    @Override
    Scorecard evolve(Scorecard state, PerformanceEvent event) {
        return state.evolve(event);
    }
}
