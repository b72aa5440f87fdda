package org.relatum.projection.store.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Spacing;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Rows of read models on PostgreSQL. All writing is done on the connection that holds the lease. Commits don't wait for
 * the disk: rows and position are in one transaction, so that a crash takes back both or none.
 *
 * <p>Writes are gathered and sent when they are committed: while a transaction that has written is open, no later event gets a
 * position, so it must not wait for folding.
 */
public final class PostgresProjectionStore implements ProjectionStore {
    /** Whoever holds it writes rows of read models, and nothing else, on the connection that holds it. */
    static final String LEASE = "live-engine";

    private final DataSource database;
    private final StateCodec codec;
    private final ReferenceSource references;
    private final RowReader rows;
    private final Schema schema;
    private final String notParked;
    private final Predicate<String> kept;

    public PostgresProjectionStore(DataSource database, StateCodec codec, ReferenceSource references) {
        this(database, codec, references, table -> true);
    }

    /** @param kept tables that are written; the others are there and empty */
    public PostgresProjectionStore(
            DataSource database, StateCodec codec, ReferenceSource references, Predicate<String> kept) {
        this(database, codec, references, kept, Schema.SERVED);
    }

    PostgresProjectionStore(DataSource database, StateCodec codec, ReferenceSource references, Schema schema) {
        this(database, codec, references, table -> true, schema);
    }

    private PostgresProjectionStore(
            DataSource database, StateCodec codec, ReferenceSource references, Predicate<String> kept, Schema schema) {
        this.kept = kept;
        this.database = database;
        this.codec = codec;
        this.references = references;
        this.rows = new RowReader(codec, references, schema);
        this.schema = schema;
        this.notParked =
                "not exists (select from " + schema.parked() + " p where p.projection = ? and p.customer = r.customer)";
    }

