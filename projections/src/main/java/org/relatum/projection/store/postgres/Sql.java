package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A query put together from pieces, each with its values. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Value> values = new ArrayList<>();

    /** Sets one parameter. */
    @FunctionalInterface
    private interface Value {
        void set(PreparedStatement query, int index) throws SQLException;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    Sql(String text) {
        this.text.append(text);
    }

    /** Text without parameters. */
    Sql add(String piece) {
        text.append(piece);
        return this;
    }

    /** Text with one parameter per value. */
    Sql add(String piece, Object... parameters) {
        text.append(piece);
        for (Object parameter : parameters) {
            Object value = parameter instanceof Instant instant ? timestamp(instant) : parameter;
            values.add((query, index) -> query.setObject(index, value));
        }
        return this;
    }

    /** Text with one parameter that is an array. */
    Sql addArray(String piece, String type, Collection<?> elements) {
        text.append(piece);
        Object[] array = elements.stream()
                .map(e -> e instanceof Enum<?> constant ? constant.name() : e)
                .toArray();
        values.add((query, index) -> query.setArray(index, query.getConnection().createArrayOf(type, array)));
        return this;
    }

    /** Adds {@code column = any(values)}, or nothing when every value is meant. */
    Sql addIn(String column, Collection<?> elements) {
        return elements.isEmpty() ? this : addArray(" and " + column + " = any(?)", "text", elements);
    }

    /** Adds a condition with one parameter, or nothing when there is no value. */
    Sql addIf(String condition, @Nullable Object value) {
        return value == null ? this : add(condition, value);
    }

    <T> List<T> list(DataSource database, String task, Row<T> reader) {
        try (Connection connection = database.getConnection()) {
            return list(connection, reader);
        } catch (SQLException e) {
            throw PostgresEventLog.failure(task, e);
        }
    }

    <T> List<T> list(Connection connection, Row<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(text.toString())) {
            set(query, 1);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
        }
        return rows;
    }

    String text() {
        return text.toString();
    }

    /** Sets the parameters from an index on, and returns the index behind them. */
    int set(PreparedStatement query, int from) throws SQLException {
        int index = from;
        for (Value value : values) {
            value.set(query, index++);
        }
        return index;
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
