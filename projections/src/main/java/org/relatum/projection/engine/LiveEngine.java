package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the read models up to date: one pass over the log, each event decoded once, the events of a batch grouped by customer, each
 * changed row loaded and written once, everything of a batch and the position in one transaction. Exactly once follows from
 * that transaction and from the lease: only its holder writes, on the very connection that holds it.
 *
 * <p>A customer whose facts can't be folded is parked and skipped until it is retried; nobody else waits for it. When the log is
 * read to its end, changes by time alone that are due are written, each with its exact instant.
 */
public final class LiveEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveEngine.class);
    private static final Duration SETTLE_EVERY = Duration.ofSeconds(1);
    /** How long rows are judged anew before the next batch has its turn. */
    private static final Duration RENDERING = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration LEASE_RETRY = Duration.ofSeconds(1);
    /** Between two looks at how far another node is. */
    private static final Duration FOLLOWING = Duration.ofMillis(50);
    /** Between two looks for parked customers that are to be folded again. */
    private static final Duration RETRIES = Duration.ofMillis(500);

    private final EventLog eventLog;
    private final EventDecoder decoder;
    private final ProjectionStore store;
    private final ReferenceSource references;
    private final ZoneId zone;
    private final Clock clock;
    private final int batchSize;
    private final Progress progress;
    private final Thread thread;
    private final AtomicReference<@Nullable Boundary> boundary = new AtomicReference<>();
    private volatile boolean following;
    private volatile boolean stopping;
    private volatile boolean failing;
    private volatile boolean leading;
    private volatile @Nullable EngineListener listener;

    /**
     * @param zone of the company: its midnights are where days begin
     * @param clock what decides whether a change by time alone is due
     * @param batchSize most events that are folded and written together, and most rows that are judged anew, 12,500 at most
     */
    public LiveEngine(
            EventLog eventLog,
            EventDecoder decoder,
            ProjectionStore store,
            ReferenceSource references,
            ZoneId zone,
            Clock clock,
            int batchSize) {
        this(eventLog, decoder, store, references, zone, clock, batchSize, new Progress());
    }

    /** @param progress told how far this engine is, too: others may keep other tables, or the same ones elsewhere */
    public LiveEngine(
            EventLog eventLog,
            EventDecoder decoder,
            ProjectionStore store,
            ReferenceSource references,
            ZoneId zone,
            Clock clock,
            int batchSize,
            Progress progress) {
        this.eventLog = eventLog;
        this.decoder = decoder;
        this.store = store;
        this.references = references;
        this.zone = zone;
        this.clock = clock;
        if (batchSize > RowCache.MOST / 2) {
            throw new IllegalArgumentException(
                    "a batch of " + batchSize + " events is too large, " + RowCache.MOST / 2 + " is the most");
        }
        this.batchSize = batchSize;
        this.progress = progress;
        progress.expect(this);
        this.thread = Thread.ofPlatform().name("live-engine").unstarted(this::run);
    }

    /**
     * Returns when every read model can be asked for, and goes on by itself.
     *
     * @throws RuntimeException when there are rows that don't follow from this log
     */
    public void start() {
        store.prepare();
        try {
            store.requireRowsOf(eventLog);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it is waited for the log", e);
        }
        thread.start();
    }

    /** Writes nothing and never will, but knows how far the node is that writes. */
    public void follow() {
        following = true;
        start();
    }

    /** How far the read models are, for those who wait for them. */
    public Progress progress() {
        return progress;
    }

    /** Tells someone of the work done from now on. */
    public void listen(EngineListener newListener) {
        listener = newListener;
    }

    /** Whether it works, or waits to work when another node does; not while what it does fails again and again. */
    public boolean isRunning() {
        return thread.isAlive() && !stopping && !failing;
    }

    /** Whether this node is the one that writes the read models. */
    public boolean isLeading() {
        return leading && !stopping;
    }

    /** Work between two batches. */
    private record Boundary(Predicate<ProjectionStore.Writer> work, CompletableFuture<Boolean> done) {}

    /**
     * Does something between two batches, when everything before is committed and nothing is being written. One at a time. What fails,
     * fails for the caller; the engine goes on.
     *
     * @param work on the connection that holds the lease; the read models stand still meanwhile. It returns whether it changed what is
     *     served: then the engine begins anew from what is written
     * @return false when nothing was changed, also because this node does not write the read models, or the engine did not get to it in
     *     time
     */
    public boolean atBoundary(Predicate<ProjectionStore.Writer> work, Duration patience) throws InterruptedException {
        Boundary wanted = new Boundary(work, new CompletableFuture<>());
        if (!leading || !boundary.compareAndSet(null, wanted)) {
            return false;
        }
        try {
            return wanted.done().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return !boundary.compareAndSet(wanted, null) && wanted.done().join();
        } catch (InterruptedException e) {
            if (!boundary.compareAndSet(wanted, null)) {
                wanted.done().exceptionally(failed -> false).join();
            }
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Asks whichever node writes to fold a parked customer again, from the log. */
    public void retry(UUID customer) {
        store.requestRetry(customer);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            // One that refused to start has nothing to end.
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                runUnderLease();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopping) {
                    return;
                }
                failing = true;
                log.error("the live engine failed and starts again from what is written", e);
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

    private void runUnderLease() throws InterruptedException {
        Optional<ProjectionStore.Writer> lease = following ? Optional.empty() : store.tryLease();
        if (lease.isEmpty()) {
            followForAWhile();
            return;
        }
        try (ProjectionStore.Writer writer = lease.get()) {
            // While this node stood by another may have written what is of another log.
            store.requireRowsOf(eventLog);
            leading = true;
            while (!stopping) {
                new Pass(writer).keepUp();
            }
        } finally {
            leading = false;
        }
    }

    /** Another node writes: what it has committed is what can be read. */
    private void followForAWhile() throws InterruptedException {
        long until = System.nanoTime() + LEASE_RETRY.toNanos();
        do {
            progress.reached(this, store.positions());
            failing = false;
            Thread.sleep(FOLLOWING);
        } while (!stopping && System.nanoTime() < until);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private @Nullable Batch readAfter(long position) {
        List<StoredEvent> events = eventLog.read(position, batchSize);
        return events.isEmpty() ? null : Batch.of(events, decoder);
    }

    /** Everything done under one lease. */
    private final class Pass {
        private final ProjectionStore.Writer writer;
        private final List<TablePass> models;
        private long lastSettled = System.nanoTime();
        private long lastRetried = System.nanoTime() - RETRIES.toNanos();

        Pass(ProjectionStore.Writer writer) {
            this.writer = writer;
            this.models = TablePass.all(writer, references, decoder, zone, clock, batchSize, writer.tables());
            progress.reached(LiveEngine.this, positions());
        }

        private long position() {
            // Without any table, because all are being built, there is nothing to read.
            return models.stream().mapToLong(TablePass::position).min().orElseGet(eventLog::head);
        }

        private Map<String, Long> positions() {
            Map<String, Long> positions = new LinkedHashMap<>();
            models.forEach(m -> positions.put(m.table(), m.position()));
            return positions;
        }

        /** Sends what was written, and says how far the read models are once it is committed. */
        private void commit(Runnable afterwards) {
            Map<String, Long> positions = positions();
            writer.commit(() -> {
                progress.reached(LiveEngine.this, positions);
                failing = false;
                afterwards.run();
            });
        }

        private void commitAndAwait() {
            commit(() -> {});
            writer.await();
        }

        /** Returns when something else was written to the tables meanwhile. */
        void keepUp() throws InterruptedException {
            try (BatchReader reader = new BatchReader(LiveEngine.this::readAfter, position())) {
                while (!stopping) {
                    if (passBoundary()) {
                        return;
                    }
                    retryParked();
                    Batch batch = reader.take();
                    if (batch != null) {
                        write(batch);
                    }
                    Instant now = clock.instant();
                    // What is due later than the facts that are read would be decided without those that are not.
                    boolean rendered = render(batch == null ? now : earlier(now, batch.recordedAt()));
                    int settled = batch == null ? settle(now) : 0;
                    if (batch == null && !rendered && settled == 0) {
                        eventLog.awaitBeyond(position(), untilNextDue());
                    }
                }
            }
        }

        /** Returns whether something was done there that the engine has to begin anew for. */
        private boolean passBoundary() {
            if (boundary.get() == null) {
                return false;
            }
            writer.await();
            Boundary wanted = boundary.getAndSet(null);
            if (wanted == null) {
                return false;
            }
            try {
                boolean changed = wanted.work().test(writer);
                wanted.done().complete(changed);
                return changed;
            } catch (RuntimeException e) {
                wanted.done().completeExceptionally(e);
                return true;
            }
        }

        private void write(Batch batch) {
            long start = System.nanoTime();
            if (batch.references()) {
                // Before the batch is folded: what was in force in the past stays so, and its own facts may follow it
                // already.
                writer.await();
                reference(references.including(batch.last()));
            }
            TablePass.fold(models, batch, writer);
            int due = settleNowAndThen(earlier(clock.instant(), batch.recordedAt()));
            commit(() -> {
                EngineListener hearing = listener;
                if (hearing != null) {
                    if (due > 0) {
                        hearing.settled(due);
                    }
                    hearing.wrote(
                            batch.last() - batch.first() + 1,
                            batch.facts().size(),
                            Duration.ofNanos(System.nanoTime() - start));
                }
            });
        }

        /** Judges by another timeline from now on. */
        private void reference(ReferenceTimeline timeline) {
            models.forEach(model -> model.reference(timeline));
        }

        /** Judges more rows anew for a while where something else came into force. Returns whether there were any. */
        private boolean render(Instant now) {
            List<TablePass> due = models.stream()
                    .filter(model -> !model.nextRendering().isAfter(now))
                    .toList();
            if (due.isEmpty()) {
                return false;
            }
            writer.await();
            long end = System.nanoTime() + RENDERING.toNanos();
            for (TablePass model : due) {
                if (System.nanoTime() < end) {
                    model.render(end, this::commitRendered);
                }
            }
            return true;
        }

        private void commitRendered(int customers) {
            commit(() -> {
                EngineListener hearing = listener;
                if (hearing != null) {
                    hearing.rendered(customers);
                }
            });
        }

        /** Under load, too, what is due doesn't wait for long; it is sent with the batch. */
        private int settleNowAndThen(Instant until) {
            return System.nanoTime() - lastSettled < SETTLE_EVERY.toNanos() ? 0 : settleAll(until);
        }

        private int settle(Instant now) {
            writer.await();
            int due = settleAll(now);
            if (due > 0) {
                commitAndAwait();
                EngineListener hearing = listener;
                if (hearing != null) {
                    hearing.settled(due);
                }
            }
            return due;
        }

        private int settleAll(Instant now) {
            lastSettled = System.nanoTime();
            int due = 0;
            for (TablePass model : models) {
                due += model.settle(now);
            }
            return due;
        }

        private void retryParked() {
            if (System.nanoTime() - lastRetried < RETRIES.toNanos()) {
                return;
            }
            lastRetried = System.nanoTime();
            Collection<UUID> customers = writer.retries();
            if (!customers.isEmpty()) {
                writer.await();
                models.forEach(m -> m.retry(customers));
                commitAndAwait();
            }
        }

        private Duration untilNextDue() {
            Instant now = clock.instant();
            Instant until = now.plus(IDLE);
            for (TablePass model : models) {
                until = model.nextDue().isBefore(until) ? model.nextDue() : until;
                until = model.nextRendering().isBefore(until) ? model.nextRendering() : until;
            }
            Duration wait = Duration.between(now, until);
            return wait.isNegative() ? Duration.ZERO : wait;
        }
    }
}
