package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.StaffCommand;
import org.relatum.command.organisation.Member;
import org.relatum.command.organisation.OrganisationDecider;
import org.relatum.events.OrganisationEvent;

/** The stream of one member of staff. */
@AggregateRoot(type = StaffAggregate.TYPE)
final class StaffAggregate extends StreamAggregate<Member, OrganisationEvent> {
    static final String TYPE = "staff";

    StaffAggregate(UUID stream) {
        super(stream, OrganisationEvent.class, Member.UNKNOWN);
    }

    StaffAggregate(UUID stream, Snapshot<Member> snapshot) {
        super(stream, OrganisationEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<StaffCommand> envelope, Workbench workbench) {
        return handle(
                envelope,
                workbench.clock(),
                now -> OrganisationDecider.decide(
                        state(), envelope.command(), stream(), envelope.named().directory(), now));
    }

    @Override
    Member evolve(Member state, OrganisationEvent event) {
        return state.evolve(event);
    }
}
