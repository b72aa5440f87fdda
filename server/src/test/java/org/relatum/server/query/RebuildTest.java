package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.CustomerFold;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.rebuild.Rebuild;
import org.relatum.projection.rebuild.Rebuild.State;
import org.relatum.projection.rebuild.RebuildStore;
import org.relatum.projection.rebuild.Rebuilder;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** Read models are built anew beside those that are served, and take their place. */
class RebuildTest {
    private static final int RELATIONSHIPS = 60;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        LogWriter log = new LogWriter(server);
        long position = 0;
        for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
            List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
            position = log.record(
                    facts.stream()
                            .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    null);
        }
        log.awaitRead(position);
        awaitNothingDue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void rows_are_those_of_the_live_engine() throws Exception {
        Map<String, String> before = contents();
        assertThat(before).hasSizeGreaterThan(14);
        Rebuild rebuild = rebuilt();
        assertThat(rebuild.state()).as("%s", rebuild).isEqualTo(State.DONE);
        assertThat(contents()).isEqualTo(before);
        assertThat(differences()).isEmpty();
    }

    /** Customers go on buying, and readers reading, while tables are built and change places. */
    @Test
    void commands_and_readers_go_on_meanwhile() throws Exception {
        LogWriter log = new LogWriter(server);
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            Future<Long> writing = others.submit(() -> {
                long position = 0;
                for (long seed = 1_000; !ended.get(); seed++) {
                    position = log.record(
                            RelationshipGenerator.generate(seed).stream()
                                    .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                                    .toList(),
                            null);
                    Thread.sleep(50);
                }
                return position;
            });
            Future<Integer> reading = others.submit(() -> {
                int reads = 0;
                while (!ended.get()) {
                    requireNoMixture();
                    reads++;
                }
                return reads;
            });
            List<Rebuild> rebuilds = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                rebuilds.add(rebuilt());
            }
            ended.set(true);
            assertThat(reading.get()).isPositive();
            assertThat(rebuilds)
                    .allSatisfy(r -> assertThat(r.state()).as("%s", r).isEqualTo(State.DONE));
            log.awaitRead(writing.get());
        }
        awaitNothingDue();
        assertThat(differences()).isEmpty();
    }

    /** Whoever reads several tables at one moment sees all of them at one position, and every customer in each. */
    private static void requireNoMixture() throws SQLException {
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from bi.lifecycle), (select count(*)"
                        + " from bi.profile), (select count(*) from bi.risk), (select count(distinct customer) from"
                        + " bi.timeline), (select count(distinct position) from control.projections)")) {
            row.next();
            long customers = row.getLong(1);
            assertThat(customers).isGreaterThanOrEqualTo(RELATIONSHIPS);
            assertThat(List.of(row.getLong(2), row.getLong(3), row.getLong(4))).containsOnly(customers);
            assertThat(row.getLong(5)).isEqualTo(1);
        }
    }

    @Test
    void some_alone_may_be_rebuilt_over_rest() throws Exception {
        Rest rest = new Rest(server);
        JsonNode begun =
                rest.post("/api/v1/rebuilds?readModel=risk,timeline", "").ok().json();
        assertThat(begun.path("readModels").toString()).isEqualTo("[\"risk\",\"timeline\"]");
        UUID id = UUID.fromString(begun.path("rebuild").asString());
        assertThat(ended(id).state()).isEqualTo(State.DONE);
        JsonNode done = rest.get("/api/v1/rebuilds/" + id);
        assertThat(done.path("state").asString()).isEqualTo("DONE");
        assertThat(done.path("eventsFolded").asLong())
                .isEqualTo(done.path("events").asLong())
                .isPositive();
        assertThat(done.path("swapMillis").asLong(-1)).isNotNegative();
        assertThat(rest.get("/api/v1/rebuilds").path("items").path(0)).isEqualTo(done);
        rest.answer("/api/v1/rebuilds/" + UUID.randomUUID()).refused(404, "rebuild-not-found");
        rest.post("/api/v1/rebuilds?readModel=weather", "").refused(400, "invalid-request");
        assertThat(differences()).isEmpty();
    }

    /** Somebody reads one of the tables for long: nobody waits for the swap meanwhile, and the rebuild can be cancelled. */
    @Test
    void a_long_reader_is_not_waited_for_and_a_rebuild_can_be_cancelled() throws Exception {
        Map<String, String> before = contents();
        Rebuilder rebuilder = server.bean(Rebuilder.class);
        try (Connection reader = server.owner().connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from bi.profile");
            UUID id = rebuilder.request(List.of()).orElseThrow().id();
            while (rebuilder.find(id).orElseThrow().state() != State.CATCHING_UP) {
                Thread.sleep(10);
            }
            assertThat(rebuilder.request(List.of())).isEmpty();
            new Rest(server).post("/api/v1/rebuilds", "").refused(409, "rebuild-already-running");
            Thread.sleep(500);
            assertThat(rebuilder.find(id).orElseThrow().state()).isEqualTo(State.CATCHING_UP);
            requireNoMixture();
            rebuilder.cancel(id);
            assertThat(ended(id).state()).isEqualTo(State.CANCELLED);
            reader.rollback();
        }
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_tables where schemaname = 'build'")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(3);
        }
        assertThat(contents()).isEqualTo(before);
        assertThat(rebuilt().state()).isEqualTo(State.DONE);
    }

    /** As after a start of a new version: its tables are not there, those of the version before are. */
    @Test
    void a_new_version_is_built_by_itself_while_the_old_tables_are_read() throws Exception {
        Map<String, String> before = contents();
        Rebuilder rebuilder = server.bean(Rebuilder.class);
        try (Connection reader = server.owner().connect();
                Statement statement = reader.createStatement()) {
            try (Connection connection = server.pool().getConnection();
                    Statement rename = connection.createStatement()) {
                rename.execute("begin; alter table read.risk_v1 rename to risk_v0; alter table read.risk_v1_intervals"
                        + " rename to risk_v0_intervals; alter table read.risk_v1_checkpoints rename to"
                        + " risk_v0_checkpoints; commit");
            }
            reader.setAutoCommit(false);
            statement.execute("select from bi.risk limit 1");
            Instant patience = Instant.now().plusSeconds(60);
            while (rebuilder.open().filter(r -> r.state() == State.CATCHING_UP).isEmpty()
                    && Instant.now().isBefore(patience)) {
                Thread.sleep(10);
            }
            assertThat(rebuilder.open().orElseThrow().cause()).isEqualTo(Rebuild.Cause.NEW_VERSION);
            new Rest(server).answer("/api/v1/risk-flags").refused(503, "read-model-being-built");
            UUID unwanted = rebuilder.open().orElseThrow().id();
            rebuilder.cancel(unwanted);
            assertThat(ended(unwanted).state()).isEqualTo(State.CANCELLED);
            Thread.sleep(1_000);
            assertThat(rebuilder.open())
                    .as("begun again though nobody asked for it")
                    .isEmpty();
            rebuilder.request(List.of("risk")).orElseThrow();
            try (ResultSet row = statement.executeQuery("select count(*) from bi.risk")) {
                row.next();
                assertThat(row.getLong(1)).isGreaterThanOrEqualTo(RELATIONSHIPS);
            }
            reader.rollback();
        }
        Rebuild rebuild = ended(rebuilder.latest(1).getFirst().id());
        assertThat(rebuild.state()).as("%s", rebuild).isEqualTo(State.DONE);
        assertThat(contents()).isEqualTo(before);
        assertThat(new Rest(server).answer("/api/v1/risk-flags").status()).isEqualTo(200);
        assertThat(differences()).isEmpty();
    }

    /**
     * A customer of a very long history has more rows than are gathered in memory: some are copied before the others are made. When one
     * of these can't be made, none of them stays.
     */
    @Test
    void of_a_customer_whose_rows_cant_all_be_made_none_stays() throws Exception {
        List<Recorded<CustomerEvent>> events = RelationshipGenerator.generate(7);
        UUID customer = events.getFirst().stream();
        Folder<LifecycleFeatures, LifecycleStatus, LifecycleStatus.Value> folder =
                new Folder<>(ReadModels.LIFECYCLE.projection(), ReferenceTimeline.DEFAULTS);
        Facts facts = Facts.of(
                customer,
                Map.of(
                        customer,
                        events.stream()
                                .filter(fact -> fact.stream().equals(customer) && !Facts.changesMembers(fact))
                                .toList()));
        var made = new CustomerFold<>(folder).whole(facts, List.of(), Instant.now());
        Checkpoint<LifecycleFeatures> good = new Checkpoint<>(
                made.row().folded().last(),
                1,
                1,
                Instant.EPOCH,
                made.row().folded().state());
        Checkpoint<LifecycleFeatures> bad = new Checkpoint<>(good.last(), 1, 1, Instant.MAX, good.state());
        String table = ReadModels.LIFECYCLE.table();
        RebuildStore store = server.bean(RebuildStore.class);
        try (RebuildStore.Build build = lease(store)) {
            build.clear();
            build.prepare(Set.of(table));
            try (RebuildStore.Rows rows = build.rows()) {
                List<Checkpoint<LifecycleFeatures>> many = new ArrayList<>(Collections.nCopies(30_000, good));
                many.add(bad);
                assertThatThrownBy(() -> rows.add(ReadModels.LIFECYCLE, folder, with(made, many)))
                        .isInstanceOf(ArithmeticException.class);
                rows.add(ReadModels.LIFECYCLE, folder, with(made, Collections.nCopies(20_000, good)));
                rows.finish(0);
            }
            assertThat(count("build." + table)).isEqualTo(1);
            assertThat(count("build." + table + "_intervals"))
                    .isEqualTo(made.intervals().size());
            assertThat(count("build." + table + "_checkpoints")).isEqualTo(20_000);
            build.clear();
        }
    }

    @Test
    void what_has_ended_does_not_begin_again() throws Exception {
        Rebuild done = rebuilt("cases");
        RebuildStore store = server.bean(RebuildStore.class);
        try (RebuildStore.Build build = lease(store)) {
            assertThat(build.started(done.id(), Instant.now(), 1, Instant.now(), 1))
                    .isFalse();
        }
        assertThat(store.find(done.id())).contains(done);
    }

    /** As when the disk is full onto which the log is being divided. */
    @Test
    @Timeout(60)
    void reading_that_breaks_off_leaves_nothing_that_others_wait_for() {
        RebuildStore store = server.bean(RebuildStore.class);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> store.read(0, 1_000, event -> {
                        throw new UncheckedIOException(new IOException("No space left on device"));
                    }))
                    .isInstanceOf(UncheckedIOException.class);
        }
        AtomicInteger read = new AtomicInteger();
        store.read(0, 1_000, event -> read.incrementAndGet());
        assertThat(read.get()).isPositive();
    }

    private static <S, D> CustomerUpdate<S, D> with(CustomerUpdate<S, D> update, List<Checkpoint<S>> checkpoints) {
        return new CustomerUpdate<>(update.row(), update.intervals(), update.before(), checkpoints, update.staleFrom());
    }

    private static long count(String table) throws SQLException {
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Rebuild rebuilt(String... names) throws InterruptedException {
        Rebuilder rebuilder = server.bean(Rebuilder.class);
        UUID id = rebuilder.request(List.of(names)).orElseThrow().id();
        return ended(id);
    }

    /** A rebuild that has ended gives it back a moment later. */
    private static RebuildStore.Build lease(RebuildStore store) throws InterruptedException {
        Instant patience = Instant.now().plusSeconds(30);
        Optional<RebuildStore.Build> build = store.tryLease();
        while (build.isEmpty()) {
            assertThat(Instant.now()).as("the lease is free").isBefore(patience);
            Thread.sleep(50);
            build = store.tryLease();
        }
        return build.get();
    }

    private static Rebuild ended(UUID id) throws InterruptedException {
        Instant patience = Instant.now().plusSeconds(120);
        Rebuild rebuild;
        do {
            Thread.sleep(20);
            rebuild = server.bean(Rebuilder.class).find(id).orElseThrow();
        } while (!rebuild.state().isEnd() && Instant.now().isBefore(patience));
        return rebuild;
    }

    private static void awaitNothingDue() {
        Instant patience = Instant.now().plusSeconds(60);
        while (differences().stream().anyMatch(d -> d.what().equals("overdue"))
                && Instant.now().isBefore(patience)) {
            Thread.onSpinWait();
        }
    }

    private static List<Check.Difference> differences() {
        List<Check.Difference> differences = new ArrayList<>();
        server.bean(Check.class).run(differences::add, checked -> {});
        return differences;
    }

    private static Map<String, String> contents() throws SQLException {
        return Rows.of(server.pool());
    }
}
