package org.relatum.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.rebuild.Rebuild;
import org.relatum.projection.rebuild.Rebuilder;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.PostgresEventLog;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.PostgresRebuildStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.projection.store.postgres.StateCodec;

/**
 * How long a rebuild of all read models takes, and the floor of the same round: copying the log out and the very rows of the rebuild in, and
 * making their indexes, over one connection and without a thought about what they mean.
 */
public final class Rebuilding implements AutoCloseable {
    /**
     * What came by time alone up to here, the day after the last event, is decided: an instant that stays, so that all rounds, and all who are
     * compared, come to the same rows.
     */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private static final int BUFFER = 1 << 16;
    /** Sums that are zero are not said by everybody, and 1.50 is 1.5. */
    private static final String SUMS = "select row from (select (select jsonb_object_agg(c.key, case jsonb_typeof("
            + "c.value) when 'number' then to_jsonb(trim_scale((c.value #>> '{}')::numeric)) else c.value end)"
            + " from jsonb_each(to_jsonb(t)) c where c.value <> 'null' and c.value <> '0') as row,"
            + " (select count(*) from jsonb_each(to_jsonb(t)) c where c.value <> 'null' and c.value <> '0') as fields"
            + " from read.";

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final BenchmarkDatabase database;
    private final Path folder;
    private final Sequencer sequencer;
    private final PostgresEventLog log;
    private final EventDecoder decoder;
    private final StateCodec states;
    private final ReferenceTimeline timeline = ReferenceTimeline.DEFAULTS;
    private long events;

    public Rebuilding(int customers, int events, long seed) throws IOException, SQLException, InterruptedException {
        this();
        load(events, new Workload(seed, customers, events));
    }

    /** With an empty log. */
    Rebuilding() throws IOException {
        this.database = new BenchmarkDatabase();
        this.folder = Files.createTempDirectory("relatum-rebuild-");
        this.sequencer = new Sequencer(database.pool());
        this.log = new PostgresEventLog(database.pool(), sequencer);
        this.decoder = new EventDecoder(log, database.codec());
        this.states = new StateCodec(database.codec());
    }

    private void load(long events, Workload... workloads) throws SQLException, InterruptedException {
        this.events = events;
        database.load(workloads);
        sequencer.start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sequencer.head() < events && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        execute("vacuum analyze log.positions", "checkpoint");
    }

