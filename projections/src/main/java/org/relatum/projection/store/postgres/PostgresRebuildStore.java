package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.ByteConverter;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.rebuild.Rebuild;
import org.relatum.projection.rebuild.Rebuild.Cause;
import org.relatum.projection.rebuild.Rebuild.State;
import org.relatum.projection.rebuild.RebuildStore;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.store.postgres.Tables.Table;
import org.relatum.projection.store.postgres.Tables.Unit;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Rebuilds on PostgreSQL. Tables are filled in schema build, without indexes, by COPY, and indexed afterwards. Whoever writes there does
 * it on a connection that holds a lease by which the {@link Sequencer} knows that its transactions write no events.
 */
public final class PostgresRebuildStore implements RebuildStore {
    /** Held by the one that rebuilds. */
    static final String LEASE = "rebuild";
    /** Shared by all connections on which it writes. */
    static final String ROWS_LEASE = "rebuild-rows";

    private static final String COLUMNS =
            "rebuild, tables, cause, state, requested_at, started_at, ended_at, settled_at,"
                    + " position, partitions, events_read, events_folded, customers, swap_millis, events_per_second,"
                    + " seconds_left, cancelling, error";
    private static final UUID NOT_READ = new UUID(0, 0);
    private static final byte[] NO_METADATA = {};
    private static final long EPOCH = Micros.of(Instant.parse("2000-01-01T00:00:00Z"));
    private static final int CELLS_AT_ONCE = 2_000;

    private final DataSource database;
    private final StateCodec codec;
    private final PostgresProjectionStore projections;

    public PostgresRebuildStore(DataSource database, StateCodec codec, ReferenceSource references) {
        this.database = database;
        this.codec = codec;
        this.projections = new PostgresProjectionStore(database, codec, references, Schema.BUILT);
    }

