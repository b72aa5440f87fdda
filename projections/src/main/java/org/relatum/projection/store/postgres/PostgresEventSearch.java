package org.relatum.projection.store.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.StoredEvent;

/** Looks events up in the log on PostgreSQL. */
public final class PostgresEventSearch implements EventSearch {
    private static final String MEMBERSHIPS =
            Memberships.TYPES.stream().sorted().map(type -> "'" + type + "'").collect(Collectors.joining(", "));

    /** What the index on first events is about. */
    private static final Set<String> LISTED = Set.of(SURVEY, IMPROVEMENT, ARTICLE);

    /** Which property of its first event names a thing, by kind; an index for each. */
    private static final Map<String, String> NAMED = Map.of(PRODUCT, "sku", DEPARTMENT, "department", STAFF, "staff");

    private final DataSource database;

    public PostgresEventSearch(DataSource database) {
        this.database = database;
    }

    @Override
    public Optional<StreamHead> stream(UUID stream) {
        // From the last event backwards: whatever the planner believes, the positions of the others are not looked up.
        return new Sql("select e.stream_type, e.sequence + 1 from log.events e join lateral (select from log.positions"
                        + " where event_index = e.event_index offset 0) p on true")
                        .add(" where e.stream = ?", stream)
                        .add(" order by e.sequence desc limit 1")
                        .list(database, "look up a stream", row -> new StreamHead(row.getString(1), row.getLong(2)))
                        .stream()
                        .findFirst();
    }

    @Override
    public long count(UUID stream, @Nullable Instant knownAt, long upTo) {
        // Sequences have no gaps, and both position and recordedAt ascend with them: the last one that counts says how
        // many do.
        return new Sql("select e.sequence + 1 from log.events e join lateral (select position from log.positions"
                        + " where event_index = e.event_index offset 0) p on true")
                        .add(" where e.stream = ? and p.position <= ?", stream, upTo)
                        .addIf(" and e.recorded_at <= ?", knownAt)
                        .add(" order by e.sequence desc limit 1")
                        .list(database, "count a stream", row -> row.getLong(1))
                        .stream()
                        .findFirst()
                        .orElse(0L);
    }

    @Override
    public List<StoredEvent> memberships(Collection<UUID> streams, @Nullable Instant knownAt, long upTo) {
        // The types stand in the text: the partial index is found by them.
        return new Sql("select p.position, " + PostgresEventLog.EVENT
                        + " from log.events e join lateral (select position"
                        + " from log.positions where event_index = e.event_index offset 0) p on true where e.type in ("
                        + MEMBERSHIPS + ")")
                .addArray(" and e.stream = any(?)", "uuid", streams)
                .add(" and p.position <= ?", upTo)
                .addIf(" and e.recorded_at <= ?", knownAt)
                .add(" order by e.stream, e.sequence")
                .list(database, "look up who belongs together", PostgresEventLog::event);
    }

    @Override
    public List<StoredEvent> events(Selection selection, int limit) {
        List<Map.Entry<UUID, Long>> streams = List.copyOf(selection.streams().entrySet());
        Sql sql = new Sql("select e.position, " + PostgresEventLog.EVENT + " from unnest(?, ?)");
        sql.addArray("", "uuid", streams.stream().map(Map.Entry::getKey).toList());
        sql.addArray("", "bigint", streams.stream().map(Map.Entry::getValue).toList());
        // A stream's positions ascend with its sequence: its first events are found without reading the others, and
        // where a
        // page ended on one of its events, without those before. One index look-up per event, whatever the planner
        // believes of the size of the log.
        sql.add(" as m (stream, last) cross join lateral (select p.position, x.* from log.events x join lateral (select"
                + " position from log.positions where event_index = x.event_index offset 0) p on true"
                + " where x.stream = m.stream and x.sequence <= m.last");
        if (selection.after() > 0) {
            sql.add(
                    " and x.sequence > coalesce((select l.sequence from log.positions q join log.events l using"
                            + " (event_index) where q.position = ? and l.stream = m.stream), -1)",
                    selection.after());
        }
        sql.addIf(" and x.recorded_at <= ?", selection.knownAt());
        sql.addIn("x.type", selection.types());
        return sql.add(" and p.position > ? and p.position <= ?", selection.after(), selection.upTo())
                .add(" order by x.sequence limit ?", limit)
                .add(") e order by e.position limit ?", limit)
                .list(database, "search the log", PostgresEventLog::event);
    }

