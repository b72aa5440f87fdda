package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.reference.ReferenceSource;

/** Reads rows of read models back into what was folded. */
final class RowReader {
    private static final String COLUMNS = "customer, version, position, horizon, next_change_at, since, open,"
            + " last_occurred_at, last_recorded_at, last_stream, last_sequence, state, first_occurred_at";

    private final StateCodec codec;
    private final ReferenceSource references;
    private final Schema schema;

    RowReader(StateCodec codec, ReferenceSource references, Schema schema) {
        this.schema = schema;
        this.codec = codec;
        this.references = references;
    }

    <S, V, D> Map<UUID, CustomerRow<S, D>> load(
            Connection connection, ReadModel<S, V, D> model, Collection<UUID> customers) throws SQLException {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        Map<UUID, CustomerRow<S, D>> rows = new HashMap<>(customers.size() * 2);
        try (PreparedStatement query = connection.prepareStatement(
                "select " + COLUMNS + " from " + rows(model) + " where customer = any(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
            query.setFetchSize(0);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    CustomerRow<S, D> read = read(row, model, folder);
                    rows.put(read.customer(), read);
                }
            }
        }
        return rows;
    }

    <S, V, D> List<CustomerRow<S, D>> loadAfter(
            Connection connection, ReadModel<S, V, D> model, UUID customer, int limit) throws SQLException {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        List<CustomerRow<S, D>> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select " + COLUMNS + " from " + rows(model) + " where customer > ? order by customer limit ?")) {
            query.setObject(1, customer);
            query.setInt(2, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(read(row, model, folder));
                }
            }
        }
        return rows;
    }

    private <S, V, D> CustomerRow<S, D> read(ResultSet row, ReadModel<S, V, D> model, Folder<S, V, D> folder)
            throws SQLException {
        S state = codec.decode(row.getBytes(12), model.state());
        Instant horizon = instant(row, 4);
        return new CustomerRow<>(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                new Folded<>(
                        state,
                        instant(row, 13),
                        new FactKey(instant(row, 8), instant(row, 9), row.getObject(10, UUID.class), row.getLong(11)),
                        horizon,
                        OpenIntervals.read(row.getString(7), folder.values(state, horizon)),
                        nullableInstant(row, 6),
                        nullableInstant(row, 5)));
    }

    /** Intervals by customer, by key in ascending order of valid time. */
    <S, V, D> Map<UUID, List<Interval<D>>> intervals(
            Connection connection, ReadModel<S, V, D> model, Collection<UUID> customers, boolean currentOnly)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(intervalsOf(model) + " where customer = any(?)"
                + (currentOnly ? " and recorded_to = 'infinity'" : "")
                + " order by customer, key, valid_from, recorded_from")) {
            query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
            return intervals(query, model);
        }
    }

    /** What is known of the intervals that end at or after an instant and, of the others, the last to end, by customer. */
    <S, V, D> Map<UUID, List<Interval<D>>> tails(
            Connection connection, ReadModel<S, V, D> model, Map<UUID, Instant> from) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(intervalsOf(model)
                + " join unnest(?::uuid[], ?::timestamptz[]) as q(customer, since) using (customer)"
                + " where recorded_to = 'infinity' and valid_to >= coalesce((select max(valid_to) from "
                + rows(model) + "_intervals e where e.customer = q.customer and e.recorded_to = 'infinity'"
                + " and e.valid_to < q.since), q.since) order by customer, key, valid_from")) {
            setInstants(connection, query, from);
            return intervals(query, model);
        }
    }

    /** The latest checkpoint before an instant, by customer. */
    <S, V, D> Map<UUID, Checkpoint<S>> checkpoints(
            Connection connection, ReadModel<S, V, D> model, Map<UUID, Instant> before) throws SQLException {
        Map<UUID, Checkpoint<S>> checkpoints = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select c.customer, last_occurred_at,"
                + " last_recorded_at, last_stream, last_sequence, floor, next_sequence, state"
                + " from unnest(?::uuid[], ?::timestamptz[]) as q(customer, before) join lateral (select * from "
                + rows(model) + "_checkpoints where customer = q.customer and last_occurred_at < q.before"
                + " order by last_occurred_at desc, last_recorded_at desc limit 1) c on true")) {
            setInstants(connection, query, before);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    FactKey last =
                            new FactKey(instant(row, 2), instant(row, 3), row.getObject(4, UUID.class), row.getLong(5));
                    checkpoints.put(
                            row.getObject(1, UUID.class),
                            new Checkpoint<>(
                                    last,
                                    row.getLong(6),
                                    row.getLong(7),
                                    codec.decode(row.getBytes(8), model.state())));
                }
            }
        }
        return checkpoints;
    }

    private static void setInstants(Connection connection, PreparedStatement query, Map<UUID, Instant> instants)
            throws SQLException {
        query.setArray(1, connection.createArrayOf("uuid", instants.keySet().toArray()));
        query.setArray(
                2, connection.createArrayOf("timestamptz", instants.values().toArray()));
    }

    private String rows(ReadModel<?, ?, ?> model) {
        return schema.rows() + "." + model.table();
    }

    private String intervalsOf(ReadModel<?, ?, ?> model) {
        return "select customer, key, valid_from, " + finite("valid_to") + ", recorded_from, " + finite("recorded_to")
                + ", " + Tables.names(model.valueColumns()) + " from " + rows(model) + "_intervals";
    }

    private static <D> Map<UUID, List<Interval<D>>> intervals(PreparedStatement query, ReadModel<?, ?, D> model)
            throws SQLException {
        Map<UUID, List<Interval<D>>> intervals = new HashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                intervals
                        .computeIfAbsent(row.getObject(1, UUID.class), c -> new ArrayList<>())
                        .add(new Interval<>(
                                row.getString(2),
                                instant(row, 3),
                                nullableInstant(row, 4),
                                model.value().apply(column -> value(row, column)),
                                instant(row, 5),
                                nullableInstant(row, 6)));
            }
        }
        return intervals;
    }

    private static String finite(String column) {
        return "nullif(" + column + ", 'infinity')";
    }

    static @Nullable Object value(ResultSet row, String column) {
        try {
            Object value = row.getObject(column);
            return value instanceof Timestamp instant ? instant.toInstant() : value;
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read an interval", e);
        }
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Up to when a projection's rows were judged by what came into force. */
    static Instant renderedTo(Connection connection, Schema schema, String table) throws SQLException {
        return new Sql("select rendered_to from " + schema.projections())
                        .add(" where projection = ? and rendered_to is not null", table)
                        .list(connection, row -> instant(row, 1))
                        .stream()
                        .findFirst()
                        .orElse(Instant.MIN);
    }

    static @Nullable Instant nullableInstant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
