package org.relatum.projection.store.postgres;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.Column;
import org.relatum.projection.kpi.KpiFeatures;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.kpi.PartSums;

/**
 * The tables of key figures: how far each customer has been followed, the cells, made from the list of their columns, and on which days each
 * customer contributed, so that it is found who contributed to a cell.
 */
final class KpiTables {
    static final String CELLS = KpiRow.TABLE + "_cells";
    static final String DAYS = KpiRow.TABLE + "_days";
    /** The columns that name a cell. */
    private static final String PLACE = "level, first_day, dimension, member";

    private static final int PLACES = 4;
    private static final String ROW = "select customer, version, position, horizon, next_change_at, last_occurred_at,"
            + " last_recorded_at, last_stream, last_sequence, state from ";

    private KpiTables() {}

    static Tables.Unit unit() {
        return new Tables.Unit(
                KpiRow.NAME,
                KpiRow.TABLE,
                List.of(
                        new Tables.Table(
                                KpiRow.TABLE,
                                "customer uuid, version bigint not null, position bigint not null,"
                                        + " horizon timestamptz not null, next_change_at timestamptz,"
                                        + " last_occurred_at timestamptz not null,"
                                        + " last_recorded_at timestamptz not null, last_stream uuid not null,"
                                        + " last_sequence bigint not null, state bytea not null",
                                "customer",
                                true,
                                true),
                        new Tables.Table(
                                CELLS,
                                "level text not null, dimension text not null, member text not null,"
                                        + " first_day date not null, "
                                        + Column.ALL.stream()
                                                .map(column -> column.name() + " numeric")
                                                .collect(Collectors.joining(", ")),
                                "level, dimension, member, first_day",
                                true,
                                false),
                        new Tables.Table(
                                DAYS, "day date not null, customer uuid not null", "day, customer", false, false)),
                List.of(view("kpi_daily", Level.DAY), view("kpi_monthly", Level.MONTH)));
    }

    private static Tables.View view(String name, Level level) {
        Map<String, String> comments = new LinkedHashMap<>();
        for (Column column : Column.ALL) {
            if (column.level() == null || column.level().compareTo(level) >= 0) {
                comments.put(column.name(), text(column));
            }
        }
        return new Tables.View(
                name,
                schema -> "select first_day, dimension, member, "
                        + comments.keySet().stream()
                                .map(c -> "coalesce(" + c + ", 0) as " + c)
                                .collect(Collectors.joining(", "))
                        + " from " + schema + "." + CELLS + " where level = '" + level + "'",
                comments);
    }

    private static String text(Column column) {
        Measure measure = column.measure();
        Level level = column.level();
        if (column.isArea()) {
            return measure.title() + ": each change times the seconds from it until the period's end";
        }
        return measure.title()
                + switch (measure.of()) {
                    case COUNT, SCORE -> "";
                    case MONEY -> "; reporting currency";
                    case SECONDS -> "; seconds";
                }
                + (measure.kind() == Measure.Kind.STOCK
                        ? ": the change in the period; what is there is the sum up to its end"
                        : "")
                + (level == null
                        ? ""
                        : ": as counted for whole " + level.name().toLowerCase(Locale.ROOT) + "s, what falls in here");
    }