    @Override
    public Optional<Rebuild> request(Set<String> tables, Cause cause, Instant now) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into control.rebuilds (rebuild, tables,"
                        + " cause, state, requested_at) values (?, ?, ?, 'WAITING', ?) on conflict do nothing"
                        + " returning " + COLUMNS)) {
            insert.setObject(1, UUID.randomUUID());
            insert.setArray(2, connection.createArrayOf("text", tables.toArray()));
            insert.setString(3, cause.name());
            insert.setObject(4, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = insert.executeQuery()) {
                return row.next() ? Optional.of(rebuild(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw PostgresEventLog.failure("ask for a rebuild", e);
        }
    }

    private static Rebuild rebuild(ResultSet row) throws SQLException {
        return new Rebuild(
                row.getObject(1, UUID.class),
                new LinkedHashSet<>(Arrays.asList((String[]) row.getArray(2).getArray())),
                Cause.valueOf(row.getString(3)),
                State.valueOf(row.getString(4)),
                RowReader.instant(row, 5),
                RowReader.nullableInstant(row, 6),
                RowReader.nullableInstant(row, 7),
                RowReader.nullableInstant(row, 8),
                row.getObject(9, Long.class),
                row.getObject(10, Integer.class),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getObject(14, Long.class),
                row.getObject(15, Double.class),
                row.getObject(16, Double.class),
                row.getBoolean(17),
                row.getString(18));
    }

    private static Sql select() {
        return new Sql("select " + COLUMNS + " from control.rebuilds");
    }

    @Override
    public Optional<Rebuild> find(UUID rebuild) {
        return select()
                .add(" where rebuild = ?", rebuild)
                .list(database, "read a rebuild", PostgresRebuildStore::rebuild)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Rebuild> open() {
        return select()
                .add(" where ended_at is null")
                .list(database, "read a rebuild", PostgresRebuildStore::rebuild)
                .stream()
                .findFirst();
    }

    @Override
    public List<Rebuild> latest(int limit) {
        return select().add(" order by requested_at desc limit ?", limit)
                .list(database, "read rebuilds", PostgresRebuildStore::rebuild);
    }

    @Override
    public void cancel(UUID rebuild, Instant now) {
        // One that nobody works at ends at once.
        update(
                "cancel a rebuild",
                "update control.rebuilds set cancelling = true, state = case when state = 'WAITING' then 'CANCELLED'"
                        + " else state end, ended_at = case when state = 'WAITING' then ?::timestamptz end"
                        + " where rebuild = ? and ended_at is null",
                now.atOffset(ZoneOffset.UTC),
                rebuild);
    }

    private int update(String task, String sql, @Nullable Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw PostgresEventLog.failure(task, e);
        }
    }

    @Override
    public Set<String> missing() {
        try (Connection connection = database.getConnection()) {
            Set<String> missing = new LinkedHashSet<>();
            Tables.ALL.forEach(unit -> missing.add(unit.table()));
            missing.removeAll(Tables.present(connection, Schema.SERVED));
            return missing;
        } catch (SQLException e) {
            throw PostgresEventLog.failure("look which tables there are", e);
        }
    }

    @Override
    public void read(long after, long upTo, Consumer<StoredEvent> to) {
        try (Connection connection = database.getConnection()) {
            CopyOut copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (" + events(connection, after, upTo) + ") to stdout (format binary)");
            try {
                Map<String, String> types = new LinkedHashMap<>();
                boolean first = true;
                for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                    // The header comes with the first row, the trailer by itself.
                    Tuple tuple = new Tuple(row, first ? CopyRows.HEADER_LENGTH : 0);
                    first = false;
                    if (tuple.fields() > 0) {
                        to.accept(event(tuple, types));
                    }
                }
            } finally {
                // Whoever gets the connection next would wait for the rows that nobody takes any more; cancelling may
                // hit what is asked next.
                while (copy.isActive() && copy.readFromCopy() != null) {
                    continue;
                }
            }
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read the log", e);
        }
    }

    /** Both tables from one place on, each in its own order: nothing is looked up. */
    private static String events(Connection connection, long after, long upTo) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select coalesce(min(event_index), 0),"
                + " coalesce(max(event_index), 0) from log.positions where position > ? and position <= ?")) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return "select e.stream, p.position, e.sequence, e.type, e.revision, e.recorded_at, e.payload"
                        + " from log.positions p join log.events e using (event_index) where p.position > " + after
                        + " and p.position <= " + upTo + " and e.event_index between " + row.getLong(1) + " and "
                        + row.getLong(2) + " and e.stream_type = '" + EventSearch.CUSTOMER + "'";
            }
        }
    }

    private static StoredEvent event(Tuple tuple, Map<String, String> types) {
        UUID stream = tuple.uuid();
        long position = tuple.number8();
        long sequence = tuple.number8();
        String type = tuple.text();
        int revision = tuple.number4();
        Instant recordedAt = Micros.toInstant(tuple.number8() + EPOCH);
        return new StoredEvent(
                position,
                EventSearch.CUSTOMER,
                stream,
                sequence,
                NOT_READ,
                types.computeIfAbsent(type, t -> t),
                revision,
                recordedAt,
                tuple.bytes(),
                NO_METADATA);
    }

    /** A row in the binary format of COPY. */
    private static final class Tuple {
        private final byte[] bytes;
        private final int fields;
        private int at;

        Tuple(byte[] bytes, int from) {
            this.bytes = bytes;
            this.fields = bytes.length < from + 2 ? -1 : ByteConverter.int2(bytes, from);
            this.at = from + 2;
        }

        /** How many, -1 at the end. */
        int fields() {
            return fields;
        }

        UUID uuid() {
            at += 20;
            return new UUID(ByteConverter.int8(bytes, at - 16), ByteConverter.int8(bytes, at - 8));
        }

        long number8() {
            at += 12;
            return ByteConverter.int8(bytes, at - 8);
        }

        int number4() {
            at += 8;
            return ByteConverter.int4(bytes, at - 4);
        }

        String text() {
            return new String(bytes(), java.nio.charset.StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            int length = ByteConverter.int4(bytes, at);
            at += 4 + length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }
    }

    @Override
    public Optional<Build> tryLease() {
        try {
            return Lease.tryTake(database, LEASE).map(PostgresBuild::new);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("take the lease of rebuilds", e);
        }
    }

    private final class PostgresBuild implements Build {
        private final ProjectionStore.Writer writer;

        PostgresBuild(Lease lease) {
            this.writer = projections.writer(lease);
        }

        @Override
        public ProjectionStore.Writer writer() {
            return writer;
        }

        @Override
        public void clear() {
            writing("remove what was built", connection -> {
                List<String> tables = new ArrayList<>();
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select tablename from pg_tables where schemaname ="
                                + " 'build' and tablename not in ('projections', 'parked', 'partitions')")) {
                    while (row.next()) {
                        tables.add("build." + row.getString(1));
                    }
                }
                List<String> statements = new ArrayList<>();
                if (!tables.isEmpty()) {
                    statements.add("drop table " + String.join(", ", tables));
                }
                statements.add("delete from build.projections");
                statements.add("delete from build.parked");
                statements.add("delete from build.partitions");
                execute(connection, String.join(";\n", statements));
            });
        }

        @Override
        public void prepare(Set<String> tables) {
            writing("make tables to be filled", connection -> {
                for (Unit unit : units(tables)) {
                    for (Table table : unit.tables()) {
                        execute(connection, table.creation(Schema.BUILT.rows()));
                    }
                }
            });
        }

        @Override
        public boolean started(UUID rebuild, Instant now, long position, Instant settledAt, int partitions) {
            return update(
                            "note where a rebuild begins",
                            "update control.rebuilds set state = 'READING', started_at = ?, position = ?,"
                                    + " settled_at = ?, partitions = ? where rebuild = ? and ended_at is null",
                            now.atOffset(ZoneOffset.UTC),
                            position,
                            settledAt.atOffset(ZoneOffset.UTC),
                            partitions,
                            rebuild)
                    == 1;
        }

        @Override
        public boolean progress(
                UUID rebuild,
                State state,
                long eventsRead,
                long eventsFolded,
                long customers,
                @Nullable Double eventsPerSecond,
                @Nullable Double secondsLeft) {
            return new Sql("update control.rebuilds set")
                    .add(
                            " state = ?, events_read = ?, events_folded = ?, customers = ?",
                            state.name(),
                            eventsRead,
                            eventsFolded,
                            customers)
                    .add(", events_per_second = " + eventsPerSecond + ", seconds_left = " + secondsLeft)
                    .add(" where rebuild = ? returning cancelling", rebuild)
                    .list(database, "note how far a rebuild is", row -> row.getBoolean(1))
                    .getFirst();
        }

        @Override
        public void ended(UUID rebuild, State state, @Nullable String error, Instant now) {
            update(
                    "note the end of a rebuild",
                    "update control.rebuilds set state = ?, error = ?, ended_at = ?, events_per_second = null,"
                            + " seconds_left = null where rebuild = ? and ended_at is null",
                    state.name(),
                    error,
                    now.atOffset(ZoneOffset.UTC),
                    rebuild);
        }

        @Override
        public Set<Integer> finished() {
            return new HashSet<>(new Sql("select partition from build.partitions")
                    .list(database, "read which partitions are finished", row -> row.getInt(1)));
        }

        @Override
        public Rows rows() {
            try {
                return new PostgresRows(Lease.share(database, ROWS_LEASE));
            } catch (SQLException e) {
                throw PostgresEventLog.failure("get a connection for rows", e);
            }
        }

        @Override
        public void index(String table) {
            writing("index tables", connection -> {
                execute(connection, "set local maintenance_work_mem = '128MB'");
                for (Unit unit : units(Set.of(table))) {
                    for (Table one : unit.tables()) {
                        for (String statement : one.indexes(Schema.BUILT.rows())) {
                            execute(connection, statement);
                        }
                        execute(connection, "analyze build." + one.name());
                    }
                }
            });
        }

        @Override
        public void write(Map<Cells.Cell, Cells.Sums> cells) {
            writing("write the cells of the key figures", connection -> {
                Map<Cells.Cell, Cells.Sums> some = new LinkedHashMap<>();
                for (Map.Entry<Cells.Cell, Cells.Sums> cell : cells.entrySet()) {
                    some.put(cell.getKey(), cell.getValue());
                    if (some.size() == CELLS_AT_ONCE) {
                        KpiTables.add(connection, Schema.BUILT, some);
                        some.clear();
                    }
                }
                if (!some.isEmpty()) {
                    KpiTables.add(connection, Schema.BUILT, some);
                }
                execute(connection, "insert into build.partitions values (" + CELLS + ")");
            });
        }

        @Override
        public void reached(Set<String> tables, long position, Map<String, Instant> renderedTo) {
            writing("note how far the built tables are", connection -> {
                try (PreparedStatement insert = connection.prepareStatement("insert into build.projections (projection,"
                        + " position, rendered_to) values (?, ?, ?) on conflict do nothing")) {
                    for (String table : tables) {
                        Instant rendered = renderedTo.get(table);
                        insert.setString(1, table);
                        insert.setLong(2, position);
                        insert.setObject(3, rendered == null ? null : rendered.atOffset(ZoneOffset.UTC));
                        insert.executeUpdate();
                    }
                }
            });
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    private static List<Unit> units(Set<String> tables) {
        return Tables.ALL.stream().filter(u -> tables.contains(u.table())).toList();
    }

    /** Work on a connection, in one transaction. */
    @FunctionalInterface
    private interface Writing {
        void on(Connection connection) throws SQLException;
    }

    private void writing(String task, Writing work) {
        try (Lease lease = Lease.share(database, ROWS_LEASE)) {
            work.on(lease.connection());
            lease.connection().commit();
        } catch (SQLException e) {
            throw PostgresEventLog.failure(task, e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private final class PostgresRows implements Rows {
        private final Lease lease;
        private final Map<String, CopyRows> tables = new LinkedHashMap<>();
        private final List<Parked> parked = new ArrayList<>();

        PostgresRows(Lease lease) {
            this.lease = lease;
        }

        private CopyRows of(String table) {
            return tables.computeIfAbsent(table, t -> new CopyRows(Schema.BUILT.rows() + "." + t, lease.connection()));
        }

        /** Makes rows of a customer. */
        @FunctionalInterface
        private interface Making {
            void rows() throws SQLException;
        }

        /** Adds rows of a customer to tables, all or none of them. */
        private void add(UUID customer, Making making, CopyRows... to) {
            long[] marks = Arrays.stream(to).mapToLong(CopyRows::mark).toArray();
            try {
                try {
                    making.rows();
                } catch (RuntimeException e) {
                    for (int i = 0; i < to.length; i++) {
                        if (!to[i].reset(marks[i])) {
                            to[i].delete(customer);
                        }
                    }
                    throw e;
                }
            } catch (SQLException e) {
                throw new CopyException(e);
            }
        }

        @Override
        public <S, V, D> void add(ReadModel<S, V, D> model, Folder<S, V, D> folder, CustomerUpdate<S, D> update) {
            UUID customer = update.row().customer();
            CopyRows rows = of(model.table());
            CopyRows intervals = of(model.table() + "_intervals");
            CopyRows checkpoints = of(model.table() + "_checkpoints");
            Making making = () -> {
                RowFields.row(model, folder, update.row(), codec, rows.row());
                for (Interval<D> one : update.intervals()) {
                    RowFields.interval(model, customer, one, intervals.row());
                }
                for (Checkpoint<S> one : update.checkpoints()) {
                    RowFields.checkpoint(customer, one, codec, checkpoints.row());
                }
            };
            add(customer, making, rows, intervals, checkpoints);
        }

        @Override
        public void add(KpiRow row) {
            CopyRows rows = of(KpiRow.TABLE);
            add(row.customer(), () -> RowFields.row(row, codec, rows.row()), rows);
        }

        @Override
        public void add(KpiDay day) {
            CopyRows rows = of(KpiTables.DAYS);
            add(
                    day.customer(),
                    () -> {
                        rows.row().add("day", "date", day.day());
                        rows.add("customer", "uuid", day.customer());
                    },
                    rows);
        }

        @Override
        public void add(TimelineEntry entry) {
            CopyRows rows = of(TimelineEntry.TABLE);
            add(entry.customer(), () -> RowFields.entry(entry, rows.row()), rows);
        }

        @Override
        public void park(Parked one) {
            parked.add(one);
        }

        @Override
        public void finish(int partition) {
            Connection connection = lease.connection();
            try {
                for (CopyRows rows : tables.values()) {
                    rows.copy();
                }
                try (PreparedStatement insert = connection.prepareStatement("insert into build.parked (projection,"
                        + " customer, position, error, parked_at) values (?, ?, ?, ?, ?)")) {
                    for (Parked one : parked) {
                        insert.setString(1, one.projection());
                        insert.setObject(2, one.customer());
                        insert.setLong(3, one.position());
                        insert.setString(4, one.error());
                        insert.setObject(5, one.parkedAt().atOffset(ZoneOffset.UTC));
                        insert.executeUpdate();
                    }
                }
                parked.clear();
                execute(connection, "insert into build.partitions values (" + partition + ")");
                connection.commit();
            } catch (SQLException e) {
                throw new CopyException(e);
            }
        }

        @Override
        public void close() {
            try {
                lease.close();
            } catch (SQLException e) {
                throw PostgresEventLog.failure("give back a connection for rows", e);
            }
        }
    }
}
