package org.relatum.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;

/** Rows of read models, who writes them, how far they are, and dead letters: {@link ProjectionStore} and {@link RowStore}. */
abstract class RowStoreSuite {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LIFECYCLE = ReadModels.LIFECYCLE.table();

    static TestServer server;
    private static LogWriter log;
    private static long seed;
    /** Position of the last event that was recorded. */
    static long last;

    /** A new client of the store. */
    abstract ProjectionStore store();

    abstract RowStore rows();

    @BeforeAll
    static void startServer() {
        server = TestServer.start();
        log = new LogWriter(server);
        // Only one engine can hold the lease.
        server.bean(LiveEngine.class).close();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void prepare() {
        store().prepare();
    }

    /** Some relationships come into the log. */
    static void record(int relationships) {
        for (int i = 0; i < relationships; i++) {
            last = log.record(
                    RelationshipGenerator.generate(++seed).stream()
                            .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    null);
        }
    }

    /** Folds with batches of some size until everything is contained. */
    void foldAll(int batchSize) throws InterruptedException {
        try (LiveEngine engine = engine(batchSize)) {
            engine.start();
            assertThat(engine.progress().awaitPosition(last, PATIENCE)).isTrue();
            awaitNothingDue();
        }
    }

    LiveEngine engine(int batchSize) {
        return engine(store(), batchSize);
    }

    static LiveEngine engine(ProjectionStore store, int batchSize) {
        return new LiveEngine(
                server.bean(EventLog.class),
                server.bean(EventDecoder.class),
                store,
                ReferenceTimeline.DEFAULTS,
                ZoneOffset.UTC,
                server.bean(Clock.class),
                batchSize);
    }

    private void awaitNothingDue() throws InterruptedException {
        Set<String> kept = store().positions().keySet();
        List<UUID> overdue = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            overdue.clear();
            rows().inSnapshot(snapshot -> ReadModels.ALL.stream()
                    .filter(model -> kept.contains(model.table()))
                    .forEach(model -> overdue.addAll(
                            snapshot.overdue(model, server.bean(Clock.class).instant(), 1))));
            Thread.sleep(20);
        } while (!overdue.isEmpty() && System.nanoTime() < end);
        assertThat(overdue).isEmpty();
    }

    /** Everything that is kept is what a replay from the first fact makes. */
    void assertRowsAreThoseOfAReplay() {
        Set<String> kept = store().positions().keySet();
        List<Check.Difference> differences = new ArrayList<>();
        new Check(
                        server.bean(EventDecoder.class),
                        rows(),
                        ReferenceTimeline.DEFAULTS,
                        ZoneOffset.UTC,
                        server.bean(Clock.class))
                .run(differences::add, customers -> {});
        assertThat(differences)
                .filteredOn(d -> kept.contains(d.projection()))
                .as("in %s", kept)
                .isEmpty();
    }

