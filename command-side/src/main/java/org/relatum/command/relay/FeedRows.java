package org.relatum.command.relay;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current rows of the read models and what changes in them, as the relay reads it. Safe for concurrent use. */
public interface FeedRows {
    /** The read models that have one row a customer. */
    List<Model> models();

    /**
     * A read model.
     *
     * @param version grows when its rows come to mean something else
     */
    record Model(String name, int version, List<Column> columns) {}

    /**
     * What a row shows.
     *
     * @param type in SQL, lower case
     * @param comment what it means
     */
    record Column(String name, String type, String comment) {}

    /**
     * Rows that were written.
     *
     * @param change number, growing in the order in which rows are written
     * @param customers whose rows; null: all of the read model
     */
    record Change(long change, String model, @Nullable List<UUID> customers) {}

    /**
     * A row.
     *
     * @param version number of events of the customer's own stream that are in it
     * @param position position of the last event that is in it
     * @param since since when its discrete values are what they are, where it has them
     * @param values by column
     */
    record Row(
            UUID customer,
            long version,
            long position,
            @Nullable Instant since,
            Map<String, @Nullable Object> values) {}

    /** Number of the last change, 0 when there is none. */
    long lastChange();

    /** At most {@code limit} changes after one, in order. */
    List<Change> changes(long after, int limit);

    /** The rows of some customers; one who has none is absent. Empty while the read model is being built for the first time. */
    Optional<List<Row>> rows(String model, Collection<UUID> customers);

    /** At most {@code limit} customers that were ever recorded, in ascending order, after a given one. */
    List<UUID> customersAfter(UUID customer, int limit);

    /** Forgets changes up to one. */
    void forget(long upTo);
}
