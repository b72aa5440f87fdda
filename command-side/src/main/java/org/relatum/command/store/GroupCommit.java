package org.relatum.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Appends to {@code log.events}. Commands that wait at the same time share one statement and one commit, so that a busy log costs few
 * transactions and an idle one delays nobody.
 *
 * <p>Invariants: what is given to one {@link #append} becomes durable as a whole or not at all; it returns after the commit; the
 * failure of one command is not that of another that shared its statement: such a group is written again one by one. A group
 * is one statement without a transaction around it, so no connection is held while a command is decided.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    /** One writes while the other's group gathers or is on its way to the disk. */
    private static final int WRITERS = 2;

    private static final int MOST_AT_ONCE = 256;

    private record Waiting(List<LogRow> rows, CompletableFuture<Void> done) {}

    /** Ends a writer, which leaves it in the queue for the others. */
    private static final Waiting END = new Waiting(List.of(), new CompletableFuture<>());

    private static final String STOPPED = "the service is stopping";

    private final DataSource database;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean closed;

    GroupCommit(DataSource database) {
        this.database = database;
        for (int i = 1; i <= WRITERS; i++) {
            writers.add(Thread.ofPlatform().daemon().name("log-writer-" + i).unstarted(this::write));
        }
        writers.forEach(Thread::start);
    }

    /**
     * Appends rows and returns when they are durable.
     *
     * @throws ConcurrencyException when one of them is there already; none was written then
     * @throws EventStoreException when the database fails; whether they were written is open
     */
    void append(List<LogRow> rows) {
        Waiting waiting = new Waiting(rows, new CompletableFuture<>());
        queue.add(waiting);
        if (closed && queue.remove(waiting)) {
            throw new EventStoreException(STOPPED);
        }
        try {
            waiting.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw Statements.failure("append to", failure);
            }
            throw new EventStoreException("can't append to a stream", e.getCause());
        }
    }

    private void write() {
        List<Waiting> group = new ArrayList<>();
        while (true) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                log.warn("an interrupt does not end the writing of events; closing does", e);
                continue;
            }
            queue.drainTo(group, MOST_AT_ONCE - 1);
            boolean last = group.removeIf(w -> w == END);
            if (!group.isEmpty()) {
                write(List.copyOf(group));
            }
            if (last) {
                queue.add(END);
                return;
            }
            group.clear();
        }
    }

    private void write(List<Waiting> group) {
        try {
            insert(group.stream().flatMap(w -> w.rows().stream()).toList());
            group.forEach(w -> w.done().complete(null));
        } catch (Throwable e) {
            boolean nothingWritten = e instanceof SQLException failure && Statements.isRefused(failure);
            if (nothingWritten && group.size() > 1) {
                group.forEach(w -> write(List.of(w)));
            } else {
                log.debug("a group of {} was not written", group.size(), e);
                group.forEach(w -> w.done().completeExceptionally(e));
            }
        }
    }

    private void insert(List<LogRow> rows) throws SQLException {
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            LogRow.insert(connection, rows);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    /** Lets what is being written finish, and refuses the rest. */
    @Override
    public void close() {
        closed = true;
        queue.add(END);
        for (Thread writer : writers) {
            try {
                writer.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<Waiting> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(w -> w.done().completeExceptionally(new EventStoreException(STOPPED)));
    }
}
