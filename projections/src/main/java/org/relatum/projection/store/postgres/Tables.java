package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.engine.ReadModel;
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

    private Tables() {}

    /** In the connection's transaction; nodes that start together take turns. */
    static void create(Connection connection, List<ReadModel<?, ?, ?>> models) throws SQLException {
        try (Statement ddl = connection.createStatement()) {
            ddl.execute("select pg_advisory_xact_lock(hashtextextended('relatum.tables', 0))");
            for (ReadModel<?, ?, ?> model : models) {
                ddl.execute(String.join(";\n", statements(model)));
            }
            ddl.execute(String.join(";\n", KpiTables.statements()));
            ddl.execute(String.join(";\n", timeline()));
        }
    }

    private static List<String> statements(ReadModel<?, ?, ?> model) {
        String rows = "read." + model.table();
        String intervals = rows + "_intervals";
        String name = model.projection().name();
        List<String> ddl = new ArrayList<>();
        ddl.add("create table if not exists " + rows + " (customer uuid primary key, " + definitions(model.columns())
                + ", " + ROW_COLUMNS + ") with (fillfactor = 75)");
        ddl.add("create index if not exists " + model.table() + "_due on " + rows
                + " (next_change_at) where next_change_at is not null");
        ddl.add("create table if not exists " + intervals
                + " (customer uuid not null, key text not null, valid_from timestamptz not null,"
                + " valid_to timestamptz not null, " + definitions(model.valueColumns())
                + ", recorded_from timestamptz not null, recorded_to timestamptz not null,"
                + " primary key (customer, key, valid_from, recorded_from))");
        ddl.add("create table if not exists " + rows + "_checkpoints (customer uuid not null,"
                + " last_occurred_at timestamptz not null, last_recorded_at timestamptz not null,"
                + " last_stream uuid not null, last_sequence bigint not null, floor bigint not null,"
                + " next_sequence bigint not null, state bytea not null,"
                + " primary key (customer, last_occurred_at, last_recorded_at, last_stream))");
        ddl.add("create or replace view bi." + name + " as select customer, " + names(model.columns())
                + ", since, version, position from " + rows);
        ddl.add("create or replace view bi." + name + "_history as select * from " + intervals);
        ddl.add("create or replace view bi.scd_" + name + " as select customer, key, valid_from, valid_to, "
                + names(model.valueColumns()) + " from " + intervals + " where recorded_to = 'infinity'");
        ddl.addAll(comments("bi." + name, model.columns()));
        ddl.addAll(comments("bi.scd_" + name, model.valueColumns()));
        ddl.addAll(comments("bi." + name + "_history", model.valueColumns()));
        return ddl;
    }

    private static List<String> timeline() {
        String rows = "read." + TimelineEntry.TABLE;
        List<String> ddl = new ArrayList<>();
        ddl.add("create table if not exists " + rows + " (" + definitions(TimelineEntry.COLUMNS)
                + ", primary key (customer, occurred_at, sequence))");
        ddl.add("create or replace view bi.timeline as select * from " + rows);
        ddl.addAll(comments("bi.timeline", TimelineEntry.COLUMNS));
        return ddl;
    }

    private static <T> List<String> comments(String view, List<Column<T>> columns) {
        return columns.stream()
                .map(c -> "comment on column " + view + "." + c.name() + " is '"
                        + c.comment().replace("'", "''") + "'")
                .toList();
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
