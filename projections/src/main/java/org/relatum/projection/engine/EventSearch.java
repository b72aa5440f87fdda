package org.relatum.projection.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks events up by what they belong to. Like {@link EventLog} it sees what has a position and nothing else. Safe for concurrent
 * use.
 */
public interface EventSearch {
    /** Stored kind of a customer's stream. */
    String CUSTOMER = "customer";

    /**
     * A stream as far as it is in the log.
     *
     * @param type kind of the stream
     * @param version number of its events
     */
    record StreamHead(String type, long version) {}

    /**
     * Which events are looked for.
     *
     * @param streams whose events, each with the last sequence that counts
     * @param after position after which to begin
     * @param upTo last position
     * @param knownAt latest recordedAt, null: any
     * @param types stored names, empty: all
     */
    record Selection(
            Map<UUID, Long> streams,
            long after,
            long upTo,
            @Nullable Instant knownAt,
            Set<String> types) {
        public Selection {
            streams = Map.copyOf(streams);
            types = Set.copyOf(types);
        }
    }

    /** A thing that was registered under a name, and its stream. */
    record Named(String name, UUID stream) {}

    /** Stored kind of the stream of an article of the catalogue; named by its SKU. */
    String PRODUCT = "product";

    /** Stored kind of a department's stream; named by its key. */
    String DEPARTMENT = "department";

    /** Stored kind of the stream of a member of staff; named by its key. */
    String STAFF = "staff";

    /** Kind of the streams of policies. */
    String POLICY = "policy";

    /** Kind of the streams of fits of the value model. */
    String VALUE_MODEL = "value-model";

    /** Kind of the streams of surveys. */
    String SURVEY = "survey";

    /** Kind of the streams of improvements. */
    String IMPROVEMENT = "improvement";

    /** Kind of the streams of knowledge articles. */
    String ARTICLE = "article";

    /** Kind of the streams of scorecards. */
    String SCORECARD = "scorecard";

    /** What a stream is; empty when it has no event with a position. */
    Optional<StreamHead> stream(UUID stream);

    /**
     * Number of events of a stream up to and including a position.
     *
     * @param knownAt latest recordedAt, null: any
     */
    long count(UUID stream, @Nullable Instant knownAt, long upTo);

    /** At most {@code limit} selected events in the order of the log. */
    List<StoredEvent> events(Selection selection, int limit);

    /**
     * The events of some streams, up to and including a position, that change which streams make up a relationship; each stream's in
     * its order.
     *
     * @param knownAt latest recordedAt, null: any
     */
    List<StoredEvent> memberships(Collection<UUID> streams, @Nullable Instant knownAt, long upTo);

    /** The published policies and the fits, in the order of the log. */
    List<StoredEvent> references(long after, long upTo);

    /** What was set for scorecards and said of them, and the improvements that were opened or closed, in the order of the log. */
    List<StoredEvent> scorecards(long after, long upTo);

    /**
     * At most {@code limit} batches of accesses before a position, the latest first.
     *
     * @param customer only those in which this customer was looked at; null: all
     */
    List<StoredEvent> accesses(@Nullable UUID customer, long before, int limit);

    /**
     * At most {@code limit} streams of one kind in ascending order of their ids after a given one; null: from the first.
     *
     * @param type {@link #SURVEY}, {@link #IMPROVEMENT} or {@link #ARTICLE}
     */
    List<UUID> streams(String type, @Nullable UUID after, int limit);

    /**
     * At most {@code limit} things of one kind in ascending order of their names, by code point, after a given one; null: from the
     * first.
     *
     * @param type {@link #PRODUCT}, {@link #DEPARTMENT} or {@link #STAFF}
     */
    List<Named> named(String type, @Nullable String after, int limit);

    /**
     * The thing of one kind that has a name.
     *
     * @param type {@link #PRODUCT}, {@link #DEPARTMENT} or {@link #STAFF}
     */
    Optional<Named> named(String type, String name);
}
