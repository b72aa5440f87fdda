package org.relatum.command.shell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.relatum.command.customer.Customer;
import org.relatum.command.customer.Customer.Absorbed;
import org.relatum.command.customer.Standing;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.events.CustomerEvent;
import org.relatum.events.EventRef;

/** Reads the states of customers other than the one a command is about, without locking them. */
final class CustomerHistories implements Workbench.Predecessors {
    private static final int LONGEST_CHAIN = 100;

    private final EventStore events;
    /** The history of a merged customer up to its last common event never changes. */
    private final Cache<EventRef, Customer> frozen =
            Caffeine.newBuilder().maximumSize(1_000).build();

    CustomerHistories(EventStore events) {
        this.events = events;
    }

    @Override
    public List<Customer> of(Customer survivor) {
        List<Customer> all = new ArrayList<>();
        for (Map.Entry<UUID, Absorbed> absorbed : survivor.absorbed().entrySet()) {
            Customer predecessor =
                    upTo(new EventRef(absorbed.getKey(), absorbed.getValue().finalSequence()));
            all.add(predecessor);
            all.addAll(of(predecessor));
        }
        return all;
    }

    private Customer upTo(EventRef last) {
        Customer known = frozen.getIfPresent(last);
        if (known != null) {
            return known;
        }
        Customer state = Customer.UNKNOWN;
        Iterator<? extends DomainEventMessage<?>> messages =
                events.readEvents(last.stream().toString(), 0).asStream().iterator();
        while (messages.hasNext()) {
            DomainEventMessage<?> message = messages.next();
            if (message.getSequenceNumber() > last.sequence()) {
                break;
            }
            state = state.evolve((CustomerEvent) message.getPayload());
        }
        frozen.put(last, state);
        return state;
    }

    /** Where a customer stands. */
    Standing standing(UUID customer) {
        return current(customer).standing();
    }

    /** The customer that a merged one lives on in, over any number of merges. */
    UUID root(UUID customer) {
        UUID root = customer;
        for (int i = 0; i < LONGEST_CHAIN && current(root).standing() instanceof Merged merged; i++) {
            root = merged.survivor();
        }
        return root;
    }

    private Customer current(UUID customer) {
        Customer state = Customer.UNKNOWN;
        Iterator<? extends DomainEventMessage<?>> messages =
                events.readEvents(customer.toString()).asStream().iterator();
        while (messages.hasNext()) {
            Object payload = messages.next().getPayload();
            state = switch (payload) {
                case CustomerAggregate snapshot -> snapshot.state();
                case CustomerEvent event -> state.evolve(event);
                default -> Customer.UNKNOWN;
            };
        }
        return state;
    }
}
