package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the one order of the log: a dense position for every event, by transaction id and then by index.
 *
 * <p>Invariant: an event gets a position only when its transaction id is below the oldest one still running. So whatever has
 * a lower transaction id is already visible or will never be, and nothing can appear before a position that was given. The transaction
 * of the live engine, of the ledger and those of a rebuild, known by their leases, are not waited for: they write rows, never events. The order is
 * a function of the events alone; that is why these writes need not wait for the disk: a tail lost in a crash is written again exactly
 * as it was. One node does it, under a lease; the others follow what it wrote.
 */
public final class Sequencer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);
    private static final int AT_ONCE = 20_000;
    private static final int REMEMBERED = 200_000;
    /** Between two looks for events that other nodes committed. */
    private static final Duration POLL = Duration.ofMillis(25);
    /** Between two looks while someone waits for an event that older transactions hold back. */
    private static final Duration IMPATIENT_POLL = Duration.ofMillis(1);

    private static final Duration LEASE_RETRY = Duration.ofSeconds(1);

    private static final String LAST = "select p.position, e.xid::text::bigint, e.event_index from log.positions p"
            + " join log.events e using (event_index) order by p.position desc limit 1";
    /** The oldest running transaction that may write events: any but those of the holders of some leases. */
    private static final String HORIZON = "with locks as materialized (select * from pg_locks) select"
            + " coalesce((select running from pg_snapshot_xip(pg_current_snapshot()) running where not exists (select"
            + " from locks held join locks lease using (pid) where held.locktype = 'transactionid' and held.granted and"
            + " held.transactionid = running::xid and lease.locktype = 'advisory' and lease.granted and"
            + " lease.objsubid = 1 and lease.database = (select oid from pg_database where datname ="
            + " current_database()) and (lease.classid::bigint << 32 | lease.objid::bigint) in ("
            + Lease.KEY + ", " + Lease.KEY + ", " + Lease.KEY + ", " + Lease.KEY
            + ")) order by running limit 1), pg_snapshot_xmax(pg_current_snapshot()))";

    private static final String NEXT = "with next as materialized (select xid, event_index, stream, sequence"
            + " from log.events where (xid, event_index) > (?::text::xid8, ?)"
            + " and xid < (" + HORIZON + ") order by xid, event_index limit ?),"
            + " numbered as (select xid, event_index, stream, sequence,"
            + " ? + row_number() over (order by xid, event_index) as position from next),"
            + " written as (insert into log.positions select position, event_index from numbered)"
            + " select position, xid::text::bigint, event_index, stream, sequence from numbered order by position";
    private static final String FOLLOW = "select p.position, e.xid::text::bigint, e.event_index, e.stream, e.sequence"
            + " from log.positions p join log.events e using (event_index)"
            + " where p.position > ? order by p.position limit ?";

    private final DataSource database;
    private final boolean follower;
    private final Thread thread;
    private final Object monitor = new Object();
    private final Map<EventRef, Long> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EventRef, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<EventRef, CompletableFuture<Long>> awaited = new HashMap<>();
    private boolean signalled;
    private volatile long head;
    private volatile boolean stopping;
    private volatile boolean failing;

    public Sequencer(DataSource database) {
        this(database, false);
    }

    /** @param follower whether it only follows what other nodes give */
    public Sequencer(DataSource database, boolean follower) {
        this.database = database;
        this.follower = follower;
        this.thread = Thread.ofPlatform().name("sequencer").unstarted(this::run);
    }

    /** Reads the head and begins to give positions. */
    public void start() {
        head = mark().position();
        thread.start();
    }

    /** Says that events were committed just now. */
    public void committed() {
        synchronized (monitor) {
            signalled = true;
            monitor.notifyAll();
        }
    }

    /** Whether it gives positions, or follows another node that does; not while that fails again and again. */
    public boolean isRunning() {
        return thread.isAlive() && !stopping && !failing;
    }

    /** The last position that was given, 0 when none was. */
    public long head() {
        return head;
    }

    /** Waits until the head is beyond a position. Returns whether it is, false after the time-out. */
    public boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (monitor) {
            while (head <= position) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                monitor.wait(left);
            }
            return true;
        }
    }

    /**
     * The position of a committed event. Waits for it when it was not given yet.
     *
     * @param justCommitted whether this node committed the event a moment ago: its position is not looked for among old ones
     * @return the position, empty after the time-out: a transaction that began earlier is still running
     */
    public Optional<Long> awaitPosition(UUID stream, long sequence, boolean justCommitted, Duration timeout)
            throws InterruptedException {
        EventRef event = new EventRef(stream, sequence);
        CompletableFuture<Long> given;
        synchronized (monitor) {
            Long known = recent.get(event);
            if (known != null) {
                return Optional.of(known);
            }
            given = awaited.computeIfAbsent(event, e -> new CompletableFuture<>());
        }
        try {
            if (!justCommitted) {
                written(event).ifPresent(given::complete);
            }
            return Optional.of(given.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return written(event);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            synchronized (monitor) {
                awaited.remove(event, given);
            }
        }
    }

    private Optional<Long> written(EventRef event) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select p.position from log.events e"
                        + " join log.positions p using (event_index) where e.stream = ? and e.sequence = ?")) {
            query.setObject(1, event.stream());
            query.setLong(2, event.sequence());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read a position", e);
        }
    }

    private void run() {
        while (!stopping) {
            try {
                Optional<Lease> lease = follower ? Optional.empty() : Lease.tryTake(database, "sequencer");
                if (lease.isPresent()) {
                    try (Lease held = lease.get()) {
                        sequence(held.connection());
                    }
                } else {
                    follow();
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (stopping) {
                    return;
                }
                failing = true;
                log.error("giving positions failed and starts again", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LEASE_RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last event that has a position. */
    private record Mark(long position, long xid, long eventIndex) {}

    private Mark mark() {
        try (Connection connection = database.getConnection()) {
            return mark(connection);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read the head of the log", e);
        }
    }

    private static Mark mark(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(LAST)) {
            return row.next() ? new Mark(row.getLong(1), row.getLong(2), row.getLong(3)) : new Mark(0, 0, 0);
        }
    }

    private void sequence(Connection connection) throws SQLException, InterruptedException {
        Mark mark = mark(connection);
        requireLaterTransactions(connection, mark);
        connection.commit();
        head = mark.position();
        while (!stopping) {
            Mark next = giveNext(connection, mark);
            failing = false;
            if (next == null) {
                awaitSignal();
            } else {
                mark = next;
            }
        }
    }

    /**
     * Transaction ids of a copied database begin anew: events written there would sort before those that have a position
     * and never get one.
     */
    private static void requireLaterTransactions(Connection connection, Mark mark) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) {
            row.next();
            if (row.getLong(1) <= mark.xid()) {
                throw new IllegalStateException("the log was copied from a database whose transaction ids are ahead of"
                        + " this one's (" + mark.xid() + " > " + row.getLong(1)
                        + "): restore it as a physical copy, or advance them with pg_resetwal");
            }
        }
    }

    private @Nullable Mark giveNext(Connection connection, Mark mark) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement(NEXT)) {
            next.setString(1, Long.toString(mark.xid()));
            next.setLong(2, mark.eventIndex());
            next.setString(3, Lease.name(PostgresProjectionStore.LEASE));
            next.setString(4, Lease.name(PostgresRebuildStore.LEASE));
            next.setString(5, Lease.name(PostgresRebuildStore.ROWS_LEASE));
            next.setString(6, Lease.name(LedgerKeeper.LEASE));
            next.setInt(7, AT_ONCE);
            next.setLong(8, mark.position());
            Map<EventRef, Long> given = new LinkedHashMap<>();
            Mark last = read(next, given);
            connection.commit();
            publish(last, given);
            return last;
        }
    }

    private void follow() throws SQLException, InterruptedException {
        long until = System.nanoTime() + LEASE_RETRY.toNanos();
        while (!stopping && System.nanoTime() < until) {
            try (Connection connection = database.getConnection();
                    PreparedStatement query = connection.prepareStatement(FOLLOW)) {
                query.setLong(1, head);
                query.setInt(2, AT_ONCE);
                Map<EventRef, Long> given = new LinkedHashMap<>();
                publish(read(query, given), given);
            }
            failing = false;
            awaitSignal();
        }
    }

    private static @Nullable Mark read(PreparedStatement query, Map<EventRef, Long> given) throws SQLException {
        Mark last = null;
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                last = new Mark(row.getLong(1), row.getLong(2), row.getLong(3));
                given.put(new EventRef(row.getObject(4, UUID.class), row.getLong(5)), last.position());
            }
        }
        return last;
    }

    private void publish(@Nullable Mark last, Map<EventRef, Long> given) {
        if (last != null) {
            synchronized (monitor) {
                given.forEach((event, position) -> {
                    recent.put(event, position);
                    CompletableFuture<Long> future = awaited.remove(event);
                    if (future != null) {
                        future.complete(position);
                    }
                });
                head = last.position();
                monitor.notifyAll();
            }
        }
    }

    /** Waits for a commit of this node, or for the time after which it is worth another look without one. */
    private void awaitSignal() throws InterruptedException {
        synchronized (monitor) {
            if (!signalled) {
                monitor.wait((awaited.isEmpty() ? POLL : IMPATIENT_POLL).toMillis());
            }
            signalled = false;
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
