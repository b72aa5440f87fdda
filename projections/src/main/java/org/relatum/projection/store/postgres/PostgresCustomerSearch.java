package org.relatum.projection.store.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;

/** Lists customers on PostgreSQL, from the rows of the lifecycle and the profile: both contain the same events. */
public final class PostgresCustomerSearch implements CustomerSearch {
    private static final String LIFECYCLE = "read." + ReadModels.LIFECYCLE.table();
    private static final String PROFILE = "read." + ReadModels.PROFILE.table();
    private static final String HISTORY =
            LIFECYCLE + "_intervals i where i.customer = l.customer and i.recorded_to = 'infinity'";

    /** Where the last interval of another stage ends, otherwise where the first interval begins. */
    private static final String SINCE = "coalesce((select i.valid_to from " + HISTORY
            + " and i.valid_to <= l.since and i.stage <> l.stage order by i.valid_from desc limit 1),"
            + " (select min(i.valid_from) from " + HISTORY + "))";

    private final DataSource database;
    private final StateCodec codec;

    public PostgresCustomerSearch(DataSource database, StateCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    @Override
    public List<Found> find(Filter filter, @Nullable UUID after, int limit) {
        Sql sql = new Sql("select p.customer, p.version, p.position, l.stage, l.recovered, " + SINCE
                + ", l.next_change_at, p.state from " + PROFILE + " p join " + LIFECYCLE + " l using (customer)"
                + " where true");
        sql.addIf(" and p.customer > ?", after);
        sql.addIn("l.stage", filter.stages());
        sql.addIf(" and l.recovered = ?", filter.recovered());
        sql.addIn("p.owner", filter.owners());
        sql.addIn("p.department", filter.departments());
        sql.addIn("p.segment", filter.segments());
        sql.addIn("p.relationship_type", filter.relationshipTypes());
        sql.addIn("p.country", filter.countries());
        sql.addIn("p.party", filter.parties());
        sql.addIn("p.role", filter.roles());
        sql.addIn("p.source_channel", filter.sourceChannels());
        sql.addIf(" and (p.closed_at is not null) = ?", filter.closed());
        sql.addIf(" and (p.merged_into is not null) = ?", filter.merged());
        sql.addIf(" and l.next_change_at < ?", filter.changesBefore());
        sql.addIf(" and p.next_contact_due < ?", filter.contactDueBefore());
        sql.addIf(" and p.owner = ?", filter.reach().owner());
        sql.addIf(" and p.department = ?", filter.reach().department());
        return sql.add(" order by p.customer limit ?", limit).list(database, "list customers", this::found);
    }

    @Override
    public boolean within(UUID customer, Reach reach) {
        Sql sql = new Sql("select 1 from " + PROFILE).add(" where customer = ?", customer);
        sql.addIf(" and owner = ?", reach.owner());
        sql.addIf(" and department = ?", reach.department());
        return !sql.list(database, "look for a customer", row -> 1).isEmpty();
    }

    /** Narrows a list of something of customers to those within a reach, by their rows of the profile. */
    static void addReach(Sql sql, String customer, Reach reach) {
        if (!reach.isAll()) {
            sql.add(" and " + customer + " in (select customer from " + PROFILE + " where true");
            sql.addIf(" and owner = ?", reach.owner());
            sql.addIf(" and department = ?", reach.department());
            sql.add(")");
        }
    }

    private Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                new LifecycleStatus.Value(Stage.valueOf(row.getString(4)), row.getBoolean(5)),
                RowReader.instant(row, 6),
                RowReader.nullableInstant(row, 7),
                codec.decode(row.getBytes(8), ReadModels.PROFILE.state()));
    }
}
