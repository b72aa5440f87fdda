package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.core.Spacing;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.store.postgres.RowFields;
import org.relatum.projection.store.postgres.StateCodec;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Rows of read models on Cassandra, which has no transaction over all that a batch of events changes.
 *
 * <p>Invariant: what one read model says of a customer is written whole, in one batch of one partition, together with the version it
 * contains; positions are advanced after everything up to them is written. So after a crash rows may be further than the positions, never
 * behind, and folding the same events again skips what a row contains. Values are absolute, with timestamps that only grow
 * ({@link CassandraTokens}): repeating a write, or one that arrives late, changes nothing.
 *
 * <p>Lists read whole buckets, where Cassandra counts what is dead on the way and refuses to go on beyond a limit: cells that were
 * emptied, and both ends of every range that was deleted. Of a live row the deletion of what was in it before is not counted. So a row
 * with empty columns is deleted and written in one batch, and ranges are deleted only where others may have written.
 */
public final class CassandraProjectionStore implements ProjectionStore {
    /** Bytes of one bucket in one batch, unless one customer needs more: it is held in memory whole by every node that keeps it. */
    private static final int BATCH_BYTES = 128 * 1024;

    /** How long the log may stand still before it has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int SOON_DUE = 1_000;
    private static final List<Duration> AHEAD =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofDays(1));

    private final Cassandra cassandra;
    private final StateCodec codec;
    private final ReferenceSource references;
    private final CassandraRows rows;
    private final CassandraTokens tokens;
    private final boolean writes;

    /** @param writes whether this node may ever write; otherwise it waits for the tables that another makes */
    public CassandraProjectionStore(Cassandra cassandra, StateCodec codec, ReferenceSource references, boolean writes) {
        this.cassandra = cassandra;
        this.codec = codec;
        this.references = references;
        this.rows = new CassandraRows(cassandra, codec, references);
        this.tokens = new CassandraTokens(cassandra);
        this.writes = writes;
    }

    @Override
    public void prepare() {
        if (writes) {
            CassandraTables.create(cassandra);
        } else {
            CassandraTables.await(cassandra);
        }
    }

    @Override
    public Map<String, Long> positions() {
        Map<String, CassandraTokens.Token> all = tokens.all();
        Map<String, Long> positions = new HashMap<>();
        CassandraTables.served()
                .forEach(table -> positions.put(
                        table,
                        all.getOrDefault(table, CassandraTokens.Token.NONE).position()));
        return positions;
    }

    @Override
    public void requireRowsOf(EventLog log) throws InterruptedException {
        for (Map.Entry<String, CassandraTokens.Token> token : tokens.all().entrySet()) {
            if (CassandraTables.served().contains(token.getKey())) {
                requireIn(log, token.getValue().reached());
            }
        }
    }

    /** A log that was put back to before what rows contain may have grown beyond it again: with other events. */
    private void requireIn(EventLog log, CassandraTokens.Reached reached) throws InterruptedException {
        if (reached.position() == 0) {
            return;
        }
        long head = log.head();
        while (!log.awaitBeyond(reached.position() - 1, PATIENCE)) {
            // After a restore or a crash the log gets its positions anew.
            if (log.head() == head) {
                throw ofAnotherLog(
                        reached,
                        "the log ends at " + head
                                + " (or nodes that give positions are only now starting: then start this one again)");
            }
            head = log.head();
        }
        if (!log.read(reached.position() - 1, 1).getFirst().eventId().equals(reached.event())) {
            throw ofAnotherLog(reached, "the event there is another one");
        }
    }

    private CassandraException ofAnotherLog(CassandraTokens.Reached reached, String what) {
        String keyspace = cassandra.settings().keyspace();
        return new CassandraException(
                "the rows in keyspace " + keyspace + " of Cassandra contain a log up to position " + reached.position()
                        + ", and it is not this one: " + what + ". If the keyspace is another installation's, name one"
                        + " of its own (relatum.cassandra.keyspace); if the database was restored, stop all nodes and"
                        + " drop the keyspace: its rows are folded anew (docs/cluster.md)",
                null);
    }

    @Override
    public void requestRetry(UUID customer) {
        cassandra.execute(cassandra.bind(
                "insert into " + cassandra.table(CassandraTables.RETRIES) + " (customer) values (?)", customer));
    }

    @Override
    public Optional<Writer> tryLease() {
        return tokens.tryTake().map(CassandraWriter::new);
    }

