package org.relatum.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.CustomerHistory;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.CustomerUpdate.Before;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.cassandra.Cassandra;
import org.relatum.projection.store.cassandra.CassandraException;
import org.relatum.projection.store.cassandra.CassandraProjectionStore;
import org.relatum.projection.store.cassandra.CassandraRowStore;
import org.relatum.projection.store.cassandra.CassandraSettings;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.StateCodec;
import org.relatum.server.query.Rest;
import org.relatum.server.servers.TestServers;
import org.springframework.util.unit.DataSize;

class CassandraRowStoreTest extends RowStoreSuite {
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final int REWRITTEN = 700;
    private static final String KEYSPACE = TestServers.keyspace();

    private static @Nullable Cassandra connected;
    private static CqlSession session;

    @BeforeAll
    static void connect() {
        String address = TestServers.cassandra().address();
        connected = Cassandra.connect(settings(address, 16));
        session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(
                        "127.0.0.1", Integer.parseInt(address.substring(address.indexOf(':') + 1))))
                .withLocalDatacenter("datacenter1")
                .build();
    }

    private static CassandraSettings settings(String address, int buckets) {
        return settings(KEYSPACE, address, buckets, DataSize.ofMegabytes(2));
    }

    private static CassandraSettings settings(String keyspace, String address, int buckets, DataSize mostPerCustomer) {
        return new CassandraSettings(
                List.of(address), "datacenter1", null, null, keyspace, 1, buckets, LEASE, mostPerCustomer);
    }

    private static CassandraProjectionStore store(Cassandra on) {
        return new CassandraProjectionStore(on, server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS, true);
    }

    @AfterAll
    static void disconnect() {
        if (connected != null) {
            connected.close();
            session.close();
        }
    }

    private static Cassandra cassandra() {
        return java.util.Objects.requireNonNull(connected);
    }

    @Override
    ProjectionStore store() {
        return store(cassandra());
    }

    @Override
    RowStore rows() {
        StateCodec codec = server.bean(StateCodec.class);
        return new CassandraRowStore(
                cassandra(),
                codec,
                ReferenceTimeline.DEFAULTS,
                new PostgresRowStore(server.pool(), codec, ReferenceTimeline.DEFAULTS),
                false,
                server.bean(EventSearch.class));
    }

    @Test
    void events_that_rows_contain_beyond_their_positions_are_not_taken_in_twice() throws InterruptedException {
        record(6);
        foldAll(300);
        // As after a crash between the rows and the positions: they say less than the rows contain.
        for (Map.Entry<String, Long> token : store().positions().entrySet()) {
            long less = token.getValue() / 3;
            assertThat(session.execute(
                                    "update " + KEYSPACE + ".tokens set position = ?, event = ? where engine ="
                                            + " 'live-engine' and projection = ? if exists",
                                    less,
                                    eventAt(less),
                                    token.getKey())
                            .wasApplied())
                    .isTrue();
        }
        foldAll(37);
        assertRowsAreThoseOfAReplay();
    }

    @Test
    void who_lost_the_lease_unnoticed_changes_neither_rows_nor_positions() throws InterruptedException {
        record(1);
        foldAll(300);
        UUID customer = anybody();
        Map<String, Long> reached = store().positions();
        ProjectionStore.Writer late = leased();
        CustomerRow<LifecycleFeatures, LifecycleStatus.Value> row =
                late.load(ReadModels.LIFECYCLE, List.of(customer)).get(customer);
        late.write(ReadModels.LIFECYCLE, List.of(update(row, 1_000)));
        late.advance(ReadModels.LIFECYCLE.table(), 1_000_000, UUID.randomUUID());
        session.execute(
                "update " + KEYSPACE + ".tokens set holder = null where engine = 'live-engine' if holder != null");
        try (ProjectionStore.Writer next = leased()) {
            next.write(ReadModels.LIFECYCLE, List.of(update(row, row.version())));
            next.commit(() -> {});
            next.await();

            assertThatThrownBy(() -> {
                        late.commit(() -> {});
                        late.await();
                    })
                    .hasRootCauseMessage("another node writes on Cassandra");
            assertThat(rows().rows(ReadModels.LIFECYCLE, List.of(customer))
                            .get(customer)
                            .version())
                    .isEqualTo(row.version());
            assertThat(store().positions()).isEqualTo(reached);
        } finally {
            late.close();
        }
    }

    private static CustomerUpdate<LifecycleFeatures, LifecycleStatus.Value> update(
            CustomerRow<LifecycleFeatures, LifecycleStatus.Value> row, long version) {
        return new CustomerUpdate<>(
                new CustomerRow<>(row.customer(), version, row.position(), row.folded()),
                List.of(),
                Before.KEPT,
                List.of(),
                null);
    }

    @Test
    void who_sees_that_another_is_about_to_take_over_reserves_no_timestamps() throws InterruptedException {
        record(1);
        foldAll(300);
        UUID customer = anybody();
        ProjectionStore.Writer late = leased();
        CustomerRow<LifecycleFeatures, LifecycleStatus.Value> row =
                late.load(ReadModels.LIFECYCLE, List.of(customer)).get(customer);
        // Far beyond what was reserved with the lease.
        late.write(
                ReadModels.LIFECYCLE,
                List.of(update(
                        new CustomerRow<>(customer, row.version(), row.position() + 10_000_000, row.folded()),
                        row.version())));
        // The other is holder, has read what is reserved, and has not made the epoch its own yet.
        holder(UUID.randomUUID());
        long reserved = reserved();
        try {
            assertThatThrownBy(() -> late.commit(() -> {})).hasMessage("another node writes on Cassandra");
            assertThat(reserved()).isEqualTo(reserved);
        } finally {
            late.close();
            holder(null);
        }
    }

    private static void holder(@Nullable UUID holder) {
        assertThat(session.execute(
                                "update " + KEYSPACE
                                        + ".tokens set holder = ? where engine = 'live-engine' if holder != null",
                                holder)
                        .wasApplied())
                .isTrue();
    }

    private static long reserved() {
        return java.util.Objects.requireNonNull(session.execute(
                                "select reserved from " + KEYSPACE + ".tokens where engine = 'live-engine' limit 1")
                        .one())
                .getLong("reserved");
    }

    @Test
    void intervals_that_are_replaced_are_gone_whoever_wrote_them_and_however_late() throws InterruptedException {
        record(1);
        foldAll(300);
        UUID customer = anybody();
        CustomerHistory<LifecycleFeatures, LifecycleStatus.Value> is =
                rows().history(ReadModels.LIFECYCLE, customer).orElseThrow();
        List<Interval<LifecycleStatus.Value>> right = all(customer);
        assertThat(right).isNotEmpty();
        Interval<LifecycleStatus.Value> wrong = wrong(right);
        ProjectionStore.Writer late = leased();
        late.write(ReadModels.LIFECYCLE, List.of(replaced(is.row(), wrong)));
        late.advance(ReadModels.LIFECYCLE.table(), 1_000_000, UUID.randomUUID());
        session.execute(
                "update " + KEYSPACE + ".tokens set holder = null where engine = 'live-engine' if holder != null");
        try (ProjectionStore.Writer next = leased()) {
            // Of the same events, so that what is still on its way has no power any more.
            next.write(ReadModels.LIFECYCLE, List.of(replaced(is.row(), right)));
            next.commit(() -> {});
            next.await();
            assertThatThrownBy(() -> {
                        late.commit(() -> {});
                        late.await();
                    })
                    .hasRootCauseMessage("another node writes on Cassandra");
            assertThat(all(customer)).isEqualTo(right);

            // Of events that nobody else can know of, twice: stored, and then replaced.
            CustomerRow<LifecycleFeatures, LifecycleStatus.Value> beyond = new CustomerRow<>(
                    customer, is.row().version(), 40_000_000, is.row().folded());
            for (List<Interval<LifecycleStatus.Value>> intervals : List.of(List.of(wrong), right)) {
                next.write(ReadModels.LIFECYCLE, List.of(replaced(beyond, intervals)));
                next.commit(() -> {});
                next.await();
                assertThat(all(customer)).isEqualTo(intervals);
            }
            // Both in one commit.
            next.write(ReadModels.LIFECYCLE, List.of(replaced(beyond, wrong)));
            next.write(ReadModels.LIFECYCLE, List.of(replaced(is.row(), right)));
            next.commit(() -> {});
            next.await();
            assertThat(all(customer)).isEqualTo(right);
        } finally {
            late.close();
        }
    }

    @Test
    void a_row_and_intervals_that_one_write_has_not_left_together_are_not_answered() throws InterruptedException {
        record(1);
        foldAll(300);
        UUID customer = anybody();
        CustomerHistory<LifecycleFeatures, LifecycleStatus.Value> is =
                rows().history(ReadModels.LIFECYCLE, customer).orElseThrow();
        List<Interval<LifecycleStatus.Value>> right = all(customer);
        try (ProjectionStore.Writer writer = leased()) {
            writer.write(ReadModels.LIFECYCLE, List.of(replaced(is.row(), right)));
            writer.commit(() -> {});
            writer.await();
        }
        Row row = java.util.Objects.requireNonNull(session.execute(
                        "select bucket, customer, version, writetime(version) as written from " + KEYSPACE + "."
                                + ReadModels.LIFECYCLE.table()
                                + " where bucket = ? and customer = ?",
                        (int) (customer.getMostSignificantBits() >>> 60),
                        key(customer))
                .one());
        // As copies show it of which some have a batch that is being written: intervals of it and the row of the one
        // before,
        Interval<LifecycleStatus.Value> last = right.getLast();
        session.execute(
                "insert into " + KEYSPACE + "." + ReadModels.LIFECYCLE.table()
                        + "_intervals (bucket, customer, key, valid_from, recorded_from, recorded_to) values (?, ?, ?,"
                        + " ?, ?, ?) using timestamp ?",
                row.getInt("bucket"),
                row.getByteBuffer("customer"),
                last.key(),
                Micros.of(last.validFrom()),
                Micros.of(last.recordedFrom()),
                Long.MAX_VALUE,
                row.getLong("written") + 1);
        requireNotAnswered(customer);
        // and its row with intervals of the one before.
        session.execute(
                "insert into " + KEYSPACE + "." + ReadModels.LIFECYCLE.table()
                        + " (bucket, customer, version) values (?, ?, ?) using timestamp ?",
                row.getInt("bucket"),
                row.getByteBuffer("customer"),
                row.getLong("version"),
                row.getLong("written") + 2);
        requireNotAnswered(customer);
        try (ProjectionStore.Writer writer = leased()) {
            writer.write(ReadModels.LIFECYCLE, List.of(replaced(is.row(), right)));
            writer.commit(() -> {});
            writer.await();
        }
        assertThat(rows().history(ReadModels.LIFECYCLE, customer)).contains(is);
    }

    private void requireNotAnswered(UUID customer) {
        assertThatThrownBy(() -> rows().history(ReadModels.LIFECYCLE, customer))
                .hasMessageContaining("can't be read as one write left them");
    }

    private static ByteBuffer key(UUID customer) {
        return ByteBuffer.allocate(16)
                .putLong(customer.getMostSignificantBits())
                .putLong(customer.getLeastSignificantBits())
                .flip();
    }

    private List<Interval<LifecycleStatus.Value>> all(UUID customer) {
        List<Interval<LifecycleStatus.Value>> all = new ArrayList<>();
        rows().inSnapshot(snapshot -> all.addAll(
                snapshot.intervals(ReadModels.LIFECYCLE, List.of(customer)).getOrDefault(customer, List.of())));
        return all;
    }

    private static Interval<LifecycleStatus.Value> wrong(List<Interval<LifecycleStatus.Value>> right) {
        Interval<LifecycleStatus.Value> one = right.getFirst();
        return new Interval<>(
                one.key(),
                one.validFrom().minusSeconds(86_400),
                one.validFrom(),
                one.value(),
                one.recordedFrom(),
                null);
    }

    @SafeVarargs
    private static CustomerUpdate<LifecycleFeatures, LifecycleStatus.Value> replaced(
            CustomerRow<LifecycleFeatures, LifecycleStatus.Value> row, Interval<LifecycleStatus.Value>... intervals) {
        return replaced(row, List.of(intervals));
    }

    private static <S, D> CustomerUpdate<S, D> replaced(CustomerRow<S, D> row, List<Interval<D>> intervals) {
        return new CustomerUpdate<>(row, intervals, Before.REPLACED, List.of(), Instant.MIN);
    }

    /** Cassandra warns of a page for which it goes past 1,000 dead cells, and refuses one with 100,000. */
    @Test
    void reading_a_bucket_of_rows_that_were_written_again_and_again_is_not_slowed_down_by_what_is_dead()
            throws InterruptedException {
        record(3);
        foldAll(300);
        UUID customer = anybody();
        String keyspace = TestServers.keyspace();
        try (Cassandra own =
                Cassandra.connect(settings(keyspace, TestServers.cassandra().address(), 2, DataSize.ofMegabytes(2)))) {
            CassandraProjectionStore store = store(own);
            store.prepare();
            try (ProjectionStore.Writer writer = store.tryLease().orElseThrow()) {
                ReadModels.ALL.forEach(model -> writeAgainAndAgain(writer, model, customer));
            }
            for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                assertThat(read(keyspace, model.table())).as(model.table()).isEqualTo(REWRITTEN);
                read(keyspace, model.table() + "_intervals");
            }
            assertThat(read(keyspace, ReadModels.LIFECYCLE.table() + "_intervals"))
                    .isGreaterThanOrEqualTo(REWRITTEN);
        } finally {
            session.execute(
                    SimpleStatement.newInstance("drop keyspace " + keyspace).setTimeout(Duration.ofSeconds(60)));
        }
    }

    private <S, V, D> void writeAgainAndAgain(ProjectionStore.Writer writer, ReadModel<S, V, D> model, UUID customer) {
        CustomerHistory<S, D> one = rows().history(model, customer).orElseThrow();
        for (Before before : List.of(Before.NONE, Before.REPLACED, Before.KEPT, Before.REPLACED)) {
            writer.write(
                    model,
                    IntStream.range(0, REWRITTEN)
                            .mapToObj(i -> new CustomerUpdate<>(
                                    new CustomerRow<>(
                                            new UUID(i, i),
                                            one.row().version(),
                                            one.row().position(),
                                            one.row().folded()),
                                    one.intervals(),
                                    before,
                                    List.of(),
                                    before == Before.KEPT ? null : Instant.MIN))
                            .toList());
            writer.commit(() -> {});
            writer.await();
        }
    }

    /** Reads the first bucket of a table. Returns its rows. */
    private static int read(String keyspace, String table) {
        ResultSet result = session.execute("select * from " + keyspace + "." + table + " where bucket = 0");
        int rows = result.all().size();
        assertThat(result.getExecutionInfos())
                .as(table)
                .allSatisfy(page -> assertThat(page.getWarnings()).isEmpty());
        return rows;
    }

    @Test
    void a_customer_that_is_too_much_for_one_write_is_parked_with_the_reason_and_nobody_else_waits()
            throws InterruptedException {
        Rest rest = new Rest(server);
        String patient = registered(rest);
        String other = registered(rest);
        long position = 0;
        for (int i = 0; i < 150; i++) {
            position = opened(rest, patient, "C-" + i);
        }
        position = Math.max(position, opened(rest, other, "C-0"));
        String cases = ReadModels.CASES.table();
        try (Cassandra limited = Cassandra.connect(
                        settings(KEYSPACE, TestServers.cassandra().address(), 16, DataSize.ofKilobytes(16)));
                LiveEngine engine = engine(store(limited), 500)) {
            engine.start();
            assertThat(engine.progress().awaitPosition(position, Duration.ofSeconds(60)))
                    .isTrue();
            assertThat(rows().parked())
                    .filteredOn(p -> p.projection().equals(cases))
                    .singleElement()
                    .satisfies(p -> {
                        assertThat(p.customer()).hasToString(patient);
                        assertThat(p.error()).contains("relatum.cassandra.most-per-customer");
                    });
            UUID served = UUID.fromString(other);
            assertThat(rows().rows(ReadModels.CASES, List.of(served))).containsKey(served);
        }
        // With more room it is folded from its first fact.
        store().requestRetry(UUID.fromString(patient));
        try (LiveEngine engine = engine(500)) {
            engine.start();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!rows().parked().isEmpty()) {
                assertThat(System.nanoTime()).as("%s", rows().parked()).isLessThan(end);
                Thread.sleep(50);
            }
        }
        assertThat(rows().history(ReadModels.CASES, UUID.fromString(patient))
                        .orElseThrow()
                        .intervals())
                .hasSizeGreaterThanOrEqualTo(150);
    }

    private static String registered(Rest rest) {
        return rest.post("/api/v1/customers", "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\"}")
                .ok()
                .json()
                .path("customerId")
                .asString();
    }

    private static long opened(Rest rest, String customer, String id) {
        return rest.post(
                        "/api/v1/customers/" + customer + "/cases",
                        "{\"caseId\": \"" + id
                                + "\", \"kind\": \"COMPLAINT\", \"category\": \"quality\", \"severity\": \"NORMAL\"}")
                .ok()
                .json()
                .path("position")
                .asLong();
    }

    @Test
    void a_lease_lasts_as_long_as_its_holder_and_no_longer_than_its_time_when_that_falls_silent()
            throws InterruptedException {
        try (ProjectionStore.Writer first = leased()) {
            // Its renewals go on for longer than one lease lasts.
            Thread.sleep(LEASE.multipliedBy(2));
            assertThat(store().tryLease()).isEmpty();
        }
        // Somebody who was killed: nothing is renewed and nothing given back.
        assertThat(session.execute(
                                "update " + KEYSPACE
                                        + ".tokens using ttl ? set holder = ? where engine = 'live-engine' if"
                                        + " holder = null",
                                (int) LEASE.toSeconds(),
                                UUID.randomUUID())
                        .wasApplied())
                .isTrue();
        assertThat(store().tryLease()).isEmpty();
        long start = System.nanoTime();
        leased().close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void tables_that_were_made_with_other_buckets_are_refused() {
        try (Cassandra other =
                Cassandra.connect(settings(TestServers.cassandra().address(), 32))) {
            assertThatThrownBy(() -> new CassandraProjectionStore(
                                    other, server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS, false)
                            .prepare())
                    .isInstanceOf(CassandraException.class)
                    .hasMessageContaining("set relatum.cassandra.buckets=16");
        }
    }

    /** The log as it is after it was put back to before its end, and has grown since: its last events are others. */
    private record PutBack(EventLog log, long grownTo) implements EventLog {
        @Override
        public long head() {
            return grownTo;
        }

        @Override
        public List<StoredEvent> read(long after, int limit) {
            return log.read(after, limit).stream()
                    .filter(event -> event.position() <= grownTo)
                    .map(event -> new StoredEvent(
                            event.position(),
                            event.streamType(),
                            event.stream(),
                            event.sequence(),
                            UUID.randomUUID(),
                            event.type(),
                            event.revision(),
                            event.recordedAt(),
                            event.payload(),
                            event.metadata()))
                    .toList();
        }

        @Override
        public List<StoredEvent> streams(Map<UUID, Long> from, long upTo) {
            return log.streams(from, upTo);
        }

        @Override
        public List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo) {
            return log.known(stream, from, limit, knownAt, upTo);
        }

        @Override
        public boolean awaitBeyond(long position, Duration timeout) {
            return grownTo > position;
        }
    }

    private static LiveEngine engine(EventLog log, ProjectionStore store) {
        return new LiveEngine(
                log,
                server.bean(EventDecoder.class),
                store,
                ReferenceTimeline.DEFAULTS,
                ZoneOffset.UTC,
                server.bean(Clock.class),
                100);
    }

    @Test
    void rows_of_events_that_the_log_lost_are_neither_kept_nor_served() throws InterruptedException {
        record(2);
        foldAll(300);
        EventLog log = server.bean(EventLog.class);
        long reached =
                store().positions().values().stream().mapToLong(p -> p).max().orElseThrow();
        Map<Long, String> pasts = Map.of(
                reached - 1,
                "the log ends at " + (reached - 1),
                reached,
                "the event there is another one",
                reached + 10,
                "the event there is another one");
        pasts.forEach((grownTo, reason) -> {
            try (LiveEngine restored = engine(new PutBack(log, grownTo), store())) {
                assertThatThrownBy(restored::start)
                        .isInstanceOf(CassandraException.class)
                        .hasMessageContaining("up to position " + reached)
                        .hasMessageContaining(reason)
                        .hasMessageContaining("drop the keyspace");
                assertThatThrownBy(restored::follow).isInstanceOf(CassandraException.class);
            }
        });
        foldAll(300);
    }

    @Test
    void who_takes_over_rows_of_another_log_leaves_them_as_they_are() throws InterruptedException {
        record(1);
        String keyspace = TestServers.keyspace();
        try (Cassandra own =
                Cassandra.connect(settings(keyspace, TestServers.cassandra().address(), 16, DataSize.ofMegabytes(2)))) {
            ProjectionStore store = store(own);
            store.prepare();
            ProjectionStore.Writer holder = store.tryLease().orElseThrow();
            try (LiveEngine standby = engine(new PutBack(server.bean(EventLog.class), last), store)) {
                // Nothing is there yet that would be of another log.
                standby.start();
                holder.advance(ReadModels.LIFECYCLE.table(), last, eventAt(last));
                holder.commit(() -> {});
                holder.await();
                Map<String, Long> reached = store.positions();
                assertThat(reached)
                        .containsEntry(ReadModels.LIFECYCLE.table(), last)
                        .containsValue(0L);
                holder.close();
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (standby.isRunning()) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.sleep(50);
                }
                assertThat(store.positions()).isEqualTo(reached);
            }
        }
    }
}
