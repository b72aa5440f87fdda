package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.timeline.TimelineEntry;

/** Counts what is in the log on PostgreSQL, and how far the tables contain it. */
public final class PostgresStoreFigures implements StoreFigures.Source {
    /** The last event that has a position, and what lies beyond it: everything, while none has one. */
    private static final String LOG =
            "select m.position, count(e.event_index), min(e.recorded_at) from (select position, xid, event_index from"
                + " (select p.position, e.xid, e.event_index from log.positions p join log.events e using"
                + " (event_index) union all select 0, '0'::xid8, 0) known order by position desc limit 1) m left join"
                + " log.events e on (e.xid, e.event_index) > (m.xid, m.event_index) group by m.position";

    private static final String CUSTOMERS =
            "select count(*) from log.events where sequence = 0 and stream_type = 'customer'";
    private static final String BEHIND_SINCE =
            "select e.recorded_at from log.positions p" + " join log.events e using (event_index)";

    private final DataSource database;

    public PostgresStoreFigures(DataSource database) {
        this.database = database;
    }

    @Override
    public StoreFigures read() {
        try (Connection connection = database.getConnection()) {
            List<StoreFigures.Table> tables = new ArrayList<>();
            Set<String> served = Tables.present(connection, Schema.SERVED);
            for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                tables.add(table(
                        connection,
                        served,
                        model.table(),
                        model.projection().name(),
                        model.projection().version()));
            }
            tables.add(table(connection, served, KpiRow.TABLE, KpiRow.NAME, KpiRow.VERSION));
            tables.add(table(connection, served, TimelineEntry.TABLE, TimelineEntry.NAME, TimelineEntry.VERSION));
            long customers = number(connection, new Sql(CUSTOMERS));
            return new Sql(LOG)
                    .list(
                            connection,
                            row -> new StoreFigures(
                                    row.getLong(1),
                                    row.getLong(2),
                                    RowReader.nullableInstant(row, 3),
                                    customers,
                                    tables))
                    .getFirst();
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read the figures of the store", e);
        }
    }

    private static StoreFigures.Table table(
            Connection connection, Set<String> served, String table, String name, int version) throws SQLException {
        if (!served.contains(table)) {
            // It is being built, and nobody waits for it.
            return new StoreFigures.Table(name, version, 0, null, 0, null);
        }
        Reached reached = new Sql("select position, rendering_at, rendered_customers from control.projections")
                .add(" where projection = ?", table).list(connection, Reached::of).stream()
                        .findFirst()
                        .orElse(Reached.NOTHING);
        Instant behindSince = new Sql(BEHIND_SINCE)
                        .add(" where p.position = ?", reached.position() + 1)
                        .list(connection, row -> RowReader.instant(row, 1))
                        .stream()
                        .findFirst()
                        .orElse(null);
        long parked =
                number(connection, new Sql("select count(*) from control.parked").add(" where projection = ?", table));
        return new StoreFigures.Table(name, version, reached.position(), behindSince, parked, reached.rendering());
    }

    /** How far a table is. */
    private record Reached(long position, StoreFigures.@Nullable Rendering rendering) {
        static final Reached NOTHING = new Reached(0, null);

        static Reached of(ResultSet row) throws SQLException {
            Instant at = RowReader.nullableInstant(row, 2);
            return new Reached(row.getLong(1), at == null ? null : new StoreFigures.Rendering(at, row.getLong(3)));
        }
    }

    private static long number(Connection connection, Sql query) throws SQLException {
        return query.list(connection, row -> row.getLong(1)).getFirst();
    }
}
