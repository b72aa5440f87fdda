package org.relatum.benchmarks.peers;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.StoredEvent;

/**
 * How an event stands in the stores of the peers: a head of fixed length with what the product keeps in columns, and the payload
 * exactly as the product stores it. So every peer gets the very same events, and none pays for another form of them.
 */
final class Envelope {
    /** SQL that makes it of {@code log.positions p} and {@code log.events e}. */
    static final String SQL = "uuid_send(e.stream) || uuid_send(e.event_id) || int8send(p.position) ||"
            + " int8send(e.sequence) || int8send((extract(epoch from e.recorded_at) * 1000000)::bigint) || e.payload";

    private static final byte[] NO_METADATA = {};

    private Envelope() {}

    /**
     * Reads one; the payload is not decoded.
     *
     * @param type stored name
     */
    static StoredEvent open(byte[] bytes, String type, int revision) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        UUID stream = new UUID(in.getLong(), in.getLong());
        UUID event = new UUID(in.getLong(), in.getLong());
        long position = in.getLong();
        long sequence = in.getLong();
        Instant recordedAt = Micros.toInstant(in.getLong());
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new StoredEvent(
                position, "customer", stream, sequence, event, type, revision, recordedAt, payload, NO_METADATA);
    }
}
