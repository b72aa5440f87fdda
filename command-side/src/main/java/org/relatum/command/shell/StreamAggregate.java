package org.relatum.command.shell;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.command.store.Recording;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;

/**
 * The imperative shell that all aggregates share: it remembers the folded state, the version and the idempotency keys of one
 * stream, asks a pure decider, and records what the decider answers. A refusal is an answer, not an exception: an exception would
 * roll the unit of work back and drop the aggregate from the cache.
 *
 * @param <S> immutable state of the decider
 * @param <E> family of events of the stream
 */
abstract class StreamAggregate<S, E extends DomainEvent> {
    @AggregateIdentifier
    private final String id;

    private final UUID stream;
    private final Class<E> family;
    private final RecentKeys keys;
    private S state;
    private long version;
    private @Nullable Instant recordedAt;

    /** A stream without events. */
    StreamAggregate(UUID stream, Class<E> family, S initial) {
        this.id = stream.toString();
        this.stream = stream;
        this.family = family;
        this.keys = new RecentKeys();
        this.state = initial;
    }

    /** A stream as a snapshot has it. */
    StreamAggregate(UUID stream, Class<E> family, Snapshot<S> snapshot) {
        this.id = stream.toString();
        this.stream = stream;
        this.family = family;
        this.keys = new RecentKeys(snapshot.firstKey(), snapshot.recentKeys());
        this.state = snapshot.state();
        this.version = snapshot.version();
        this.recordedAt = snapshot.recordedAt();
    }

    /** The state after one more event; pure. */
    abstract S evolve(S state, E event);

    /** Whether what an idempotency key was used for can still be compared with another use. */
    boolean canCompare() {
        return true;
    }

    UUID stream() {
        return stream;
    }

    S state() {
        return state;
    }

    long version() {
        return version;
    }

    Snapshot<S> snapshot() {
        return new Snapshot<>(
                state,
                version,
                Objects.requireNonNull(recordedAt, "a stream without events has no snapshot"),
                keys.first(),
                keys.recent());
    }

    /** When the stream's next event will be recorded. */
    Instant next(StoreClock clock) {
        return clock.after(recordedAt);
    }

    /** Answers a command from the memory of the stream, or asks the decider and records what it answers. */
    Outcome handle(Envelope<?> envelope, StoreClock clock, Function<Instant, List<? extends E>> decider) {
        Optional<Outcome> known = recall(envelope);
        if (known.isPresent()) {
            return known.get();
        }
        List<? extends E> events;
        Instant now = next(clock);
        try {
            events = decider.apply(now);
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
        return expectsOther(envelope) ? conflict(envelope) : record(events, envelope.metadata(), clock, now);
    }

    /** The answer that does not depend on the decider: a repetition gets its first answer, a wrong version a refusal. */
    Optional<Outcome> recall(Envelope<?> envelope) {
        Metadata metadata = envelope.metadata();
        String key = metadata.idempotencyKey();
        if (key != null) {
            Optional<RecentKeys.Use> use = keys.find(metadata.actor(), key);
            if (use.isPresent()) {
                return Optional.of(
                        !canCompare() || use.get().digest().toString().equals(metadata.requestDigest())
                                ? new Accepted(stream, use.get().version(), true)
                                : new Refused(Refusal.of(
                                        RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                        "The key belongs to another command of the same actor")));
            }
        }
        // That there is no such stream, where it should be, is for the decider to say.
        return version > 0 && expectsOther(envelope) ? Optional.of(conflict(envelope)) : Optional.empty();
    }

    /** Whether the command was meant for another version than the stream has. */
    boolean expectsOther(Envelope<?> envelope) {
        Long expected = envelope.expectedVersion();
        return expected != null && expected != version;
    }

    /** The refusal of a command that was meant for another version. */
    Outcome conflict(Envelope<?> envelope) {
        return new Refused(Refusal.of(
                RefusalCode.VERSION_CONFLICT,
                "The command expects version " + envelope.expectedVersion() + ", the stream has version " + version,
                "currentVersion",
                version));
    }

    /** Records events. They become durable when the unit of work is committed. */
    Outcome record(List<? extends E> events, Metadata metadata, StoreClock clock) {
        return record(events, metadata, clock, next(clock));
    }

    /** Records events, the first of them at the instant for which it was decided: nothing takes effect before it is recorded. */
    private Outcome record(List<? extends E> events, Metadata metadata, StoreClock clock, Instant now) {
        for (int i = 0; i < events.size(); i++) {
            AggregateLifecycle.apply(events.get(i), Recording.of(metadata, i == 0 ? now : next(clock)));
        }
        return new Accepted(stream, version, events.isEmpty());
    }

    @EventSourcingHandler
    void on(DomainEvent event, MetaData metaData) {
        // Who names a stream of another kind finds nothing in it.
        if (family.isInstance(event)) {
            state = evolve(state, family.cast(event));
        }
        version++;
        recordedAt = Recording.recordedAt(metaData);
        keys.note(Recording.metadata(metaData), version);
    }
}