    private final class CassandraWriter implements Writer {
        private final CassandraTokens.Held lease;
        private final Map<String, CassandraTokens.Token> known;
        private final ExecutorService sender = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("cassandra-writer").factory());
        private Map<Integer, Bucket> pending = new TreeMap<>();
        private List<BatchableStatement<?>> notes = new ArrayList<>();
        private List<Statement<?>> besides = new ArrayList<>();
        private List<Runnable> thinning = new ArrayList<>();
        private List<Vanishing> vanishing = new ArrayList<>();
        private Map<String, CassandraTokens.Reached> positions = new LinkedHashMap<>();
        private final Map<String, Set<UUID>> parked = new HashMap<>();
        private long reached;
        private Instant dueBy = Instant.EPOCH;
        private @Nullable Future<?> sending;

        CassandraWriter(CassandraTokens.Held lease) {
            this.lease = lease;
            this.known = tokens.all();
            this.reached = known.values().stream()
                    .mapToLong(CassandraTokens.Token::position)
                    .max()
                    .orElse(0);
            rows.parked()
                    .forEach(p -> parked.computeIfAbsent(p.projection(), t -> new HashSet<>())
                            .add(p.customer()));
        }

        private Bucket bucket(UUID customer) {
            return pending.computeIfAbsent(cassandra.bucket(customer), b -> new Bucket());
        }

        /** Written in whatever batch there is room: nothing has to be there at the same time. */
        private void write(UUID customer, BatchableStatement<?> statement) {
            Piece piece = new Piece();
            piece.add(statement);
            bucket(customer).pieces.add(piece);
        }

        @Override
        public Set<String> tables() {
            return CassandraTables.served();
        }

        @Override
        public boolean swap(Set<String> tables, UUID rebuild, Instant now) {
            throw new UnsupportedOperationException("tables on Cassandra are filled by following the log");
        }

        private CassandraTokens.Token token(String table) {
            return known.getOrDefault(table, CassandraTokens.Token.NONE);
        }

        @Override
        public long position(String table) {
            return token(table).position();
        }

        @Override
        public Collection<UUID> retries() {
            List<UUID> asked =
                    cassandra.rows("select customer from " + cassandra.table(CassandraTables.RETRIES)).stream()
                            .map(row -> CassandraRows.required(row.getUuid("customer"), "customer"))
                            .toList();
            asked.forEach(customer -> besides.add(cassandra.bind(
                    "delete from " + cassandra.table(CassandraTables.RETRIES) + " where customer = ?", customer)));
            return asked;
        }

        @Override
        public Collection<UUID> parked(String table) {
            return Set.copyOf(parked.getOrDefault(table, Set.of()));
        }

        @Override
        public <S, V, D> Map<UUID, CustomerRow<S, D>> load(ReadModel<S, V, D> model, Collection<UUID> customers) {
            return rows.load(model, customers);
        }

        @Override
        public <S, V, D> Map<UUID, Checkpoint<S>> checkpoints(ReadModel<S, V, D> model, Map<UUID, Instant> before) {
            return rows.checkpoints(model, before);
        }

        @Override
        public <S, V, D> Map<UUID, List<Interval<D>>> tails(ReadModel<S, V, D> model, Map<UUID, Instant> from) {
            return rows.tails(model, from);
        }

        @Override
        public <S, V, D> List<CustomerRow<S, D>> loadAfter(ReadModel<S, V, D> model, UUID customer, int limit) {
            return rows.loadAfter(model, customer, limit);
        }

        @Override
        public Instant renderedTo(String table) {
            return token(table).renderedTo();
        }

        @Override
        public void rendering(String table, Instant at, long customers) {
            notes.add(lease.rendering(table, at, customers));
        }

        @Override
        public void rendered(String table, Instant to) {
            notes.add(lease.rendered(table, to));
            known.put(table, new CassandraTokens.Token(token(table).reached(), to, null));
        }

        @Override
        public Map<UUID, Instant> horizonsFrom(String table, Instant from) {
            Map<UUID, Instant> horizons = new HashMap<>();
            cassandra.walk(
                    0,
                    bucket -> cassandra.bind(
                            "select customer, horizon from " + cassandra.table(table)
                                    + " where bucket = ? and horizon >= ? allow filtering",
                            bucket,
                            Micros.of(from)),
                    row -> {
                        horizons.put(Cassandra.customer(row), Cassandra.instant(row, "horizon"));
                        return true;
                    });
            return horizons;
        }

