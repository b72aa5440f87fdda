package org.relatum.command.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.store.GroupCommit.Row;
import org.relatum.events.DomainEvent;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventTypes;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Appends to and reads streams of {@code log.events}. All events of a unit of work go in with one statement; the unique (stream,
 * sequence) turns a lost race into a {@link ConcurrencyException}.
 *
 * <p>Only streams are read here. Reading the whole log in order is the business of the sequencer and the live engine: ordering by
 * index, or Axon's tracking token with its gap time-out, would lose events of transactions that commit late. The methods for
 * tracking therefore throw {@link UnsupportedOperationException}.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine, AutoCloseable {
    private static final String READ = "select stream_type, sequence, event_id, type, revision,"
            + " (extract(epoch from recorded_at) * 1000000)::bigint, payload, metadata"
            + " from log.events where stream = ? and sequence >= ? order by sequence";
    private static final String LAST_SEQUENCE = "select max(sequence) from log.events where stream = ?";
    private static final String READ_SNAPSHOT = "select sequence, type, payload from log.snapshots"
            + " where stream = ? and revision = ? order by sequence desc limit 1";
    private static final String WRITE_SNAPSHOT =
            "insert into log.snapshots (stream, sequence, type, revision, recorded_at, payload, metadata)"
                    + " values (?, ?, ?, ?, ?, ?, ?) on conflict (stream, sequence) do update"
                    + " set type = excluded.type, revision = excluded.revision, payload = excluded.payload";
    private static final String DELETE_SNAPSHOTS = "delete from log.snapshots where stream = ? and sequence < ?";

    /** unique_violation, serialization_failure, deadlock_detected. */
    private static final Set<String> LOST_RACE = Set.of("23505", "40001", "40P01");

    private static final byte[] NO_METADATA = "{}".getBytes(StandardCharsets.US_ASCII);

    private final DataSource dataSource;
    private final GroupCommit log;
    private final EventCodec codec;
    private final SnapshotForm snapshots;

    public PostgresEventStorageEngine(DataSource dataSource, EventCodec codec, SnapshotForm snapshots) {
        this.dataSource = dataSource;
        this.log = new GroupCommit(dataSource);
        this.codec = codec;
        this.snapshots = snapshots;
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (!events.isEmpty()) {
            log.append(events.stream().map(this::row).toList());
        }
    }

    private Row row(EventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> domain) || !(domain.getPayload() instanceof DomainEvent event)) {
            throw new IllegalArgumentException(message.getPayloadType() + " is no event of a stream");
        }
        UUID stream = UUID.fromString(domain.getAggregateIdentifier());
        return new Row(
                domain.getType(),
                stream,
                domain.getSequenceNumber(),
                UUID.fromString(domain.getIdentifier()),
                EventTypes.of(event),
                Recording.recordedAt(domain.getMetaData()),
                codec.encode(stream, event),
                codec.encodeMetadata(stream, Recording.metadata(domain.getMetaData())));
    }

    @Override
    public DomainEventStream readEvents(String stream, long firstSequence) {
        List<DomainEventMessage<?>> all = run("read", READ, read -> {
            read.setObject(1, UUID.fromString(stream));
            read.setLong(2, firstSequence);
            try (ResultSet rows = read.executeQuery()) {
                List<DomainEventMessage<?>> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(message(stream, rows));
                }
                return events;
            }
        });
        return DomainEventStream.of(all);
    }

    private DomainEventMessage<?> message(String stream, ResultSet row) throws SQLException {
        UUID id = UUID.fromString(stream);
        int column = 1;
        String streamType = row.getString(column++);
        long sequence = row.getLong(column++);
        String eventId = row.getString(column++);
        String type = row.getString(column++);
        int revision = row.getInt(column++);
        Instant recordedAt = Instant.EPOCH.plus(row.getLong(column++), ChronoUnit.MICROS);
        DomainEvent event = codec.decode(id, type, revision, row.getBytes(column++));
        var metaData = Recording.of(codec.decodeMetadata(id, row.getBytes(column)), recordedAt);
        return new GenericDomainEventMessage<>(
                streamType, stream, sequence, new GenericMessage<>(eventId, event, metaData), recordedAt);
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String stream) {
        return run("read", LAST_SEQUENCE, read -> {
            read.setObject(1, UUID.fromString(stream));
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                long last = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(last);
            }
        });
    }

    /** Stores a snapshot and deletes the stream's older ones. */
    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        UUID stream = UUID.fromString(snapshot.getAggregateIdentifier());
        run("write a snapshot of", WRITE_SNAPSHOT, write -> {
            write.setObject(1, stream);
            write.setLong(2, snapshot.getSequenceNumber());
            write.setString(3, snapshot.getType());
            write.setString(4, snapshots.revision());
            write.setObject(5, utc(snapshots.recordedAt(snapshot.getPayload())));
            write.setBytes(6, snapshots.write(snapshot.getPayload()));
            write.setBytes(7, NO_METADATA);
            return write.executeUpdate();
        });
        run("delete snapshots of", DELETE_SNAPSHOTS, delete -> {
            delete.setObject(1, stream);
            delete.setLong(2, snapshot.getSequenceNumber());
            return delete.executeUpdate();
        });
    }

    /** The newest snapshot that this version of the product can read. */
    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        return run("read a snapshot of", READ_SNAPSHOT, read -> {
            UUID id = UUID.fromString(stream);
            read.setObject(1, id);
            read.setString(2, snapshots.revision());
            try (ResultSet rows = read.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                String type = rows.getString(2);
                return Optional.of(new GenericDomainEventMessage<>(
                        type, stream, rows.getLong(1), snapshots.read(type, id, rows.getBytes(3))));
            }
        });
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        throw noTracking();
    }

    @Override
    public TrackingToken createTailToken() {
        throw noTracking();
    }

    @Override
    public TrackingToken createHeadToken() {
        throw noTracking();
    }

    @Override
    public TrackingToken createTokenAt(Instant dateTime) {
        throw noTracking();
    }

    private static UnsupportedOperationException noTracking() {
        return new UnsupportedOperationException(
                "the log is read in the order of its positions, by the live engine; an Axon tracking token would lose"
                        + " events");
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Whether the database refused a statement, so that certainly nothing of it was written. */
    static boolean isRefused(SQLException e) {
        return isLostRace(e) || state(e).startsWith("22") || state(e).startsWith("23");
    }

    private static boolean isLostRace(SQLException e) {
        return LOST_RACE.contains(state(e));
    }

    private static String state(SQLException e) {
        return Objects.requireNonNullElse(e.getSQLState(), "");
    }

    static RuntimeException failure(String what, SQLException e) {
        return isLostRace(e)
                ? new ConcurrencyException("another writer was faster", e)
                : new EventStoreException("can't " + what + " a stream", e);
    }

    /** Ends the writing of events. */
    @Override
    public void close() {
        log.close();
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String what, String sql, Work<T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw failure(what, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
