package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.timeline.TimelineEntry;
import org.relatum.projection.timeline.TimelineEntry.Category;

/** Reads timelines, the newest first. Safe for concurrent use. */
public interface TimelineSearch {

    /** The place of an entry in the order of reading. */
    record Mark(Instant occurredAt, Instant recordedAt, UUID customer, long sequence) {
        public static Mark of(TimelineEntry entry) {
            return new Mark(entry.occurredAt(), entry.recordedAt(), entry.customer(), entry.sequence());
        }
    }

    /**
     * Up to where the entries count.
     *
     * @param asOf latest occurredAt
     * @param knownAt latest recordedAt, null: any
     * @param upTo last position
     */
    record Bounds(Instant asOf, @Nullable Instant knownAt, long upTo) {}

    /**
     * Which entries are looked for.
     *
     * @param streams whose entries, each with the last sequence that counts
     * @param categories empty: all
     * @param touchpoints empty: all
     * @param types stored names of events, empty: all
     * @param before the entry after which to go on, null: from the newest
     */
    record Selection(
            Map<UUID, Long> streams,
            Bounds bounds,
            Set<Category> categories,
            Set<String> touchpoints,
            Set<String> types,
            @Nullable Mark before) {
        public Selection {
            streams = Map.copyOf(streams);
            categories = Set.copyOf(categories);
            touchpoints = Set.copyOf(touchpoints);
            types = Set.copyOf(types);
        }
    }

    /** Position up to which timelines contain the log. */
    long position();

    /** At most {@code limit} selected entries, the latest occurredAt first. */
    List<TimelineEntry> newestFirst(Selection selection, int limit);

    /**
     * At most {@code limit} events of the customer's own stream, the earliest occurredAt first: the order in which they are folded.
     *
     * @param after occurredAt of the event after which to go on, null: from the earliest
     * @param sequence of that event
     */
    List<StoredEvent> oldestFirst(UUID customer, Bounds bounds, @Nullable Instant after, long sequence, int limit);

    /** Number of entries of the customer's own stream. */
    long count(UUID customer, Bounds bounds);
}
