package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.SurveyCommand;
import org.relatum.command.satisfaction.Survey;
import org.relatum.command.satisfaction.SurveyDecider;
import org.relatum.events.SurveyEvent;

/** The stream of one survey. */
@AggregateRoot(type = SurveyAggregate.TYPE)
final class SurveyAggregate extends StreamAggregate<Survey, SurveyEvent> {
    static final String TYPE = "survey";

    SurveyAggregate(UUID stream) {
        super(stream, SurveyEvent.class, Survey.UNKNOWN);
    }

    SurveyAggregate(UUID stream, Snapshot<Survey> snapshot) {
        super(stream, SurveyEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<SurveyCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> SurveyDecider.decide(state(), envelope.command(), now));
    }

    @Override
    Survey evolve(Survey state, SurveyEvent event) {
        return state.evolve(event);
    }
}
