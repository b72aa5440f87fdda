package org.relatum.command.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The log of all events in its one order, as the relay reads it. Safe for concurrent use. */
public interface FeedLog {
    /** Position of the last event, 0 when there is none. */
    long head();

    /** At most {@code limit} events after a position, in order; positions are dense. */
    List<Entry> read(long after, int limit);

    /** Waits until the head is beyond a position. Returns whether it is, false after the time-out. */
    boolean awaitBeyond(long position, Duration timeout) throws InterruptedException;

    /**
     * An event as it stands in the log, not decoded.
     *
     * @param position place in the whole log, dense, the first is 1
     * @param sequence place in its stream, the first is 0
     * @param type stored name
     * @param revision revision it was written in
     */
    record Entry(
            long position,
            String streamType,
            UUID stream,
            long sequence,
            UUID eventId,
            String type,
            int revision,
            Instant recordedAt,
            byte[] payload,
            byte[] metadata) {}
}
