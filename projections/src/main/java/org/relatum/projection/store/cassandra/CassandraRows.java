package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.store.postgres.OpenIntervals;
import org.relatum.projection.store.postgres.StateCodec;

/** Reads rows of read models back into what was folded. */
final class CassandraRows {
    /** Customers asked for in one statement. */
    private static final int AT_ONCE = 50;

    private static final String PLACE = "last_occurred_at, last_recorded_at, last_stream, last_sequence, state";
    private static final String COLUMNS =
            "customer, version, position, horizon, next_change_at, since, open, first_occurred_at, " + PLACE;

    /** The column of a row that says what was written of the intervals together with it. */
    static final String INTERVALS_WRITTEN = "intervals_written";

    private final Cassandra cassandra;
    private final StateCodec codec;
    private final ReferenceSource references;

    CassandraRows(Cassandra cassandra, StateCodec codec, ReferenceSource references) {
        this.cassandra = cassandra;
        this.codec = codec;
        this.references = references;
    }

    /** Statements that end with {@code where bucket = ? and customer in ?}, for some customers. */
    List<Statement<?>> of(Collection<UUID> customers, String cql) {
        List<Statement<?>> statements = new ArrayList<>();
        cassandra.byBucket(customers).forEach((bucket, all) -> {
            for (int i = 0; i < all.size(); i += AT_ONCE) {
                statements.add(cassandra.bind(
                        cql + " where bucket = ? and customer in ?",
                        bucket,
                        Cassandra.keys(all.subList(i, Math.min(all.size(), i + AT_ONCE)))));
            }
        });
        return statements;
    }

