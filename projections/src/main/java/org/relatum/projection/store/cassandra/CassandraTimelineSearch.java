package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Direction;
import org.relatum.events.Sentiment;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.timeline.TimelineEntry;
import org.relatum.projection.timeline.TimelineEntry.Category;

/** Reads timelines on Cassandra: of each stream the newest entries, then the newest of these. */
public final class CassandraTimelineSearch implements TimelineSearch {
    private static final String COLUMNS =
            TimelineEntry.COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));
    /** The order of reading. */
    private static final Comparator<TimelineEntry> NEWEST_FIRST = Comparator.comparing(TimelineEntry::occurredAt)
            .thenComparing(TimelineEntry::recordedAt)
            .thenComparing(TimelineEntry::customer, CassandraTimelineSearch::compare)
            .thenComparingLong(TimelineEntry::sequence)
            .reversed();

    private final Cassandra cassandra;
    private final CassandraTokens tokens;
    private final EventLog log;
    private final String table;

    public CassandraTimelineSearch(Cassandra cassandra, EventLog log) {
        this.cassandra = cassandra;
        this.tokens = new CassandraTokens(cassandra);
        this.log = log;
        this.table = cassandra.table(TimelineEntry.TABLE);
    }

    /** As bytes. */
    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    @Override
    public long position() {
        return tokens.all()
                .getOrDefault(TimelineEntry.TABLE, CassandraTokens.Token.NONE)
                .position();
    }

    @Override
    public List<TimelineEntry> newestFirst(Selection selection, int limit) {
        Mark before = selection.before();
        Instant latest = selection.bounds().asOf();
        if (before != null && before.occurredAt().isBefore(latest)) {
            latest = before.occurredAt();
        }
        List<TimelineEntry> newest = new ArrayList<>();
        for (Map.Entry<UUID, Long> stream : selection.streams().entrySet()) {
            int wanted = newest.size() + limit;
            for (Row row : cassandra.execute(cassandra.bind(
                    "select " + COLUMNS + " from " + table + " where bucket = ? and customer = ? and occurred_at <= ?",
                    cassandra.bucket(stream.getKey()),
                    Cassandra.key(stream.getKey()),
                    Micros.of(latest)))) {
                TimelineEntry entry = entry(row);
                if (isSelected(entry, selection, stream.getValue())) {
                    newest.add(entry);
                    // Entries of one instant may come in another order than that of reading.
                    if (newest.size() > wanted
                            && !entry.occurredAt()
                                    .equals(newest.get(newest.size() - 2).occurredAt())) {
                        break;
                    }
                }
            }
        }
        return newest.stream().sorted(NEWEST_FIRST).limit(limit).toList();
    }

    private static boolean isSelected(TimelineEntry entry, Selection selection, long last) {
        return entry.sequence() <= last
                && isWithin(entry.recordedAt(), entry.position(), selection.bounds())
                && (selection.categories().isEmpty() || selection.categories().contains(entry.category()))
                && (selection.touchpoints().isEmpty()
                        || entry.touchpoint() != null && selection.touchpoints().contains(entry.touchpoint()))
                && (selection.types().isEmpty() || selection.types().contains(entry.type()))
                && isBefore(entry, selection.before());
    }

    private static boolean isWithin(Instant recordedAt, long position, Bounds bounds) {
        Instant knownAt = bounds.knownAt();
        return position <= bounds.upTo() && (knownAt == null || !recordedAt.isAfter(knownAt));
    }

    private static boolean isBefore(TimelineEntry entry, @Nullable Mark mark) {
        if (mark == null) {
            return true;
        }
        int order = entry.occurredAt().compareTo(mark.occurredAt());
        order = order != 0 ? order : entry.recordedAt().compareTo(mark.recordedAt());
        order = order != 0 ? order : compare(entry.customer(), mark.customer());
        return order < 0 || order == 0 && entry.sequence() < mark.sequence();
    }

    @Override
    public List<StoredEvent> oldestFirst(
            UUID customer, Bounds bounds, @Nullable Instant after, long sequence, int limit) {
        List<Long> sequences = new ArrayList<>();
        Instant from = after == null ? Instant.EPOCH.minusSeconds(1L << 37) : after;
        for (Row row : cassandra.execute(cassandra.bind(
                "select occurred_at, recorded_at, position, sequence from " + table
                        + " where bucket = ? and customer = ? and occurred_at >= ? and occurred_at <= ?"
                        + " order by customer desc, occurred_at asc, sequence asc",
                cassandra.bucket(customer),
                Cassandra.key(customer),
                Micros.of(from),
                Micros.of(bounds.asOf())))) {
            boolean past = after != null
                    && Cassandra.instant(row, "occurred_at").equals(after)
                    && row.getLong("sequence") <= sequence;
            if (!past && isWithin(Cassandra.instant(row, "recorded_at"), row.getLong("position"), bounds)) {
                sequences.add(row.getLong("sequence"));
                if (sequences.size() == limit) {
                    break;
                }
            }
        }
        if (sequences.isEmpty()) {
            return List.of();
        }
        long first = sequences.stream().mapToLong(Long::longValue).min().orElse(0);
        Map<Long, StoredEvent> events = new HashMap<>();
        log.streams(Map.of(customer, first), bounds.upTo()).forEach(e -> events.put(e.sequence(), e));
        return sequences.stream()
                .map(s -> CassandraRows.required(events.get(s), "sequence"))
                .toList();
    }

    @Override
    public long count(UUID customer, Bounds bounds) {
        long count = 0;
        for (Row row : cassandra.execute(cassandra.bind(
                "select recorded_at, position from " + table
                        + " where bucket = ? and customer = ? and occurred_at <= ?",
                cassandra.bucket(customer),
                Cassandra.key(customer),
                Micros.of(bounds.asOf())))) {
            if (isWithin(Cassandra.instant(row, "recorded_at"), row.getLong("position"), bounds)) {
                count++;
            }
        }
        return count;
    }

    private static TimelineEntry entry(Row row) {
        return new TimelineEntry(
                Cassandra.customer(row),
                Cassandra.instant(row, "occurred_at"),
                Cassandra.instant(row, "recorded_at"),
                row.getLong("sequence"),
                row.getLong("position"),
                Category.valueOf(CassandraRows.required(row.getString("category"), "category")),
                CassandraRows.required(row.getString("type"), "type"),
                row.getString("touchpoint"),
                constant(row.getString("direction"), Direction.class),
                row.getString("subject"),
                constant(row.getString("sentiment"), Sentiment.class),
                row.getBigDecimal("amount"));
    }

    private static <E extends Enum<E>> @Nullable E constant(@Nullable String name, Class<E> type) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
