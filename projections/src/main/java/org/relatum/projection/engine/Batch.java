package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;

/**
 * A piece of the log, the facts of customers decoded and grouped.
 *
 * @param first position of the first event
 * @param last position of the last event
 * @param lastEvent the identifier of the last event
 * @param recordedAt the latest instant at which one of the events was recorded
 * @param references whether a policy or a fit is among the events
 * @param facts by customer, each customer's in order
 * @param unreadable customers of whom an event can't be decoded, and why; they have no facts here
 * @param earlier what else is read for it
 */
record Batch(
        long first,
        long last,
        UUID lastEvent,
        Instant recordedAt,
        boolean references,
        Map<UUID, List<Recorded<CustomerEvent>>> facts,
        Map<UUID, RuntimeException> unreadable,
        Earlier earlier) {

    /** What else is read for a batch: the facts of some of its customers from a sequence on, once for all read models. For one thread. */
    static final class Earlier {
        private final EventDecoder decoder;
        private final long upTo;
        private final Map<UUID, Long> from = new HashMap<>();
        private final Map<UUID, List<Recorded<CustomerEvent>>> facts = new HashMap<>();

        Earlier(EventDecoder decoder, long upTo) {
            this.decoder = decoder;
            this.upTo = upTo;
        }

        private Map<UUID, List<Recorded<CustomerEvent>>> since(Map<UUID, Long> wanted) {
            Map<UUID, Long> missing = new HashMap<>();
            wanted.forEach((customer, sequence) -> {
                if (from.getOrDefault(customer, Long.MAX_VALUE) > sequence) {
                    missing.put(customer, sequence);
                }
            });
            facts.putAll(decoder.since(missing, upTo));
            from.putAll(missing);
            Map<UUID, List<Recorded<CustomerEvent>>> since = new HashMap<>();
            wanted.forEach((customer, sequence) -> since.put(
                    customer,
                    facts.getOrDefault(customer, List.of()).stream()
                            .filter(f -> f.sequence() >= sequence)
                            .toList()));
            return since;
        }
    }

    static Batch of(List<StoredEvent> events, EventDecoder decoder) {
        Map<UUID, List<Recorded<CustomerEvent>>> facts = new LinkedHashMap<>();
        Map<UUID, RuntimeException> unreadable = new LinkedHashMap<>();
        boolean references = false;
        Instant recordedAt = Instant.MIN;
        for (StoredEvent event : events) {
            references |= References.isReference(event);
            recordedAt = event.recordedAt().isAfter(recordedAt) ? event.recordedAt() : recordedAt;
            try {
                if (EventDecoder.isCustomerFact(event) && !unreadable.containsKey(event.stream())) {
                    facts.computeIfAbsent(event.stream(), s -> new ArrayList<>())
                            .add(decoder.decode(event));
                }
            } catch (RuntimeException e) {
                unreadable.put(event.stream(), e);
                facts.remove(event.stream());
            }
        }
        return new Batch(
                events.getFirst().position(),
                events.getLast().position(),
                events.getLast().eventId(),
                recordedAt,
                references,
                facts,
                unreadable,
                new Earlier(decoder, events.getLast().position()));
    }

    /** Customers of whom there may be facts before those here, or up to a position that is contained already. */
    List<UUID> customersBefore(long contained) {
        List<UUID> customers = new ArrayList<>();
        facts.forEach((customer, own) -> {
            if (own.getFirst().sequence() > 0 || own.getFirst().position() <= contained) {
                customers.add(customer);
            }
        });
        return customers;
    }

    /**
     * The facts of some customers' own streams, up to the end of the batch.
     *
     * @param from by customer, the first sequence wanted
     */
    Map<UUID, List<Recorded<CustomerEvent>>> since(Map<UUID, Long> from) {
        return earlier.since(from);
    }
}
