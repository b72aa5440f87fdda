package org.relatum.command.shell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.relatum.events.DomainEvent;

/**
 * The streams of one kind as commands to others see them: read without locking them, and kept for a moment. A change made through
 * this service is seen by the next command; one made through another is seen {@link #KEPT} later at the latest.
 *
 * @param <S> immutable state of a stream
 * @param <E> family of its events
 */
final class Readings<S, E extends DomainEvent> {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final EventStore events;
    private final Class<E> family;
    private final S unknown;
    private final BiFunction<S, E, S> evolve;
    private final Cache<UUID, S> known =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(KEPT).build();
    private final AtomicLong changes = new AtomicLong();

    /**
     * @param unknown state of a stream without events
     * @param evolve the state after one more event; pure
     */
    Readings(EventStore events, Class<E> family, S unknown, BiFunction<S, E, S> evolve) {
        this.events = events;
        this.family = family;
        this.unknown = unknown;
        this.evolve = evolve;
    }

    /** Says that a stream has changed. */
    void changed(UUID stream) {
        changes.incrementAndGet();
        known.invalidate(stream);
    }

    /** The state of a stream; unknown when it has no events or is of another kind. */
    S of(UUID stream) {
        S hit = known.getIfPresent(stream);
        if (hit != null) {
            return hit;
        }
        long before = changes.get();
        S read = read(stream);
        // Not a loading cache: virtual threads would be pinned while they wait for the database. What was read before a
        // change must not be kept after it.
        known.asMap().compute(stream, (key, other) -> changes.get() == before ? read : null);
        return read;
    }

    private S read(UUID stream) {
        S state = unknown;
        Iterator<? extends DomainEventMessage<?>> messages =
                events.readEvents(stream.toString(), 0).asStream().iterator();
        while (messages.hasNext()) {
            Object event = messages.next().getPayload();
            if (!family.isInstance(event)) {
                return unknown;
            }
            state = evolve.apply(state, family.cast(event));
        }
        return state;
    }
}
