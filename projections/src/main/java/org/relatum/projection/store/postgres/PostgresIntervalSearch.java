package org.relatum.projection.store.postgres;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.loyalty.LoyaltyProjection;

/** Lists what holds on PostgreSQL, from the interval tables. */
public final class PostgresIntervalSearch implements IntervalSearch {
    private final DataSource database;

    public PostgresIntervalSearch(DataSource database) {
        this.database = database;
    }

    @Override
    public <D> List<Found<D>> find(
            ReadModel<?, ?, D> model,
            Moment moment,
            Reach reach,
            Map<String, Set<String>> filters,
            @Nullable After after,
            int limit) {
        Sql sql = new Sql("select customer, key, valid_from, nullif(valid_to, 'infinity'), recorded_from,"
                + " nullif(recorded_to, 'infinity'), " + Tables.names(model.valueColumns()) + " from "
                + table(model) + " i where true");
        addMoment(sql, "i", moment);
        PostgresCustomerSearch.addReach(sql, "i.customer", reach);
        filters.forEach((column, values) -> sql.addIn("i." + column, values));
        if (after != null) {
            sql.add(" and (i.customer, i.key) > (?, ?)", after.customer(), after.key());
        }
        return sql.add(" order by i.customer, i.key limit ?", limit)
                .list(
                        database,
                        "list what holds",
                        row -> new Found<>(
                                row.getObject(1, UUID.class),
                                new Interval<>(
                                        row.getString(2),
                                        RowReader.instant(row, 3),
                                        RowReader.nullableInstant(row, 4),
                                        model.value().apply(column -> RowReader.value(row, column)),
                                        RowReader.instant(row, 5),
                                        RowReader.nullableInstant(row, 6))));
    }

    private static String table(ReadModel<?, ?, ?> model) {
        return "read." + model.table() + "_intervals";
    }

    private static void addMoment(Sql sql, String alias, Moment moment) {
        if (moment.asOf() == null) {
            sql.add(" and " + alias + ".valid_to = 'infinity'");
        } else {
            sql.add(" and " + alias + ".valid_from <= ?", moment.asOf());
            sql.add(" and " + alias + ".valid_to > ?", moment.asOf());
        }
        if (moment.knownAt() == null) {
            sql.add(" and " + alias + ".recorded_to = 'infinity'");
        } else {
            sql.add(" and " + alias + ".recorded_from <= ?", moment.knownAt());
            sql.add(" and " + alias + ".recorded_to > ?", moment.knownAt());
        }
    }

    @Override
    public List<Loyal> loyal(
            Moment moment, Reach reach, Set<String> bands, Set<String> tiers, @Nullable UUID after, int limit) {
        String table = table(ReadModels.LOYALTY);
        Sql sql = new Sql(
                "select b.customer, b.value, b.valid_from, t.value, t.valid_from from " + table + " b left join "
                        + table + " t on t.customer = b.customer and t.key = '" + LoyaltyProjection.TIER + "'");
        addMoment(sql, "t", moment);
        sql.add(" where b.key = '" + LoyaltyProjection.BAND + "'");
        addMoment(sql, "b", moment);
        PostgresCustomerSearch.addReach(sql, "b.customer", reach);
        sql.addIn("b.value", bands);
        sql.addIn("t.value", tiers);
        sql.addIf(" and b.customer > ?", after);
        return sql.add(" order by b.customer limit ?", limit)
                .list(
                        database,
                        "list loyal customers",
                        row -> new Loyal(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                RowReader.instant(row, 3),
                                row.getString(4),
                                RowReader.nullableInstant(row, 5)));
    }

    @Override
    public List<Cell> matrix(Moment moment, Reach reach) {
        Sql sql = new Sql(
                "select probability, impact, severity, count(*) from " + table(ReadModels.RISK) + " i where true");
        addMoment(sql, "i", moment);
        PostgresCustomerSearch.addReach(sql, "i.customer", reach);
        return sql.add(" group by 1, 2, 3 order by probability * impact desc, probability desc, severity")
                .list(
                        database,
                        "count flags",
                        row -> new Cell(row.getInt(1), row.getInt(2), row.getString(3), row.getLong(4)));
    }
}
