package org.relatum.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
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
import org.relatum.server.servers.TestServers;

class CassandraRowStoreTest extends RowStoreSuite {
    private static final Duration LEASE = Duration.ofSeconds(4);
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
        return new CassandraSettings(List.of(address), "datacenter1", null, null, KEYSPACE, 1, buckets, LEASE);
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
        return new CassandraProjectionStore(
                cassandra(), server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS, true);
    }

    @Override
    RowStore rows() {
        StateCodec codec = server.bean(StateCodec.class);
        return new CassandraRowStore(
                cassandra(),
                codec,
                ReferenceTimeline.DEFAULTS,
                new PostgresRowStore(server.pool(), codec, ReferenceTimeline.DEFAULTS),
                server.bean(EventSearch.class));
    }

    @Test
    void events_that_rows_contain_beyond_their_positions_are_not_taken_in_twice() throws InterruptedException {
        record(6);
        foldAll(300);
        // As after a crash between the rows and the positions: they say less than the rows contain.
        for (Map.Entry<String, Long> token : store().positions().entrySet()) {
            assertThat(session.execute(
                                    "update " + KEYSPACE + ".tokens set position = ? where engine = 'live-engine' and"
                                            + " projection = ? if exists",
                                    token.getValue() / 3,
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
        late.advance(ReadModels.LIFECYCLE.table(), 1_000_000);
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
                false,
                List.of(),
                null);
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
}