        @Override
        public List<UUID> due(String table, Instant now, int limit) {
            dueBy = now;
            Set<UUID> skipped = parked.getOrDefault(table, Set.of());
            return soon(table, now, limit + skipped.size()).stream()
                    .map(Cassandra::customer)
                    .filter(customer -> !skipped.contains(customer))
                    .limit(limit)
                    .toList();
        }

        private List<Row> soon(String table, Instant by, int limit) {
            return cassandra.rows(
                    "select customer, next_change_at from " + cassandra.table(table)
                            + " where next_change_at <= ? limit ?",
                    Micros.of(by),
                    limit);
        }

        /** Too early is right, too late is not: beyond a day, or where many are due, it is looked again before. */
        @Override
        public Optional<Instant> nextDue(String table) {
            Set<UUID> skipped = parked.getOrDefault(table, Set.of());
            Instant last = dueBy;
            for (Duration ahead : AHEAD) {
                List<Row> found = soon(table, dueBy.plus(ahead), SOON_DUE + skipped.size());
                if (found.size() >= SOON_DUE + skipped.size()) {
                    return Optional.of(last.equals(dueBy) ? dueBy.plusSeconds(1) : last);
                }
                Optional<Instant> next = found.stream()
                        .filter(row -> !skipped.contains(Cassandra.customer(row)))
                        .map(row -> Cassandra.instant(row, "next_change_at"))
                        .min(Instant::compareTo);
                if (next.isPresent()) {
                    return next;
                }
                last = dueBy.plus(ahead);
            }
            return Optional.of(last);
        }

        @Override
        public <S, V, D> Map<UUID, String> write(ReadModel<S, V, D> model, Collection<CustomerUpdate<S, D>> updates) {
            if (updates.isEmpty()) {
                return Map.of();
            }
            Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
            long most = cassandra.settings().mostPerCustomer().toBytes();
            long position =
                    updates.stream().mapToLong(u -> u.row().position()).max().orElse(0);
            long delete = lease.timestamp(Math.max(position, reached));
            Set<UUID> withCheckpoints = new HashSet<>();
            Map<UUID, String> refused = new HashMap<>();
            for (CustomerUpdate<S, D> update : updates) {
                UUID customer = update.row().customer();
                Bucket bucket = bucket(customer);
                Piece before = bucket.whole.get(new Whole(model.table(), customer));
                boolean alone = before == null && !lease.mayOverlap(delete);
                Piece piece = piece(model, folder, update, alone, delete);
                int size = piece.bytes + (before == null ? 0 : before.bytes);
                if (size > most) {
                    refused.put(
                            customer,
                            "what changes of its row and intervals is " + size + " bytes, and relatum.cassandra."
                                    + "most-per-customer allows " + most + " to be written at once");
                    continue;
                }
                if (before == null) {
                    bucket.whole.put(new Whole(model.table(), customer), piece);
                    bucket.pieces.add(piece);
                } else {
                    before.add(piece);
                }
                if (alone && update.before() == CustomerUpdate.Before.REPLACED) {
                    vanishing.add(new Vanishing(
                            CassandraTables.intervals(model), customer, update.intervals(), piece, delete));
                }
                if (!update.checkpoints().isEmpty()) {
                    withCheckpoints.add(customer);
                }
            }
            if (!withCheckpoints.isEmpty()) {
                thinning.add(() -> thinOut(CassandraTables.checkpoints(model), withCheckpoints, delete + 1));
            }
            return refused;
        }

