package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.CustomerHistory;
import org.relatum.projection.engine.CustomerPast;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.PartSums;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.timeline.TimelineEntry;

/** Reads rows of read models on PostgreSQL. */
public final class PostgresRowStore implements RowStore {
    private final DataSource database;
    private final RowReader reader;
    private final StateCodec codec;

    public PostgresRowStore(DataSource database, StateCodec codec, ReferenceSource references) {
        this.database = database;
        this.codec = codec;
        this.reader = new RowReader(codec, references, Schema.SERVED);
    }

    @Override
    public <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers) {
        try (Connection connection = database.getConnection()) {
            return reader.load(connection, model, customers);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read rows", e);
        }
    }

    @Override
    public <S, V, D> Optional<CustomerHistory<S, D>> history(ReadModel<S, V, D> model, UUID customer) {
        String rows = "read." + model.table();
        OneMoment moment = new OneMoment(List.of(rows, rows + "_intervals"));
        List<CustomerRow<S, D>> row = reader.row(moment, model, customer);
        List<Interval<D>> intervals = reader.intervals(moment, model, customer);
        moment.answer(database, "read a history");
        return row.stream().findFirst().map(found -> new CustomerHistory<>(found, intervals));
    }

    @Override
    public <S, V, D> Optional<CustomerPast<S, D>> past(
            ReadModel<S, V, D> model, UUID customer, Instant asOf, Instant knownAt) {
        String rows = "read." + model.table();
        OneMoment moment = new OneMoment(List.of(rows, rows + "_intervals", rows + "_checkpoints"));
        List<Checkpoint<S>> base = reader.checkpoint(moment, model, customer, asOf, knownAt);
        List<RowReader.Reach<S, D>> reach = reader.reach(moment, model, customer, knownAt);
        List<Interval<D>> intervals = reader.intervalsKnownAt(moment, model, customer, asOf, knownAt);
        moment.answer(database, "read a past");
        return reach.stream()
                .findFirst()
                .map(row -> new CustomerPast<>(
                        row.version(), row.folded(), base.isEmpty() ? null : base.getFirst(), intervals));
    }

    @Override
    public long containedVersion(UUID customer) {
        long contained = Long.MAX_VALUE;
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            contained = Math.min(
                    contained,
                    new Sql("select version from read." + model.table())
                                    .add(" where customer = ?", customer)
                                    .list(database, "read a version", row -> row.getLong(1))
                                    .stream()
                                    .findFirst()
                                    .orElse(0L));
        }
        return contained;
    }

    @Override
    public List<Parked> parked() {
        try (Connection connection = database.getConnection()) {
            return parked(connection);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read who is parked", e);
        }
    }

    private static List<Parked> parked(Connection connection) throws SQLException {
        List<Parked> parked = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select projection, customer, position, error,"
                        + " parked_at from control.parked order by projection, customer");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                parked.add(new Parked(
                        row.getString(1),
                        row.getObject(2, UUID.class),
                        row.getLong(3),
                        row.getString(4),
                        RowReader.instant(row, 5)));
            }
        }
        return parked;
    }

    @Override
    public void inSnapshot(Consumer<Snapshot> work) {
        List<String> tables = Tables.ALL.stream()
                .flatMap(unit -> unit.names().stream())
                .map(name -> "read." + name)
                .toList();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement begin = connection.createStatement()) {
                begin.execute("set transaction isolation level repeatable read, read only; " + OneMoment.lock(tables));
                work.accept(new PostgresSnapshot(connection));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read a snapshot", e);
        }
    }

    private final class PostgresSnapshot implements Snapshot {
        private final Connection connection;

        PostgresSnapshot(Connection connection) {
            this.connection = connection;
        }

        @Override
        public long position(String table) {
            try (PreparedStatement query =
                    connection.prepareStatement("select position from control.projections where projection = ?")) {
                query.setString(1, table);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0;
                }
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read a projection's position", e);
            }
        }

        @Override
        public List<Parked> parked() {
            try {
                return PostgresRowStore.parked(connection);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read who is parked", e);
            }
        }

        @Override
        public List<UUID> customersAfter(UUID customer, int limit) {
            return uuids(
                    "list customers",
                    "select stream from log.events where stream > ? and sequence = 0 and stream_type = 'customer'"
                            + " order by stream limit ?",
                    customer,
                    limit);
        }

        @Override
        public <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers) {
            try {
                return reader.load(connection, model, customers);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read rows", e);
            }
        }

        @Override
        public <S, V, D> Map<UUID, List<Interval<D>>> intervals(ReadModel<S, V, D> model, Collection<UUID> customers) {
            try {
                return reader.intervals(connection, model, customers, false);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read intervals", e);
            }
        }

        @Override
        public Map<UUID, KpiRow> kpis(Collection<UUID> customers) {
            try {
                return KpiTables.rows(connection, Schema.SERVED, codec, customers);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read rows of key figures", e);
            }
        }

        @Override
        public List<KpiRow> kpisAfter(UUID customer, int limit) {
            try {
                return KpiTables.rowsAfter(connection, Schema.SERVED, codec, customer, limit);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read rows of key figures", e);
            }
        }

        @Override
        public List<KpiRow> kpisDue(Instant now, @Nullable KpiRow after, int limit) {
            try {
                return KpiTables.rowsDue(connection, Schema.SERVED, codec, now, after, limit);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read rows of key figures", e);
            }
        }

        @Override
        public List<UUID> kpisRecordedAfter(Instant instant, UUID customer, int limit) {
            return uuids(
                    "look for what was recorded later",
                    "select r.customer from read." + KpiRow.TABLE + " r join log.events e on e.stream = r.customer and"
                            + " e.sequence = r.version - 1 where e.recorded_at > ? and r.customer > ?"
                            + " order by r.customer limit ?",
                    instant.atOffset(ZoneOffset.UTC),
                    customer,
                    limit);
        }

        @Override
        public List<UUID> kpiCustomers(LocalDate from, LocalDate to, UUID customer, int limit) {
            return uuids(
                    "look for customers by day",
                    "select distinct customer from read." + KpiTables.DAYS
                            + " where day >= ? and day < ? and customer > ?" + " order by customer limit ?",
                    from,
                    to,
                    customer,
                    limit);
        }

        @Override
        public Instant renderedTo(String table) {
            try {
                return RowReader.renderedTo(connection, Schema.SERVED, table);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read what a projection follows", e);
            }
        }

        @Override
        public List<Map.Entry<Cells.Cell, Cells.Sums>> kpiCells(
                Set<KpiDimension> dimensions,
                PartSums.@Nullable Part part,
                LocalDate months,
                LocalDate days,
                LocalDate end) {
            try {
                return KpiTables.cells(connection, Schema.SERVED, dimensions, part, months, days, end);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read cells of key figures", e);
            }
        }

        @Override
        public Map<Cells.Cell, Cells.Sums> cells() {
            try {
                return KpiTables.cells(connection, Schema.SERVED);
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read cells of key figures", e);
            }
        }

        @Override
        public Map<UUID, Long> timelineEntries(Collection<UUID> customers) {
            Map<UUID, Long> entries = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement("select customer, count(*) from read."
                    + TimelineEntry.TABLE + " where customer = any(?) group by customer")) {
                query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        entries.put(row.getObject(1, UUID.class), row.getLong(2));
                    }
                }
            } catch (SQLException e) {
                throw PostgresEventLog.failure("count timeline entries", e);
            }
            return entries;
        }

        @Override
        public List<UUID> strangers(ReadModel<?, ?, ?> model, int limit) {
            return uuids(
                    "look for rows without events",
                    "select customer from read." + model.table() + " r where not exists (select from log.events e"
                            + " where e.stream = r.customer and e.sequence = 0) order by customer limit ?",
                    limit);
        }

        @Override
        public List<UUID> overdue(ReadModel<?, ?, ?> model, Instant before, int limit) {
            return uuids(
                    "look for overdue changes",
                    "select customer from read." + model.table()
                            + " where next_change_at < ? order by customer limit ?",
                    before.atOffset(ZoneOffset.UTC),
                    limit);
        }

        private List<UUID> uuids(String task, String sql, Object... parameters) {
            List<UUID> found = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    query.setObject(i + 1, parameters[i]);
                }
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getObject(1, UUID.class));
                    }
                }
            } catch (SQLException e) {
                throw PostgresEventLog.failure(task, e);
            }
            return found;
        }
    }
}
