package org.relatum.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.cassandra.Cassandra;
import org.relatum.projection.store.cassandra.CassandraProjectionStore;
import org.relatum.projection.store.cassandra.CassandraSettings;
import org.relatum.projection.store.postgres.PostgresEventLog;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.projection.store.postgres.StateCodec;
import org.springframework.util.unit.DataSize;

/**
 * How long the live engine takes to fold a log into Cassandra, and how long the driver takes to write the rows that come of it, one by one and as
 * fast as it can, into equal tables beside. Folding, reading, rewriting rows that change again and positions count for the engine only.
 */
final class CassandraProjection {
    private static final int AT_ONCE = 256;
    private static final String FLOOR = "_floor";

    private CassandraProjection() {}

    /** @param args {@code host:port} of a Cassandra; then, where wanted, customers and events */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        String address = args[0];
        int customers = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
        int events = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
        String keyspace = "b" + UUID.randomUUID().toString().replace("-", "");
        CassandraSettings settings = new CassandraSettings(
                List.of(address),
                "datacenter1",
                null,
                null,
                keyspace,
                1,
                64,
                Duration.ofSeconds(8),
                DataSize.ofMegabytes(4));
        try (CqlSession session = session(address)) {
            double engine = engine(settings, customers, events);
            Floor floor = floor(session, keyspace);
            System.out.printf(
                    "live engine into Cassandra: %d events of %d customers in %.1f s, %.0f events/s%n",
                    events, customers, engine, events / engine);
            System.out.printf(
                    "bare asynchronous writes of the %d rows that came of it: %.1f s, %.0f rows/s%n",
                    floor.rows(), floor.seconds(), floor.rows() / floor.seconds());
            System.out.printf("engine : floor = %.2f%n", floor.seconds() / engine);
            session.execute(SimpleStatement.newInstance("drop keyspace " + keyspace));
        }
    }

    private static CqlSession session(String address) {
        int colon = address.lastIndexOf(':');
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))))
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                        .build())
                .build();
    }

    private static double engine(CassandraSettings settings, int customers, int events)
            throws IOException, SQLException, InterruptedException {
        try (BenchmarkDatabase database = new BenchmarkDatabase();
                Cassandra cassandra = Cassandra.connect(settings);
                Sequencer sequencer = new Sequencer(database.pool())) {
            database.load(new Workload(1, customers, events));
            sequencer.start();
            sequencer.awaitBeyond(events - 1, Duration.ofMinutes(5));
            PostgresEventLog log = new PostgresEventLog(database.pool(), sequencer);
            CassandraProjectionStore store = new CassandraProjectionStore(
                    cassandra, new StateCodec(database.codec()), ReferenceTimeline.DEFAULTS, true);
            store.prepare();
            try (LiveEngine engine = new LiveEngine(
                    log,
                    new EventDecoder(log, database.codec()),
                    store,
                    ReferenceTimeline.DEFAULTS,
                    ZoneOffset.UTC,
                    Clock.systemUTC(),
                    LiveProjection.BATCH)) {
                long start = System.nanoTime();
                engine.start();
                if (!engine.progress().awaitPosition(events, Duration.ofMinutes(10))) {
                    throw new IllegalStateException("not done after ten minutes");
                }
                return (System.nanoTime() - start) / 1e9;
            }
        }
    }

    private record Floor(long rows, double seconds) {}

    /** Tables without rows of customers are left out. */
    private static Floor floor(CqlSession session, String keyspace) throws InterruptedException {
        Map<String, TableMetadata> tables = new HashMap<>();
        session.getMetadata().getKeyspace(keyspace).orElseThrow().getTables().forEach((name, table) -> {
            if (table.getColumn("bucket").isPresent()) {
                tables.put(name.asInternal(), table);
            }
        });
        List<BoundStatement> writes = new ArrayList<>();
        tables.forEach((name, table) -> {
            List<String> columns = table.getColumns().values().stream()
                    .map(ColumnMetadata::getName)
                    .map(column -> column.asInternal())
                    .toList();
            session.execute(SimpleStatement.newInstance(table.describe(false)
                            .replace("\"", "")
                            .replace(keyspace + "." + name, keyspace + "." + name + FLOOR))
                    .setTimeout(Duration.ofSeconds(60)));
            PreparedStatement insert = session.prepare("insert into " + keyspace + "." + name + FLOOR + " ("
                    + String.join(", ", columns) + ") values ("
                    + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")");
            for (Row row : session.execute("select " + String.join(", ", columns) + " from " + keyspace + "." + name)) {
                @Nullable Object[] values = new Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = row.getObject(i);
                }
                writes.add(insert.bind(values));
            }
        });
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long start = System.nanoTime();
        for (BoundStatement write : writes) {
            free.acquire();
            session.executeAsync(write).whenComplete((result, e) -> {
                failure.compareAndSet(null, e);
                free.release();
            });
        }
        free.acquire(AT_ONCE);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (failure.get() != null) {
            throw new IllegalStateException("a bare write failed", failure.get());
        }
        return new Floor(writes.size(), seconds);
    }
}
