package org.relatum.projection.store.postgres;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.KpiFeatures;
import org.relatum.projection.kpi.KpiFold.Followed;

/**
 * The tables of key figures: how far each customer has been followed, and the cells. A cell has a column for each measure and, of those
 * that are there at instants, one for the area; they are made from the enumeration of measures.
 */
final class KpiTables {
    static final String CELLS = KpiRow.TABLE + "_cells";
    private static final String ROW = "select customer, version, position, horizon, next_change_at, last_occurred_at,"
            + " last_recorded_at, last_stream, last_sequence, state from ";

    private KpiTables() {}

    static String area(Measure measure) {
        return measure.key() + "_area";
    }

    static boolean hasArea(Measure measure) {
        return measure.kind() == Measure.Kind.STOCK;
    }

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
                                        + columns()
                                                .map(column -> column + " numeric")
                                                .collect(Collectors.joining(", ")),
                                "level, dimension, member, first_day",
                                true,
                                false)),
                List.of(view("kpi_daily", "DAY"), view("kpi_monthly", "MONTH")));
    }

    private static Stream<String> columns() {
        return Stream.concat(
                Arrays.stream(Measure.values()).map(Measure::key),
                Arrays.stream(Measure.values()).filter(KpiTables::hasArea).map(KpiTables::area));
    }

    private static Tables.View view(String name, String level) {
        Map<String, String> comments = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            String text = measure.title()
                    + switch (measure.kind()) {
                        case FLOW -> "";
                        case STOCK -> ": the change in the period; what is there is the sum up to its end";
                        case PERIOD -> ": for this period by itself, not to be added up";
                    }
                    + switch (measure.of()) {
                        case COUNT, SCORE -> "";
                        case MONEY -> "; reporting currency";
                        case SECONDS -> "; seconds";
                    };
            comments.put(measure.key(), text);
            if (hasArea(measure)) {
                comments.put(
                        area(measure),
                        measure.title() + ": each change times the seconds from it until the period's end");
            }
        }
        return new Tables.View(
                name,
                schema -> "select first_day, dimension, member, "
                        + columns().map(c -> "coalesce(" + c + ", 0) as " + c).collect(Collectors.joining(", "))
                        + " from " + schema + "." + CELLS + " where level = '" + level + "'",
                comments);
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
        try (PreparedStatement query = connection.prepareStatement("select * from " + schema.rows() + "." + CELLS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Cells.Sums sums = sums(row);
                if (!sums.isZero()) {
                    cells.put(
                            new Cells.Cell(
                                    Level.valueOf(row.getString("level")),
                                    row.getObject("first_day", LocalDate.class),
                                    KpiDimension.of(row.getString("dimension")).orElseThrow(),
                                    row.getString("member")),
                            sums);
                }
            }
        }
        return cells;
    }

    static Cells.Sums sums(ResultSet row) throws SQLException {
        Map<Measure, BigDecimal> amounts = new EnumMap<>(Measure.class);
        Map<Measure, BigDecimal> areas = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            BigDecimal amount = row.getBigDecimal(measure.key());
            if (amount != null) {
                amounts.put(measure, amount);
            }
            BigDecimal area = hasArea(measure) ? row.getBigDecimal(area(measure)) : null;
            if (area != null) {
                areas.put(measure, area);
            }
        }
        return Cells.Sums.of(amounts, areas);
    }

    /** Adds to the cells, naming only the columns to which something is added. */
    static void add(Connection connection, Schema schema, Map<Cells.Cell, Cells.Sums> cells) throws SQLException {
        List<Map.Entry<Cells.Cell, Cells.Sums>> rows = List.copyOf(cells.entrySet());
        TreeSet<Measure> amounts = new TreeSet<>();
        TreeSet<Measure> areas = new TreeSet<>();
        rows.forEach(row -> {
            amounts.addAll(row.getValue().amounts().keySet());
            areas.addAll(row.getValue().areas().keySet());
        });
        Map<String, Function<Cells.Sums, @Nullable BigDecimal>> columns = new LinkedHashMap<>();
        amounts.forEach(m -> columns.put(m.key(), sums -> sums.amounts().get(m)));
        areas.forEach(m -> columns.put(area(m), sums -> sums.areas().get(m)));
        String sql = "insert into " + schema.rows() + "." + CELLS + " as c (level, dimension, member, first_day, "
                + String.join(", ", columns.keySet())
                + ") select * from unnest(?::text[], ?::text[], ?::text[], ?::date[]"
                + ", ?::numeric[]".repeat(columns.size())
                + ") on conflict (level, dimension, member, first_day) do update set "
                + columns.keySet().stream()
                        .map(c -> c + " = coalesce(c." + c + " + excluded." + c + ", c." + c + ", excluded." + c + ")")
                        .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            text(connection, statement, 1, rows, cell -> cell.level().name());
            text(connection, statement, 2, rows, cell -> cell.dimension().key());
            text(connection, statement, 3, rows, Cells.Cell::member);
            text(connection, statement, 4, rows, cell -> cell.from().toString());
            int index = 5;
            for (Function<Cells.Sums, @Nullable BigDecimal> column : columns.values()) {
                statement.setArray(
                        index++,
                        connection.createArrayOf(
                                "numeric",
                                rows.stream()
                                        .map(row -> column.apply(row.getValue()))
                                        .toArray()));
            }
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
