package org.relatum.projection.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The log of all events in its one order. What was read at a position is what everybody reads there, for ever; no event ever appears
 * at or below a position that was read. Safe for concurrent use.
 */
public interface EventLog {
    /** Position of the last event, 0 when there is none. */
    long head();

    /** At most {@code limit} events after a position, in order. */
    List<StoredEvent> read(long after, int limit);

    /** All events of some streams up to and including a position, each stream's in order of sequence. */
    default List<StoredEvent> streams(Collection<UUID> streams, long upTo) {
        return streams(streams.stream().distinct().collect(Collectors.toMap(s -> s, s -> 0L)), upTo);
    }

    /**
     * The events of some streams up to and including a position, each stream's in order of sequence.
     *
     * @param from by stream, the first sequence wanted
     */
    List<StoredEvent> streams(Map<UUID, Long> from, long upTo);

    /**
     * Of the {@code limit} events of a stream from a sequence on those that were recorded by an instant, up to and including a position,
     * in order of sequence. Within a stream {@code recordedAt} grows with the sequence, so when there are fewer, no later one was.
     */
    List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo);

    /** Waits until the head is beyond a position. Returns whether it is, false after the time-out. */
    boolean awaitBeyond(long position, Duration timeout) throws InterruptedException;
}
