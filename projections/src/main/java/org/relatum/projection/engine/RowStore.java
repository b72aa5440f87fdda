package org.relatum.projection.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.relatum.projection.core.Interval;
import org.relatum.projection.kpi.Cells;

/** The reading side of the rows. Safe for concurrent use. */
public interface RowStore {
    /** The rows of some customers; one who has none is absent. */
    <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers);

    /** A customer's row together with what is known of its history; empty when there is no row. */
    <S, V, D> Optional<CustomerHistory<S, D>> history(ReadModel<S, V, D> model, UUID customer);

    /** Number of events of the customer's own stream that every read model contains; 0 while one has no row of it. */
    long containedVersion(UUID customer);

    /** Everybody who is parked. */
    List<Parked> parked();

    /**
     * Everything that is stored, as of one moment.
     *
     * @param work gets a view of the rows in which nothing changes while it works
     */
    void inSnapshot(Consumer<Snapshot> work);

    /** The rows as of one moment. */
    interface Snapshot {
        /** Position up to which a table contains the log. */
        long position(String table);

        /** Who is parked. */
        List<Parked> parked();

        /** At most {@code limit} customers with a stream, in ascending order, after a given one. */
        List<UUID> customersAfter(UUID customer, int limit);

        <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers);

        /** All intervals of some customers, superseded ones included. */
        <S, V, D> Map<UUID, List<Interval<D>>> intervals(ReadModel<S, V, D> model, Collection<UUID> customers);

        /** Those of some customers whose contributions are in the cells. */
        Map<UUID, KpiRow> kpis(Collection<UUID> customers);

        /** The cells of the key figures. */
        Map<Cells.Cell, Cells.Sums> cells();

        /** Number of timeline entries of some customers. */
        Map<UUID, Long> timelineEntries(Collection<UUID> customers);

        /** Rows of a read model that belong to nobody who has a stream. */
        List<UUID> strangers(ReadModel<?, ?, ?> model, int limit);

        /** Customers whose change by time was due before an instant and is not written. */
        List<UUID> overdue(ReadModel<?, ?, ?> model, Instant before, int limit);
    }
}