        /**
         * What is written of a customer in one batch.
         *
         * @param alone whether nobody else may have written of the same events, and this is all that is being written of the customer
         */
        private <S, V, D> Piece piece(
                ReadModel<S, V, D> model,
                Folder<S, V, D> folder,
                CustomerUpdate<S, D> update,
                boolean alone,
                long delete) {
            UUID customer = update.row().customer();
            boolean first = alone && update.before() == CustomerUpdate.Before.NONE;
            boolean cleared = !alone && update.before() != CustomerUpdate.Before.KEPT;
            Piece piece = new Piece();
            if (cleared) {
                piece.add(deletion(CassandraTables.intervals(model), customer, delete));
            }
            Instant stale = update.staleFrom();
            if (Instant.MIN.equals(stale)) {
                if (!first) {
                    piece.add(deletion(CassandraTables.checkpoints(model), customer, delete));
                }
            } else if (stale != null) {
                piece.add(cassandra.bind(
                        "delete from " + cassandra.table(CassandraTables.checkpoints(model))
                                + " using timestamp ? where bucket = ? and customer = ? and" + " last_occurred_at >= ?",
                        delete,
                        cassandra.bucket(customer),
                        Cassandra.key(customer),
                        Micros.of(stale)));
            }
            Fields row = new Fields();
            RowFields.row(model, folder, update.row(), codec, row);
            row.add(
                    CassandraRows.INTERVALS_WRITTEN,
                    "integer",
                    CassandraRows.intervalsWritten(update.intervals().size(), update.before()));
            if (!first && row.hasEmpty()) {
                piece.add(deletion(model.table(), customer, delete));
            }
            piece.add(row.insert(model.table(), customer, delete + 1));
            for (Interval<D> interval : update.intervals()) {
                Fields fields = new Fields();
                RowFields.interval(model, customer, interval, fields);
                if (!first && !cleared && fields.hasEmpty()) {
                    piece.add(deletion(CassandraTables.intervals(model), customer, IntervalKey.of(interval), delete));
                }
                piece.add(fields.insert(CassandraTables.intervals(model), customer, delete + 1));
            }
            for (Checkpoint<S> checkpoint : update.checkpoints()) {
                Fields fields = new Fields();
                RowFields.checkpoint(customer, checkpoint, codec, fields);
                piece.add(fields.insert(CassandraTables.checkpoints(model), customer, delete + 1));
            }
            return piece;
        }

        private BatchableStatement<?> deletion(String table, UUID customer, IntervalKey key, long timestamp) {
            return cassandra.bind(
                    "delete from " + cassandra.table(table) + " using timestamp ? where bucket = ? and customer = ? and"
                            + " key = ? and valid_from = ? and recorded_from = ?",
                    timestamp,
                    cassandra.bucket(customer),
                    Cassandra.key(customer),
                    key.key(),
                    key.validFrom(),
                    key.recordedFrom());
        }

        /** Intervals of a customer that take the place of all that are stored. */
        private final class Vanishing {
            private final String table;
            private final UUID customer;
            private final Set<IntervalKey> kept = new HashSet<>();
            private final Piece piece;
            private final long timestamp;

            Vanishing(String table, UUID customer, List<? extends Interval<?>> kept, Piece piece, long timestamp) {
                this.table = table;
                this.customer = customer;
                kept.forEach(interval -> this.kept.add(IntervalKey.of(interval)));
                this.piece = piece;
                this.timestamp = timestamp;
            }
        }

        /** Has what is stored and is not kept deleted by the batch that writes what is. */
        private void delete(List<Vanishing> replaced) {
            Map<String, Map<UUID, Vanishing>> byTable = new HashMap<>();
            replaced.forEach(
                    v -> byTable.computeIfAbsent(v.table, t -> new HashMap<>()).put(v.customer, v));
            byTable.forEach((table, all) -> {
                List<Row> stored = new ArrayList<>();
                cassandra.each(
                        rows.of(
                                all.keySet(),
                                "select customer, key, valid_from, recorded_from from " + cassandra.table(table)),
                        stored::add);
                for (Row row : stored) {
                    Vanishing of = all.get(Cassandra.customer(row));
                    IntervalKey key = new IntervalKey(
                            CassandraRows.required(row.getString("key"), "key"),
                            row.getLong("valid_from"),
                            row.getLong("recorded_from"));
                    if (of != null && !of.kept.contains(key)) {
                        of.piece.add(deletion(table, of.customer, key, of.timestamp));
                    }
                }
            });
        }

        private BatchableStatement<?> deletion(String table, UUID customer, long timestamp) {
            return cassandra.bind(
                    "delete from " + cassandra.table(table) + " using timestamp ? where bucket = ? and customer = ?",
                    timestamp,
                    cassandra.bucket(customer),
                    Cassandra.key(customer));
        }

