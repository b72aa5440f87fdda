package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * The tables of the read models, and the views on them that tools read. Both are made from the column lists of the read models; a
 * table is named by its version, a view shows the version that is served.
 */
final class Tables {
    /** Columns of every customer row besides those of the read model. */
    private static final String ROW_COLUMNS = """
        since timestamptz,
        open text not null,
        version bigint not null,
        position bigint not null,
        horizon timestamptz not null,
        next_change_at timestamptz,
        first_occurred_at timestamptz not null,
        last_occurred_at timestamptz not null,
        last_recorded_at timestamptz not null,
        last_stream uuid not null,
        last_sequence bigint not null,
        state bytea not null\
        """;

    /**
     * One table.
     *
     * @param columns their definitions
     * @param key the columns of its primary key
     * @param updated whether rows are written again and again
     * @param due whether rows are looked for by when they change by time
     */
    record Table(String name, String columns, String key, boolean updated, boolean due) {
        /** SQL that makes it, without what makes it slow to fill. */
        String creation(String schema) {
            return "create table if not exists " + schema + "." + name + " (" + columns + ")"
                    + (updated ? " with (fillfactor = 75)" : "");
        }

        /** SQL of the indexes. Those that are there stay. */
        List<String> indexes(String schema) {
            List<String> ddl = new ArrayList<>();
            ddl.add("do $$ begin if not exists (select from pg_constraint where contype = 'p' and conrelid = '" + schema
                    + "." + name + "'::regclass) then alter table " + schema + "." + name + " add primary key (" + key
                    + "); end if; end $$");
            if (due) {
                ddl.add("create index if not exists " + name + "_due on " + schema + "." + name
                        + " (next_change_at) where next_change_at is not null");
            }
            return ddl;
        }
    }

    /**
     * What one read model has in the database.
     *
     * @param name of the read model
     * @param table name and version, by which its position is known, too
     * @param views what tools read
     */
    record Unit(String name, String table, List<Table> tables, List<View> views) {
        List<String> names() {
            return tables.stream().map(Table::name).toList();
        }
    }

    /**
     * What tools read.
     *
     * @param query what it shows of tables in a schema
     * @param comments of its columns
     */
    record View(String name, UnaryOperator<String> query, Map<String, String> comments) {
        String creation(String schema) {
            return "create or replace view bi." + name + " as " + query.apply(schema);
        }

        List<String> describing() {
            return comments.entrySet().stream()
                    .map(c -> "comment on column bi." + name + "." + c.getKey() + " is '"
                            + c.getValue().replace("'", "''") + "'")
                    .toList();
        }
    }

    /** Everything that is kept up to date. */
    static final List<Unit> ALL = Stream.concat(
                    ReadModels.ALL.stream().map(Tables::unit), Stream.of(KpiTables.unit(), timeline()))
            .toList();

    /** Events that the live engine folds into a new table at once. */
    private static final int SHORT_LOG = 5_000;

    private Tables() {}

    /**
     * Makes what is missing, in the connection's transaction; nodes that start together take turns. Tables that the live engine would
     * have to fill from a long log are left to a rebuild: until then, tools read those of the version before.
     *
     * @param kept tables that the live engine fills; the others stay empty
     */
    static void create(Connection connection, Predicate<String> kept) throws SQLException {
        try (Statement ddl = connection.createStatement()) {
            ddl.execute("select pg_advisory_xact_lock(hashtextextended('relatum.tables', 0))");
            Set<String> present = present(connection, Schema.SERVED);
            boolean longLog = new Sql("select exists (select from log.positions where position > " + SHORT_LOG + ")")
                    .list(connection, row -> row.getBoolean(1))
                    .getFirst();
            for (Unit unit : ALL) {
                if (longLog && kept.test(unit.table()) && !present.contains(unit.table())) {
                    continue;
                }
                List<String> statements = new ArrayList<>();
                for (Table table : unit.tables()) {
                    statements.add(table.creation(Schema.SERVED.rows()));
                    statements.addAll(table.indexes(Schema.SERVED.rows()));
                }
                for (View view : unit.views()) {
                    statements.add(view.creation(Schema.SERVED.rows()));
                    statements.addAll(view.describing());
                }
                ddl.execute(String.join(";\n", statements));
            }
        }
    }

    /** The units of which there are tables. */
    static Set<String> present(Connection connection, Schema schema) throws SQLException {
        Set<String> present = new LinkedHashSet<>();
        try (PreparedStatement query = connection.prepareStatement("select table_name from unnest(?::text[]) table_name"
                + " where to_regclass(? || '.' || table_name) is not null")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", ALL.stream().map(Unit::table).toArray()));
            query.setString(2, schema.rows());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    present.add(row.getString(1));
                }
            }
        }
        return present;
    }

    private static Unit unit(ReadModel<?, ?, ?> model) {
        String rows = model.table();
        String name = model.projection().name();
        String intervals = rows + "_intervals";
        return new Unit(
                name,
                rows,
                List.of(
                        new Table(
                                rows,
                                "customer uuid, " + definitions(model.columns()) + ", " + ROW_COLUMNS,
                                "customer",
                                true,
                                true),
                        new Table(
                                intervals,
                                "customer uuid not null, key text not null, valid_from timestamptz not null,"
                                        + " valid_to timestamptz not null, " + definitions(model.valueColumns())
                                        + ", recorded_from timestamptz not null, recorded_to timestamptz not null",
                                "customer, key, valid_from, recorded_from",
                                false,
                                false),
                        new Table(
                                rows + "_checkpoints",
                                "customer uuid not null, last_occurred_at timestamptz not null, last_recorded_at"
                                        + " timestamptz not null, last_stream uuid not null, last_sequence bigint not"
                                        + " null, floor bigint not null, next_sequence bigint not null, known_from"
                                        + " timestamptz not null, state bytea not null",
                                "customer, last_occurred_at, last_recorded_at, last_stream",
                                false,
                                false)),
                List.of(
                        new View(
                                name,
                                schema -> "select customer, " + names(model.columns())
                                        + ", since, version, position from " + schema + "." + rows,
                                comments(model.columns())),
                        new View(
                                name + "_history",
                                schema -> "select * from " + schema + "." + intervals,
                                comments(model.valueColumns())),
                        new View(
                                "scd_" + name,
                                schema -> "select customer, key, valid_from, valid_to, " + names(model.valueColumns())
                                        + " from " + schema + "." + intervals + " where recorded_to = 'infinity'",
                                comments(model.valueColumns()))));
    }

    private static Unit timeline() {
        String rows = TimelineEntry.TABLE;
        return new Unit(
                TimelineEntry.NAME,
                rows,
                List.of(new Table(
                        rows, definitions(TimelineEntry.COLUMNS), "customer, occurred_at, sequence", false, false)),
                List.of(new View(
                        "timeline",
                        schema -> "select * from " + schema + "." + rows,
                        comments(TimelineEntry.COLUMNS))));
    }

    private static <T> Map<String, String> comments(List<Column<T>> columns) {
        Map<String, String> comments = new LinkedHashMap<>();
        columns.forEach(column -> comments.put(column.name(), column.comment()));
        return comments;
    }

    static <T> String names(List<Column<T>> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static <T> String definitions(List<Column<T>> columns) {
        return columns.stream().map(c -> c.name() + " " + sqlType(c.type())).collect(Collectors.joining(", "));
    }

    static String sqlType(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
