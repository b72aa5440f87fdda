package org.relatum.command.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * An event as it is stored: a row of {@code log.events} without what the database gives it.
 *
 * @param streamType kind of the stream
 * @param sequence place in its stream, the first is 0
 * @param type stored name
 * @param revision revision it was written in
 * @param recordedAt in whole microseconds
 */
public record LogRow(
        String streamType,
        UUID stream,
        long sequence,
        UUID eventId,
        String type,
        int revision,
        Instant recordedAt,
        byte[] payload,
        byte[] metadata) {
    private static final String INSERT =
            "insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload,"
                    + " metadata) select stream_type, stream, sequence, event_id, type, revision, recorded_at, payload,"
                    + " metadata from unnest(?::text[], ?::uuid[], ?::bigint[], ?::uuid[], ?::text[], ?::int[],"
                    + " ?::timestamptz[], ?::bytea[], ?::bytea[]) with ordinality as e(stream_type, stream, sequence,"
                    + " event_id, type, revision, recorded_at, payload, metadata, place) order by place";

    /** Writes rows into {@code log.events}, in their order, with one statement. */
    public static void insert(Connection connection, List<LogRow> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            set(insert, 1, "text", rows, LogRow::streamType);
            set(insert, 2, "uuid", rows, LogRow::stream);
            set(insert, 3, "bigint", rows, LogRow::sequence);
            set(insert, 4, "uuid", rows, LogRow::eventId);
            set(insert, 5, "text", rows, LogRow::type);
            set(insert, 6, "int", rows, LogRow::revision);
            set(insert, 7, "timestamptz", rows, LogRow::recordedAt);
            setBytes(insert, 8, rows.stream().map(LogRow::payload).toArray(byte[][]::new));
            setBytes(insert, 9, rows.stream().map(LogRow::metadata).toArray(byte[][]::new));
            insert.executeUpdate();
        }
    }

    private static void set(
            PreparedStatement insert, int column, String type, List<LogRow> rows, Function<LogRow, Object> value)
            throws SQLException {
        insert.setArray(
                column,
                insert.getConnection()
                        .createArrayOf(type, rows.stream().map(value).toArray()));
    }

    private static void setBytes(PreparedStatement insert, int column, byte[][] values) throws SQLException {
        insert.setArray(column, insert.getConnection().createArrayOf("bytea", values));
    }
}
