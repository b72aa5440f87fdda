package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.loyalty.LoyaltyProjection;

/** Lists what holds on Cassandra: goes through the buckets in order, and has what does not hold left out where it is stored. */
public final class CassandraIntervalSearch implements IntervalSearch {
    private static final int PAGE = 200;
    /** Customers whose profile is looked at, at once, for whether they are within reach. */
    private static final int AT_ONCE = 100;

    private final Cassandra cassandra;
    private final CassandraCustomerSearch customers;

    public CassandraIntervalSearch(Cassandra cassandra, CassandraCustomerSearch customers) {
        this.cassandra = cassandra;
        this.customers = customers;
    }

    @Override
    public <D> List<Found<D>> find(
            ReadModel<?, ?, D> model,
            Moment moment,
            Reach reach,
            Map<String, Set<String>> filters,
            @Nullable After after,
            int limit) {
        List<Found<D>> found = new ArrayList<>();
        List<Found<D>> chunk = new ArrayList<>();
        walk(model, moment, after == null ? null : after.customer(), false, row -> {
            UUID customer = Cassandra.customer(row);
            if (isAfter(customer, row.getString("key"), after)
                    && filters.entrySet().stream()
                            .allMatch(
                                    f -> f.getValue().isEmpty() || f.getValue().contains(row.getString(f.getKey())))) {
                chunk.add(new Found<>(customer, CassandraRows.interval(row, model)));
                if (reach.isAll() || chunk.size() == AT_ONCE) {
                    add(chunk, reach, limit, found);
                }
            }
            return found.size() < limit;
        });
        add(chunk, reach, limit, found);
        return found;
    }

    private static boolean isAfter(UUID customer, @Nullable String key, @Nullable After after) {
        return after == null
                || !customer.equals(after.customer())
                || String.valueOf(key).compareTo(after.key()) > 0;
    }

    private <D> void add(List<Found<D>> chunk, Reach reach, int limit, List<Found<D>> found) {
        Set<UUID> within = reach.isAll()
                ? Set.of()
                : customers.within(
                        List.copyOf(new LinkedHashSet<>(
                                chunk.stream().map(Found::customer).toList())),
                        reach);
        for (Found<D> one : chunk) {
            if (found.size() < limit && (reach.isAll() || within.contains(one.customer()))) {
                found.add(one);
            }
        }
        chunk.clear();
    }

    /** Goes through what holds, in ascending order of customer and key, from a customer on. */
    private void walk(
            ReadModel<?, ?, ?> model, Moment moment, @Nullable UUID from, boolean beyond, Predicate<Row> wanted) {
        UUID start = from == null ? new UUID(0, 0) : from;
        Instant asOf = moment.asOf();
        Instant knownAt = moment.knownAt();
        cassandra.walk(
                cassandra.bucket(start),
                bucket -> cassandra
                        .bind(
                                "select " + CassandraRows.intervalColumns(model) + " from "
                                        + cassandra.table(CassandraTables.intervals(model))
                                        + " where bucket = ? and customer " + (beyond ? ">" : ">=")
                                        + " ? and valid_to > ? and recorded_to > ? allow filtering",
                                bucket,
                                Cassandra.key(start),
                                endsAfter(asOf),
                                endsAfter(knownAt))
                        .setPageSize(PAGE),
                row -> (asOf != null && Cassandra.instant(row, "valid_from").isAfter(asOf))
                        || (knownAt != null
                                && Cassandra.instant(row, "recorded_from").isAfter(knownAt))
                        || wanted.test(row));
    }

    private static long endsAfter(@Nullable Instant instant) {
        return instant == null ? Cassandra.INFINITY - 1 : Micros.of(instant);
    }

    @Override
    public List<Loyal> loyal(
            Moment moment, Reach reach, Set<String> bands, Set<String> tiers, @Nullable UUID after, int limit) {
        List<Loyal> found = new ArrayList<>();
        List<Loyal> chunk = new ArrayList<>();
        Customer current = new Customer();
        walk(ReadModels.LOYALTY, moment, after, after != null, row -> {
            UUID customer = Cassandra.customer(row);
            if (!customer.equals(current.customer)) {
                offer(current, reach, bands, tiers, chunk, limit, found);
                current.begin(customer);
            }
            current.add(CassandraRows.interval(row, ReadModels.LOYALTY), row.getString("value"));
            return found.size() < limit;
        });
        offer(current, reach, bands, tiers, chunk, limit, found);
        flush(chunk, reach, limit, found);
        return found;
    }

    /** What holds of one customer while its rows come. */
    private static final class Customer {
        private @Nullable UUID customer;
        private @Nullable String band;
        private Instant bandSince = Instant.MIN;
        private @Nullable String tier;
        private @Nullable Instant tierSince;

        void begin(UUID next) {
            customer = next;
            band = null;
            tier = null;
            tierSince = null;
        }

        void add(Interval<?> interval, @Nullable String value) {
            if (interval.key().equals(LoyaltyProjection.BAND)) {
                band = value;
                bandSince = interval.validFrom();
            } else if (interval.key().equals(LoyaltyProjection.TIER)) {
                tier = value;
                tierSince = interval.validFrom();
            }
        }
    }

    private void offer(
            Customer one,
            Reach reach,
            Set<String> bands,
            Set<String> tiers,
            List<Loyal> chunk,
            int limit,
            List<Loyal> found) {
        UUID customer = one.customer;
        String band = one.band;
        if (customer == null
                || band == null
                || !(bands.isEmpty() || bands.contains(band))
                || !(tiers.isEmpty() || one.tier != null && tiers.contains(one.tier))) {
            return;
        }
        chunk.add(new Loyal(customer, band, one.bandSince, one.tier, one.tierSince));
        if (reach.isAll() || chunk.size() == AT_ONCE) {
            flush(chunk, reach, limit, found);
        }
    }

    private void flush(List<Loyal> chunk, Reach reach, int limit, List<Loyal> found) {
        Set<UUID> within = reach.isAll()
                ? Set.of()
                : customers.within(chunk.stream().map(Loyal::customer).toList(), reach);
        for (Loyal one : chunk) {
            if (found.size() < limit && (reach.isAll() || within.contains(one.customer()))) {
                found.add(one);
            }
        }
        chunk.clear();
    }

    /** Where a flag stands in the matrix. */
    private record Place(int probability, int impact, String severity) {}

    @Override
    public List<Cell> matrix(Moment moment, Reach reach) {
        Map<UUID, Map<Place, Long>> flags = new HashMap<>();
        walk(ReadModels.RISK, moment, null, false, row -> {
            flags.computeIfAbsent(Cassandra.customer(row), c -> new HashMap<>())
                    .merge(
                            new Place(
                                    row.getInt("probability"),
                                    row.getInt("impact"),
                                    String.valueOf(row.getString("severity"))),
                            1L,
                            Long::sum);
            return true;
        });
        if (!reach.isAll()) {
            flags.keySet().retainAll(customers.within(List.copyOf(flags.keySet()), reach));
        }
        Map<Place, Long> sums = new HashMap<>();
        flags.values().forEach(own -> own.forEach((place, count) -> sums.merge(place, count, Long::sum)));
        return sums.entrySet().stream()
                .map(e -> new Cell(
                        e.getKey().probability(),
                        e.getKey().impact(),
                        e.getKey().severity(),
                        e.getValue()))
                .sorted(Comparator.<Cell>comparingInt(c -> -c.probability() * c.impact())
                        .thenComparing(c -> -c.probability())
                        .thenComparing(Cell::severity))
                .toList();
    }
}
