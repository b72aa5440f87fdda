package org.relatum.projection.engine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventTypes;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.core.Facts;

/** Reads customers' facts from the log. */
public final class EventDecoder {
    private static final int AT_ONCE = 500;

    private final EventLog log;
    private final EventCodec codec;

    public EventDecoder(EventLog log, EventCodec codec) {
        this.log = log;
        this.codec = codec;
    }

    /** Whether an event belongs to a customer's stream. */
    static boolean isCustomerFact(StoredEvent event) {
        return CustomerEvent.class.isAssignableFrom(
                EventTypes.named(event.type()).payload());
    }

    /**
     * Decodes a customer's event.
     *
     * @throws UnreadableEventException when this version can't read it
     */
    public Recorded<CustomerEvent> decode(StoredEvent event) {
        if (codec.decode(event.stream(), event.type(), event.revision(), event.payload())
                instanceof CustomerEvent fact) {
            return new Recorded<>(event.position(), event.stream(), event.sequence(), event.recordedAt(), fact);
        }
        throw new UnreadableEventException(event.type() + " stands in the stream of a customer");
    }

    /**
     * The facts of some customers and of everyone they absorbed, up to and including a position. A customer without events is
     * absent.
     */
    public Map<UUID, Facts> facts(Collection<UUID> customers, long upTo) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = read(customers, upTo);
        Map<UUID, Facts> facts = new LinkedHashMap<>();
        for (UUID customer : customers) {
            List<Recorded<CustomerEvent>> own = streams.get(customer);
            if (own != null) {
                facts.put(customer, Facts.of(customer, closure(customer, streams)));
            }
        }
        return facts;
    }

    /**
     * The same, whoever can't be read left out. When the store doesn't answer it fails for all.
     *
     * @param unreadable hears of whom that is, and why
     */
    public Map<UUID, Facts> facts(
            Collection<UUID> customers, long upTo, BiConsumer<UUID, RuntimeException> unreadable) {
        try {
            return facts(customers, upTo);
        } catch (RuntimeException e) {
            requireOfEvents(e);
            Map<UUID, Facts> readable = new LinkedHashMap<>();
            for (UUID customer : customers) {
                try {
                    readable.putAll(facts(List.of(customer), upTo));
                } catch (RuntimeException one) {
                    requireOfEvents(one);
                    unreadable.accept(customer, one);
                }
            }
            return readable;
        }
    }

    /** Passes on the failure of a store, which says nothing about a customer. */
    private static void requireOfEvents(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                throw failure;
            }
        }
    }

    /**
     * The later facts of some customers' own streams.
     *
     * @param from by customer, the first sequence wanted
     */
    Map<UUID, List<Recorded<CustomerEvent>>> since(Map<UUID, Long> from, long upTo) {
        Map<UUID, List<Recorded<CustomerEvent>>> facts = new HashMap<>();
        if (!from.isEmpty()) {
            decodeInto(facts, log.streams(from, upTo));
        }
        return facts;
    }

    /**
     * A customer's own facts that were recorded by an instant, in the order they became known.
     *
     * @param from the first sequence wanted
     */
    List<Recorded<CustomerEvent>> known(UUID customer, long from, Instant knownAt, long upTo) {
        List<Recorded<CustomerEvent>> facts = new ArrayList<>();
        long next = from;
        List<StoredEvent> chunk;
        do {
            chunk = log.known(customer, next, AT_ONCE, knownAt, upTo);
            chunk.forEach(event -> facts.add(decode(event)));
            next += AT_ONCE;
        } while (chunk.size() == AT_ONCE);
        return facts;
    }

    private void decodeInto(Map<UUID, List<Recorded<CustomerEvent>>> streams, List<StoredEvent> events) {
        for (StoredEvent event : events) {
            streams.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(decode(event));
        }
    }

    private Map<UUID, List<Recorded<CustomerEvent>>> read(Collection<UUID> customers, long upTo) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        Set<UUID> wanted = new HashSet<>(customers);
        Set<UUID> asked = new HashSet<>();
        while (!wanted.isEmpty()) {
            asked.addAll(wanted);
            decodeInto(streams, log.streams(wanted, upTo));
            wanted = Facts.missing(streams);
            wanted.removeAll(asked);
        }
        return streams;
    }

    private static Map<UUID, List<Recorded<CustomerEvent>>> closure(
            UUID root, Map<UUID, List<Recorded<CustomerEvent>>> streams) {
        Map<UUID, List<Recorded<CustomerEvent>>> own = new HashMap<>();
        own.put(root, streams.getOrDefault(root, List.of()));
        Set<UUID> missing = Facts.missing(own);
        while (!missing.isEmpty()) {
            for (UUID stream : missing) {
                own.put(stream, streams.getOrDefault(stream, List.of()));
            }
            missing = Facts.missing(own);
        }
        return own;
    }
}
