package org.relatum.benchmarks.peers;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.eventsourced.javadsl.EventSourcedProvider;
import org.apache.pekko.projection.javadsl.GroupedProjection;
import org.apache.pekko.projection.javadsl.SourceProvider;
import org.apache.pekko.projection.jdbc.JdbcSession;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;
import org.relatum.benchmarks.Rebuilding;
import org.relatum.projection.engine.StoredEvent;

/**
 * Apache Pekko: events of a tag from the JDBC journal, grouped projections that fold a group as a whole in the transaction of the offset,
 * which does not wait for the disk. Buffers and groups are as large as those of {@link AxonTuned}.
 */
final class PekkoGrouped implements Peer {
    private static final String TAG = "customer";
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Rebuilding of;
    private final List<Set<String>> groups;
    private final int batch;
    private final PeerDatabase database;

    /**
     * @param groups the tables of each projection
     * @param batch events that are read, folded and written at once
     */
    PekkoGrouped(Rebuilding of, List<Set<String>> groups, int batch) throws SQLException {
        this.of = of;
        this.groups = groups;
        this.batch = Math.min(batch, BatchFold.MOST_AT_ONCE);
        this.database = new PeerDatabase(of, false, 4 + 2 * groups.size());
    }

    @Override
    public String name() {
        return tables().size() == 1 ? "Pekko, grouped, only " + tables() : "Pekko, grouped";
    }

    @Override
    public Set<String> tables() {
        return Peer.all(groups);
    }

    @Override
    public void load() throws Exception {
        // The journal's own script, in the schema of the peers.
        String script;
        try (var in = JdbcReadJournal.class.getResourceAsStream("/schema/postgres/postgres-create-schema.sql")) {
            if (in == null) {
                throw new IllegalStateException("Pekko brings no script for its tables");
            }
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String journal = script.substring(0, script.indexOf("CREATE TABLE IF NOT EXISTS public.durable_state"))
                .replace("public.", "")
                .replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX IF NOT EXISTS ");
        database.execute(
                "set role relatum_app",
                "set search_path to peers",
                journal,
                "reset role",
                "insert into event_journal (ordering, persistence_id, sequence_number, writer, write_timestamp,"
                        + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
                        + " select p.position, 'customer|' || e.stream, e.sequence + 1, 'benchmark',"
                        + " (extract(epoch from e.recorded_at) * 1000)::bigint, '', " + PekkoEventSerializer.ID
                        + ", e.type || ':' || e.revision, " + Envelope.SQL
                        + " from log.positions p join log.events e using (event_index) order by p.position"
                        + " on conflict do nothing",
                "insert into event_tag (event_id, tag) select ordering, '" + TAG
                        + "' from event_journal on conflict do nothing",
                "vacuum analyze event_journal",
                "vacuum analyze event_tag");
    }

    @Override
    public void reset() throws SQLException {
        database.execute("drop table if exists peers.pekko_projection_offset_store");
    }

    @Override
    public double rebuild() throws Exception {
        try (Connection home = of.database().pool().getConnection();
                Folds folds = new Folds()) {
            ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "peers", config());
            try {
                return run(system, home, folds);
            } finally {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get(STOP.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private double run(ActorSystem<Void> system, Connection home, Folds folds) throws Exception {
        JdbcProjection.createTablesIfNotExists(this::session, system)
                .toCompletableFuture()
                .get(STOP.toSeconds(), TimeUnit.SECONDS);
        long start = System.nanoTime();
        for (int i = 0; i < groups.size(); i++) {
            BatchFold fold = folds.add(new BatchFold(of, home, groups.get(i)));
            SourceProvider<Offset, EventEnvelope<StoredEvent>> source =
                    EventSourcedProvider.eventsByTag(system, JdbcReadJournal.Identifier(), TAG);
            GroupedProjection<Offset, EventEnvelope<StoredEvent>> projection = JdbcProjection.groupedWithin(
                            ProjectionId.of("customers", "group" + i),
                            source,
                            this::session,
                            () -> new Handler(fold),
                            system)
                    .withGroup(batch, Duration.ofMillis(200));
            ActorRef<ProjectionBehavior.Command> running =
                    system.systemActorOf(ProjectionBehavior.create(projection), "group" + i, Props.empty());
            system.log().debug("{} runs", running);
        }
        while (!isAtEnd()) {
            if (system.whenTerminated().isCompleted()) {
                throw new IllegalStateException("Pekko has stopped");
            }
            Thread.sleep(5);
        }
        folds.settle();
        return (System.nanoTime() - start) / 1e9;
    }

    private Config config() {
        HikariDataSource pool = database.pool();
        String tables = "tables { event_journal.schemaName = peers, event_tag.schemaName = peers }";
        Config own = ConfigFactory.parseString("pekko.loglevel = WARNING\n"
                + "pekko.coordinated-shutdown.exit-jvm = off\n"
                + "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off\n"
                + "pekko.persistence.journal.plugin = jdbc-journal\n"
                + "pekko.persistence.snapshot-store.plugin = jdbc-snapshot-store\n"
                + "pekko.actor.serializers.relatum = \"" + PekkoEventSerializer.class.getName() + "\"\n"
                + "pekko.actor.serialization-bindings.\"" + StoredEvent.class.getName() + "\" = relatum\n"
                + "pekko-persistence-jdbc.shared-databases.slick { profile = \"slick.jdbc.PostgresProfile$\"\n"
                + " db { driver = org.postgresql.Driver, numThreads = 8, maxConnections = 8, minConnections = 1 } }\n"
                + "jdbc-journal { use-shared-db = slick, " + tables + " }\n"
                + "jdbc-snapshot-store { use-shared-db = slick }\n"
                + "jdbc-read-journal { use-shared-db = slick, refresh-interval = 100ms, max-buffer-size = " + batch
                + ", " + tables + "\n"
                + " journal-sequence-retrieval { batch-size = 100000, query-delay = 100ms, ask-timeout = 30s } }\n"
                + "pekko.projection.jdbc { dialect = postgres-dialect\n"
                + " blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size = " + (groups.size() + 2) + " }\n");
        Config where = ConfigFactory.parseMap(Map.of(
                "pekko-persistence-jdbc.shared-databases.slick.db.url", pool.getJdbcUrl(),
                "pekko-persistence-jdbc.shared-databases.slick.db.user", pool.getUsername(),
                "pekko-persistence-jdbc.shared-databases.slick.db.password", pool.getPassword()));
        return where.withFallback(own).withFallback(ConfigFactory.load());
    }

    private boolean isAtEnd() throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select count(*) from pekko_projection_offset_store"
                        + " where projection_name = 'customers' and current_offset::bigint >= " + of.events())) {
            row.next();
            return row.getLong(1) == groups.size();
        }
    }

    private Session session() {
        try {
            return new Session(database.pool().getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A transaction. */
    private static final class Session implements JdbcSession {
        private final Connection connection;

        Session(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
        }

        @Override
        public <T> T withConnection(Function<Connection, T> work) throws Exception {
            return work.apply(connection);
        }

        @Override
        public void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void rollback() throws SQLException {
            connection.rollback();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Hands a group over as a whole. */
    private static final class Handler extends JdbcHandler<List<EventEnvelope<StoredEvent>>, Session> {
        private final BatchFold fold;

        Handler(BatchFold fold) {
            this.fold = fold;
        }

        @Override
        public void process(Session session, List<EventEnvelope<StoredEvent>> group) throws Exception {
            session.withConnection(connection -> {
                fold.take(group.stream().map(EventEnvelope::event).toList(), connection);
                return true;
            });
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
