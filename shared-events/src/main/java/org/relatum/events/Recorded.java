package org.relatum.events;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * A fact together with its place in the history.
 *
 * @param position place in the one order of the whole log, dense, the first is 1
 * @param stream identifier of the stream, for a customer's fact the customer's id
 * @param sequence place in the stream, the first is 0
 * @param recordedAt when the store accepted it, UTC, microseconds; strictly growing within a stream
 * @param event the fact
 * @param occurredAt when it happened in the world, whatever is given: the event's own, kept because folding asks for it all the time and
 *     asking one of so many classes of events is slow
 */
public record Recorded<E extends DomainEvent>(
        long position, UUID stream, long sequence, Instant recordedAt, E event, Instant occurredAt) {

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

    public Recorded {
        occurredAt = event.occurredAt();
    }

    public Recorded(long position, UUID stream, long sequence, Instant recordedAt, E event) {
        this(position, stream, sequence, recordedAt, event, event.occurredAt());
    }

    /** The name of this event. */
    public EventRef ref() {
        return new EventRef(stream, sequence);
    }
}