    /**
     * What a round took.
     *
     * @param seconds of the rebuild, by stage
     * @param heap most bytes of the heap that were in use after a collection during the rebuild
     */
    public record Figures(double rebuild, double floor, long swapMillis, long heap, Map<String, Double> seconds) {
        /** Wall time as a multiple of the floor's. */
        public double ofFloor() {
            return rebuild / floor;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "rebuild %.2f s %s, floor %.2f s, ratio %.2f, swap %d ms, heap %d MB",
                    rebuild,
                    seconds,
                    floor,
                    ofFloor(),
                    swapMillis,
                    heap >> 20);
        }
    }

    /** One round: the rebuild, whose rows are compared with those of the round before, then the floor. */
    public Figures round(Map<String, String> hashes) throws Exception {
        execute("checkpoint");
        Map<String, Double> stages = new TreeMap<>();
        Rebuild done;
        double seconds;
        long heap;
        try (HeapWatch watch = new HeapWatch()) {
            long[] nanos = new long[1];
            done = rebuild(CLOCK, stages, nanos);
            seconds = nanos[0] / 1e9;
            heap = watch.mostInUse();
        }
        requireSame(hashes, Rebuilder.tables().values());
        return new Figures(seconds, floor(), done.swapMillis() == null ? -1 : done.swapMillis(), heap, stages);
    }

    /**
     * Fails unless the rows that stand in the tables are those of before.
     *
     * @param hashes by table, of the rows of before; empty when these are the first
     * @param of the read models that are looked at
     */
    public void requireSame(Map<String, String> hashes, Collection<String> of) throws SQLException {
        Map<String, String> rows = hashes();
        if (hashes.isEmpty()) {
            hashes.putAll(rows);
        }
        for (String table : hashes.keySet()) {
            if (of.stream().anyMatch(table::startsWith) && !Objects.equals(hashes.get(table), rows.get(table))) {
                throw new IllegalStateException(
                        "other rows of " + table + " than before: " + rows.get(table) + ", not " + hashes.get(table));
            }
        }
    }

    /**
     * Fills the log and all tables up to now, and stops its own part in sequencing the log for somebody else to go on with it.
     *
     * @param events of all workloads together
     */
    void fillForOthers(long events, Workload... workloads) throws Exception {
        load(events, workloads);
        rebuild(Clock.systemUTC(), new TreeMap<>(), new long[1]);
        sequencer.close();
        execute("vacuum analyze", "checkpoint");
    }

    private Rebuild rebuild(Clock clock, Map<String, Double> stages, long[] nanos) throws Exception {
        PostgresRebuildStore store = new PostgresRebuildStore(database.pool(), states, timeline);
        try (LiveEngine engine = new LiveEngine(
                        log,
                        decoder,
                        new PostgresProjectionStore(database.pool(), states, timeline),
                        timeline,
                        ZoneOffset.UTC,
                        clock,
                        5_000);
                Rebuilder rebuilder = new Rebuilder(
                        store,
                        engine,
                        log,
                        decoder,
                        timeline,
                        ZoneOffset.UTC,
                        clock,
                        new Rebuilder.Settings(
                                folder.resolve("spool"), Integer.getInteger("threads", 2), 1, 8_000, 5_000))) {
            engine.start();
            while (!engine.isLeading()) {
                Thread.sleep(1);
            }
            long begin = System.nanoTime();
            rebuilder.start();
            // A long log without tables is rebuilt by itself; afterwards it is asked for.
            UUID id = store.missing().isEmpty()
                    ? rebuilder.request(List.of()).orElseThrow().id()
                    : begun(rebuilder);
            Rebuild rebuild = store.find(id).orElseThrow();
            while (!rebuild.state().isEnd()) {
                long start = System.nanoTime();
                String stage = rebuild.state().name();
                Thread.sleep(5);
                rebuild = store.find(id).orElseThrow();
                stages.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
            }
            nanos[0] = System.nanoTime() - begin;
            stages.replaceAll((stage, seconds) -> Math.round(seconds * 100) / 100.0);
            if (rebuild.state() != Rebuild.State.DONE) {
                throw new IllegalStateException("the rebuild ended as " + rebuild);
            }
            return rebuild;
        }
    }

    private static UUID begun(Rebuilder rebuilder) throws InterruptedException {
        while (rebuilder.open().isEmpty()) {
            Thread.sleep(1);
        }
        return rebuilder.open().orElseThrow().id();
    }

    /** What stands in all tables, without checkpoints and states, of which the bytes may differ. */
    private Map<String, String> hashes() throws SQLException {
        Map<String, String> hashes = new TreeMap<>();
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                if (!table.endsWith("checkpoints") && !table.endsWith("days")) {
                    // The horizon depends on the instant at which somebody looked.
                    String rows = table.endsWith("cells")
                            ? SUMS + table + " t) s where fields > 4"
                            : "select to_jsonb(t) - 'state' - 'horizon' as row from read." + table + " t";
                    try (ResultSet row =
                            statement.executeQuery("select count(*) || ' ' || coalesce(sum(hashtextextended("
                                    + "row::text, 0)::numeric), 0) from (" + rows + ") r")) {
                        row.next();
                        hashes.put(table, row.getString(1));
                    }
                }
            }
        }
        return hashes;
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery("select tablename from pg_tables where schemaname = 'read' order by 1")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    /** Seconds of copying the log out and the rows in, and of making indexes. */
    private double floor() throws SQLException, IOException {
        List<Path> dumps = new ArrayList<>();
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = tables(statement);
            List<List<String>> indexes = new ArrayList<>();
            for (String table : tables) {
                Path dump = folder.resolve(table);
                dumps.add(dump);
                try (OutputStream out = Files.newOutputStream(dump)) {
                    copyOut(connection, "copy read." + table + " to stdout (format binary)", out);
                }
                indexes.add(indexes(statement, table));
            }
            execute("checkpoint");
            statement.execute("set synchronous_commit = off");
            statement.execute("set maintenance_work_mem = '128MB'");
            long start = System.nanoTime();
            copyOut(
                    connection,
                    "copy (select e.stream, p.position, e.sequence, e.type, e.revision, e.recorded_at, e.payload from"
                            + " log.positions p join log.events e using (event_index)) to stdout (format binary)",
                    OutputStream.nullOutputStream());
            for (int i = 0; i < tables.size(); i++) {
                String copy = "build.floor_" + tables.get(i);
                statement.execute("create table " + copy + " (like read." + tables.get(i) + ")");
                try (InputStream in = Files.newInputStream(dumps.get(i))) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("copy " + copy + " from stdin (format binary)", in, BUFFER);
                }
                for (String index : indexes.get(i)) {
                    statement.execute(index);
                }
                statement.execute("analyze " + copy);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            for (String table : tables) {
                statement.execute("drop table build.floor_" + table);
            }
            statement.execute("reset synchronous_commit");
            return seconds;
        } finally {
            for (Path dump : dumps) {
                Files.deleteIfExists(dump);
            }
        }
    }

    /** The statements that make the same indexes on the copy. */
    private static List<String> indexes(Statement statement, String table) throws SQLException {
        List<String> indexes = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("select replace(replace(indexdef, ' ON read.', ' ON"
            + " build.floor_'), 'INDEX ', 'INDEX floor_') from pg_indexes where schemaname = 'read' and tablename = '"
                + table + "'")) {
            while (row.next()) {
                indexes.add(row.getString(1));
            }
        }
        return indexes;
    }

    private static void copyOut(Connection connection, String sql, OutputStream out) throws SQLException, IOException {
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
    }

    /** The database, with the log. */
    public BenchmarkDatabase database() {
        return database;
    }

    /** The log. */
    public PostgresEventLog log() {
        return log;
    }

    /** Reads facts from the log. */
    public EventDecoder decoder() {
        return decoder;
    }

    /** How features are stored. */
    public StateCodec states() {
        return states;
    }

    /** What was in force. */
    public ReferenceTimeline timeline() {
        return timeline;
    }

    /** Empties the tables that a rebuild has made, for somebody else to fill them. */
    public void empty() throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                statement.execute("truncate read." + table);
            }
            statement.execute("delete from control.projections");
        }
        execute("checkpoint");
    }

    /** Notes that somebody else has filled the tables from the whole log. */
    public void filled() throws SQLException {
        try (Connection connection = database.pool().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into control.projections (projection,"
                        + " position) values (?, ?) on conflict (projection) do update set position ="
                        + " excluded.position")) {
            for (String table : Rebuilder.tables().values()) {
                insert.setString(1, table);
                insert.setLong(2, events);
                insert.executeUpdate();
            }
        }
    }

    /** Fails unless what stands in the tables is what folding from scratch gives. */
    public void requireRight() {
        new Check(decoder, new PostgresRowStore(database.pool(), states, timeline), timeline, ZoneOffset.UTC, CLOCK)
                .run(
                        difference -> {
                            if (!difference.what().equals("overdue")) {
                                throw new IllegalStateException("wrong rows make no benchmark: " + difference);
                            }
                        },
                        customers -> {});
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.maintenance().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Events of the log. */
    public long events() {
        return events;
    }

    @Override
    public void close() throws IOException {
        sequencer.close();
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
