package org.relatum.projection.rebuild;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.CatchUp;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.rebuild.Rebuild.Cause;
import org.relatum.projection.rebuild.Rebuild.State;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.timeline.TimelineEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds tables of read models anew from the log, while those that are served are kept up to date, and has them change places. The node
 * whose live engine writes the read models does it, one rebuild at a time. Everything that was decided is in the database, so a rebuild
 * that broke off anywhere goes on from there: partitions of the customers that are copied in stay.
 */
public final class Rebuilder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rebuilder.class);
    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration AFTER_LOSS = Duration.ofSeconds(1);
    private static final Duration REPORT = Duration.ofMillis(250);
    private static final Duration BOUNDARY = Duration.ofSeconds(10);
    /** Readers that hold a table are not waited for; they are asked again after this. */
    private static final Duration BETWEEN_SWAPS = Duration.ofMillis(200);
    /** Files that are written at once; a longer log is read several times. */
    private static final int PARTITIONS_PER_PASS = 512;

    private static final int READ_AT_ONCE = 100_000;
    /** Of the latest rebuilds, how many are looked at for one that was cancelled. */
    private static final int LOOKED_AT = 10;

    /** Events that the engine stands still for when the tables change places, at first and at most, and how long until it may be more. */
    private static final long FEW = 500;

    private static final long MANY = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RebuildStore store;
    private final LiveEngine engine;
    private final EventLog eventLog;
    private final EventDecoder decoder;
    private final ReferenceSource references;
    private final ZoneId zone;
    private final Clock clock;
    private final Settings settings;
    private final Thread thread;
    private final Object signal = new Object();
    private final Instant began;
    private volatile boolean stopping;
    /** By {@link System#nanoTime()}. */
    private @Nullable Long lastFailure;

    /**
     * How it works.
     *
     * @param folder where the divided log is kept meanwhile; of this service alone
     * @param threads that fold
     * @param share of the time that each of them works while facts are being recorded, more than 0, at most 1
     * @param partitionEvents events that each thread has in memory at once
     * @param batchSize events that are caught up at once
     */
    public record Settings(Path folder, int threads, double share, int partitionEvents, int batchSize) {
        public Settings {
            if (threads < 1 || !(share > 0 && share <= 1) || partitionEvents < 1 || batchSize < 1) {
                throw new IllegalArgumentException("a rebuild can't work with " + threads + " threads, a share of "
                        + share + ", partitions of " + partitionEvents + " and batches of " + batchSize);
            }
        }
    }

    public Rebuilder(
            RebuildStore store,
            LiveEngine engine,
            EventLog eventLog,
            EventDecoder decoder,
            ReferenceSource references,
            ZoneId zone,
            Clock clock,
            Settings settings) {
        this.store = store;
        this.engine = engine;
        this.eventLog = eventLog;
        this.decoder = decoder;
        this.references = references;
        this.zone = zone;
        this.clock = clock;
        this.settings = settings;
        this.began = now();
        this.thread = Thread.ofPlatform().name("rebuilder").unstarted(this::run);
    }

    /** Goes on with a rebuild that broke off, begins one where this version of the program has new tables, and takes requests. */
    public void start() {
        thread.start();
    }

    /** Tables by the names of their read models. */
    public static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        ReadModels.ALL.forEach(model -> tables.put(model.projection().name(), model.table()));
        tables.put(KpiRow.NAME, KpiRow.TABLE);
        tables.put(TimelineEntry.NAME, TimelineEntry.TABLE);
        return tables;
    }

    /**
     * Asks for a rebuild.
     *
     * @param names of read models; none: all
     * @return empty when another one has not ended
     */
    public Optional<Rebuild> request(Collection<String> names) {
        Map<String, String> known = tables();
        if (!known.keySet().containsAll(names)) {
            throw new IllegalArgumentException("there are " + known.keySet() + ", not " + names);
        }
        Set<String> wanted = new LinkedHashSet<>(known.values());
        if (!names.isEmpty()) {
            wanted.retainAll(names.stream().map(known::get).toList());
        }
        Optional<Rebuild> requested = store.request(wanted, Cause.ASKED, now());
        wake();
        return requested;
    }

    public Optional<Rebuild> find(UUID rebuild) {
        return store.find(rebuild);
    }

    /** The one that has not ended. */
    public Optional<Rebuild> open() {
        return store.open();
    }

    /** The latest ones, the last that was asked for first. */
    public List<Rebuild> latest(int limit) {
        return store.latest(limit);
    }

    /** Ends a rebuild; what is served stays. Nothing happens when it has ended. */
    public Optional<Rebuild> cancel(UUID rebuild) {
        store.cancel(rebuild, now());
        wake();
        return store.find(rebuild);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void wake() {
        synchronized (signal) {
            signal.notifyAll();
        }
    }

    private void pause(Duration time) throws InterruptedException {
        synchronized (signal) {
            if (!stopping) {
                signal.wait(time.toMillis());
            }
        }
    }

    private void run() {
        while (!stopping) {
            try {
                if (!engine.isLeading() || !work()) {
                    pause(IDLE);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    log.error("looking for rebuilds failed and is tried again", e);
                    try {
                        Thread.sleep(AFTER_LOSS);
                    } catch (InterruptedException stopped) {
                        return;
                    }
                }
            }
        }
    }

    /** Returns whether there was anything to do. */
    private boolean work() throws InterruptedException {
        Optional<Rebuild> open = store.open();
        if (open.isEmpty()) {
            Set<String> missing = store.missing();
            boolean soonAgain = lastFailure != null && System.nanoTime() - lastFailure < AFTER_FAILURE.toNanos();
            if (missing.isEmpty() || soonAgain || isCancelled(missing)) {
                return false;
            }
            open = store.request(missing, Cause.NEW_VERSION, now());
        }
        Optional<RebuildStore.Build> lease = open.isEmpty() ? Optional.empty() : store.tryLease();
        if (open.isEmpty() || lease.isEmpty()) {
            return false;
        }
        try (RebuildStore.Build build = lease.get()) {
            // Under the lease, because another node may have been at it until now.
            Optional<Rebuild> still = store.open();
            if (still.isPresent()) {
                new Run(build, still.get()).run();
            }
        }
        return true;
    }

    /** Whether somebody ended the building of these tables since this node is here: it begins anew when asked for, or at the next start. */
    private boolean isCancelled(Set<String> missing) {
        return store.latest(LOOKED_AT).stream()
                .anyMatch(rebuild -> rebuild.state() == State.CANCELLED
                        && rebuild.cause() == Cause.NEW_VERSION
                        && rebuild.endedAt() != null
                        && rebuild.endedAt().isAfter(began)
                        && rebuild.tables().containsAll(missing));
    }

    /** Whether the database went away: what was built is still there when it is back. */
    private static boolean isConnectionLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    /** What it all comes from, for people. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause);
    }

    /** Somebody asked to end it. */
    private static final class Cancelled extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Another node writes the read models by now, or this one stops: the rebuild is gone on with elsewhere or later. */
    private static final class HandedOn extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** One rebuild. */
    private final class Run {
        private final RebuildStore.Build build;
        private final UUID id;
        private final Set<String> tables;
        private final Pace pace = new Pace(eventLog::head, settings.share());
        private final AtomicLong read = new AtomicLong();
        private final AtomicLong folded = new AtomicLong();
        private final AtomicLong customers = new AtomicLong();
        private Rebuild rebuild;
        private State state = State.READING;
        private long stageBegan = System.nanoTime();
        private long lastReport = System.nanoTime() - REPORT.toNanos();

        Run(RebuildStore.Build build, Rebuild rebuild) {
            this.build = build;
            this.rebuild = rebuild;
            this.id = rebuild.id();
            this.tables = rebuild.tables();
        }

        void run() throws InterruptedException {
            try {
                log.info("rebuilding {}", tables);
                if (rebuild.cancelling()) {
                    throw new Cancelled();
                }
                rebuildAll();
                log.info("rebuilt {}", tables);
            } catch (HandedOn e) {
                log.info("rebuilding {} is interrupted and goes on later", tables);
            } catch (Cancelled e) {
                build.clear();
                build.ended(id, State.CANCELLED, null, now());
                log.info("rebuilding {} was cancelled", tables);
            } catch (RuntimeException e) {
                if (stopping || isConnectionLost(e)) {
                    log.warn("rebuilding {} is interrupted and goes on later", tables, e);
                    Thread.sleep(AFTER_LOSS);
                } else {
                    log.error("rebuilding {} failed", tables, e);
                    lastFailure = System.nanoTime();
                    build.clear();
                    build.ended(id, State.FAILED, reason(e), now());
                }
            }
        }

        private void rebuildAll() throws InterruptedException, Cancelled, HandedOn {
            if (!Rebuilder.tables().values().containsAll(tables)) {
                // Asked for by another version of the program.
                throw new IllegalStateException("this version has no read models " + tables);
            }
            Instant settledAt = rebuild.settledAt();
            Long position = rebuild.position();
            Integer partitions = rebuild.partitions();
            if (settledAt == null || position == null || partitions == null) {
                build.clear();
                // The time first: no fact up to the position can be recorded later than what is decided by time.
                settledAt = now();
                position = eventLog.head();
                partitions = Math.toIntExact(Math.max(1, position / settings.partitionEvents()));
                if (!build.started(id, now(), position, settledAt, partitions)) {
                    throw new Cancelled();
                }
            }
            rebuild = store.find(id).orElseThrow();
            build.prepare(tables);
            BulkFold fold = new BulkFold(tables, decoder, references.including(position), zone, settledAt, position);
            Set<Integer> finished = build.finished();
            if (!finished.contains(RebuildStore.CELLS)) {
                foldAll(fold, partitions, position, finished);
            }
            enter(State.INDEXING);
            indexAll();
            if (!finished.contains(RebuildStore.CELLS)) {
                build.write(fold.cells());
            }
            build.reached(tables, position, fold.renderedTo());
            enter(State.CATCHING_UP);
            changePlaces();
        }

        private void enter(State next) throws Cancelled, HandedOn {
            state = next;
            stageBegan = System.nanoTime();
            report(true);
        }

        /** Says how far it is, and looks whether to go on. */
        private void report(boolean atOnce) throws Cancelled, HandedOn {
            if (stopping || !engine.isLeading()) {
                pace.end();
                throw new HandedOn();
            }
            if (!atOnce && System.nanoTime() - lastReport < REPORT.toNanos()) {
                return;
            }
            lastReport = System.nanoTime();
            Long total = rebuild.position();
            double seconds = (System.nanoTime() - stageBegan) / 1e9;
            long done = state == State.READING ? read.get() : state == State.FOLDING ? folded.get() : 0;
            Double rate = done == 0 || seconds == 0 ? null : done / seconds;
            Double left = rate == null || total == null ? null : Math.max(0, total - done) / rate;
            if (build.progress(id, state, read.get(), folded.get(), customers.get(), rate, left)) {
                pace.end();
                throw new Cancelled();
            }
        }

        private void foldAll(BulkFold fold, int partitions, long upTo, Set<Integer> finished)
                throws InterruptedException, Cancelled, HandedOn {
            if (finished.size() == partitions && !fold.sums()) {
                return;
            }
            for (int from = 0; from < partitions; from += PARTITIONS_PER_PASS) {
                int to = Math.min(partitions, from + PARTITIONS_PER_PASS);
                enter(State.READING);
                try (LogSpool spool = new LogSpool(settings.folder(), partitions, from, to)) {
                    read.set(0);
                    Pace.Turn turn = pace.turn();
                    for (long at = 0; at < upTo; at += READ_AT_ONCE) {
                        store.read(at, Math.min(upTo, at + READ_AT_ONCE), event -> {
                            spool.add(event);
                            turn.step();
                        });
                        read.set(Math.min(upTo, at + READ_AT_ONCE));
                        report(false);
                    }
                    spool.complete();
                    enter(State.FOLDING);
                    foldPass(fold, spool, from, to, finished);
                }
            }
        }

        private void foldPass(BulkFold fold, LogSpool spool, int from, int to, Set<Integer> finished)
                throws InterruptedException, Cancelled, HandedOn {
            AtomicLong next = new AtomicLong(from);
            AtomicBoolean ended = new AtomicBoolean();
            ExecutorService workers = Executors.newFixedThreadPool(
                    settings.threads(), Thread.ofPlatform().name("rebuild-", 0).factory());
            List<Future<?>> working = new ArrayList<>();
            try {
                for (int i = 0; i < settings.threads(); i++) {
                    working.add(workers.submit(() -> {
                        try (RebuildStore.Rows rows = build.rows()) {
                            Pace.Turn turn = pace.turn();
                            for (int partition = (int) next.getAndIncrement();
                                    partition < to && !ended.get();
                                    partition = (int) next.getAndIncrement()) {
                                foldPartition(fold, spool, partition, finished.contains(partition) ? null : rows, turn);
                            }
                        }
                    }));
                }
                while (!working.stream().allMatch(Future::isDone)
                        && working.stream().noneMatch(worker -> worker.state() == Future.State.FAILED)) {
                    report(false);
                    Thread.sleep(10);
                }
                // Where one failed, the others need not come to an end.
                ended.set(true);
                for (Future<?> worker : working) {
                    worker.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("customers can't be folded", e.getCause());
            } finally {
                ended.set(true);
                workers.close();
            }
        }

        private void foldPartition(
                BulkFold fold, LogSpool spool, int partition, RebuildStore.@Nullable Rows rows, Pace.Turn turn) {
            LogSpool.Partition events = spool.take(partition);
            if (rows != null || fold.sums()) {
                fold.fold(events, rows, turn);
            }
            if (rows != null) {
                rows.finish(partition);
            }
            folded.addAndGet(events.events());
            customers.addAndGet(events.streams());
        }

        private void indexAll() throws InterruptedException, Cancelled, HandedOn {
            // The server can't be told to rest, only to do one thing after the other.
            ExecutorService workers = Executors.newFixedThreadPool(
                    pace.isShared() ? 1 : settings.threads(),
                    Thread.ofPlatform().name("rebuild-", 0).factory());
            try {
                List<Future<?>> working = new ArrayList<>();
                for (String table : tables) {
                    working.add(workers.submit(() -> build.index(table)));
                }
                for (Future<?> worker : working) {
                    while (!worker.isDone()) {
                        report(false);
                        Thread.sleep(10);
                    }
                    worker.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("indexes can't be made", e.getCause());
            } finally {
                workers.shutdownNow();
                workers.close();
            }
        }

        /** Folds what was recorded meanwhile until the engine need not stand still for long. */
        private void changePlaces() throws InterruptedException, Cancelled, HandedOn {
            CatchUp catchUp = new CatchUp(
                    build.writer(), eventLog, decoder, references, zone, clock, settings.batchSize(), tables);
            long few = FEW;
            long since = System.nanoTime();
            while (true) {
                report(false);
                catchUp.step(eventLog.head());
                // The engine may be behind the log itself: it is enough to be where the engine is.
                if (engine.progress().position() - catchUp.position() <= few) {
                    catchUp.settle();
                    boolean swapped = engine.atBoundary(
                            live -> {
                                long reached = live.tables().stream()
                                        .mapToLong(live::position)
                                        .max()
                                        .orElse(0);
                                while (catchUp.position() < reached) {
                                    catchUp.step(reached);
                                }
                                return live.swap(tables, id, now());
                            },
                            BOUNDARY);
                    if (swapped) {
                        return;
                    }
                    Thread.sleep(BETWEEN_SWAPS);
                } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                    few = Math.min(2 * few, MANY);
                    since = System.nanoTime();
                }
            }
        }
    }
}
