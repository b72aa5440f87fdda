package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.StoreFigures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who writes, and how far each table is: one partition, changed by light-weight transactions only.
 *
 * <p>Invariant: each holder has an epoch of its own, and positions are advanced only under the epoch that is the latest. Whoever lost the
 * lease without noticing fails at the next commit. What it may have written to rows by then has an older timestamp than anything its
 * successor writes: timestamps are reserved here before they are used, and a holder begins after all that were reserved.
 */
final class CassandraTokens {
    private static final Logger log = LoggerFactory.getLogger(CassandraTokens.class);
    private static final String ENGINE = "live-engine";
    /** Timestamps reserved at once: those of 16,384 positions, more than a batch has. */
    private static final long RESERVED = 1L << 30;

    private final Cassandra cassandra;
    private final String table;
    private final int ttl;

    CassandraTokens(Cassandra cassandra) {
        this.cassandra = cassandra;
        this.table = cassandra.table(CassandraTables.TOKENS);
        this.ttl = (int) cassandra.settings().lease().toSeconds();
    }

    /** Position up to which a table contains the log, and the event there; null: nothing is contained. */
    record Reached(long position, @Nullable UUID event) {
        static final Reached NOTHING = new Reached(0, null);
    }

    /** How far a table is. */
    record Token(Reached reached, Instant renderedTo, StoreFigures.@Nullable Rendering rendering) {
        static final Token NONE = new Token(Reached.NOTHING, Instant.MIN, null);

        long position() {
            return reached.position();
        }
    }

    /** How far each table is that was written once. */
    Map<String, Token> all() {
        Map<String, Token> tokens = new HashMap<>();
        for (Row row : cassandra.rows(
                "select projection, position, event, rendered_to, rendering_at, rendered_customers from " + table
                        + " where engine = ?",
                ENGINE)) {
            String projection = row.getString("projection");
            if (projection != null) {
                Instant renderedTo = Cassandra.nullableInstant(row, "rendered_to");
                Instant at = Cassandra.nullableInstant(row, "rendering_at");
                tokens.put(
                        projection,
                        new Token(
                                new Reached(row.getLong("position"), row.getUuid("event")),
                                renderedTo == null ? Instant.MIN : renderedTo,
                                at == null ? null : new StoreFigures.Rendering(at, row.getLong("rendered_customers"))));
            }
        }
        return tokens;
    }

    /** Takes the lease; empty while another node has it. */
    Optional<Held> tryTake() {
        UUID holder = UUID.randomUUID();
        long asked = System.nanoTime();
        if (!applied(cassandra.bind(
                "update " + table + " using ttl ? set holder = ? where engine = ? if holder = null",
                ttl,
                holder,
                ENGINE))) {
            return Optional.empty();
        }
        Row before = cassandra
                .execute(cassandra
                        .bind("select epoch, reserved from " + table + " where engine = ? limit 1", ENGINE)
                        .setConsistencyLevel(com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_SERIAL))
                .one();
        Long epoch = before == null || before.isNull("epoch") ? null : before.getLong("epoch");
        long reserved = before == null ? 0 : before.getLong("reserved");
        Held held = new Held(holder, epoch == null ? 1 : epoch + 1, reserved, asked);
        if (!applied(cassandra.bind(
                "update " + table + " set epoch = ?, reserved = ? where engine = ? if holder = ? and epoch = ?",
                held.epoch,
                held.reserved,
                ENGINE,
                holder,
                epoch))) {
            applied(cassandra.bind(
                    "update " + table + " set holder = null where engine = ? if holder = ?", ENGINE, holder));
            return Optional.empty();
        }
        held.renewer.start();
        return Optional.of(held);
    }

    private boolean applied(BoundStatement transaction) {
        return cassandra.execute(transaction).wasApplied();
    }

    /** The lease, renewed until it is released. The clock of its timestamps is for one thread. */
    final class Held {
        private final UUID holder;
        private final long epoch;
        /** The last timestamp that those before may have used; 0 for the first. */
        private final long taken;

        private final Thread renewer =
                Thread.ofPlatform().daemon().name("cassandra-lease").unstarted(this::renew);
        /** The last timestamp that may be used, and is known to whoever comes next. */
        private volatile long reserved;

        private long clock;
        private volatile long until;
        private volatile boolean released;

