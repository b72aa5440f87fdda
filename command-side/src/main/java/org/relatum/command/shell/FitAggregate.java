package org.relatum.command.shell;

import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ValueModelCommand;
import org.relatum.command.language.ValueModelCommand.RecordFit;
import org.relatum.events.ValueModelEvent;
import org.relatum.events.ValueModelEvent.ValueModelFitted;

/** The stream of one fit of a value model; it has one event, and its state is whether that is recorded. */
@AggregateRoot(type = FitAggregate.TYPE)
final class FitAggregate extends StreamAggregate<Boolean, ValueModelEvent> {
    static final String TYPE = "value-model";

    FitAggregate(UUID stream) {
        super(stream, ValueModelEvent.class, false);
    }

    FitAggregate(UUID stream, Snapshot<Boolean> snapshot) {
        super(stream, ValueModelEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<ValueModelCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> switch (envelope.command()) {
            case RecordFit fit -> {
                if (state()) {
                    throw Refusal.of(RefusalCode.FIT_ALREADY_RECORDED, "A fit is never edited")
                            .asException();
                }
                yield List.of(new ValueModelFitted(
                        now,
                        fit.model(),
                        fit.until(),
                        fit.knownAt(),
                        fit.parameters(),
                        fit.logLikelihood(),
                        fit.customers(),
                        fit.repeaters(),
                        fit.dataPosition()));
            }
        });
    }

    @Override
    Boolean evolve(Boolean state, ValueModelEvent event) {
        return true;
    }
}
