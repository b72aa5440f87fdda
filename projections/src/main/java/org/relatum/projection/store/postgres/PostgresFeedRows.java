package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.engine.ReadModel;

/** Current rows, column by column, and which of them changed: for passing them on to other systems. */
public final class PostgresFeedRows {
    private static final String UNDEFINED_TABLE = "42P01";

    private final DataSource database;

    public PostgresFeedRows(DataSource database) {
        this.database = database;
    }

    /** @param customers whose rows were written; null: those of everybody */
    public record Change(
            long number, String model, @Nullable List<UUID> customers) {}

    /** @param values by column, in the class that {@link Column.Type} names for its type */
    public record Row(
            UUID customer,
            long version,
            long position,
            @Nullable Instant since,
            Map<String, @Nullable Object> values) {}

    /** Number of the last change, 0 when there is none: those that were forgotten count, too. */
    public long lastChange() {
        return new Sql("select greatest((select coalesce(max(change), 0) from control.row_changes), (select coalesce("
                        + "max(rows_position), 0) from control.feed_shards))")
                .list(database, "read the last change of rows", row -> row.getLong(1))
                .getFirst();
    }

    /** Changes after one, in order. */
    public List<Change> changes(long after, int limit) {
        return new Sql("select change, model, customers from control.row_changes")
                .add(" where change > ? order by change limit ?", after, limit)
                .list(
                        database,
                        "read changes of rows",
                        row -> new Change(
                                row.getLong(1),
                                row.getString(2),
                                row.getArray(3) == null
                                        ? null
                                        : List.of((UUID[]) row.getArray(3).getArray())));
    }

    /** Forgets changes up to one. */
    public void forget(long upTo) {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("delete from control.row_changes where change <= ?")) {
            delete.setLong(1, upTo);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw PostgresEventLog.failure("forget changes of rows", e);
        }
    }

    /** The rows of some customers; one who has none is absent. Empty when there is no table of the read model yet. */
    public <V> Optional<List<Row>> rows(ReadModel<?, V, ?> model, Collection<UUID> customers) {
        Sql query = new Sql("select customer, version, position, since, " + Tables.names(model.columns()) + " from "
                        + Schema.SERVED.rows() + "." + model.table())
                .addArray(" where customer = any(?)", "uuid", customers);
        try (Connection connection = database.getConnection()) {
            return Optional.of(query.list(connection, row -> row(model.columns(), row)));
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw PostgresEventLog.failure("read rows", e);
        }
    }

    private static <V> Row row(List<Column<V>> columns, ResultSet row) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Column<V> column : columns) {
            values.put(
                    column.name(),
                    switch (column.type()) {
                        case TIMESTAMPTZ -> RowReader.nullableInstant(row, row.findColumn(column.name()));
                        case TEXT, BOOLEAN, INTEGER, BIGINT, NUMERIC, UUID -> row.getObject(column.name());
                    });
        }
        return new Row(
                row.getObject("customer", UUID.class),
                row.getLong("version"),
                row.getLong("position"),
                RowReader.nullableInstant(row, row.findColumn("since")),
                values);
    }

    /** Customers that were ever recorded, in ascending order, after one. */
    public List<UUID> customersAfter(UUID customer, int limit) {
        return new ArrayList<>(new Sql("select stream from log.events where sequence = 0 and stream_type = 'customer'")
                .add(" and stream > ? order by stream limit ?", customer, limit)
                .list(database, "list customers", row -> row.getObject(1, UUID.class)));
    }
}
