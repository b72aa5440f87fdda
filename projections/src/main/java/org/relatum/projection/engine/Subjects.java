package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.UnreadableEventException;

/**
 * Things of one kind that have a stream of their own and few events, as of any two instants. They are folded from the log whenever
 * they are asked for; no table can lag behind.
 *
 * @param <S> what is known of one
 * @param <E> family of its events
 */
public final class Subjects<S, E extends DomainEvent> {
    private final EventLog log;
    private final EventSearch search;
    private final EventCodec codec;
    private final Kind<S, E> kind;

    /**
     * A kind of things.
     *
     * @param type stored kind of their streams
     * @param none nothing is known
     * @param fold what is known after one more fact; facts come in the order of {@link Recorded#BY_OCCURRENCE}
     */
    public record Kind<S, E extends DomainEvent>(String type, Class<E> family, S none, BiFunction<S, E, S> fold) {}

    /**
     * One thing as it stood.
     *
     * @param version number of its events that count
     * @param position position of the last event that counts
     * @param state null when nothing of it was known or had happened
     */
    public record Found<S>(
            UUID id, long version, long position, @Nullable S state) {}

    public Subjects(EventLog log, EventSearch search, EventCodec codec, Kind<S, E> kind) {
        this.log = log;
        this.search = search;
        this.codec = codec;
        this.kind = kind;
    }

    /** One thing; empty when none has that id. */
    public Optional<Found<S>> one(UUID id, Instant asOf, @Nullable Instant knownAt) {
        return search.stream(id)
                .filter(stream -> stream.type().equals(kind.type()))
                .map(stream -> fold(List.of(id), asOf, knownAt).getFirst());
    }

    /** At most {@code limit} things in ascending order of their ids after a given one; null: from the first. */
    public List<Found<S>> after(@Nullable UUID after, int limit, Instant asOf, @Nullable Instant knownAt) {
        return fold(search.streams(kind.type(), after, limit), asOf, knownAt);
    }

    private List<Found<S>> fold(List<UUID> ids, Instant asOf, @Nullable Instant knownAt) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Recorded<E>>> facts = new HashMap<>();
        for (StoredEvent event : log.streams(ids, log.head())) {
            Recorded<E> fact = decode(event);
            if (!fact.occurredAt().isAfter(asOf)
                    && (knownAt == null || !fact.recordedAt().isAfter(knownAt))) {
                facts.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(fact);
            }
        }
        return ids.stream()
                .map(id -> found(id, facts.getOrDefault(id, List.of())))
                .toList();
    }

    private Found<S> found(UUID id, List<Recorded<E>> facts) {
        S state = kind.none();
        for (Recorded<E> fact : facts.stream().sorted(Recorded.BY_OCCURRENCE).toList()) {
            state = kind.fold().apply(state, fact.event());
        }
        long position = facts.stream().mapToLong(Recorded::position).max().orElse(0);
        return new Found<>(id, facts.size(), position, facts.isEmpty() ? null : state);
    }

    private Recorded<E> decode(StoredEvent event) {
        DomainEvent fact = codec.decode(event.stream(), event.type(), event.revision(), event.payload());
        if (!kind.family().isInstance(fact)) {
            throw new UnreadableEventException(event.type() + " stands in the stream of a " + kind.type());
        }
        return new Recorded<>(
                event.position(),
                event.stream(),
                event.sequence(),
                event.recordedAt(),
                kind.family().cast(fact));
    }
}