    @Override
    public List<StoredEvent> references(long after, long upTo) {
        return ofKinds(after, upTo, "look up policies and fits", POLICY, VALUE_MODEL);
    }

    @Override
    public List<StoredEvent> scorecards(long after, long upTo) {
        return ofKinds(after, upTo, "look up scorecards", SCORECARD, IMPROVEMENT);
    }

    private List<StoredEvent> ofKinds(long after, long upTo, String purpose, String... kinds) {
        // One branch for each partial index.
        String branches = Arrays.stream(kinds)
                .map(kind -> "select * from log.events where stream_type = '" + kind + "'")
                .collect(Collectors.joining(" union all "));
        return new Sql("select p.position, " + PostgresEventLog.EVENT + " from (" + branches + " offset 0) e")
                .add(" join lateral (select position from log.positions")
                .add(" where event_index = e.event_index offset 0) p on true")
                .add(" where p.position > ? and p.position <= ?", after, upTo)
                .add(" order by p.position")
                .list(database, purpose, PostgresEventLog::event);
    }

    @Override
    public List<StoredEvent> accesses(@Nullable UUID customer, long before, int limit) {
        // The expressions are those of the partial indexes.
        return new Sql("select p.position, " + PostgresEventLog.EVENT
                        + " from log.events e join lateral (select position"
                        + " from log.positions where event_index = e.event_index offset 0) p on true"
                        + " where e.type = 'access.recorded'")
                .addIf(" and log.accessed_customers(e.payload) @> array[?]", customer)
                .add(" and p.position < ?", before)
                .add(" order by e.event_index desc limit ?", limit)
                .list(database, "look up accesses", PostgresEventLog::event);
    }

    @Override
    public List<UUID> streams(String type, @Nullable UUID after, int limit) {
        if (!LISTED.contains(type)) {
            throw new IllegalArgumentException("streams of " + type + " are not listed");
        }
        // The kind stands in the text: the partial index is found by it.
        return new Sql("select stream from log.events e where sequence = 0 and stream_type = '" + type + "'"
                        + " and exists (select from log.positions p where p.event_index = e.event_index)")
                .addIf(" and stream > ?", after)
                .add(" order by stream limit ?", limit)
                .list(database, "list streams", row -> row.getObject(1, UUID.class));
    }

    @Override
    public List<Named> named(String type, @Nullable String after, int limit) {
        return registered(type)
                .addIf(" and " + name(type) + " > ?", after)
                .add(" order by 1 limit ?", limit)
                .list(database, "list what has a name", PostgresEventSearch::named);
    }

    @Override
    public Optional<Named> named(String type, String name) {
        return registered(type)
                .add(" and " + name(type) + " = ?", name)
                .list(database, "look up a name", PostgresEventSearch::named)
                .stream()
                .findFirst();
    }

    private static Sql registered(String type) {
        // The kind stands in the text: the partial index is found by it.
        return new Sql("select " + name(type) + ", stream from log.events e where sequence = 0 and stream_type = '"
                + type + "' and exists (select from log.positions p where p.event_index = e.event_index)");
    }

    /** As the index on the log has it; by code point. */
    private static String name(String type) {
        String property = NAMED.get(type);
        if (property == null) {
            throw new IllegalArgumentException("streams of " + type + " have no names");
        }
        return "(log.registered_name(payload, '" + property + "') collate \"C\")";
    }

    private static Named named(ResultSet row) throws SQLException {
        return new Named(row.getString(1), row.getObject(2, UUID.class));
    }
}