    static Map<UUID, KpiRow> rows(Connection connection, Schema schema, StateCodec codec, Collection<UUID> customers)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(from(schema) + " where customer = any(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", customers.toArray()));
            Map<UUID, KpiRow> rows = new HashMap<>();
            read(query, codec).forEach(row -> rows.put(row.customer(), row));
            return rows;
        }
    }

    static List<KpiRow> rowsAfter(Connection connection, Schema schema, StateCodec codec, UUID customer, int limit)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(from(schema) + " where customer > ? order by customer limit ?")) {
            query.setObject(1, customer);
            query.setInt(2, limit);
            return read(query, codec);
        }
    }

    static List<KpiRow> rowsDue(
            Connection connection, Schema schema, StateCodec codec, Instant now, @Nullable KpiRow after, int limit)
            throws SQLException {
        Instant due = after == null ? null : after.followed().nextChange();
        UUID customer = after == null ? null : after.customer();
        try (PreparedStatement query = connection.prepareStatement(from(schema) + " where next_change_at <= ?"
                + (due == null ? "" : " and next_change_at >= ? and (next_change_at, customer) > (?, ?)")
                + " order by next_change_at, customer limit ?")) {
            int index = 1;
            query.setObject(index++, now.atOffset(ZoneOffset.UTC));
            if (due != null) {
                query.setObject(index++, due.atOffset(ZoneOffset.UTC));
                query.setObject(index++, due.atOffset(ZoneOffset.UTC));
                query.setObject(index++, customer);
            }
            query.setInt(index, limit);
            return read(query, codec);
        }
    }

    private static String from(Schema schema) {
        return ROW + schema.rows() + "." + KpiRow.TABLE;
    }

    private static List<KpiRow> read(PreparedStatement query, StateCodec codec) throws SQLException {
        List<KpiRow> rows = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new KpiRow(
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getLong(3),
                        new Followed(
                                codec.decode(row.getBytes(10), KpiFeatures.class),
                                new FactKey(
                                        RowReader.instant(row, 6),
                                        RowReader.instant(row, 7),
                                        row.getObject(8, UUID.class),
                                        row.getLong(9)),
                                RowReader.instant(row, 4),
                                RowReader.nullableInstant(row, 5))));
            }
        }
        return rows;
    }

    static Map<Cells.Cell, Cells.Sums> cells(Connection connection, Schema schema) throws SQLException {
        Map<Cells.Cell, Cells.Sums> cells = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select " + PLACE + ", "
                        + Column.ALL.stream().map(Column::name).collect(Collectors.joining(", ")) + " from "
                        + schema.rows() + "." + CELLS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Cells.Sums sums = sums(row, Column.ALL);
                if (!sums.isZero()) {
                    cells.put(cell(row), sums);
                }
            }
        }
        return cells;
    }

    private static Cells.Cell cell(ResultSet row) throws SQLException {
        return new Cells.Cell(
                new KpiPeriod(Level.valueOf(row.getString(1)), row.getObject(2, LocalDate.class)),
                KpiDimension.of(row.getString(3)).orElseThrow(),
                row.getString(4));
    }

    private static Cells.Sums sums(ResultSet row, List<Column> columns) throws SQLException {
        Cells.Sums sums = new Cells.Sums();
        for (int i = 0; i < columns.size(); i++) {
            BigDecimal amount = row.getBigDecimal(PLACES + 1 + i);
            if (amount != null && amount.signum() != 0) {
                sums.add(columns.get(i), amount);
            }
        }
        return sums;
    }

    /**
     * The cells of a part of the company, or of all by some dimensions: months before {@code months}, and days from {@code days} until
     * {@code end}.
     */
    static List<Map.Entry<Cells.Cell, Cells.Sums>> cells(
            Connection connection,
            Schema schema,
            Set<KpiDimension> dimensions,
            PartSums.@Nullable Part part,
            LocalDate months,
            LocalDate days,
            LocalDate end)
            throws SQLException {
        return new Sql("select " + PLACE + ", "
                        + Column.ALL.stream().map(Column::name).collect(Collectors.joining(", ")) + " from "
                        + schema.rows() + "." + CELLS)
                .addArray(
                        " where dimension = any(?)",
                        "text",
                        dimensions.stream().map(KpiDimension::key).toList())
                .addIf(" and member = ?", part == null ? null : part.member())
                .add(" and (level = 'MONTH' and first_day < ?", months)
                .add(" or level = 'DAY' and first_day >= ?", days)
                .add(" and first_day < ?)", end)
                .list(connection, row -> Map.entry(cell(row), sums(row, Column.ALL)));
    }

    /** Adds to the cells, naming only the columns to which something is added. */
    static void add(Connection connection, Schema schema, Map<Cells.Cell, Cells.Sums> cells) throws SQLException {
        List<Map.Entry<Cells.Cell, Cells.Sums>> rows = List.copyOf(cells.entrySet());
        Set<Column> added = new HashSet<>();
        rows.forEach(row -> added.addAll(row.getValue().amounts().keySet()));
        List<Column> columns = Column.ALL.stream().filter(added::contains).toList();
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String sql = "insert into " + schema.rows() + "." + CELLS + " as c (" + PLACE + ", " + names
                + ") select * from unnest(?::text[], ?::date[], ?::text[], ?::text[]"
                + ", ?::numeric[]".repeat(columns.size())
                + ") on conflict (level, dimension, member, first_day) do update set "
                + columns.stream()
                        .map(Column::name)
                        .map(c -> c + " = coalesce(c." + c + " + excluded." + c + ", c." + c + ", excluded." + c + ")")
                        .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            text(connection, statement, 1, rows, cell -> cell.period().level().name());
            text(
                    connection,
                    statement,
                    2,
                    rows,
                    cell -> cell.period().firstDay().toString());
            text(connection, statement, 3, rows, cell -> cell.dimension().key());
            text(connection, statement, 4, rows, Cells.Cell::member);
            int index = PLACES + 1;
            for (Column column : columns) {
                statement.setArray(
                        index++,
                        connection.createArrayOf(
                                "numeric",
                                rows.stream()
                                        .map(row -> row.getValue().amounts().get(column))
                                        .toArray()));
            }
            statement.executeUpdate();
        }
    }

    /** Remembers on which days customers contributed something; that of what was taken back stays. */
    static void addDays(Connection connection, Schema schema, Set<KpiDay> days) throws SQLException {
        List<KpiDay> all = List.copyOf(days);
        try (PreparedStatement statement = connection.prepareStatement("insert into " + schema.rows() + "." + DAYS
                + " (day, customer) select * from unnest(?::date[], ?::uuid[]) on conflict do nothing")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", all.stream().map(d -> d.day().toString()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", all.stream().map(KpiDay::customer).toArray()));
            statement.executeUpdate();
        }
    }

    private static void text(
            Connection connection,
            PreparedStatement statement,
            int index,
            List<Map.Entry<Cells.Cell, Cells.Sums>> rows,
            Function<Cells.Cell, String> value)
            throws SQLException {
        statement.setArray(
                index,
                connection.createArrayOf(
                        "text",
                        rows.stream().map(row -> value.apply(row.getKey())).toArray()));
    }
}