        /** Deletes the checkpoints that {@link Spacing} doesn't want any more. */
        private void thinOut(String table, Set<UUID> customers, long timestamp) {
            Map<UUID, List<Row>> all = new HashMap<>();
            cassandra.each(
                    rows.of(
                            customers,
                            "select customer, last_occurred_at, last_recorded_at, last_stream, floor from "
                                    + cassandra.table(table)),
                    row -> all.computeIfAbsent(Cassandra.customer(row), c -> new ArrayList<>())
                            .add(row));
            List<Statement<?>> deletions = new ArrayList<>();
            all.forEach((customer, checkpoints) -> {
                checkpoints.sort(Comparator.comparingLong(row -> row.getLong("floor")));
                BitSet kept = Spacing.kept(checkpoints.stream()
                        .mapToLong(row -> row.getLong("floor"))
                        .toArray());
                for (int i = kept.nextClearBit(0); i < checkpoints.size(); i = kept.nextClearBit(i + 1)) {
                    Row row = checkpoints.get(i);
                    deletions.add(cassandra.bind(
                            "delete from " + cassandra.table(table) + " using timestamp ? where bucket = ? and"
                                    + " customer = ? and last_occurred_at = ? and last_recorded_at = ? and"
                                    + " last_stream = ?",
                            timestamp,
                            cassandra.bucket(customer),
                            Cassandra.key(customer),
                            row.getLong("last_occurred_at"),
                            row.getLong("last_recorded_at"),
                            row.getUuid("last_stream")));
                }
            });
            cassandra.each(deletions, row -> {});
        }

        @Override
        public Map<UUID, KpiRow> loadKpi(Collection<UUID> customers) {
            throw noSums();
        }

        @Override
        public List<KpiRow> loadKpiAfter(UUID customer, int limit) {
            throw noSums();
        }

        @Override
        public void write(Collection<KpiRow> kpis, Map<Cells.Cell, Cells.Sums> cells, Set<KpiDay> days) {
            throw noSums();
        }

        private static UnsupportedOperationException noSums() {
            return new UnsupportedOperationException("sums of measures are kept in PostgreSQL");
        }

        @Override
        public void append(List<TimelineEntry> entries) {
            if (entries.isEmpty()) {
                return;
            }
            long last =
                    entries.stream().mapToLong(TimelineEntry::position).max().orElse(0);
            long write = lease.timestamp(Math.max(last, reached)) + 1;
            // What an entry says of an event never changes, so what is empty was never filled.
            for (TimelineEntry entry : entries) {
                Fields fields = new Fields();
                RowFields.entry(entry, fields);
                write(entry.customer(), fields.insert(TimelineEntry.TABLE, entry.customer(), write));
            }
        }

        @Override
        public void clearTimeline(UUID customer) {
            write(customer, deletion(TimelineEntry.TABLE, customer, lease.timestamp(reached)));
        }

        @Override
        public void park(String table, Parked one) {
            parked.computeIfAbsent(table, t -> new HashSet<>()).add(one.customer());
            besides.add(cassandra.bind(
                    "insert into " + cassandra.table(CassandraTables.PARKED)
                            + " (projection, customer, position, error, parked_at) values (?, ?, ?, ?, ?) using"
                            + " timestamp ?",
                    table,
                    Cassandra.key(one.customer()),
                    one.position(),
                    one.error(),
                    Micros.of(one.parkedAt()),
                    lease.timestamp(reached)));
        }

        @Override
        public void unpark(String table, UUID customer) {
            parked.getOrDefault(table, new HashSet<>()).remove(customer);
            besides.add(cassandra.bind(
                    "delete from " + cassandra.table(CassandraTables.PARKED)
                            + " using timestamp ? where projection = ? and customer = ?",
                    lease.timestamp(reached),
                    table,
                    Cassandra.key(customer)));
        }

        @Override
        public void advance(String table, long position, UUID event) {
            CassandraTokens.Reached to = new CassandraTokens.Reached(position, event);
            positions.put(table, to);
            CassandraTokens.Token before = token(table);
            known.put(table, new CassandraTokens.Token(to, before.renderedTo(), before.rendering()));
            reached = Math.max(reached, position);
        }

        @Override
        public void commit(Runnable afterwards) {
            Unit unit = new Unit(pending, vanishing, besides, thinning, notes, positions);
            pending = new TreeMap<>();
            vanishing = new ArrayList<>();
            besides = new ArrayList<>();
            thinning = new ArrayList<>();
            notes = new ArrayList<>();
            positions = new LinkedHashMap<>();
            await();
            if (!unit.isEmpty()) {
                // By this thread, whose clock it is.
                lease.require();
            }
            sending = sender.submit(() -> {
                unit.send();
                afterwards.run();
            });
        }

