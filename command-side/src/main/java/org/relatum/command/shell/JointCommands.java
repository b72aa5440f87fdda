package org.relatum.command.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.relatum.command.customer.Circumstances.Duplicate;
import org.relatum.command.customer.Customer;
import org.relatum.command.customer.LifecycleDecider;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.LifecycleCommand;
import org.relatum.command.language.LifecycleCommand.AddExternalReference;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.RefusedException;
import org.relatum.command.privacy.Privacy;
import org.relatum.command.privacy.PrivacyDecider;
import org.relatum.command.reference.ClaimDecider;
import org.relatum.command.reference.ReferenceCommand.ClaimReference;
import org.relatum.command.reference.ReferenceCommand.ConfirmReference;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.ReferenceEvent;

/**
 * Commands that change several streams at once: all of their events go in with one transaction. Aggregates are locked in the order
 * of their ids, so that two such commands can't block each other. Everything is decided before anything is recorded; the
 * customer's own events come last, so that the answer's position covers the others.
 */
final class JointCommands {
    static final String MERGE = "customer and duplicate";
    static final String REFERENCES = "customer and references";
    static final String REHEARSAL = "customer and references, rehearsed";

    private final Repository<CustomerAggregate> customers;
    private final Repository<ClaimAggregate> claims;
    private final Workbench workbench;

    JointCommands(Repository<CustomerAggregate> customers, Repository<ClaimAggregate> claims, Workbench workbench) {
        this.customers = customers;
        this.claims = claims;
        this.workbench = workbench;
    }

