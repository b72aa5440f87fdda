package org.relatum.command.store;

import java.time.Instant;
import java.util.Map;
import org.axonframework.messaging.MetaData;
import org.relatum.events.Metadata;

/**
 * What an Axon event message carries beside the event. Axon stamps messages from a static clock, so the instant of recording
 * travels in the message's metadata; the store takes it out again and keeps it in a column of its own.
 */
public final class Recording {
    private static final String METADATA = "metadata";
    private static final String RECORDED_AT = "recordedAt";

    private Recording() {}

    public static MetaData of(Metadata metadata, Instant recordedAt) {
        return MetaData.from(Map.of(METADATA, metadata, RECORDED_AT, recordedAt));
    }

    /** Who recorded the event, why and through what. */
    public static Metadata metadata(MetaData metaData) {
        return (Metadata) require(metaData, METADATA);
    }

    /** When the store accepted the event, in whole microseconds. */
    public static Instant recordedAt(MetaData metaData) {
        return (Instant) require(metaData, RECORDED_AT);
    }

    private static Object require(MetaData metaData, String key) {
        Object value = metaData.get(key);
        if (value == null) {
            throw new IllegalArgumentException("an event message without " + key);
        }
        return value;
    }
}
