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
    private static final String HEAD = "customer, version, position, horizon, next_change_at, since, open,"
            + " last_occurred_at, last_recorded_at, last_stream, last_sequence, first_occurred_at, ";
    private static final String COLUMNS = HEAD + "state";

    private static final String CHECKPOINT = "last_occurred_at, last_recorded_at, last_stream, last_sequence, floor,"
            + " next_sequence, known_from, state";

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

    /** Asks for a customer's row. */
    <S, V, D> List<CustomerRow<S, D>> row(OneMoment moment, ReadModel<S, V, D> model, UUID customer) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        return moment.ask(
                new Sql("select " + COLUMNS + " from " + rows(model)).add(" where customer = ?", customer),
                row -> read(row, model, folder));
    }

    private <S, V, D> CustomerRow<S, D> read(ResultSet row, ReadModel<S, V, D> model, Folder<S, V, D> folder)
            throws SQLException {
        S state = codec.decode(row.getBytes(13), model.state());
        Instant horizon = instant(row, 4);
        return new CustomerRow<>(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                new Folded<>(
                        state,
                        instant(row, 12),
                        new FactKey(instant(row, 8), instant(row, 9), row.getObject(10, UUID.class), row.getLong(11)),
                        horizon,
                        OpenIntervals.read(row.getString(7), folder.values(state, horizon)),
                        nullableInstant(row, 6),
                        nullableInstant(row, 5)));
    }

    /**
     * How far a customer's row is.
     *
     * @param folded the row where it is not as far as was asked for; else null
     */
    record Reach<S, D>(long version, @Nullable Folded<S, D> folded) {}

    /** Asks how far a customer's row is. Features of a long history take long to read: they are only where they are needed. */
    <S, V, D> List<Reach<S, D>> reach(OneMoment moment, ReadModel<S, V, D> model, UUID customer, Instant until) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        return moment.ask(
                new Sql("select " + HEAD)
                        .add("case when horizon < ? then state end", until)
                        .add(" from " + rows(model) + " where customer = ?", customer),
                row -> new Reach<>(
                        row.getLong(2),
                        instant(row, 4).isBefore(until)
                                ? read(row, model, folder).folded()
                                : null));
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

    /** Asks for a customer's intervals as they are known, by key in ascending order of valid time. */
    <S, V, D> List<Interval<D>> intervals(OneMoment moment, ReadModel<S, V, D> model, UUID customer) {
        return moment.ask(
                new Sql(intervalsOf(model))
                        .add(" where customer = ?", customer)
                        .add(" and recorded_to = 'infinity' order by key, valid_from"),
                row -> interval(row, model));
    }

    /** Asks for the intervals that began by an instant as they were known at another, by key in ascending order of valid time. */
    <S, V, D> List<Interval<D>> intervalsKnownAt(
            OneMoment moment, ReadModel<S, V, D> model, UUID customer, Instant begunBy, Instant knownAt) {
        return moment.ask(
                new Sql(intervalsOf(model))
                        .add(" where customer = ?", customer)
                        .add(" and valid_from <= ?", begunBy)
                        .add(" and recorded_from <= ? and recorded_to > ?", knownAt, knownAt)
                        .add(" order by key, valid_from"),
                row -> interval(row, model));
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
        try (PreparedStatement query = connection.prepareStatement("select c.customer, " + CHECKPOINT
                + " from unnest(?::uuid[], ?::timestamptz[]) as q(customer, before) join lateral (select * from "
                + rows(model) + "_checkpoints where customer = q.customer and last_occurred_at < q.before"
                + " order by last_occurred_at desc, last_recorded_at desc limit 1) c on true")) {
            setInstants(connection, query, before);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    checkpoints.put(row.getObject(1, UUID.class), checkpoint(row, model));
                }
            }
        }
        return checkpoints;
    }

    /** Asks for the latest checkpoint of a customer before an instant that contains only what was known at another. */
    <S, V, D> List<Checkpoint<S>> checkpoint(
            OneMoment moment, ReadModel<S, V, D> model, UUID customer, Instant before, Instant knownAt) {
        return moment.ask(
                new Sql("select customer, " + CHECKPOINT + " from " + rows(model) + "_checkpoints")
                        .add(" where customer = ?", customer)
                        .add(" and last_occurred_at < ?", before)
                        .add(" and known_from <= ?", knownAt)
                        .add(" order by last_occurred_at desc, last_recorded_at desc limit 1"),
                row -> checkpoint(row, model));
    }

    private <S, V, D> Checkpoint<S> checkpoint(ResultSet row, ReadModel<S, V, D> model) throws SQLException {
        return new Checkpoint<>(
                new FactKey(instant(row, 2), instant(row, 3), row.getObject(4, UUID.class), row.getLong(5)),
                row.getLong(6),
                row.getLong(7),
                instant(row, 8),
                codec.decode(row.getBytes(9), model.state()));
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
                        .add(interval(row, model));
            }
        }
        return intervals;
    }

    private static <D> Interval<D> interval(ResultSet row, ReadModel<?, ?, D> model) throws SQLException {
        return new Interval<>(
                row.getString(2),
                instant(row, 3),
                nullableInstant(row, 4),
                model.value().apply(column -> value(row, column)),
                instant(row, 5),
                nullableInstant(row, 6));
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
