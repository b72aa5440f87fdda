package org.relatum.command.store;

import java.time.Instant;
import java.util.UUID;

/** The stored form of an aggregate's snapshot. */
public interface SnapshotForm {

    /** Changes whenever the form or its meaning does; snapshots of another revision are left alone. */
    String revision();

    /** The stored form of an aggregate. */
    byte[] write(Object aggregate);

    /** When the aggregate's last event was recorded. */
    Instant recordedAt(Object aggregate);

    /** The aggregate of this kind and stream that has this form. */
    Object read(String type, UUID stream, byte[] stored);
}
