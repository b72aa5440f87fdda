package org.relatum.projection.engine;

import org.relatum.events.wire.StoredActor;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;

/** What the ledger says of stored events. */
public final class Leaves {
    private Leaves() {}

    /** The leaf of an event. */
    public static Leaf of(StoredEvent event, Hasher hasher) {
        return new Leaf(
                event.type(),
                event.revision(),
                event.streamType(),
                event.stream(),
                event.sequence(),
                event.eventId(),
                event.recordedAt(),
                StoredActor.of(event.metadata()),
                hasher.digest(event.payload()),
                hasher.digest(event.metadata()));
    }
}
