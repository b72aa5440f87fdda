package org.relatum.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.relatum.events.EventRef;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.server.TestServer;

/**
 * Whoever reads the log sees every committed event once and in one order, however long transactions take and in whatever order
 * they commit. The same run proves that reading by index loses events.
 */
class GapSafetyTest {
    private static final int WRITERS = 64;
    private static final int TRANSACTIONS_PER_WRITER = 40;
    /** Longer than the minute after which Axon's token gives up on a gap. */
    private static final Duration HELD = Duration.ofSeconds(61);

    private static final String APPEND = "insert into log.events (stream_type, stream, sequence, event_id, type,"
        + " revision, recorded_at, payload, metadata) values ('customer', ?, ?, ?, 'customer.qualified', 1, ?, ?, ?)";

    @Test
    @Timeout(180)
    void no_event_is_skipped_and_none_is_seen_twice() throws Exception {
        try (TestServer server = TestServer.start(Map.of("spring.datasource.hikari.maximum-pool-size", "90"));
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            DataSource database = server.pool();
            SplittableRandom random = new SplittableRandom(20261121);
            ReaderByPosition reader = new ReaderByPosition(server.bean(EventLog.class));
            ReaderByIndex naive = new ReaderByIndex(database);
            Future<?> reading = executor.submit(reader);
            Future<?> readingNaively = executor.submit(naive);

            Future<List<EventRef>> held = executor.submit(() -> heldCommit(database));
            List<Future<List<EventRef>>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                SplittableRandom own = random.split();
                writers.add(executor.submit(() -> write(database, own)));
            }
            Set<EventRef> committed = new HashSet<>();
            for (Future<List<EventRef>> writer : writers) {
                committed.addAll(writer.get());
            }
            committed.addAll(held.get());

            reader.expect(committed.size());
            reading.get();
            naive.stop();
            readingNaively.get();

            assertThat(reader.seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
            assertThat(reader.positions).isEqualTo(dense(committed.size()));
            assertThat(positionsOutOfOrder(database)).isZero();
            assertThat(new HashSet<>(naive.seen))
                    .as("a reader by index, the naive way, misses events of the same run")
                    .isNotEqualTo(committed);

            assertThat(server.bean(LiveEngine.class).progress().awaitPosition(committed.size(), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(eventsInRows(database)).isEqualTo(committed.size());
        }
    }

    @Test
    void the_transaction_of_the_engine_holds_no_event_back_and_every_other_one_does() throws Exception {
        try (TestServer server = TestServer.start(Map.of());
                Connection engine = server.pool().getConnection();
                Connection stranger = server.pool().getConnection();
                Connection writer = server.pool().getConnection()) {
            EventLog log = server.bean(EventLog.class);
            server.bean(LiveEngine.class).close();
            assertThat(number(
                            engine,
                            "select count(*) from (select"
                                    + " pg_try_advisory_lock(hashtextextended('relatum.live-engine', 0)) as taken)"
                                    + " l where taken"))
                    .isEqualTo(1);
            engine.setAutoCommit(false);
            number(engine, "select pg_current_xact_id()::text::bigint");
            append(writer, UUID.randomUUID(), 0, Instant.now());
            assertThat(log.awaitBeyond(0, Duration.ofSeconds(10))).isTrue();

            stranger.setAutoCommit(false);
            number(stranger, "select pg_current_xact_id()::text::bigint");
            append(writer, UUID.randomUUID(), 0, Instant.now());
            assertThat(log.awaitBeyond(1, Duration.ofMillis(500))).isFalse();
            stranger.rollback();
            assertThat(log.awaitBeyond(1, Duration.ofSeconds(10))).isTrue();
            engine.rollback();
            number(engine, "select count(*) from (select pg_advisory_unlock_all()) u");
            engine.setAutoCommit(true);
            stranger.setAutoCommit(true);
        }
    }

    private static List<Long> dense(int size) {
        List<Long> positions = new ArrayList<>();
        for (long position = 1; position <= size; position++) {
            positions.add(position);
        }
        return positions;
    }

    /** Transactions of one to four events, hours old by their own account, that take their time and sometimes give up. */
    private static List<EventRef> write(DataSource database, SplittableRandom random) throws Exception {
        List<EventRef> committed = new ArrayList<>();
        UUID stream = new UUID(random.nextLong(), random.nextLong());
        long sequence = 0;
        for (int i = 0; i < TRANSACTIONS_PER_WRITER; i++) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                int events = random.nextInt(1, 5);
                List<EventRef> written = new ArrayList<>();
                for (int e = 0; e < events; e++) {
                    append(
                            connection,
                            stream,
                            sequence + e,
                            Instant.now().minus(Duration.ofHours(random.nextInt(1, 48))));
                    written.add(new EventRef(stream, sequence + e));
                    Thread.sleep(random.nextInt(8));
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.addAll(written);
                    sequence += events;
                }
                connection.setAutoCommit(true);
            }
        }
        return committed;
    }

