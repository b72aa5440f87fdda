package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.StateCodec;

/**
 * Lists customers on Cassandra: goes through the buckets in order, has the rows of the profile that can't be meant left out where they are
 * stored, and looks the lifecycle up for the others. So a page begins where the one before ended, whatever is written meanwhile.
 */
public final class CassandraCustomerSearch implements CustomerSearch {
    /** Profiles for which the lifecycle is looked up at once. */
    private static final int AT_ONCE = 100;

    private static final String FILTERED =
            "owner, department, segment, relationship_type, country, party, role, source_channel";

    private final Cassandra cassandra;
    private final CassandraRows rows;
    private final StateCodec codec;
    private final String profile;
    private final String lifecycle;

    public CassandraCustomerSearch(Cassandra cassandra, StateCodec codec) {
        this.cassandra = cassandra;
        this.rows = new CassandraRows(cassandra, codec, ReferenceTimeline.DEFAULTS);
        this.codec = codec;
        this.profile = cassandra.table(ReadModels.PROFILE.table());
        this.lifecycle = cassandra.table(ReadModels.LIFECYCLE.table());
    }

    @Override
    public List<Found> find(Filter filter, @Nullable UUID after, int limit) {
        Conditions conditions = new Conditions();
        conditions.oneOf("owner", filter.owners());
        conditions.oneOf("department", filter.departments());
        conditions.oneOf("segment", filter.segments());
        conditions.oneOf("relationship_type", filter.relationshipTypes());
        conditions.oneOf("country", filter.countries());
        conditions.oneOf("party", filter.parties());
        conditions.oneOf("role", filter.roles());
        conditions.oneOf("source_channel", filter.sourceChannels());
        conditions.oneOf("owner", only(filter.reach().owner()));
        conditions.oneOf("department", only(filter.reach().department()));
        conditions.before("next_contact_due", filter.contactDueBefore());

        UUID start = after == null ? new UUID(0, 0) : after;
        List<Found> found = new ArrayList<>();
        List<Row> chunk = new ArrayList<>();
        cassandra.walk(
                cassandra.bucket(start),
                bucket -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    values.add(bucket);
                    values.add(Cassandra.key(start));
                    values.addAll(conditions.values);
                    return cassandra
                            .bind(
                                    "select customer, version, position, state, closed_at, merged_into, " + FILTERED
                                            + " from " + profile
                                            + " where bucket = ? and customer " + (after == null ? ">=" : ">") + " ?"
                                            + conditions.cql + " allow filtering",
                                    values.toArray())
                            .setPageSize(AT_ONCE);
                },
                row -> {
                    if (conditions.hold(row)
                            && is(filter.closed(), !row.isNull("closed_at"))
                            && is(filter.merged(), !row.isNull("merged_into"))) {
                        chunk.add(row);
                        if (chunk.size() == AT_ONCE) {
                            add(chunk, filter, limit, found);
                            chunk.clear();
                        }
                    }
                    return found.size() < limit;
                });
        if (found.size() < limit) {
            add(chunk, filter, limit, found);
        }
        return found;
    }

    private static Set<String> only(@Nullable String text) {
        return text == null ? Set.of() : Set.of(text);
    }

    private static boolean is(@Nullable Boolean wanted, boolean value) {
        return wanted == null || wanted == value;
    }

    /** Those of some profiles whose lifecycle is meant, too. */
    private void add(List<Row> profiles, Filter filter, int limit, List<Found> found) {
        Map<UUID, Row> statuses = new HashMap<>();
        cassandra.each(
                rows.of(
                        profiles.stream().map(Cassandra::customer).toList(),
                        "select customer, stage, recovered, since, next_change_at from " + lifecycle),
                row -> statuses.put(Cassandra.customer(row), row));
        List<Row> meant = new ArrayList<>();
        for (Row row : profiles) {
            Row status = statuses.get(Cassandra.customer(row));
            if (status != null && isMeant(status, filter) && found.size() + meant.size() < limit) {
                meant.add(row);
            }
        }
        Map<UUID, List<Interval<LifecycleStatus.Value>>> histories = rows.intervals(
                ReadModels.LIFECYCLE, meant.stream().map(Cassandra::customer).toList(), true);
        for (Row row : meant) {
            UUID customer = Cassandra.customer(row);
            Row status = CassandraRows.required(statuses.get(customer), "stage");
            LifecycleStatus.Value value = new LifecycleStatus.Value(
                    Stage.valueOf(String.valueOf(status.getString("stage"))), status.getBoolean("recovered"));
            found.add(new Found(
                    customer,
                    row.getLong("version"),
                    row.getLong("position"),
                    value,
                    since(value, Cassandra.instant(status, "since"), histories.getOrDefault(customer, List.of())),
                    Cassandra.nullableInstant(status, "next_change_at"),
                    CassandraRows.state(row, codec, ReadModels.PROFILE.state())));
        }
    }

    private static boolean isMeant(Row status, Filter filter) {
        Instant before = filter.changesBefore();
        Instant next = Cassandra.nullableInstant(status, "next_change_at");
        return (filter.stages().isEmpty()
                        || filter.stages().contains(Stage.valueOf(String.valueOf(status.getString("stage")))))
                && is(filter.recovered(), status.getBoolean("recovered"))
                && (before == null || next != null && next.isBefore(before));
    }

    /** Where the last interval of another stage ends, otherwise where the first interval begins. */
    private static Instant since(
            LifecycleStatus.Value value, Instant latest, List<Interval<LifecycleStatus.Value>> history) {
        Instant since = null;
        for (Interval<LifecycleStatus.Value> interval : history) {
            Instant to = interval.validTo();
            if (to != null && !to.isAfter(latest) && interval.value().stage() != value.stage()) {
                since = to;
            }
        }
        if (since != null) {
            return since;
        }
        return history.isEmpty() ? latest : history.getFirst().validFrom();
    }

    @Override
    public boolean within(UUID customer, Reach reach) {
        return !within(List.of(customer), reach).isEmpty();
    }

    /** Those of some customers that are within a reach. */
    Set<UUID> within(List<UUID> customers, Reach reach) {
        Set<UUID> within = new HashSet<>();
        cassandra.each(rows.of(customers, "select customer, owner, department from " + profile), row -> {
            if (reach.includes(row.getString("owner"), row.getString("department"))) {
                within.add(Cassandra.customer(row));
            }
        });
        return within;
    }

    /** What is asked of a profile: of the rows that are stored some are left out there, the others here. */
    private static final class Conditions {
        private final StringBuilder cql = new StringBuilder();
        private final List<@Nullable Object> values = new ArrayList<>();
        private final Map<String, Set<String>> wanted = new LinkedHashMap<>();

        /** An empty set means all. Cassandra takes one condition of a column, and no sets here. */
        void oneOf(String column, Set<?> of) {
            if (!of.isEmpty()) {
                Set<String> texts = of.stream()
                        .map(w -> String.valueOf(CassandraRows.written(w)))
                        .collect(Collectors.toSet());
                boolean first = wanted.putIfAbsent(column, texts) == null;
                if (!first) {
                    Set<String> both = new HashSet<>(wanted.getOrDefault(column, Set.of()));
                    both.retainAll(texts);
                    wanted.put(column, both);
                } else if (texts.size() == 1) {
                    cql.append(" and ").append(column).append(" = ?");
                    values.addAll(texts);
                }
            }
        }

        void before(String column, @Nullable Instant instant) {
            if (instant != null) {
                cql.append(" and ").append(column).append(" < ?");
                values.add(Micros.of(instant));
            }
        }

        boolean hold(Row row) {
            return wanted.entrySet().stream()
                    .allMatch(w -> w.getValue().contains(String.valueOf(row.getString(w.getKey()))));
        }
    }
}
