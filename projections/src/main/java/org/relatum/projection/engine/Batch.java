package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
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
 * @param recordedAt the latest instant at which one of the events was recorded
 * @param references whether a policy or a fit is among the events
 * @param facts by customer, each customer's in order
 * @param unreadable customers of whom an event can't be decoded, and why; they have no facts here
 */
record Batch(
        long first,
        long last,
        Instant recordedAt,
        boolean references,
        Map<UUID, List<Recorded<CustomerEvent>>> facts,
        Map<UUID, RuntimeException> unreadable) {

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
                events.getFirst().position(), events.getLast().position(), recordedAt, references, facts, unreadable);
    }
}