    private static List<EventRef> heldCommit(DataSource database) throws Exception {
        UUID stream = UUID.randomUUID();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            append(connection, stream, 0, Instant.now().minus(Duration.ofHours(3)));
            Thread.sleep(HELD);
            connection.commit();
            connection.setAutoCommit(true);
        }
        return List.of(new EventRef(stream, 0));
    }

    private static void append(Connection connection, UUID stream, long sequence, Instant recordedAt)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
            insert.setObject(1, stream);
            insert.setLong(2, sequence);
            insert.setObject(3, UUID.randomUUID());
            insert.setObject(4, recordedAt.atOffset(ZoneOffset.UTC));
            insert.setBytes(5, "{\"occurredAt\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8));
            insert.setBytes(6, "{\"actor\":\"test\"}".getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }

    private static long positionsOutOfOrder(DataSource database) throws SQLException {
        return number(
                database,
                "select count(*) from (select xid, event_index, lag(xid) over w as before_xid, lag(event_index) over w"
                    + " as before_index from log.positions join log.events using (event_index) window w as (order by"
                    + " position)) o where (xid, event_index) < (before_xid, before_index)");
    }

    private static long eventsInRows(DataSource database) throws SQLException {
        return number(database, "select sum(version)::bigint from read.lifecycle_v1");
    }

    private static long number(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return number(connection, query);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Follows the log the way the product does. */
    private static final class ReaderByPosition implements Callable<Void> {
        final List<EventRef> seen = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();
        private final EventLog log;
        private volatile long expected = Long.MAX_VALUE;

        ReaderByPosition(EventLog log) {
            this.log = log;
        }

        void expect(long events) {
            expected = events;
        }

        @Override
        public Void call() throws InterruptedException {
            long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (seen.size() < expected && System.nanoTime() < end) {
                log.awaitBeyond(positions.isEmpty() ? 0 : positions.getLast(), Duration.ofMillis(100));
                for (StoredEvent event : log.read(positions.isEmpty() ? 0 : positions.getLast(), 100)) {
                    seen.add(new EventRef(event.stream(), event.sequence()));
                    positions.add(event.position());
                }
            }
            return null;
        }
    }

    /** Follows the log by "index greater than the last one seen". */
    private static final class ReaderByIndex implements Callable<Void> {
        final List<EventRef> seen = new ArrayList<>();
        private final DataSource database;
        private volatile boolean stopped;

        ReaderByIndex(DataSource database) {
            this.database = database;
        }

        void stop() {
            stopped = true;
        }

        @Override
        public Void call() throws InterruptedException {
            long last = 0;
            boolean atEnd = false;
            while (!stopped || !atEnd) {
                int before = seen.size();
                try (Connection connection = database.getConnection();
                        PreparedStatement query = connection.prepareStatement("select event_index, stream, sequence"
                                + " from log.events where event_index > ? order by event_index limit 100")) {
                    query.setLong(1, last);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            last = row.getLong(1);
                            seen.add(new EventRef(row.getObject(2, UUID.class), row.getLong(3)));
                        }
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                atEnd = seen.size() == before;
                Thread.sleep(2);
            }
            return null;
        }
    }
}
