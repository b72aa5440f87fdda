package org.relatum.command.axonserver;

import com.google.protobuf.ByteString;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.relatum.command.store.LogRow;

/**
 * The form of a stored event in Axon Server: its payload and its metadata are the bytes that PostgreSQL would hold, so nothing personal
 * is in the clear there either, and what is read is byte for byte what was recorded. Axon Server's timestamps are milliseconds: the
 * instant of recording is kept beside the metadata, in microseconds.
 */
final class WireEvents {
    private static final String METADATA = "relatum";
    private static final String RECORDED_AT = "recordedAt";

    private WireEvents() {}

    static Event of(LogRow row) {
        return Event.newBuilder()
                .setMessageIdentifier(row.eventId().toString())
                .setAggregateType(row.streamType())
                .setAggregateIdentifier(row.stream().toString())
                .setAggregateSequenceNumber(row.sequence())
                .setTimestamp(row.recordedAt().toEpochMilli())
                .setPayload(object(row.type(), Integer.toString(row.revision()), row.payload()))
                .putMetaData(
                        METADATA,
                        MetaDataValue.newBuilder()
                                .setBytesValue(object(METADATA, "1", row.metadata()))
                                .build())
                .putMetaData(
                        RECORDED_AT,
                        MetaDataValue.newBuilder()
                                .setNumberValue(ChronoUnit.MICROS.between(Instant.EPOCH, row.recordedAt()))
                                .build())
                .build();
    }

    private static SerializedObject object(String type, String revision, byte[] data) {
        return SerializedObject.newBuilder()
                .setType(type)
                .setRevision(revision)
                .setData(ByteString.copyFrom(data))
                .build();
    }

    /** @throws IllegalArgumentException when it was not recorded by this product */
    static LogRow row(Event event) {
        MetaDataValue metadata = event.getMetaDataMap().get(METADATA);
        MetaDataValue recordedAt = event.getMetaDataMap().get(RECORDED_AT);
        if (metadata == null || !metadata.hasBytesValue() || recordedAt == null || !recordedAt.hasNumberValue()) {
            throw new IllegalArgumentException("the event " + event.getMessageIdentifier() + ", "
                    + event.getPayload().getType() + ", was not recorded by Relatum");
        }
        return new LogRow(
                event.getAggregateType(),
                UUID.fromString(event.getAggregateIdentifier()),
                event.getAggregateSequenceNumber(),
                UUID.fromString(event.getMessageIdentifier()),
                event.getPayload().getType(),
                Integer.parseInt(event.getPayload().getRevision()),
                Instant.EPOCH.plus(recordedAt.getNumberValue(), ChronoUnit.MICROS),
                event.getPayload().getData().toByteArray(),
                metadata.getBytesValue().getData().toByteArray());
    }
}
