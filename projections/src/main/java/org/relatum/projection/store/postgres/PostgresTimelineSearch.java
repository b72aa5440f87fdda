package org.relatum.projection.store.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Direction;
import org.relatum.events.Sentiment;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.timeline.TimelineEntry;
import org.relatum.projection.timeline.TimelineEntry.Category;

/** Reads timelines on PostgreSQL: for each stream the newest entries by its primary key, then the newest of these. */
public final class PostgresTimelineSearch implements TimelineSearch {
    private static final String TABLE = "read." + TimelineEntry.TABLE;

    private static final String COLUMNS =
            "t.customer, t.occurred_at, t.recorded_at, t.sequence, t.position, t.category,"
                    + " t.type, t.touchpoint, t.direction, t.subject, t.sentiment, t.amount";

    private final DataSource database;

    public PostgresTimelineSearch(DataSource database) {
        this.database = database;
    }

    @Override
    public long position() {
        return new Sql("select position from control.projections")
                        .add(" where projection = ?", TimelineEntry.TABLE)
                        .list(database, "read the timeline's position", row -> row.getLong(1))
                        .stream()
                        .findFirst()
                        .orElse(0L);
    }

    @Override
    public List<TimelineEntry> newestFirst(Selection selection, int limit) {
        List<Map.Entry<UUID, Long>> streams = List.copyOf(selection.streams().entrySet());
        Sql sql = new Sql("select " + COLUMNS + " from unnest(?, ?)");
        sql.addArray("", "uuid", streams.stream().map(Map.Entry::getKey).toList());
        sql.addArray("", "bigint", streams.stream().map(Map.Entry::getValue).toList());
        sql.add(" as m (stream, last) cross join lateral (select * from " + TABLE + " t");
        sql.add(" where t.customer = m.stream and t.sequence <= m.last");
        sql.add(" and t.occurred_at <= ?", selection.bounds().asOf());
        sql.addIf(" and t.recorded_at <= ?", selection.bounds().knownAt());
        sql.add(" and t.position <= ?", selection.bounds().upTo());
        sql.addIn("t.category", selection.categories());
        sql.addIn("t.touchpoint", selection.touchpoints());
        sql.addIn("t.type", selection.types());
        Mark before = selection.before();
        if (before != null) {
            // The first condition lets the index begin there; the second is the order itself.
            sql.add(" and t.occurred_at <= ?", before.occurredAt());
            sql.add(
                    " and (t.occurred_at, t.recorded_at, t.customer, t.sequence) < (?, ?, ?, ?)",
                    before.occurredAt(),
                    before.recordedAt(),
                    before.customer(),
                    before.sequence());
        }
        return sql.add(" order by t.occurred_at desc, t.sequence desc limit ?", limit)
                .add(
                        ") t order by t.occurred_at desc, t.recorded_at desc, t.customer desc, t.sequence desc limit ?",
                        limit)
                .list(database, "read a timeline", PostgresTimelineSearch::entry);
    }

    @Override
    public List<StoredEvent> oldestFirst(
            UUID customer, Bounds bounds, @Nullable Instant after, long sequence, int limit) {
        Sql sql = new Sql("select t.position, " + PostgresEventLog.EVENT + " from (select * from " + TABLE)
                .add(" where customer = ? and occurred_at <= ?", customer, bounds.asOf())
                .add(" and position <= ?", bounds.upTo())
                .addIf(" and recorded_at <= ?", bounds.knownAt());
        if (after != null) {
            sql.add(" and (occurred_at, sequence) > (?, ?)", after, sequence);
        }
        return sql.add(" order by occurred_at, sequence limit ?", limit)
                .add(") t join lateral (select * from log.events where stream = t.customer and sequence = t.sequence")
                .add(" offset 0) e on true order by t.occurred_at, t.sequence")
                .list(database, "read a history in the order of occurrence", PostgresEventLog::event);
    }

    @Override
    public long count(UUID customer, Bounds bounds) {
        return new Sql("select count(*) from " + TABLE)
                .add(" where customer = ? and occurred_at <= ?", customer, bounds.asOf())
                .add(" and position <= ?", bounds.upTo())
                .addIf(" and recorded_at <= ?", bounds.knownAt())
                .list(database, "count a timeline", row -> row.getLong(1))
                .getFirst();
    }

    private static TimelineEntry entry(ResultSet row) throws SQLException {
        return new TimelineEntry(
                row.getObject(1, UUID.class),
                RowReader.instant(row, 2),
                RowReader.instant(row, 3),
                row.getLong(4),
                row.getLong(5),
                Category.valueOf(row.getString(6)),
                row.getString(7),
                row.getString(8),
                constant(row.getString(9), Direction.class),
                row.getString(10),
                constant(row.getString(11), Sentiment.class),
                row.getBigDecimal(12));
    }

    private static <E extends Enum<E>> @Nullable E constant(@Nullable String name, Class<E> type) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