        private Held(UUID holder, long epoch, long reserved, long asked) {
            this.holder = holder;
            this.epoch = epoch;
            this.taken = reserved;
            this.clock = reserved;
            this.reserved = reserved + RESERVED;
            this.until = end(asked);
        }

        /** Earlier than for the others, so that nobody writes who is not the only one. */
        private long end(long asked) {
            return asked + Duration.ofSeconds(ttl - 1L).toNanos();
        }

        /**
         * A timestamp for deleting; the next number is for what is written in its place. It grows with the position, and from each to the
         * next.
         */
        long timestamp(long position) {
            clock = Math.max(clock + 2, position << 16);
            return clock;
        }

        /**
         * Whether whoever wrote before may have written, or may yet write, what comes of the same events as what is written under a
         * timestamp.
         */
        boolean mayOverlap(long timestamp) {
            return taken > 0 && timestamp <= taken + RESERVED;
        }

        /**
         * Makes sure that whoever comes next knows of all timestamps that were given, and that the lease holds. Who takes the lease
         * reads the last one reserved when it is holder, and not yet of another epoch: from then on nothing more is reserved.
         */
        void require() {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the lease to write on Cassandra was lost");
            }
            if (clock >= reserved) {
                long more = clock + RESERVED;
                if (!applied(cassandra.bind(
                        "update " + table + " set reserved = ? where engine = ? if holder = ? and epoch = ?",
                        more,
                        ENGINE,
                        holder,
                        epoch))) {
                    throw new IllegalStateException("another node writes on Cassandra");
                }
                reserved = more;
            }
        }

        /** Advances positions and changes what is known of tables, all or, when another node has taken over, nothing. */
        void commit(Map<String, Reached> positions, List<BatchableStatement<?>> changes) {
            if (positions.isEmpty() && changes.isEmpty()) {
                return;
            }
            BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
            batch.addStatement(cassandra.bind(
                    "update " + table + " set epoch = ? where engine = ? if epoch = ?", epoch, ENGINE, epoch));
            List<BatchableStatement<?>> all = new ArrayList<>(changes);
            positions.forEach((projection, reached) -> all.add(cassandra.bind(
                    "update " + table + " set position = ?, event = ? where engine = ? and projection = ?",
                    reached.position(),
                    reached.event(),
                    ENGINE,
                    projection)));
            all.forEach(batch::addStatement);
            ResultSet result = cassandra.execute(batch.build());
            if (!result.wasApplied()) {
                throw new IllegalStateException("another node writes on Cassandra");
            }
        }

        /** Notes that rows are being judged anew, to be committed. */
        BatchableStatement<?> rendering(String projection, Instant at, long customers) {
            return cassandra.bind(
                    "update " + table
                            + " set rendering_at = ?, rendered_customers = ? where engine = ? and projection = ?",
                    Micros.of(at),
                    customers,
                    ENGINE,
                    projection);
        }

        /** Notes that all rows are judged by what came into force up to an instant, to be committed. */
        BatchableStatement<?> rendered(String projection, Instant to) {
            return cassandra.bind(
                    "update " + table
                            + " set rendered_to = ?, rendering_at = null, rendered_customers = null where engine = ?"
                            + " and projection = ?",
                    Micros.of(to),
                    ENGINE,
                    projection);
        }

        private void renew() {
            while (!released) {
                try {
                    Thread.sleep(Duration.ofSeconds(ttl).dividedBy(4));
                    long asked = System.nanoTime();
                    if (released) {
                        return;
                    }
                    if (!applied(cassandra.bind(
                            "update " + table + " using ttl ? set holder = ? where engine = ? if holder = ?",
                            ttl,
                            holder,
                            ENGINE,
                            holder))) {
                        until = asked;
                        return;
                    }
                    until = end(asked);
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    log.warn(
                            "the lease to write on Cassandra could not be renewed, which is tried again: {}",
                            e.toString());
                }
            }
        }

        /** Gives it back, with the timestamps that were not used, so that nobody has to wait until it ends by itself. */
        void release() {
            released = true;
            renewer.interrupt();
            try {
                applied(cassandra.bind(
                        "update " + table + " set holder = null, reserved = ? where engine = ? if holder = ? and"
                                + " epoch = ?",
                        clock + 1,
                        ENGINE,
                        holder,
                        epoch));
            } catch (RuntimeException e) {
                log.debug("the lease ends by itself", e);
            }
        }
    }
}