    /** Merges a duplicate into a customer, or takes that back. */
    @CommandHandler(commandName = MERGE)
    Outcome merge(Envelope<LifecycleCommand> envelope) {
        UUID other = switch (envelope.command()) {
            case MergeDuplicate c -> c.duplicate();
            case UndoMerge c -> c.duplicate();
            default -> throw new IllegalArgumentException(envelope.command() + " concerns one customer");
        };
        Aggregate<CustomerAggregate> survivor;
        Aggregate<CustomerAggregate> duplicate;
        if (envelope.stream().compareTo(other) < 0) {
            survivor = customer(envelope.stream());
            duplicate = customer(other);
        } else {
            duplicate = customer(other);
            survivor = customer(envelope.stream());
        }
        Optional<Outcome> known = survivor.invoke(s -> s.recall(envelope));
        if (known.isPresent()) {
            return known.get();
        }
        Duplicate context = duplicate.invoke(d -> new Duplicate(other, d.state(), d.version()));
        List<CustomerEvent> events;
        try {
            events = survivor.invoke(s -> s.decide(envelope, workbench, s.next(workbench.clock()), context));
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
        List<CustomerEvent> counterparts = new ArrayList<>();
        for (CustomerEvent event : events) {
            switch (event) {
                case CustomerAbsorbed e -> counterparts.add(LifecycleDecider.merged(e, envelope.stream()));
                case AbsorptionUndone e -> {
                    counterparts.add(LifecycleDecider.mergeUndone(e, envelope.stream()));
                    counterparts.addAll(PrivacyDecider.liftedMeanwhile(
                            histories(context.state()), survivor.invoke(s -> privacy(s.state())), e.occurredAt()));
                }
                default -> throw new IllegalStateException(event + " is no merge");
            }
        }
        duplicate.invoke(
                d -> d.record(counterparts, CommandService.withoutKey(envelope.metadata()), workbench.clock()));
        return survivor.invoke(s -> s.record(events, envelope.metadata(), workbench.clock()));
    }

    /** What a customer's stream says, then what those of the customers merged into it say. */
    private List<Privacy> histories(Customer customer) {
        return Stream.concat(Stream.of(customer), workbench.predecessors().of(customer).stream())
                .map(JointCommands::privacy)
                .toList();
    }

    private static Privacy privacy(Customer customer) {
        return customer.contexts().privacy();
    }

    /**
     * Whether a customer's external references could be claimed and recorded. Records nothing: what will be refused must not leave claims that
     * were made and given back.
     *
     * @return the refusal; otherwise the answer given before, or the version that there is
     */
    @CommandHandler(commandName = REHEARSAL)
    Outcome rehearse(Envelope<CustomerCommand> envelope) {
        UUID id = envelope.stream();
        Named named = named(envelope);
        Optional<Outcome> known = named.customer().invoke(c -> c.recall(envelope));
        if (known.isPresent()) {
            return known.get();
        }
        try {
            named.customer().invoke(c -> c.decide(envelope, workbench, c.next(workbench.clock()), null));
            named.claims()
                    .values()
                    .forEach(claim -> claim.invoke(
                            c -> ClaimDecider.decide(c.state(), new ClaimReference(id), c.next(workbench.clock()))));
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
        return named.customer()
                .invoke(c -> c.expectsOther(envelope) ? c.conflict(envelope) : new Accepted(id, c.version(), true));
    }

    /** Records a customer's external references, whose claims were made before, and confirms the claims. */
    @CommandHandler(commandName = REFERENCES)
    Outcome withReferences(Envelope<CustomerCommand> envelope) {
        UUID id = envelope.stream();
        Named named = named(envelope);
        Aggregate<CustomerAggregate> customer = named.customer();
        Map<UUID, Aggregate<ClaimAggregate>> claimed = named.claims();
        Optional<Outcome> known = customer.invoke(c -> c.recall(envelope));
        if (known.isPresent()) {
            return known.get();
        }
        Map<UUID, List<ReferenceEvent>> confirmations = new HashMap<>();
        List<CustomerEvent> events;
        try {
            events = customer.invoke(c -> c.decide(envelope, workbench, c.next(workbench.clock()), null));
            claimed.forEach((claim, aggregate) -> confirmations.put(
                    claim,
                    aggregate.invoke(
                            c -> ClaimDecider.decide(c.state(), new ConfirmReference(id), c.next(workbench.clock())))));
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
        if (customer.invoke(c -> c.expectsOther(envelope))) {
            return customer.invoke(c -> c.conflict(envelope));
        }
        claimed.forEach((claim, aggregate) -> aggregate.invoke(c -> c.record(
                confirmations.getOrDefault(claim, List.of()),
                CommandService.withoutKey(envelope.metadata()),
                workbench.clock())));
        return customer.invoke(c -> c.record(events, envelope.metadata(), workbench.clock()));
    }

    /** A customer and the claims on the references that a command names. */
    private record Named(Aggregate<CustomerAggregate> customer, Map<UUID, Aggregate<ClaimAggregate>> claims) {}

    private Named named(Envelope<CustomerCommand> envelope) {
        UUID id = envelope.stream();
        TreeSet<UUID> ids = new TreeSet<>();
        for (ReferenceInput reference : references(envelope.command())) {
            ids.add(workbench.claims().of(reference));
        }
        Map<UUID, Aggregate<ClaimAggregate>> claimed = new HashMap<>();
        ids.headSet(id).forEach(claim -> claimed.put(claim, claim(claim)));
        Aggregate<CustomerAggregate> customer = customer(id);
        ids.tailSet(id).forEach(claim -> claimed.put(claim, claim(claim)));
        return new Named(customer, claimed);
    }

    /** The external references that a command records. */
    static List<ReferenceInput> references(CustomerCommand command) {
        return switch (command) {
            case RegisterCustomer c -> c.externalReferences();
            case AddExternalReference c -> List.of(c.reference());
            default -> List.of();
        };
    }

    private Aggregate<CustomerAggregate> customer(UUID id) {
        return load(customers, id, () -> new CustomerAggregate(id));
    }

    private Aggregate<ClaimAggregate> claim(UUID id) {
        return load(claims, id, () -> new ClaimAggregate(id));
    }

    private static <T> Aggregate<T> load(Repository<T> repository, UUID id, Callable<T> factory) {
        try {
            return repository.loadOrCreate(id.toString(), factory);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a new aggregate can't be made", e);
        }
    }
}
