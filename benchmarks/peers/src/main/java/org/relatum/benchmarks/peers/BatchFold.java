package org.relatum.benchmarks.peers;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.benchmarks.Rebuilding;
import org.relatum.projection.engine.CatchUp;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.store.postgres.PostgresProjectionStore;

/**
 * The best that a peer can do with a batch: the passes of the product's own live engine. They load the rows of the batch with one query
 * a table, keep what they wrote last in memory, fold in order facts on, resume late ones from checkpoints, and write each changed row once
 * with one statement a table; all this on the connection, and in the transaction, in which the peer notes how far it is. What the peer adds is
 * how events are read, put into batches and handed over. For one thread at a time.
 */
final class BatchFold implements AutoCloseable {
    /** The engine's largest. */
    static final int MOST_AT_ONCE = 12_500;

    private final Connection home;
    private final ProjectionStore.Writer writer;
    private final CatchUp passes;
    private List<StoredEvent> batch = List.of();
    private volatile @Nullable Connection transaction;

    /**
     * @param home holds the lease; those who write different tables at the same time share it
     * @param tables that are filled
     */
    BatchFold(Rebuilding of, Connection home, Set<String> tables) {
        this.home = home;
        this.writer = new PostgresProjectionStore(new Connections(of.database().pool()), of.states(), of.timeline())
                .tryLease()
                .orElseThrow(() -> new IllegalStateException("somebody else writes the read models"));
        this.passes = new CatchUp(
                writer,
                new Handed(of.log()),
                of.decoder(),
                of.timeline(),
                ZoneOffset.UTC,
                Rebuilding.CLOCK,
                MOST_AT_ONCE,
                tables);
    }

    /**
     * Takes a batch in.
     *
     * @param events in the order of the log, following those of the batch before
     * @param connection of the caller's transaction, which it commits
     */
    void take(List<StoredEvent> events, Connection connection) {
        batch = events;
        transaction = connection;
        try {
            long last = events.getLast().position();
            while (passes.position() < last) {
                if (passes.step(last) == 0) {
                    throw new IllegalStateException("nothing follows " + passes.position() + " in a batch up to " + last);
                }
            }
        } finally {
            transaction = null;
            batch = List.of();
        }
    }

    /** Writes and commits what came by time. */
    void settle() {
        passes.settle();
    }

    @Override
    public void close() {
        writer.close();
    }

    /** A log that holds just what was handed over; histories of single customers, for late facts, come from the product's. */
    private final class Handed implements EventLog {
        private final EventLog histories;

        Handed(EventLog histories) {
            this.histories = histories;
        }

        @Override
        public long head() {
            return batch.isEmpty() ? passes.position() : batch.getLast().position();
        }

        @Override
        public List<StoredEvent> read(long after, int limit) {
            List<StoredEvent> wanted = new ArrayList<>(batch.size());
            for (StoredEvent event : batch) {
                if (event.position() > after && wanted.size() < limit) {
                    wanted.add(event);
                }
            }
            return wanted;
        }

        @Override
        public List<StoredEvent> streams(Collection<UUID> streams, long upTo) {
            return histories.streams(streams, upTo);
        }

        @Override
        public List<StoredEvent> streams(Map<UUID, Long> from, long upTo) {
            return histories.streams(from, upTo);
        }

        @Override
        public List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo) {
            return histories.known(stream, from, limit, knownAt, upTo);
        }

        @Override
        public boolean awaitBeyond(long position, Duration timeout) {
            return head() > position;
        }
    }

    /** The connection of the writer: the peer's while it has a transaction, which it alone ends; else the one with the lease. */
    private Connection writing() {
        return (Connection) Proxy.newProxyInstance(
                BatchFold.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Connection within = transaction;
                    boolean ends = Set.of("commit", "rollback", "close").contains(method.getName());
                    if (ends && (within != null || method.getName().equals("close"))) {
                        return null;
                    }
                    try {
                        return method.invoke(within == null ? home : within, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Gives the writer's connection first, then those for reading. */
    private final class Connections implements DataSource {
        private final DataSource reading;
        private boolean given;

        Connections(DataSource reading) {
            this.reading = reading;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!given) {
                given = true;
                return writing();
            }
            return reading.getConnection();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() throws SQLException {
            return reading.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            reading.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            reading.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return reading.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return reading.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return reading.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return reading.isWrapperFor(type);
        }
    }
}
