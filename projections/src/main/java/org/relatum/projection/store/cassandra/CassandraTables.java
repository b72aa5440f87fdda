package org.relatum.projection.store.cassandra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.relatum.projection.core.Column;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * The tables of the read models on Cassandra, made from their columns and named by version, so that those of several versions stand side
 * by side. The bucket is the partition of every one of them: what belongs to a customer is written in one batch of one partition.
 * Leases and positions, which are written with light-weight transactions, have a table of their own.
 */
final class CassandraTables {
    static final String TOKENS = "tokens";
    static final String PARKED = "parked";
    static final String RETRIES = "retries";
    private static final String LAYOUT = "layout";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A table is looked at for what was overwritten; overwritten cells are dropped after a day, in which every copy hears of it. */
    private static final String OPTIONS = "gc_grace_seconds = 86400";

    private static final String PLACE =
            "last_occurred_at bigint, last_recorded_at bigint, last_stream uuid, last_sequence bigint";

    private CassandraTables() {}

    /** The read models of which there are tables, and the timeline. Sums of measures stay in PostgreSQL. */
    static Set<String> served() {
        Map<String, String> served = new LinkedHashMap<>();
        ReadModels.ALL.forEach(model -> served.put(model.table(), model.table()));
        served.put(TimelineEntry.TABLE, TimelineEntry.TABLE);
        return served.keySet();
    }

    static String intervals(ReadModel<?, ?, ?> model) {
        return model.table() + "_intervals";
    }

    static String checkpoints(ReadModel<?, ?, ?> model) {
        return model.table() + "_checkpoints";
    }

    /** Makes what is missing. */
    static void create(Cassandra cassandra) {
        CassandraSettings settings = cassandra.settings();
        if (!cassandra.hasKeyspace()) {
            cassandra.change("create keyspace if not exists " + settings.keyspace()
                    + " with replication = {'class': 'NetworkTopologyStrategy', '" + settings.localDatacenter() + "': "
                    + settings.replication() + "}");
        }
        definitions().forEach((name, definition) -> {
            if (!cassandra.has(name)) {
                cassandra.change("create table if not exists " + cassandra.table(name) + " (" + definition + ") with "
                        + order(name));
            }
        });
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            cassandra.change("create index if not exists " + model.table() + "_due on " + cassandra.table(model.table())
                    + " (next_change_at) using 'sai'");
        }
        cassandra.execute(cassandra.bind(
                "insert into " + cassandra.table(LAYOUT) + " (id, buckets) values (0, ?) if not exists",
                settings.buckets()));
        requireBuckets(cassandra);
    }

    /** Waits until another node has made them. */
    static void await(Cassandra cassandra) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!definitions().keySet().stream().allMatch(cassandra::has)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "the tables in keyspace " + cassandra.settings().keyspace()
                                + " of Cassandra are not there; a node with the role projection of this version makes"
                                + " them");
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the tables on Cassandra", e);
            }
        }
        requireBuckets(cassandra);
    }

    private static void requireBuckets(Cassandra cassandra) {
        cassandra
                .rows("select buckets from " + cassandra.table(LAYOUT) + " where id = 0")
                .forEach(row -> {
                    int made = row.getInt("buckets");
                    if (made != cassandra.buckets()) {
                        throw new CassandraException(
                                "the tables in keyspace "
                                        + cassandra.settings().keyspace() + " of Cassandra were made with " + made
                                        + " buckets; set relatum.cassandra.buckets=" + made
                                        + ", or name another keyspace",
                                null);
                    }
                });
    }

    private static Map<String, String> definitions() {
        Map<String, String> tables = new LinkedHashMap<>();
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            tables.put(
                    model.table(),
                    "bucket int, customer blob, " + columns(model.columns())
                            + ", since bigint, open text, version bigint, position bigint, horizon bigint,"
                            + " next_change_at bigint, first_occurred_at bigint, intervals_written int, " + PLACE
                            + ", state blob, primary key (bucket, customer)");
            tables.put(
                    intervals(model),
                    "bucket int, customer blob, key text, valid_from bigint, recorded_from bigint, valid_to bigint, "
                            + columns(model.valueColumns())
                            + ", recorded_to bigint, primary key (bucket, customer, key, valid_from, recorded_from)");
            tables.put(
                    checkpoints(model),
                    "bucket int, customer blob, " + PLACE + ", floor bigint, next_sequence bigint, known_from bigint,"
                            + " state blob,"
                            + " primary key (bucket, customer, last_occurred_at, last_recorded_at, last_stream)");
        }
        List<Column<TimelineEntry>> entry = new ArrayList<>(TimelineEntry.COLUMNS);
        entry.removeIf(column -> column.name().equals("customer"));
        tables.put(
                TimelineEntry.TABLE,
                "bucket int, customer blob, " + columns(entry)
                        + ", primary key (bucket, customer, occurred_at, sequence)");
        tables.put(
                PARKED,
                "projection text, customer blob, position bigint, error text, parked_at bigint,"
                        + " primary key (projection, customer)");
        tables.put(RETRIES, "customer uuid primary key");
        tables.put(
                TOKENS,
                "engine text, projection text, holder uuid static, epoch bigint static, reserved bigint static,"
                        + " position bigint, event uuid, rendered_to bigint, rendering_at bigint, rendered_customers"
                        + " bigint, primary key (engine, projection)");
        tables.put(LAYOUT, "id int primary key, buckets int");
        return tables;
    }

    private static String order(String name) {
        if (name.equals(TimelineEntry.TABLE)) {
            return "clustering order by (customer asc, occurred_at desc, sequence desc) and " + OPTIONS;
        }
        return name.endsWith("_checkpoints")
                ? "clustering order by (customer asc, last_occurred_at desc, last_recorded_at desc, last_stream asc)"
                        + " and "
                        + OPTIONS
                : OPTIONS;
    }

    private static <T> String columns(List<Column<T>> columns) {
        return columns.stream().map(c -> c.name() + " " + type(c.type())).collect(Collectors.joining(", "));
    }

    private static String type(Column.Type type) {
        return switch (type) {
            case TEXT -> "text";
            case BOOLEAN -> "boolean";
            case INTEGER -> "int";
            case BIGINT, TIMESTAMPTZ -> "bigint";
            case NUMERIC -> "decimal";
            case UUID -> "uuid";
        };
    }
}