    @Test
    void rows_are_those_of_a_replay_whatever_the_batches_and_wherever_engines_stopped() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 6; round++) {
            try (LiveEngine engine = engine(random.nextInt(1, 1 << random.nextInt(1, 9)))) {
                engine.start();
                record(4);
                Thread.sleep(random.nextInt(300));
            }
        }
        foldAll(200);
        assertRowsAreThoseOfAReplay();
        assertThat(rows().containedVersion(anybody())).isPositive();
    }

    /** Somebody who has a row. */
    UUID anybody() {
        try (ProjectionStore.Writer writer = leased()) {
            return writer.loadAfter(ReadModels.LIFECYCLE, new UUID(0, 0), 1)
                    .getFirst()
                    .customer();
        }
    }

    /** Takes the lease, which whoever closed just now may be about to give back. */
    ProjectionStore.Writer leased() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var lease = store().tryLease();
            if (lease.isPresent()) {
                return lease.get();
            }
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    /** The identifier of the event at a position. */
    static UUID eventAt(long position) {
        return server.bean(EventLog.class).read(position - 1, 1).getFirst().eventId();
    }

    @Test
    void one_writes_at_a_time_and_who_comes_next_knows_what_was_committed_and_nothing_else()
            throws InterruptedException {
        record(1);
        foldAll(500);
        Instant at = Instant.parse("2026-01-01T00:00:00.000001Z");
        long reached = store().positions().get(LIFECYCLE);
        try (ProjectionStore.Writer first = leased()) {
            assertThat(store().tryLease()).isEmpty();
            first.rendered(LIFECYCLE, at);
            first.commit(() -> {});
            first.await();
            first.advance(LIFECYCLE, reached + 1, UUID.randomUUID());
            assertThat(store().positions()).containsEntry(LIFECYCLE, reached);
        }
        try (ProjectionStore.Writer second = leased()) {
            assertThat(second.position(LIFECYCLE)).isEqualTo(reached);
            assertThat(second.renderedTo(LIFECYCLE)).isEqualTo(at);
            boolean[] told = {false};
            second.advance(LIFECYCLE, reached + 5, UUID.randomUUID());
            second.commit(() -> told[0] = true);
            second.await();
            assertThat(told[0]).isTrue();
            assertThat(store().positions()).containsEntry(LIFECYCLE, reached + 5);
            second.advance(LIFECYCLE, reached, eventAt(reached));
            second.commit(() -> {});
            second.await();
        }
    }

    @Test
    void who_is_parked_stays_so_until_tried_again() {
        UUID customer = UUID.randomUUID();
        Parked parked = new Parked(
                LIFECYCLE, customer, 17, "it can't be read", Instant.now().truncatedTo(ChronoUnit.MICROS));
        try (ProjectionStore.Writer writer = leased()) {
            writer.park(LIFECYCLE, parked);
            writer.commit(() -> {});
            writer.await();
        }
        assertThat(rows().parked()).contains(parked);
        try (ProjectionStore.Writer writer = leased()) {
            assertThat(writer.parked(LIFECYCLE)).contains(customer);
            assertThat(writer.retries()).doesNotContain(customer);
            store().requestRetry(customer);
            assertThat(writer.retries()).contains(customer);
            writer.unpark(LIFECYCLE, customer);
            writer.commit(() -> {});
            writer.await();
            assertThat(writer.retries()).doesNotContain(customer);
        }
        assertThat(rows().parked()).doesNotContain(parked);
    }

    @Test
    void rows_come_page_by_page_in_ascending_order_of_ids_and_each_once() throws InterruptedException {
        record(3);
        foldAll(100);
        try (ProjectionStore.Writer writer = leased()) {
            List<UUID> paged = new ArrayList<>();
            List<CustomerRow<LifecycleFeatures, LifecycleStatus.Value>> page =
                    writer.loadAfter(ReadModels.LIFECYCLE, new UUID(0, 0), 3);
            while (!page.isEmpty()) {
                page.forEach(row -> paged.add(row.customer()));
                page = writer.loadAfter(ReadModels.LIFECYCLE, paged.getLast(), 3);
            }
            Collection<UUID> all = new ArrayList<>();
            rows().inSnapshot(snapshot -> all.addAll(snapshot.customersAfter(new UUID(0, 0), 100_000)));
            assertThat(paged).containsExactlyElementsOf(all);
            Map<UUID, CustomerRow<LifecycleFeatures, LifecycleStatus.Value>> loaded =
                    writer.load(ReadModels.LIFECYCLE, paged);
            assertThat(loaded).containsOnlyKeys(paged);
            assertThat(writer.horizonsFrom(LIFECYCLE, Instant.EPOCH)).containsOnlyKeys(paged);
        }
    }

    @Test
    void what_is_due_by_time_is_found_until_it_is_written() throws InterruptedException {
        record(2);
        foldAll(100);
        try (ProjectionStore.Writer writer = leased()) {
            Instant never = Instant.parse("2300-01-01T00:00:00Z");
            List<UUID> due = writer.due(LIFECYCLE, never, 100_000);
            assertThat(due).isNotEmpty();
            Map<UUID, CustomerRow<LifecycleFeatures, LifecycleStatus.Value>> rows =
                    writer.load(ReadModels.LIFECYCLE, due);
            Instant first = rows.values().stream()
                    .map(row -> row.folded().nextChange())
                    .min(Instant::compareTo)
                    .orElseThrow();
            assertThat(writer.due(LIFECYCLE, first.minusNanos(1_000), 10)).isEmpty();
            assertThat(writer.due(LIFECYCLE, first, 10)).isNotEmpty();
            // Earlier is allowed: it is looked again then.
            assertThat(writer.nextDue(LIFECYCLE))
                    .hasValueSatisfying(next -> assertThat(next).isBeforeOrEqualTo(first));
        }
    }
}