        /** What is sent together. */
        private final class Unit {
            private final Map<Integer, Bucket> customers;
            private final List<Vanishing> replaced;
            private final List<Statement<?>> others;
            private final List<Runnable> last;
            private final List<BatchableStatement<?>> changes;
            private final Map<String, CassandraTokens.Reached> reachedBy;

            Unit(
                    Map<Integer, Bucket> customers,
                    List<Vanishing> replaced,
                    List<Statement<?>> others,
                    List<Runnable> last,
                    List<BatchableStatement<?>> changes,
                    Map<String, CassandraTokens.Reached> reachedBy) {
                this.customers = customers;
                this.replaced = replaced;
                this.others = others;
                this.last = last;
                this.changes = changes;
                this.reachedBy = reachedBy;
            }

            boolean isEmpty() {
                return customers.isEmpty() && others.isEmpty() && changes.isEmpty() && reachedBy.isEmpty();
            }

            void send() {
                delete(replaced);
                List<Statement<?>> batches = new ArrayList<>();
                for (Bucket bucket : customers.values()) {
                    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
                    int bytes = 0;
                    for (Piece piece : bucket.pieces) {
                        if (bytes > 0 && bytes + piece.bytes > BATCH_BYTES) {
                            batches.add(batch.build().setIdempotent(true));
                            batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
                            bytes = 0;
                        }
                        piece.statements.forEach(batch::addStatement);
                        bytes += piece.bytes;
                    }
                    if (bytes > 0) {
                        batches.add(batch.build().setIdempotent(true));
                    }
                }
                cassandra.each(batches, row -> {});
                others.forEach(cassandra::execute);
                last.forEach(Runnable::run);
                lease.commit(reachedBy, changes);
            }
        }

        @Override
        public void await() {
            Future<?> before = sending;
            sending = null;
            if (before == null) {
                return;
            }
            try {
                before.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while rows are being written", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("rows were not written", e.getCause());
            }
        }

        @Override
        public void close() {
            sender.close();
            lease.release();
        }
    }

    /** What belongs into one batch: a reader, and who goes on after a crash, finds all of it or nothing. */
    private final class Piece {
        private final List<BatchableStatement<?>> statements = new ArrayList<>();
        private int bytes;

        void add(BatchableStatement<?> statement) {
            statements.add(statement);
            bytes += cassandra.size(statement);
        }

        void add(Piece more) {
            statements.addAll(more.statements);
            bytes += more.bytes;
        }
    }

    /** What one read model says of a customer. */
    private record Whole(String table, UUID customer) {}

    /** What is to be written to a bucket, in order. */
    private static final class Bucket {
        private final List<Piece> pieces = new ArrayList<>();
        private final Map<Whole, Piece> whole = new HashMap<>();
    }

    /** Which of a customer's intervals. */
    private record IntervalKey(String key, long validFrom, long recordedFrom) {
        static IntervalKey of(Interval<?> interval) {
            return new IntervalKey(interval.key(), Micros.of(interval.validFrom()), Micros.of(interval.recordedFrom()));
        }
    }

    /**
     * The fields of a row, for inserting it. Those that are empty are left out: where they may have been filled before, the row is to
     * be deleted by an earlier timestamp.
     */
    private final class Fields implements RowFields.Sink {
        private final StringBuilder names = new StringBuilder("bucket, customer");
        private final List<@Nullable Object> values = new ArrayList<>();

        @Override
        public void add(String name, String type, @Nullable Object value) {
            if (!name.equals("customer")) {
                names.append(", ").append(name);
                values.add(
                        type.equals("timestamptz") && RowFields.INFINITY.equals(value)
                                ? Long.valueOf(Cassandra.INFINITY)
                                : CassandraRows.written(value));
            }
        }

        boolean hasEmpty() {
            return values.contains(null);
        }

        BatchableStatement<?> insert(String table, UUID customer, long timestamp) {
            List<@Nullable Object> all = new ArrayList<>(values.size() + 3);
            all.add(cassandra.bucket(customer));
            all.add(Cassandra.key(customer));
            all.addAll(values);
            all.add(timestamp);
            return cassandra.bindGiven(
                    "insert into " + cassandra.table(table) + " (" + names + ") values (?, ?"
                            + ", ?".repeat(values.size()) + ") using timestamp ?",
                    all);
        }
    }
}