    <S, V, D> Map<UUID, CustomerRow<S, D>> load(ReadModel<S, V, D> model, Collection<UUID> customers) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        List<Row> rows = new ArrayList<>();
        cassandra.each(of(customers, "select " + COLUMNS + " from " + cassandra.table(model.table())), rows::add);
        Map<UUID, CustomerRow<S, D>> loaded = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            CustomerRow<S, D> read = read(row, model, folder);
            loaded.put(read.customer(), read);
        }
        return loaded;
    }

    <S, V, D> List<CustomerRow<S, D>> loadAfter(ReadModel<S, V, D> model, UUID customer, int limit) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
        List<CustomerRow<S, D>> loaded = new ArrayList<>();
        cassandra.walk(
                cassandra.bucket(customer),
                bucket -> cassandra.bind(
                        "select " + COLUMNS + " from " + cassandra.table(model.table())
                                + " where bucket = ? and customer > ? limit ?",
                        bucket,
                        Cassandra.key(customer),
                        limit),
                row -> {
                    loaded.add(read(row, model, folder));
                    return loaded.size() < limit;
                });
        return loaded;
    }

    private <S, V, D> CustomerRow<S, D> read(Row row, ReadModel<S, V, D> model, Folder<S, V, D> folder) {
        S state = state(row, codec, model.state());
        Instant horizon = Cassandra.instant(row, "horizon");
        return new CustomerRow<>(
                Cassandra.customer(row),
                row.getLong("version"),
                row.getLong("position"),
                new Folded<>(
                        state,
                        Cassandra.instant(row, "first_occurred_at"),
                        place(row),
                        horizon,
                        OpenIntervals.read(required(row.getString("open"), "open"), folder.values(state, horizon)),
                        Cassandra.nullableInstant(row, "since"),
                        Cassandra.nullableInstant(row, "next_change_at")));
    }

    static <S> S state(Row row, StateCodec codec, Class<S> type) {
        java.nio.ByteBuffer state = required(row.getByteBuffer("state"), "state");
        byte[] bytes = new byte[state.remaining()];
        state.get(bytes);
        return codec.decode(bytes, type);
    }

    private static FactKey place(Row row) {
        return new FactKey(
                Cassandra.instant(row, "last_occurred_at"),
                Cassandra.instant(row, "last_recorded_at"),
                required(row.getUuid("last_stream"), "last_stream"),
                row.getLong("last_sequence"));
    }

    static <T> T required(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is empty");
        }
        return value;
    }

    /** Intervals by customer, by key in ascending order of valid time. */
    <S, V, D> Map<UUID, List<Interval<D>>> intervals(
            ReadModel<S, V, D> model, Collection<UUID> customers, boolean currentOnly) {
        Map<UUID, List<Interval<D>>> intervals = new HashMap<>();
        cassandra.each(
                of(
                        customers,
                        "select " + intervalColumns(model) + " from "
                                + cassandra.table(CassandraTables.intervals(model))),
                row -> {
                    Interval<D> interval = interval(row, model);
                    if (!currentOnly || interval.recordedTo() == null) {
                        intervals
                                .computeIfAbsent(Cassandra.customer(row), c -> new ArrayList<>())
                                .add(interval);
                    }
                });
        intervals.values().forEach(all -> all.sort(order()));
        return intervals;
    }

    /** How many intervals were written, as a number below zero when these are all there are. */
    static int intervalsWritten(int count, CustomerUpdate.Before before) {
        return before == CustomerUpdate.Before.KEPT ? count : -1 - count;
    }

    /** A row, and its current intervals, when both were read as one and the same write left them. */
    record Together<S, D>(CustomerRow<S, D> row, @Nullable List<Interval<D>> intervals) {}

    /**
     * Reads a row and its current intervals. Each read asks a quorum, but not the same copies, and of a batch that is being written some
     * have nothing yet. So when both have come it is looked at whether they go together: no interval was written after the row, and those
     * written with it are all there.
     */
    <S, V, D> @Nullable Together<S, D> together(ReadModel<S, V, D> model, UUID customer) {
        Row row = cassandra
                .execute(cassandra.bind(
                        "select " + COLUMNS + ", " + INTERVALS_WRITTEN + ", writetime(version) as written from "
                                + cassandra.table(model.table()) + " where bucket = ? and customer = ?",
                        cassandra.bucket(customer),
                        Cassandra.key(customer)))
                .one();
        if (row == null) {
            return null;
        }
        long written = row.getLong("written");
        int with = 0;
        boolean othersBefore = true;
        boolean noOthers = true;
        List<Interval<D>> intervals = new ArrayList<>();
        for (Row one : cassandra.rows(
                "select " + intervalColumns(model) + ", writetime(recorded_to) as written from "
                        + cassandra.table(CassandraTables.intervals(model)) + " where bucket = ? and customer = ?",
                cassandra.bucket(customer),
                Cassandra.key(customer))) {
            long itself = one.getLong("written");
            with += itself == written ? 1 : 0;
            noOthers &= itself == written;
            othersBefore &= itself <= written;
            Interval<D> interval = interval(one, model);
            if (interval.recordedTo() == null) {
                intervals.add(interval);
            }
        }
        int wanted = row.getInt(INTERVALS_WRITTEN);
        boolean fit = wanted < 0 ? noOthers && with == -1 - wanted : othersBefore && with == wanted;
        intervals.sort(order());
        CustomerRow<S, D> read = read(row, model, new Folder<>(model.projection(), references.current()));
        return new Together<>(read, fit ? intervals : null);
    }

    private static <D> Comparator<Interval<D>> order() {
        return Comparator.<Interval<D>, String>comparing(Interval::key)
                .thenComparing(Interval::validFrom)
                .thenComparing(Interval::recordedFrom);
    }

    static String intervalColumns(ReadModel<?, ?, ?> model) {
        return "customer, key, valid_from, valid_to, recorded_from, recorded_to, "
                + model.valueColumns().stream().map(Column::name).collect(Collectors.joining(", "));
    }

    static <D> Interval<D> interval(Row row, ReadModel<?, ?, D> model) {
        Map<String, Column.Type> types = new HashMap<>();
        model.valueColumns().forEach(column -> types.put(column.name(), column.type()));
        return new Interval<>(
                required(row.getString("key"), "key"),
                Cassandra.instant(row, "valid_from"),
                Cassandra.finite(row, "valid_to"),
                model.value().apply(column -> value(row, column, required(types.get(column), column))),
                Cassandra.instant(row, "recorded_from"),
                Cassandra.finite(row, "recorded_to"));
    }

    /** A value in the class that the type of its column names. */
    static @Nullable Object value(Row row, String column, Column.Type type) {
        if (row.isNull(column)) {
            return null;
        }
        return switch (type) {
            case TEXT -> row.getString(column);
            case BOOLEAN -> row.getBoolean(column);
            case INTEGER -> row.getInt(column);
            case BIGINT -> row.getLong(column);
            case NUMERIC -> row.getBigDecimal(column);
            case TIMESTAMPTZ -> Cassandra.instant(row, column);
            case UUID -> row.getUuid(column);
        };
    }

    /** A value as it is written. */
    static @Nullable Object written(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant instant -> Micros.of(instant);
            case Enum<?> constant -> constant.name();
            case byte[] bytes -> java.nio.ByteBuffer.wrap(bytes);
            case BigDecimal amount -> amount;
            default -> value;
        };
    }

    /** What is known of the intervals that end at or after an instant and, of the others, the last to end, by customer. */
    <S, V, D> Map<UUID, List<Interval<D>>> tails(ReadModel<S, V, D> model, Map<UUID, Instant> from) {
        Map<UUID, List<Interval<D>>> tails = new HashMap<>();
        intervals(model, from.keySet(), true).forEach((customer, all) -> {
            Instant since = from.getOrDefault(customer, Instant.MIN);
            Instant last = all.stream()
                    .map(Interval::validTo)
                    .filter(to -> to != null && to.isBefore(since))
                    .max(Comparator.naturalOrder())
                    .orElse(since);
            tails.put(
                    customer,
                    all.stream()
                            .filter(i -> i.validTo() == null || !i.validTo().isBefore(last))
                            .toList());
        });
        return tails;
    }

    /** The latest checkpoint before an instant, by customer. */
    <S, V, D> Map<UUID, Checkpoint<S>> checkpoints(ReadModel<S, V, D> model, Map<UUID, Instant> before) {
        List<Statement<?>> statements = new ArrayList<>();
        before.forEach((customer, instant) -> statements.add(cassandra.bind(
                "select customer, floor, next_sequence, known_from, " + PLACE + " from "
                        + cassandra.table(CassandraTables.checkpoints(model))
                        + " where bucket = ? and customer = ? and last_occurred_at < ? limit 1",
                cassandra.bucket(customer),
                Cassandra.key(customer),
                Micros.of(instant))));
        Map<UUID, Checkpoint<S>> checkpoints = new HashMap<>();
        cassandra.each(
                statements,
                row -> checkpoints.put(
                        Cassandra.customer(row),
                        new Checkpoint<>(
                                place(row),
                                row.getLong("floor"),
                                row.getLong("next_sequence"),
                                Cassandra.instant(row, "known_from"),
                                state(row, codec, model.state()))));
        return checkpoints;
    }

    /** Who is parked. */
    List<Parked> parked() {
        List<Parked> parked = new ArrayList<>();
        Set<String> served = new HashSet<>(CassandraTables.served());
        for (Row row : cassandra.rows("select projection, customer, position, error, parked_at from "
                + cassandra.table(CassandraTables.PARKED))) {
            String projection = required(row.getString("projection"), "projection");
            if (served.contains(projection)) {
                parked.add(new Parked(
                        projection,
                        Cassandra.customer(row),
                        row.getLong("position"),
                        String.valueOf(row.getString("error")),
                        Cassandra.instant(row, "parked_at")));
            }
        }
        return parked;
    }
}
