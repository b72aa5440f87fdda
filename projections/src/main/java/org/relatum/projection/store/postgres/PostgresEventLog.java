package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/**
 * The log on PostgreSQL, in the order that the {@link Sequencer} wrote down. Reads nothing else: an event without a position does
 * not exist yet.
 */
public final class PostgresEventLog implements EventLog {
    private static final SQLExceptionTranslator TRANSLATOR = new SQLStateSQLExceptionTranslator();
    /** Columns of an event, in the order that {@link #event} reads them after the position. */
    static final String EVENT = "e.stream_type, e.stream, e.sequence, e.event_id, e.type, e.revision,"
            + " e.recorded_at, e.payload, e.metadata";
    /** One index look-up per row whatever the planner believes of tables that were empty a moment ago. */
    private static final String READ = "select p.position, " + EVENT + " from (select position, event_index"
            + " from log.positions where position > ? order by position limit ?) p"
            + " join lateral (select * from log.events where event_index = p.event_index offset 0) e on true"
            + " order by p.position";

    private static final String STREAMS = "select p.position, " + EVENT
            + " from unnest(?::uuid[], ?::bigint[]) as q(stream, first) join lateral (select * from log.events where"
            + " stream = q.stream and sequence >= q.first offset 0) e on true join lateral (select position from"
            + " log.positions where event_index = e.event_index offset 0) p on true where p.position <= ? order by"
            + " e.stream, e.sequence";

    private static final String KNOWN = "select p.position, " + EVENT + " from (select * from log.events where"
            + " stream = ? and sequence >= ? order by sequence limit ?) e join lateral (select position from"
            + " log.positions where event_index = e.event_index offset 0) p on true where e.recorded_at <= ? and"
            + " p.position <= ? order by e.sequence";

    private final DataSource database;
    private final Sequencer sequencer;

    public PostgresEventLog(DataSource database, Sequencer sequencer) {
        this.database = database;
        this.sequencer = sequencer;
    }

    @Override
    public long head() {
        return sequencer.head();
    }

    @Override
    public List<StoredEvent> read(long after, int limit) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(READ)) {
            query.setLong(1, after);
            query.setInt(2, limit);
            return events(query);
        } catch (SQLException e) {
            throw failure("read the log", e);
        }
    }

    @Override
    public List<StoredEvent> streams(Map<UUID, Long> from, long upTo) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(STREAMS)) {
            query.setArray(1, connection.createArrayOf("uuid", from.keySet().toArray()));
            query.setArray(2, connection.createArrayOf("bigint", from.values().toArray()));
            query.setLong(3, upTo);
            return events(query);
        } catch (SQLException e) {
            throw failure("read streams", e);
        }
    }

    @Override
    public List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(KNOWN)) {
            query.setObject(1, stream);
            query.setLong(2, from);
            query.setInt(3, limit);
            query.setObject(4, knownAt.atOffset(ZoneOffset.UTC));
            query.setLong(5, upTo);
            return events(query);
        } catch (SQLException e) {
            throw failure("read a stream", e);
        }
    }

    @Override
    public boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
        return sequencer.awaitBeyond(position, timeout);
    }

    private static List<StoredEvent> events(PreparedStatement query) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                events.add(event(row));
            }
        }
        return events;
    }

    static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(1),
                row.getString(2),
                row.getObject(3, UUID.class),
                row.getLong(4),
                row.getObject(5, UUID.class),
                row.getString(6),
                row.getInt(7),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getBytes(9),
                row.getBytes(10));
    }

    static DataAccessException failure(String task, SQLException e) {
        DataAccessException translated = TRANSLATOR.translate(task, null, e);
        return translated != null ? translated : new UncategorizedSQLException(task, null, e);
    }
}
