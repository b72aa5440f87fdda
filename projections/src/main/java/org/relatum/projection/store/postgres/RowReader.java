package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.reference.ReferenceTimeline;

/** Reads rows of read models back into what was folded. */
final class RowReader {
    private static final String COLUMNS = "customer, version, position, horizon, next_change_at, since, since_recorded,"
            + " last_occurred_at, last_recorded_at, last_stream, last_sequence, state";

    private final StateCodec codec;
    private final ReferenceTimeline timeline;

    RowReader(StateCodec codec, ReferenceTimeline timeline) {
        this.codec = codec;
        this.timeline = timeline;
    }

    <S, V, D> Map<UUID, CustomerRow<S, D>> load(
            Connection connection, ReadModel<S, V, D> model, Collection<UUID> customers) throws SQLException {
        Folder<S, V, D> folder = new Folder<>(model.projection(), timeline);
        Map<UUID, CustomerRow<S, D>> rows = new HashMap<>(customers.size() * 2);
        try (PreparedStatement query = connection.prepareStatement(
                "select " + COLUMNS + " from read." + model.table() + " where customer = any(?)")) {
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

    private <S, V, D> CustomerRow<S, D> read(ResultSet row, ReadModel<S, V, D> model, Folder<S, V, D> folder)
            throws SQLException {
        S state = codec.decode(row.getBytes(12), model.state());
        Instant horizon = instant(row, 4);
        D value = model.projection().discrete(folder.view(state, horizon));
        return new CustomerRow<>(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                new Folded<>(
                        state,
                        new FactKey(instant(row, 8), instant(row, 9), row.getObject(10, UUID.class), row.getLong(11)),
                        horizon,
                        new Interval<>(instant(row, 6), null, value, instant(row, 7), null),
                        nullableInstant(row, 5)));
    }

    /** Intervals by customer, in ascending order of valid time. */
    <S, V, D> Map<UUID, List<Interval<D>>> intervals(
            Connection connection, ReadModel<S, V, D> model, Collection<UUID> customers, boolean currentOnly)
            throws SQLException {
        Map<UUID, List<Interval<D>>> intervals = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select customer, valid_from, "
                + finite("valid_to") + ", recorded_from, " + finite("recorded_to") + ", "
                + Tables.names(model.valueColumns()) + " from read." + model.table() + "_intervals"
                + " where customer = any(?)" + (currentOnly ? " and recorded_to = 'infinity'" : "")
                + " order by customer, valid_from, recorded_from")) {
            query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    intervals
                            .computeIfAbsent(row.getObject(1, UUID.class), c -> new ArrayList<>())
                            .add(new Interval<>(
                                    instant(row, 2),
                                    nullableInstant(row, 3),
                                    model.value().apply(column -> value(row, column)),
                                    instant(row, 4),
                                    nullableInstant(row, 5)));
                }
            }
        }
        return intervals;
    }

    private static String finite(String column) {
        return "nullif(" + column + ", 'infinity')";
    }

    private static @Nullable Object value(ResultSet row, String column) {
        try {
            return row.getObject(column);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read an interval", e);
        }
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant nullableInstant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
