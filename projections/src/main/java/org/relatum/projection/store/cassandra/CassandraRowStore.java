package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.CustomerHistory;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.PartSums;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.store.postgres.StateCodec;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Reads rows of read models on Cassandra, and what stays in PostgreSQL, sums of measures, there.
 *
 * <p>A row and its intervals are of one moment, a snapshot is not: Cassandra has none. What goes through everything and compares, as a check
 * does, is exact while nothing is being written.
 */
public final class CassandraRowStore implements RowStore {
    /** Reads of a row and its intervals until both are of one moment. */
    private static final int ATTEMPTS = 50;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Cassandra cassandra;
    private final CassandraRows rows;
    private final CassandraTokens tokens;
    private final RowStore sums;
    private final boolean both;
    private final EventSearch search;

    /**
     * @param sums where the sums of measures are
     * @param both whether the same rows are kept there, too: then who is parked there is parked
     */
    public CassandraRowStore(
            Cassandra cassandra,
            StateCodec codec,
            ReferenceSource references,
            RowStore sums,
            boolean both,
            EventSearch search) {
        this.cassandra = cassandra;
        this.rows = new CassandraRows(cassandra, codec, references);
        this.tokens = new CassandraTokens(cassandra);
        this.sums = sums;
        this.both = both;
        this.search = search;
    }

    @Override
    public <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers) {
        return rows.load(model, customers);
    }

    @Override
    public <S, V, D> Optional<CustomerHistory<S, D>> history(ReadModel<S, V, D> model, UUID customer) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CassandraRows.Together<S, D> both = rows.together(model, customer);
            if (both == null) {
                return Optional.empty();
            }
            List<Interval<D>> intervals = both.intervals();
            if (intervals != null) {
                return Optional.of(new CustomerHistory<>(both.row(), intervals));
            }
            pause();
        }
        throw new IllegalStateException("the row of customer " + customer + " and its intervals in " + model.table()
                + " can't be read as one write left them");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rows are being read", e);
        }
    }

    @Override
    public long containedVersion(UUID customer) {
        long contained = Long.MAX_VALUE;
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            contained = Math.min(
                    contained,
                    cassandra
                            .rows(
                                    "select version from " + cassandra.table(model.table())
                                            + " where bucket = ? and customer = ?",
                                    cassandra.bucket(customer),
                                    Cassandra.key(customer))
                            .stream()
                            .findFirst()
                            .map(row -> row.getLong("version"))
                            .orElse(0L));
        }
        return contained;
    }

    @Override
    public List<Parked> parked() {
        return parked(sums.parked());
    }

    private List<Parked> parked(List<Parked> elsewhere) {
        return Stream.concat(elsewhere.stream().filter(p -> both || !isHere(p.projection())), rows.parked().stream())
                .toList();
    }

    private static boolean isHere(String table) {
        return CassandraTables.served().contains(table);
    }

    @Override
    public void inSnapshot(Consumer<Snapshot> work) {
        Map<String, CassandraTokens.Token> reached = tokens.all();
        sums.inSnapshot(snapshot -> work.accept(new Both(snapshot, reached)));
    }

    /** Rows from here, the rest from PostgreSQL as of one moment. */
    private final class Both implements Snapshot {
        private final Snapshot rest;
        private final Map<String, CassandraTokens.Token> reached;

        Both(Snapshot rest, Map<String, CassandraTokens.Token> reached) {
            this.rest = rest;
            this.reached = reached;
        }

        private CassandraTokens.Token token(String table) {
            return reached.getOrDefault(table, CassandraTokens.Token.NONE);
        }

        @Override
        public long position(String table) {
            return isHere(table) ? token(table).position() : rest.position(table);
        }

        @Override
        public List<Parked> parked() {
            return CassandraRowStore.this.parked(rest.parked());
        }

        @Override
        public List<UUID> customersAfter(UUID customer, int limit) {
            return rest.customersAfter(customer, limit);
        }

        @Override
        public <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers) {
            return rows.load(model, customers);
        }

        @Override
        public <S, V, D> Map<UUID, List<Interval<D>>> intervals(ReadModel<S, V, D> model, Collection<UUID> customers) {
            return rows.intervals(model, customers, false);
        }

        @Override
        public Map<UUID, KpiRow> kpis(Collection<UUID> customers) {
            return rest.kpis(customers);
        }

        @Override
        public List<KpiRow> kpisAfter(UUID customer, int limit) {
            return rest.kpisAfter(customer, limit);
        }

        @Override
        public List<KpiRow> kpisDue(Instant now, @Nullable KpiRow after, int limit) {
            return rest.kpisDue(now, after, limit);
        }

        @Override
        public List<UUID> kpisRecordedAfter(Instant instant, UUID customer, int limit) {
            return rest.kpisRecordedAfter(instant, customer, limit);
        }

        @Override
        public List<UUID> kpiCustomers(LocalDate from, LocalDate to, UUID customer, int limit) {
            return rest.kpiCustomers(from, to, customer, limit);
        }

        @Override
        public Instant renderedTo(String table) {
            return isHere(table) ? token(table).renderedTo() : rest.renderedTo(table);
        }

        @Override
        public Map<Cells.Cell, Cells.Sums> cells() {
            return rest.cells();
        }

        @Override
        public List<Map.Entry<Cells.Cell, Cells.Sums>> kpiCells(
                Set<KpiDimension> dimensions,
                PartSums.@Nullable Part part,
                LocalDate months,
                LocalDate days,
                LocalDate end) {
            return rest.kpiCells(dimensions, part, months, days, end);
        }

        @Override
        public Map<UUID, Long> timelineEntries(Collection<UUID> customers) {
            List<Statement<?>> counts = new ArrayList<>();
            customers.forEach(customer -> counts.add(cassandra.bind(
                    "select customer, count(*) as n from " + cassandra.table(TimelineEntry.TABLE)
                            + " where bucket = ? and customer = ?",
                    cassandra.bucket(customer),
                    Cassandra.key(customer))));
            Map<UUID, Long> entries = new HashMap<>();
            cassandra.each(counts, row -> {
                if (!row.isNull("customer")) {
                    entries.put(Cassandra.customer(row), row.getLong("n"));
                }
            });
            return entries;
        }

        @Override
        public List<UUID> strangers(ReadModel<?, ?, ?> model, int limit) {
            List<UUID> strangers = new ArrayList<>();
            cassandra.walk(
                    0,
                    bucket -> cassandra.bind(
                            "select customer from " + cassandra.table(model.table()) + " where bucket = ?", bucket),
                    row -> {
                        UUID customer = Cassandra.customer(row);
                        if (search.stream(customer).isEmpty()) {
                            strangers.add(customer);
                        }
                        return strangers.size() < limit;
                    });
            return strangers;
        }

        @Override
        public List<UUID> overdue(ReadModel<?, ?, ?> model, Instant before, int limit) {
            return cassandra
                    .rows(
                            "select customer from " + cassandra.table(model.table())
                                    + " where next_change_at < ? limit ?",
                            Micros.of(before),
                            limit)
                    .stream()
                    .map(Cassandra::customer)
                    .sorted()
                    .toList();
        }
    }
}
