package org.relatum.projection.engine;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands in the log, not decoded.
 *
 * @param position place in the whole log, dense, the first is 1
 * @param sequence place in its stream, the first is 0
 * @param type stored name
 * @param revision revision it was written in
 */
public record StoredEvent(
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
