package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.DepartmentCommand;
import org.relatum.command.organisation.Department;
import org.relatum.command.organisation.OrganisationDecider;
import org.relatum.events.OrganisationEvent;

/** The stream of one department. */
@AggregateRoot(type = DepartmentAggregate.TYPE)
final class DepartmentAggregate extends StreamAggregate<Department, OrganisationEvent> {
    static final String TYPE = "department";

    DepartmentAggregate(UUID stream) {
        super(stream, OrganisationEvent.class, Department.UNKNOWN);
    }

    DepartmentAggregate(UUID stream, Snapshot<Department> snapshot) {
        super(stream, OrganisationEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<DepartmentCommand> envelope, Workbench workbench) {
        return handle(
                envelope,
                workbench.clock(),
                now -> OrganisationDecider.decide(
                        state(), envelope.command(), envelope.named().directory(), now));
    }

    @Override
    Department evolve(Department state, OrganisationEvent event) {
        return state.evolve(event);
    }
}
