package org.relatum.command.axonserver;

import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.command.store.LogRow;
import org.relatum.command.store.UnreachableLogException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of the log in {@code log.events}, where everything but the recording of streams reads it.
 *
 * <p>Invariant: the copy is what Axon Server holds from the first index of this installation up to the index in {@code log.copied}, without
 * gaps and in its order. Rows and index are advanced in one transaction, which asks that the index still be the one from which it
 * was read: of two that copy the same events one fails. Since each transaction begins after the one before was committed, the order by transaction id
 * is the order of Axon Server, and the position that the sequencer gives an event is its index, counted from the first. One node copies, the
 * others stand by. Nothing is lost with a tail of the copy: commits don't wait for the disk.
 */
public final class LogCopy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogCopy.class);

    private static final int MOST_AT_ONCE = 2_000;
    private static final int BUFFER = 4_096;
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private static final String BIND = "insert into log.copied (first_index, next_index) values (?, ?)";
    private static final String LAST_EVENT =
            "(select event_id from log.events order by xid desc, event_index desc limit 1)";
    /** One statement, so that the last event is the one below the index. */
    private static final String MARK = "select first_index, next_index, " + LAST_EVENT + " from log.copied";

    private static final String ADVANCE = "update log.copied set next_index = ? where next_index = ?";
    private static final String NO_MARK = "select 0, count(*), " + LAST_EVENT + " from log.events";
    private static final String ONE_AT_A_TIME =
            "select pg_advisory_xact_lock(hashtextextended('relatum.log-copy.bind', 0))";
    private static final String TAKE = "select pg_try_advisory_lock(hashtextextended('relatum.log-copy', 0))";

    /**
     * What the database has.
     *
     * @param first index of the first event of this installation
     * @param next index of the first event that is not copied yet
     * @param last the event before; null when there is none
     */
    private record Mark(long first, long next, @Nullable UUID last) {}

    private final AxonServer server;
    private final DataSource database;
    private final Runnable copied;
    private final @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean leading;
    private volatile boolean failing;
    /** Why the log can't be copied on, and won't be by waiting; null: nothing known. */
    private volatile @Nullable AxonServerException foreign;

    /**
     * @param copied is told of every batch that was copied
     * @param copies whether this node may copy; otherwise it only waits for others
     */
    public LogCopy(AxonServer server, DataSource database, Runnable copied, boolean copies) {
        this.server = server;
        this.database = database;
        this.copied = copied;
        this.thread = copies ? Thread.ofPlatform().name("log-copy").unstarted(this::run) : null;
    }

    /**
     * Waits for Axon Server, begins to copy, and returns when everything that is recorded by now is copied.
     *
     * @throws AxonServerException when what Axon Server holds is not the log of this database
     */
    public void start() throws InterruptedException, SQLException {
        server.awaitAnswer();
        bind();
        if (thread != null) {
            thread.start();
        }
        awaitCopied(server.end());
    }

    /** Makes a new database that of a context; sees that another is. */
    private void bind() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                execute(connection, ONE_AT_A_TIME);
                Optional<Mark> known = mark(connection, MARK);
                if (known.isPresent()) {
                    verify(known.get());
                } else {
                    begin(connection, mark(connection, NO_MARK).orElseThrow());
                }
                connection.commit();
            } finally {
                connection.rollback();
            }
        }
    }

    /** @param there what was put back from a backup, at the first indexes of its context; nothing in a new database */
    private void begin(Connection connection, Mark there) throws SQLException {
        Mark mark = there;
        if (there.last() == null) {
            long end = server.end();
            if (end > 0 && server.settings().begin() == AxonServerSettings.Begin.EMPTY) {
                throw new AxonServerException("The context " + server.settings().context() + " of Axon Server holds "
                        + end + " events, but this database is new: name the context and the database that belong"
                        + " together, or a context without events for a new installation");
            }
            mark = new Mark(end, end, null);
        }
        verify(mark);
        try (PreparedStatement bind = connection.prepareStatement(BIND)) {
            bind.setLong(1, mark.first());
            bind.setLong(2, mark.next());
            bind.executeUpdate();
        }
    }

    /** The last event of the database must be the one before the index. */
    private void verify(Mark mark) {
        if (mark.last() == null) {
            return;
        }
        long end = server.end();
        if (end < mark.next()) {
            throw new AxonServerException("The context " + server.settings().context() + " of Axon Server holds " + end
                    + " events, but this database has seen " + mark.next()
                    + ": Axon Server was put back to an earlier state, or is another one");
        }
        String there = at(mark.next() - 1);
        if (!mark.last().toString().equals(there)) {
            throw new AxonServerException("The events of this database are not those of the context "
                    + server.settings().context() + " of Axon Server: the event at index " + (mark.next() - 1) + " is "
                    + there + " there and " + mark.last() + " here");
        }
    }

    private String at(long index) {
        EventStream stream = server.events().openStream(index - 1, 64);
        try {
            EventWithToken event = stream.nextIfAvailable(10, TimeUnit.SECONDS);
            if (event == null) {
                throw server.unreachable(
                        "asked for the event at index " + index,
                        stream.getError().orElse(null));
            }
            return event.getEvent().getMessageIdentifier();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw server.unreachable("asked for an event", e);
        } finally {
            stream.close();
        }
    }

    /**
     * Waits until everything below an index is in the database.
     *
     * @throws AxonServerException when it will never be
     */
    private void awaitCopied(long end) throws InterruptedException, SQLException {
        long said = System.nanoTime();
        while (true) {
            AxonServerException reason = foreign;
            if (reason != null) {
                throw reason;
            }
            long next;
            try (Connection connection = database.getConnection()) {
                next = mark(connection, MARK).orElseThrow().next();
            }
            if (next >= end) {
                return;
            }
            if (System.nanoTime() - said > REMINDER.toNanos()) {
                said = System.nanoTime();
                log.info("Waiting until the log is copied from Axon Server: {} of {} events", next, end);
            }
            Thread.sleep(POLL);
        }
    }

    /** Whether this node is the one that copies. */
    public boolean isLeading() {
        return leading;
    }

    /** Whether this node should copy and can't. */
    public boolean isFailing() {
        return failing;
    }

    private void run() {
        while (!stopping) {
            try {
                copyUnderLease();
            } catch (InterruptedException e) {
                return;
            } catch (UnreachableLogException e) {
                failing = true;
                if (!stopping) {
                    log.warn("Axon Server does not answer; the log is copied on when it does", e);
                }
            } catch (SQLException | RuntimeException e) {
                failing = true;
                if (e instanceof AxonServerException reason) {
                    foreign = reason;
                }
                if (!stopping) {
                    log.error("Copying the log failed and starts again", e);
                }
            }
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Copies on the very connection that holds the lease: whoever lost it can't write any more. */
    private void copyUnderLease() throws InterruptedException, SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            leading = flag(connection, TAKE);
            connection.commit();
            if (!leading) {
                failing = false;
                return;
            }
            try {
                execute(connection, "set synchronous_commit = off");
                connection.commit();
                server.awaitAnswer();
                Mark mark = mark(connection, MARK).orElseThrow();
                connection.commit();
                verify(mark);
                copy(connection, mark.next());
            } finally {
                leading = false;
                if (connection.isValid(1)) {
                    connection.rollback();
                    execute(connection, "reset synchronous_commit");
                    execute(connection, "select pg_advisory_unlock_all()");
                    connection.commit();
                }
            }
        }
    }

    private void copy(Connection connection, long from) throws InterruptedException, SQLException {
        EventStream stream = server.events().openStream(from - 1, BUFFER);
        try {
            long next = from;
            while (!stopping) {
                EventWithToken first = stream.nextIfAvailable(QUIET.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (stream.isClosed()) {
                        throw server.unreachable(
                                "followed from index " + next, stream.getError().orElse(null));
                    }
                    failing = false;
                    continue;
                }
                List<LogRow> rows = new ArrayList<>();
                for (EventWithToken event = first; event != null; event = stream.nextIfAvailable()) {
                    rows.add(row(event, next + rows.size()));
                    if (rows.size() == MOST_AT_ONCE) {
                        break;
                    }
                }
                advance(connection, next, rows);
                next += rows.size();
                failing = false;
                copied.run();
            }
        } finally {
            stream.close();
        }
    }

    private LogRow row(EventWithToken event, long index) {
        if (event.getToken() != index) {
            throw new AxonServerException("Axon Server has no event at index " + index + " of the context "
                    + server.settings().context() + ", but one at " + event.getToken());
        }
        try {
            return WireEvents.row(event.getEvent());
        } catch (IllegalArgumentException e) {
            throw new AxonServerException(
                    "The context " + server.settings().context() + " of Axon Server is not Relatum's alone: "
                            + e.getMessage() + " (index " + index + ")",
                    e);
        }
    }

    private static void advance(Connection connection, long next, List<LogRow> rows) throws SQLException {
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            advance.setLong(1, next + rows.size());
            advance.setLong(2, next);
            if (advance.executeUpdate() != 1) {
                throw new SQLException("another node copied on from index " + next);
            }
        }
        LogRow.insert(connection, rows);
        connection.commit();
    }

    private static Optional<Mark> mark(Connection connection, String sql) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(sql)) {
            return row.next()
                    ? Optional.of(new Mark(row.getLong(1), row.getLong(2), row.getObject(3, UUID.class)))
                    : Optional.empty();
        }
    }

    private static boolean flag(Connection connection, String sql) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        stopping = true;
        if (thread != null && thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
