package org.relatum.events;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fact together with its place in the history. Equal to another with the same place and the same event. */
public final class Recorded<E extends DomainEvent> {

    /**
     * Identifiers in the order of their text, which is PostgreSQL's too. {@link UUID#compareTo} compares signed numbers, so a
     * tie that a query breaks would be broken the other way here.
     */
    private static final Comparator<UUID> UNSIGNED = Comparator.<UUID>comparingLong(
                    id -> id.getMostSignificantBits() + Long.MIN_VALUE)
            .thenComparingLong(id -> id.getLeastSignificantBits() + Long.MIN_VALUE);

    /**
     * The order in which facts are folded: by when they happened; facts of the same instant in the order they became
     * known, which within a stream is its sequence. Stream and sequence make the order total for merged customers.
     */
    public static final Comparator<Recorded<?>> BY_OCCURRENCE = Comparator.<Recorded<?>, Instant>comparing(
                    Recorded::occurredAt)
            .thenComparing(Recorded::recordedAt)
            .thenComparing(Recorded::stream, UNSIGNED)
            .thenComparingLong(Recorded::sequence);

    /** The order in which facts became known. */
    public static final Comparator<Recorded<?>> BY_RECORDING = Comparator.<Recorded<?>, Instant>comparing(
                    Recorded::recordedAt)
            .thenComparing(Recorded::stream, UNSIGNED)
            .thenComparingLong(Recorded::sequence);

    private final long position;
    private final UUID stream;
    private final long sequence;
    private final Instant recordedAt;
    private final E event;
    /** Kept, because folding asks for it all the time, and asking one of so many classes of events is slow. */
    private final Instant occurredAt;

    /**
     * @param position place in the one order of the whole log, dense, the first is 1
     * @param stream identifier of the stream, for a customer's fact the customer's id
     * @param sequence place in the stream, the first is 0
     * @param recordedAt when the store accepted it, UTC, microseconds; strictly growing within a stream
     * @param event the fact
     */
    public Recorded(long position, UUID stream, long sequence, Instant recordedAt, E event) {
        this.position = position;
        this.stream = stream;
        this.sequence = sequence;
        this.recordedAt = recordedAt;
        this.event = event;
        this.occurredAt = event.occurredAt();
    }

    /** Place in the one order of the whole log, dense, the first is 1. */
    public long position() {
        return position;
    }

    /** Identifier of the stream, for a customer's fact the customer's id. */
    public UUID stream() {
        return stream;
    }

    /** Place in the stream, the first is 0. */
    public long sequence() {
        return sequence;
    }

    /** When the store accepted it, UTC, microseconds; strictly growing within a stream. */
    public Instant recordedAt() {
        return recordedAt;
    }

    /** The fact. */
    public E event() {
        return event;
    }

    /** When it happened in the world. */
    public Instant occurredAt() {
        return occurredAt;
    }

    /** The name of this event. */
    public EventRef ref() {
        return new EventRef(stream, sequence);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Recorded<?> r
                && r.position == position
                && r.stream.equals(stream)
                && r.sequence == sequence
                && r.recordedAt.equals(recordedAt)
                && r.event.equals(event);
    }

    @Override
    public int hashCode() {
        return Objects.hash(position, stream, sequence, recordedAt, event);
    }

    @Override
    public String toString() {
        return "%d: %s %d, recorded %s: %s".formatted(position, stream, sequence, recordedAt, event);
    }
}
