package org.relatum.projection.engine;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.projection.core.Interval;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.PartSums;

/** The reading side of the rows. Safe for concurrent use. */
public interface RowStore {
    /** The rows of some customers; one who has none is absent. */
    <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers);

    /** A customer's row together with what is known of its history; empty when there is no row. */
    <S, V, D> Optional<CustomerHistory<S, D>> history(ReadModel<S, V, D> model, UUID customer);

    /**
     * What is kept of a customer's past; empty when there is no row, or the store keeps nothing of the past: then everything is folded from the first fact.
     *
     * @param asOf not after {@code knownAt}
     */
    default <S, V, D> Optional<CustomerPast<S, D>> past(
            ReadModel<S, V, D> model, UUID customer, Instant asOf, Instant knownAt) {
        return Optional.empty();
    }

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

        /** Those of everybody, by ascending customer, beginning after one. */
        List<KpiRow> kpisAfter(UUID customer, int limit);

        /**
         * Those for which something may have come by time at or before an instant, the earliest first.
         *
         * @param after the last that is not wanted again; null: from the first
         */
        List<KpiRow> kpisDue(Instant now, @Nullable KpiRow after, int limit);

        /** Customers of which something was recorded after an instant, ascending, beginning after one. */
        List<UUID> kpisRecordedAfter(Instant instant, UUID customer, int limit);

        /** Customers that may contribute to the measures on some days, the last exclusive; ascending, beginning after one. */
        List<UUID> kpiCustomers(LocalDate from, LocalDate to, UUID customer, int limit);

        /** Up to when rows were judged by what came into force. */
        Instant renderedTo(String table);

        /** All cells of the key figures. */
        Map<Cells.Cell, Cells.Sums> cells();

        /**
         * The cells of a part of the company, or of all parts by some dimensions: months before a day, and days.
         *
         * @param part null: all
         * @param months first day of the first month that is not wanted
         * @param days the first day that is wanted
         * @param end the first that is not
         */
        List<Map.Entry<Cells.Cell, Cells.Sums>> kpiCells(
                Set<KpiDimension> dimensions,
                PartSums.@Nullable Part part,
                LocalDate months,
                LocalDate days,
                LocalDate end);

        /** Number of timeline entries of some customers. */
        Map<UUID, Long> timelineEntries(Collection<UUID> customers);

        /** Rows of a read model that belong to nobody who has a stream. */
        List<UUID> strangers(ReadModel<?, ?, ?> model, int limit);

        /** Customers whose change by time was due before an instant and is not written. */
        List<UUID> overdue(ReadModel<?, ?, ?> model, Instant before, int limit);
    }
}
