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
 * @param <K> by what they are told apart: the stream's id, or the name they were registered under
 * @param <S> what is known of one
 * @param <E> family of its events
 */
public final class Subjects<K, S, E extends DomainEvent> {
    private final EventLog log;
    private final Keys<K> keys;
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
     * @param id of its stream
     * @param version number of its events that count
     * @param position position of the last event that counts
     * @param state null when nothing of it was known or had happened
     */
    public record Found<K, S>(
            K key,
            UUID id,
            long version,
            long position,
            @Nullable S state) {}

    private Subjects(EventLog log, Keys<K> keys, EventCodec codec, Kind<S, E> kind) {
        this.log = log;
        this.keys = keys;
        this.codec = codec;
        this.kind = kind;
    }

    /** Things that are asked for by the id of their stream. */
    public static <S, E extends DomainEvent> Subjects<UUID, S, E> byId(
            EventLog log, EventSearch search, EventCodec codec, Kind<S, E> kind) {
        return new Subjects<>(
                log,
                new Keys<>() {
                    @Override
                    public Optional<Key<UUID>> one(UUID id) {
                        return search.stream(id)
                                .filter(stream -> stream.type().equals(kind.type()))
                                .map(stream -> new Key<>(id, id));
                    }

                    @Override
                    public List<Key<UUID>> after(@Nullable UUID after, int limit) {
                        return search.streams(kind.type(), after, limit).stream()
                                .map(id -> new Key<>(id, id))
                                .toList();
                    }
                },
                codec,
                kind);
    }

    /** Things that are asked for by the name they were registered under. */
    public static <S, E extends DomainEvent> Subjects<String, S, E> byName(
            EventLog log, EventSearch search, EventCodec codec, Kind<S, E> kind) {
        return new Subjects<>(
                log,
                new Keys<>() {
                    @Override
                    public Optional<Key<String>> one(String name) {
                        return search.named(kind.type(), name).map(n -> new Key<>(n.name(), n.stream()));
                    }

                    @Override
                    public List<Key<String>> after(@Nullable String after, int limit) {
                        return search.named(kind.type(), after, limit).stream()
                                .map(n -> new Key<>(n.name(), n.stream()))
                                .toList();
                    }
                },
                codec,
                kind);
    }

    private record Key<K>(K key, UUID stream) {}

    /** Finds the streams of things by their keys. */
    private interface Keys<K> {
        Optional<Key<K>> one(K key);

        /** At most {@code limit} in ascending order after a given one; null: from the first. */
        List<Key<K>> after(@Nullable K after, int limit);
    }

    /** One thing; empty when none has that key. */
    public Optional<Found<K, S>> one(K key, Instant asOf, @Nullable Instant knownAt) {
        return keys.one(key).map(found -> fold(List.of(found), asOf, knownAt).getFirst());
    }

    /** At most {@code limit} things in ascending order of their keys after a given one; null: from the first. */
    public List<Found<K, S>> after(@Nullable K after, int limit, Instant asOf, @Nullable Instant knownAt) {
        return fold(keys.after(after, limit), asOf, knownAt);
    }

    private List<Found<K, S>> fold(List<Key<K>> found, Instant asOf, @Nullable Instant knownAt) {
        if (found.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Recorded<E>>> facts = new HashMap<>();
        for (StoredEvent event : log.streams(found.stream().map(Key::stream).toList(), log.head())) {
            Recorded<E> fact = decode(event);
            if (!fact.occurredAt().isAfter(asOf)
                    && (knownAt == null || !fact.recordedAt().isAfter(knownAt))) {
                facts.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(fact);
            }
        }
        return found.stream()
                .map(key -> found(key, facts.getOrDefault(key.stream(), List.of())))
                .toList();
    }

    private Found<K, S> found(Key<K> key, List<Recorded<E>> facts) {
        S state = kind.none();
        for (Recorded<E> fact : facts.stream().sorted(Recorded.BY_OCCURRENCE).toList()) {
            state = kind.fold().apply(state, fact.event());
        }
        long position = facts.stream().mapToLong(Recorded::position).max().orElse(0);
        return new Found<>(key.key(), key.stream(), facts.size(), position, facts.isEmpty() ? null : state);
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