    @Override
    public void prepare() {
        perform("make the tables of the read models", () -> {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                Tables.create(connection, kept);
                connection.commit();
            }
        });
    }

    @Override
    public Map<String, Long> positions() {
        return attempt("read how far projections are", () -> {
            try (Connection connection = database.getConnection()) {
                Map<String, Long> positions = new HashMap<>();
                tables(connection).forEach(table -> positions.put(table, 0L));
                new Sql("select projection, position from " + schema.projections())
                        .list(connection, row -> Map.entry(row.getString(1), row.getLong(2)))
                        .forEach(reached -> positions.replace(reached.getKey(), reached.getValue()));
                return positions;
            }
        });
    }

    private Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = Tables.present(connection, schema);
        tables.removeIf(kept.negate());
        return tables;
    }

    @Override
    public void requestRetry(UUID customer) {
        perform("ask for a parked customer to be folded again", () -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement update = connection.prepareStatement(
                            "update " + schema.parked() + " set retry = true where customer = ?")) {
                update.setObject(1, customer);
                update.executeUpdate();
            }
        });
    }

    @Override
    public Optional<Writer> tryLease() {
        try {
            return Lease.tryTake(database, LEASE).map(this::writer);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("take the lease of the live engine", e);
        }
    }

    /** Writes on the connection of a lease. */
    Writer writer(Lease lease) {
        return new PostgresWriter(lease);
    }

    private String rows(String table) {
        return schema.rows() + "." + table;
    }

    /** Work with the database whose failure is reported as that of a named task. */
    @FunctionalInterface
    private interface Task<T> {
        T run() throws SQLException;
    }

    private static <T> T attempt(String name, Task<T> task) {
        try {
            return task.run();
        } catch (SQLException e) {
            throw PostgresEventLog.failure(name, e);
        }
    }

    /** A {@link Task} without a result. */
    @FunctionalInterface
    private interface Action {
        void run() throws SQLException;
    }

    private static void perform(String name, Action action) {
        try {
            action.run();
        } catch (SQLException e) {
            throw PostgresEventLog.failure(name, e);
        }
    }

    private final class PostgresWriter implements Writer {
        private final Lease lease;
        private final Connection connection;
        private final List<Action> pending = new ArrayList<>();
        private final Map<String, Long> positions = new LinkedHashMap<>();
        private final RowChanges changes = new RowChanges();
        private final ExecutorService sender = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("live-writer").factory());
        private @Nullable Future<?> sending;

        PostgresWriter(Lease lease) {
            this.lease = lease;
            this.connection = lease.connection();
        }

        @Override
        public Set<String> tables() {
            return attempt("look which tables there are", () -> PostgresProjectionStore.this.tables(connection));
        }

        @Override
        public boolean swap(Set<String> tables, UUID rebuild, Instant now) {
            return attempt("have built tables change places", () -> new Swap(connection).tryTo(tables, rebuild, now));
        }

        @Override
        public long position(String table) {
            return attempt("read a projection's position", () -> {
                try (PreparedStatement query = connection.prepareStatement(
                        "select position from " + schema.projections() + " where projection = ?")) {
                    query.setString(1, table);
                    try (ResultSet row = query.executeQuery()) {
                        return row.next() ? row.getLong(1) : 0L;
                    }
                }
            });
        }

        @Override
        public Collection<UUID> retries() {
            return attempt("read who is to be folded again", () -> {
                try (Connection reading = database.getConnection();
                        PreparedStatement query = reading.prepareStatement(
                                "select distinct customer from " + schema.parked() + " where retry")) {
                    return uuids(query);
                }
            });
        }

        @Override
        public Collection<UUID> parked(String table) {
            return attempt("read who is parked", () -> {
                try (PreparedStatement query = connection.prepareStatement(
                        "select customer from " + schema.parked() + " where projection = ?")) {
                    query.setString(1, table);
                    return uuids(query);
                }
            });
        }

        @Override
        public <S, V, D> Map<UUID, CustomerRow<S, D>> load(ReadModel<S, V, D> model, Collection<UUID> customers) {
            if (customers.isEmpty()) {
                return Map.of();
            }
            return attempt("load rows", () -> {
                try (Connection reading = database.getConnection()) {
                    return rows.load(reading, model, customers);
                }
            });
        }

        @Override
        public <S, V, D> List<CustomerRow<S, D>> loadAfter(ReadModel<S, V, D> model, UUID customer, int limit) {
            return attempt("load rows", () -> {
                try (Connection reading = database.getConnection()) {
                    return rows.loadAfter(reading, model, customer, limit);
                }
            });
        }

        @Override
        public Instant renderedTo(String table) {
            return attempt("read what a projection follows", () -> RowReader.renderedTo(connection, schema, table));
        }

        @Override
        public void rendering(String table, Instant at, long customers) {
            update(
                    "update " + schema.projections()
                            + " set rendering_at = ?, rendered_customers = ? where projection = ?",
                    at.atOffset(ZoneOffset.UTC),
                    customers,
                    table);
        }

        @Override
        public void rendered(String table, Instant to) {
            update(
                    "insert into " + schema.projections() + " (projection, position, rendered_to) values (?, 0, ?)"
                            + " on conflict (projection) do update set rendered_to = excluded.rendered_to,"
                            + " rendering_at = null, rendered_customers = null",
                    table,
                    to.atOffset(ZoneOffset.UTC));
        }

        @Override
        public List<UUID> due(String table, Instant now, int limit) {
            return attempt("look for changes by time", () -> {
                try (Connection reading = database.getConnection();
                        PreparedStatement query = reading.prepareStatement(
                                "select customer from " + rows(table) + " r where next_change_at <= ? and " + notParked
                                        + " order by next_change_at limit ?")) {
                    query.setObject(1, now.atOffset(ZoneOffset.UTC));
                    query.setString(2, table);
                    query.setInt(3, limit);
                    return uuids(query);
                }
            });
        }

        @Override
        public Optional<Instant> nextDue(String table) {
            return attempt("look for the next change by time", () -> {
                try (Connection reading = database.getConnection();
                        PreparedStatement query = reading.prepareStatement("select next_change_at from "
                                + rows(table) + " r where next_change_at is not null and " + notParked
                                + " order by next_change_at limit 1")) {
                    query.setString(1, table);
                    try (ResultSet row = query.executeQuery()) {
                        return row.next() ? Optional.of(RowReader.instant(row, 1)) : Optional.empty();
                    }
                }
            });
        }

        @Override
        public Map<UUID, Instant> horizonsFrom(String table, Instant from) {
            return attempt("look for rows that were decided already", () -> {
                try (Connection reading = database.getConnection();
                        PreparedStatement query = reading.prepareStatement(
                                "select customer, horizon from " + rows(table) + " where horizon >= ?")) {
                    query.setObject(1, from.atOffset(ZoneOffset.UTC));
                    Map<UUID, Instant> horizons = new HashMap<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            horizons.put(row.getObject(1, UUID.class), RowReader.instant(row, 2));
                        }
                    }
                    return horizons;
                }
            });
        }

        @Override
        public <S, V, D> Map<UUID, String> write(ReadModel<S, V, D> model, Collection<CustomerUpdate<S, D>> updates) {
            if (!updates.isEmpty()) {
                if (schema.equals(Schema.SERVED)) {
                    changes.add(
                            model.projection().name(),
                            updates.stream().map(u -> u.row().customer()).toList());
                }
                writeRows(model, updates);
                writeIntervals(model, updates);
                writeCheckpoints(model, updates);
            }
            return Map.of();
        }

        private <S, V, D> void writeRows(ReadModel<S, V, D> model, Collection<CustomerUpdate<S, D>> updates) {
            Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
            Bulk bulk = new Bulk(updates.size());
            for (CustomerUpdate<S, D> update : updates) {
                RowFields.row(model, folder, update.row(), codec, bulk.row());
            }
            pending.add(() -> bulk.upsert(connection, rows(model.table()), List.of("customer")));
        }

        private <S, D> void writeCheckpoints(ReadModel<?, ?, ?> model, Collection<CustomerUpdate<S, D>> updates) {
            String table = rows(model.table()) + "_checkpoints";
            List<CustomerUpdate<S, D>> stale =
                    updates.stream().filter(u -> u.staleFrom() != null).toList();
            if (!stale.isEmpty()) {
                pending.add(() -> deleteStale(table, stale));
            }
            Bulk bulk = new Bulk(updates.size());
            Set<UUID> customers = new HashSet<>();
            for (CustomerUpdate<S, D> update : updates) {
                for (Checkpoint<S> checkpoint : update.checkpoints()) {
                    customers.add(update.row().customer());
                    RowFields.checkpoint(update.row().customer(), checkpoint, codec, bulk.row());
                }
            }
            pending.add(() -> {
                bulk.upsert(
                        connection, table, List.of("customer", "last_occurred_at", "last_recorded_at", "last_stream"));
                thinOut(table, customers);
            });
        }

        private <S, D> void deleteStale(String table, List<CustomerUpdate<S, D>> stale) throws SQLException {
            try (PreparedStatement delete = connection.prepareStatement("delete from " + table
                    + " c using unnest(?::uuid[], ?::timestamptz[]) as s(customer, stale_from)"
                    + " where c.customer = s.customer and c.last_occurred_at >= s.stale_from")) {
                delete.setArray(
                        1,
                        connection.createArrayOf(
                                "uuid",
                                stale.stream().map(u -> u.row().customer()).toArray()));
                delete.setArray(
                        2,
                        connection.createArrayOf(
                                "timestamptz",
                                stale.stream()
                                        .map(u -> Instant.MIN.equals(u.staleFrom())
                                                ? "-infinity"
                                                : String.valueOf(u.staleFrom()))
                                        .toArray()));
                delete.executeUpdate();
            }
        }

        /** Deletes the checkpoints that {@link Spacing} doesn't want any more. */
        private void thinOut(String table, Set<UUID> customers) throws SQLException {
            if (customers.isEmpty()) {
                return;
            }
            List<Object> surplus = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "select array_agg(floor order by floor, ctid), array_agg(ctid::text order by floor, ctid) from "
                            + table + " where customer = any(?) group by customer having count(*) > 1")) {
                query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        long[] floors = Stream.of((Long[]) row.getArray(1).getArray())
                                .mapToLong(Long::longValue)
                                .toArray();
                        Object[] places = (Object[]) row.getArray(2).getArray();
                        BitSet kept = Spacing.kept(floors);
                        for (int i = kept.nextClearBit(0); i < floors.length; i = kept.nextClearBit(i + 1)) {
                            surplus.add(places[i]);
                        }
                    }
                }
            }
            if (!surplus.isEmpty()) {
                try (PreparedStatement delete =
                        connection.prepareStatement("delete from " + table + " where ctid = any(?::tid[])")) {
                    delete.setArray(1, connection.createArrayOf("text", surplus.toArray()));
                    delete.executeUpdate();
                }
            }
        }

        @Override
        public <S, V, D> Map<UUID, Checkpoint<S>> checkpoints(ReadModel<S, V, D> model, Map<UUID, Instant> before) {
            return attempt("load checkpoints", () -> {
                try (Connection reading = database.getConnection()) {
                    return rows.checkpoints(reading, model, before);
                }
            });
        }

        @Override
        public <S, V, D> Map<UUID, List<Interval<D>>> tails(ReadModel<S, V, D> model, Map<UUID, Instant> from) {
            return attempt("load the ends of histories", () -> {
                try (Connection reading = database.getConnection()) {
                    return rows.tails(reading, model, from);
                }
            });
        }

        private <S, V, D> void writeIntervals(ReadModel<S, V, D> model, Collection<CustomerUpdate<S, D>> updates) {
            String table = rows(model.table()) + "_intervals";
            List<UUID> replaced = updates.stream()
                    .filter(u -> u.before() != CustomerUpdate.Before.KEPT)
                    .map(u -> u.row().customer())
                    .toList();
            if (!replaced.isEmpty()) {
                pending.add(() -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from " + table + " where customer = any(?)")) {
                        delete.setArray(1, connection.createArrayOf("uuid", replaced.toArray()));
                        delete.executeUpdate();
                    }
                });
            }
            Bulk bulk = new Bulk(updates.size());
            for (CustomerUpdate<S, D> update : updates) {
                for (Interval<D> interval : update.intervals()) {
                    RowFields.interval(model, update.row().customer(), interval, bulk.row());
                }
            }
            pending.add(
                    () -> bulk.upsert(connection, table, List.of("customer", "key", "valid_from", "recorded_from")));
        }

        @Override
        public Map<UUID, KpiRow> loadKpi(Collection<UUID> customers) {
            if (customers.isEmpty()) {
                return Map.of();
            }
            return attempt("load rows of key figures", () -> {
                try (Connection reading = database.getConnection()) {
                    return KpiTables.rows(reading, schema, codec, customers);
                }
            });
        }

        @Override
        public List<KpiRow> loadKpiAfter(UUID customer, int limit) {
            return attempt("load rows of key figures", () -> {
                try (Connection reading = database.getConnection()) {
                    return KpiTables.rowsAfter(reading, schema, codec, customer, limit);
                }
            });
        }

        @Override
        public void write(Collection<KpiRow> kpis, Map<Cells.Cell, Cells.Sums> cells, Set<KpiDay> days) {
            if (!kpis.isEmpty()) {
                Bulk bulk = new Bulk(kpis.size());
                for (KpiRow row : kpis) {
                    RowFields.row(row, codec, bulk.row());
                }
                pending.add(() -> bulk.upsert(connection, rows(KpiRow.TABLE), List.of("customer")));
            }
            if (!cells.isEmpty()) {
                pending.add(() -> KpiTables.add(connection, schema, cells));
            }
            if (!days.isEmpty()) {
                pending.add(() -> KpiTables.addDays(connection, schema, days));
            }
        }

        @Override
        public void append(List<TimelineEntry> entries) {
            if (entries.isEmpty()) {
                return;
            }
            CopyText text = new CopyText();
            for (TimelineEntry entry : entries) {
                for (Column<TimelineEntry> column : TimelineEntry.COLUMNS) {
                    text.value(column.value().apply(entry));
                }
                text.endRow();
            }
            pending.add(() -> {
                CopyIn copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + rows(TimelineEntry.TABLE) + " (" + Tables.names(TimelineEntry.COLUMNS)
                                + ") from stdin");
                text.sendTo(copy);
                copy.endCopy();
            });
        }

        @Override
        public void clearTimeline(UUID customer) {
            update("delete from " + rows(TimelineEntry.TABLE) + " where customer = ?", customer);
        }

        @Override
        public void park(String table, Parked parked) {
            update(
                    "insert into " + schema.parked()
                            + " (projection, customer, position, error, parked_at) values (?, ?, ?, ?, ?) on conflict"
                            + " (projection, customer) do update set position = excluded.position, error ="
                            + " excluded.error, parked_at = excluded.parked_at, retry = false",
                    table,
                    parked.customer(),
                    parked.position(),
                    parked.error(),
                    parked.parkedAt().atOffset(ZoneOffset.UTC));
        }

        @Override
        public void unpark(String table, UUID customer) {
            update("delete from " + schema.parked() + " where projection = ? and customer = ?", table, customer);
        }

        @Override
        public void advance(String table, long position, UUID event) {
            positions.put(table, position);
        }

        private void update(String sql, Object... parameters) {
            pending.add(() -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    for (int i = 0; i < parameters.length; i++) {
                        statement.setObject(i + 1, parameters[i]);
                    }
                    statement.executeUpdate();
                }
            });
        }

        private void writePositions(Map<String, Long> reached) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into " + schema.projections() + " (projection, position)"
                            + " select * from unnest(?::text[], ?::bigint[]) on conflict (projection)"
                            + " do update set position = excluded.position, updated_at = clock_timestamp()")) {
                statement.setArray(
                        1, connection.createArrayOf("text", reached.keySet().toArray()));
                statement.setArray(
                        2, connection.createArrayOf("bigint", reached.values().toArray()));
                statement.executeUpdate();
            }
        }

        @Override
        public void commit(Runnable afterwards) {
            List<Action> actions = new ArrayList<>(pending);
            if (!positions.isEmpty()) {
                Map<String, Long> reached = Map.copyOf(positions);
                actions.add(() -> writePositions(reached));
            }
            actions.addAll(changes.taken().stream()
                    .map(change -> (Action) () -> change.note(connection))
                    .toList());
            pending.clear();
            positions.clear();
            await();
            sending = sender.submit(() -> {
                perform("write rows", () -> {
                    for (Action action : actions) {
                        action.run();
                    }
                    connection.commit();
                });
                afterwards.run();
            });
        }

        @Override
        public void await() {
            Future<?> before = sending;
            sending = null;
            if (before == null) {
                return;
            }
            try {
                before.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while rows are being written", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("rows were not written", e.getCause());
            }
        }

        /** The connection is given back when nothing is being sent on it any more. */
        @Override
        public void close() {
            sender.close();
            perform("give back the lease of the live engine", () -> {
                lease.close();
            });
        }
    }

    private static List<UUID> uuids(PreparedStatement query) throws SQLException {
        List<UUID> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(row.getObject(1, UUID.class));
            }
        }
        return found;
    }

    /** Rows gathered column by column and written in one statement. */
    private static final class Bulk implements RowFields.Sink {
        private final int expected;
        private final Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        private final Map<String, String> types = new HashMap<>();
        private int size;

        Bulk(int expected) {
            this.expected = expected;
        }

        Bulk row() {
            size++;
            return this;
        }

        @Override
        public void add(String name, String type, @Nullable Object value) {
            types.putIfAbsent(name, type);
            columns.computeIfAbsent(name, n -> new ArrayList<>(expected))
                    .add(value instanceof Enum<?> e ? e.name() : value);
        }

        void upsert(Connection connection, String table, List<String> key) throws SQLException {
            if (size == 0) {
                return;
            }
            Set<String> keys = new HashSet<>(key);
            String names = String.join(", ", columns.keySet());
            String arrays = columns.keySet().stream()
                    .map(n -> "?::" + types.get(n) + "[]")
                    .collect(Collectors.joining(", "));
            String assignments = columns.keySet().stream()
                    .filter(n -> !keys.contains(n))
                    .map(n -> n + " = excluded." + n)
                    .collect(Collectors.joining(", "));
            String sql = "insert into " + table + " (" + names + ") select * from unnest(" + arrays + ") on conflict ("
                    + String.join(", ", key) + ") do update set " + assignments;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int index = 1;
                for (Map.Entry<String, List<@Nullable Object>> column : columns.entrySet()) {
                    statement.setArray(
                            index++,
                            connection.createArrayOf(
                                    types.getOrDefault(column.getKey(), "text"), array(column.getValue())));
                }
                statement.executeUpdate();
            }
        }

        private static Object[] array(List<@Nullable Object> values) {
            boolean bytes = values.getFirst() instanceof byte[];
            return bytes ? values.toArray(byte[][]::new) : values.toArray();
        }
    }

    /** Text format of COPY. */
    private static final class CopyText {
        private final StringBuilder text = new StringBuilder();
        private boolean first = true;

        void value(@Nullable Object value) {
            if (!first) {
                text.append('\t');
            }
            first = false;
            if (value == null) {
                text.append("\\N");
            } else if (value instanceof String s) {
                escaped(s);
            } else {
                text.append(value);
            }
        }

        private void escaped(String s) {
            for (int i = 0; i < s.length(); i++) {
                char c = s.charAt(i);
                switch (c) {
                    case '\\' -> text.append("\\\\");
                    case '\t' -> text.append("\\t");
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    default -> text.append(c);
                }
            }
        }

        void endRow() {
            text.append('\n');
            first = true;
        }

        void sendTo(CopyIn copy) throws SQLException {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
        }
    }
}
