package org.relatum.command.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;

/**
 * Where streams are recorded, as Axon sees it: between messages and what is stored. Snapshots only save time; they are in the database
 * wherever the events are.
 *
 * <p>Only streams are read here. Reading the whole log in order is the business of the sequencer and the live engine: ordering by
 * index, or Axon's tracking token with its gap time-out, would lose events of transactions that commit late. The methods for
 * tracking therefore throw {@link UnsupportedOperationException}.
 */
public abstract class LogStorageEngine implements EventStorageEngine, AutoCloseable {
    private final EventCodec codec;
    private final PostgresSnapshots snapshots;

    /**
     * @param database has the snapshots
     * @param form how snapshots are stored
     */
    protected LogStorageEngine(DataSource database, EventCodec codec, SnapshotForm form) {
        this.codec = codec;
        this.snapshots = new PostgresSnapshots(database, form);
    }

    /**
     * Makes events durable, all of them or none, and returns then.
     *
     * @throws org.axonframework.modelling.command.ConcurrencyException when a stream has an event at one of these places already;
     *     none was recorded then
     * @throws org.axonframework.eventsourcing.eventstore.EventStoreException otherwise; whether they were recorded is open
     */
    protected abstract void append(List<LogRow> rows);

    /** The events of a stream from a sequence on, in its order. */
    protected abstract List<LogRow> read(UUID stream, long first);

    /** Sequence of the last event of a stream; empty when there is none. */
    protected abstract Optional<Long> last(UUID stream);

    @Override
    public final void appendEvents(List<? extends EventMessage<?>> events) {
        if (!events.isEmpty()) {
            append(events.stream().map(this::row).toList());
        }
    }

    private LogRow row(EventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> domain) || !(domain.getPayload() instanceof DomainEvent event)) {
            throw new IllegalArgumentException(message.getPayloadType() + " is no event of a stream");
        }
        UUID stream = UUID.fromString(domain.getAggregateIdentifier());
        EventType type = EventTypes.of(event);
        return new LogRow(
                domain.getType(),
                stream,
                domain.getSequenceNumber(),
                UUID.fromString(domain.getIdentifier()),
                type.name(),
                type.revision(),
                Recording.recordedAt(domain.getMetaData()),
                codec.encode(stream, event),
                codec.encodeMetadata(stream, Recording.metadata(domain.getMetaData())));
    }

    @Override
    public final DomainEventStream readEvents(String stream, long firstSequence) {
        List<LogRow> rows = read(UUID.fromString(stream), firstSequence);
        List<DomainEventMessage<?>> events = new ArrayList<>(rows.size());
        for (LogRow row : rows) {
            events.add(message(stream, row));
        }
        return DomainEventStream.of(events);
    }

    private DomainEventMessage<?> message(String stream, LogRow row) {
        DomainEvent event = codec.decode(row.stream(), row.type(), row.revision(), row.payload());
        var metaData = Recording.of(codec.decodeMetadata(row.stream(), row.metadata()), row.recordedAt());
        return new GenericDomainEventMessage<>(
                row.streamType(),
                stream,
                row.sequence(),
                new GenericMessage<>(row.eventId().toString(), event, metaData),
                row.recordedAt());
    }

    @Override
    public final Optional<Long> lastSequenceNumberFor(String stream) {
        return last(UUID.fromString(stream));
    }

    /** Stores a snapshot and deletes the stream's older ones. */
    @Override
    public final void storeSnapshot(DomainEventMessage<?> snapshot) {
        snapshots.store(snapshot);
    }

    /** The newest snapshot that this version of the product can read. */
    @Override
    public final Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        return snapshots.read(stream);
    }

    @Override
    public final Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        throw noTracking();
    }

    @Override
    public final TrackingToken createTailToken() {
        throw noTracking();
    }

    @Override
    public final TrackingToken createHeadToken() {
        throw noTracking();
    }

    @Override
    public final TrackingToken createTokenAt(Instant dateTime) {
        throw noTracking();
    }

    private static UnsupportedOperationException noTracking() {
        return new UnsupportedOperationException(
                "the log is read in the order of its positions, by the live engine; an Axon tracking token would lose"
                        + " events");
    }

    /** Ends the recording of events. */
    @Override
    public abstract void close();
}
