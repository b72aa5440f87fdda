package org.relatum.query.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.Metadata;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.RevealedEvents;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.EventSearch.Selection;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.Memberships.Membership;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.query.history.HistoryAnswer.Event;
import org.relatum.query.history.HistoryAnswer.EventMetadata;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Questions.Ready;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.util.RawValue;

/** Reads the events of a customer from the log and makes them readable. */
public final class Histories {
    private static final Logger logger = LoggerFactory.getLogger(Histories.class);
    private static final int EVENTS_AT_ONCE = 1_000;

    private final EventLog log;
    private final EventSearch search;
    private final EventDecoder decoder;
    private final Memberships memberships;
    private final EventCodec codec;
    private final FieldCipher cipher;
    private final RevealedEvents revealedEvents;

    public Histories(
            EventLog log,
            EventSearch search,
            EventDecoder decoder,
            Memberships memberships,
            EventCodec codec,
            FieldCipher cipher) {
        this.log = log;
        this.search = search;
        this.decoder = decoder;
        this.memberships = memberships;
        this.codec = codec;
        this.cipher = cipher;
        this.revealedEvents = new RevealedEvents(codec, cipher);
    }

    /**
     * What all pages of one history have in common; fixed by the first.
     *
     * @param asOf what had happened by then counts
     * @param whole whether everything had happened by then, whatever its occurredAt
     * @param knownAt what was recorded by then counts, null: all up to the position
     * @param upTo last position
     * @param shownKnownAt what to say of knownAt
     * @param version number of the customer's own events that count
     */
    record Pages(
            UUID customer,
            Instant asOf,
            boolean whole,
            @Nullable Instant knownAt,
            long upTo,
            Instant shownKnownAt,
            long version) {}

    /** Fixes what a history shows; its version is 0 when nothing was known or had happened. */
    Pages begin(Ready ready, boolean whole) {
        long upTo = log.head();
        long version = whole
                ? search.count(ready.customer(), ready.knownAt(), upTo)
                : happened(ready.customer(), ready.asOf(), ready.knownAtOrLatest(), upTo);
        return new Pages(
                ready.customer(), ready.asOf(), whole, ready.knownAt(), upTo, ready.knownAtOrLatest(), version);
    }

    private long happened(UUID customer, Instant asOf, Instant knownAt, long upTo) {
        Facts facts = decoder.facts(List.of(customer), upTo).get(customer);
        return facts == null
                ? 0
                : facts.knownAt(knownAt).own().stream()
                        .filter(fact -> !fact.occurredAt().isAfter(asOf))
                        .count();
    }

    /** The streams of a history. */
    Membership membership(Pages pages) {
        return memberships.of(pages.customer(), pages.asOf(), pages.knownAt(), pages.upTo());
    }

    /**
     * At most {@code limit} events after a position.
     *
     * @param types stored names, empty: all
     */
    List<Event> events(Pages pages, Membership membership, Set<String> types, long after, int limit) {
        List<Event> events = new ArrayList<>();
        long last = after;
        List<StoredEvent> chunk;
        do {
            chunk = search.events(
                    new Selection(membership.streams(), last, pages.upTo(), pages.knownAt(), types), limit);
            for (StoredEvent stored : chunk) {
                Event event = event(stored);
                if (events.size() < limit && counts(event, pages)) {
                    events.add(event);
                }
                last = stored.position();
            }
        } while (events.size() < limit && chunk.size() == limit);
        return events;
    }

    /** Hands on every event of a history, in the order of the log. */
    public void each(Ready ready, Consumer<Event> consumer) {
        Pages pages = begin(ready, false);
        Membership membership = membership(pages);
        List<Event> chunk;
        long after = 0;
        do {
            chunk = events(pages, membership, Set.of(), after, EVENTS_AT_ONCE);
            for (Event event : chunk) {
                consumer.accept(event);
                after = event.position();
            }
        } while (chunk.size() == EVENTS_AT_ONCE);
    }

    private static boolean counts(Event event, Pages pages) {
        return pages.whole() || happened(event, pages.asOf());
    }

    private static boolean happened(Event event, Instant asOf) {
        Instant occurredAt = event.occurredAt();
        return occurredAt != null && !occurredAt.isAfter(asOf);
    }

    /** The events of the improvements that answers of a customer, or of one who belongs to it, led to; improvement by improvement. */
    public List<Event> improvements(Ready ready) {
        long upTo = log.head();
        Set<UUID> customers = memberships
                .of(ready.customer(), ready.asOf(), ready.knownAt(), upTo)
                .streams()
                .keySet();
        List<Event> events = new ArrayList<>();
        UUID after = null;
        List<UUID> chunk;
        do {
            chunk = search.streams(EventSearch.IMPROVEMENT, after, EVENTS_AT_ONCE);
            Map<UUID, List<StoredEvent>> streams = log.streams(chunk, upTo).stream()
                    .collect(Collectors.groupingBy(StoredEvent::stream, LinkedHashMap::new, Collectors.toList()));
            for (List<StoredEvent> improvement : streams.values()) {
                if (isAboutOneOf(customers, improvement.getFirst())) {
                    improvement.stream()
                            .filter(stored -> !stored.recordedAt().isAfter(ready.knownAtOrLatest()))
                            .map(this::event)
                            .filter(event -> happened(event, ready.asOf()))
                            .forEach(events::add);
                }
            }
            after = chunk.isEmpty() ? null : chunk.getLast();
        } while (chunk.size() == EVENTS_AT_ONCE);
        return events;
    }

    private boolean isAboutOneOf(Set<UUID> customers, StoredEvent first) {
        try {
            return codec.decode(first.stream(), first.type(), first.revision(), first.payload())
                            instanceof ImprovementOpened opened
                    && opened.customer() != null
                    && customers.contains(opened.customer());
        } catch (UnreadableEventException e) {
            logger.warn("improvement {} is in no export: {}", first.stream(), e.getMessage());
            return false;
        }
    }

    private Event event(StoredEvent stored) {
        List<String> erased = new ArrayList<>();
        try {
            RevealedEvents.Shown shown =
                    revealedEvents.show(stored.stream(), stored.type(), stored.revision(), stored.payload());
            erased.addAll(shown.erased());
            EventMetadata metadata = metadata(stored, erased);
            return event(stored, metadata, shown, erased, null);
        } catch (UnreadableEventException e) {
            return event(stored, null, null, erased, e.getMessage());
        }
    }

    private static Event event(
            StoredEvent stored,
            @Nullable EventMetadata metadata,
            RevealedEvents.@Nullable Shown shown,
            List<String> erased,
            @Nullable String unreadable) {
        return new Event(
                stored.position(),
                stored.eventId(),
                stored.stream(),
                stored.sequence(),
                stored.type(),
                stored.revision(),
                shown == null ? null : shown.occurredAt(),
                stored.recordedAt(),
                metadata,
                shown == null ? null : new RawValue(shown.data()),
                List.copyOf(erased),
                unreadable);
    }

    private EventMetadata metadata(StoredEvent stored, List<String> erased) {
        Metadata metadata = codec.decodeMetadata(stored.stream(), stored.metadata());
        Revealed revealed = Revealed.toInsiders(cipher);
        String reason = revealed.text("metadata.reason", metadata.reason());
        erased.addAll(revealed.erased());
        return new EventMetadata(
                metadata.actor(),
                reason,
                metadata.channel(),
                metadata.correlationId(),
                metadata.causationId(),
                metadata.idempotencyKey(),
                metadata.requestDigest());
    }
}
