package org.relatum.projection.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Interval;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Where rows of read models are kept, seen by the one engine that writes them. What a unit of work writes becomes visible at once,
 * together with the positions, or not at all.
 */
public interface ProjectionStore {
    /** Makes the tables and views that are missing, so that they can be asked for before the first row is written. */
    void prepare();

    /** The position up to which each table that is there contains the log, as committed by whichever node writes. */
    Map<String, Long> positions();

    /**
     * Refuses rows that follow from another log than this one, or from events that it does not have any more. Rows that are kept with the log in
     * one database are always its own.
     *
     * @throws RuntimeException when rows are refused; says what is to be done
     */
    default void requireRowsOf(EventLog log) throws InterruptedException {}

    /** Notes that a parked customer is to be folded again, by whichever node writes. */
    void requestRetry(UUID customer);

    /** Takes the lease under which rows may be written; empty when another node holds it. */
    Optional<Writer> tryLease();

    /**
     * The writing side, valid while the lease is held, for one thread. Closing gives the lease back. What is written is sent at
     * {@link #commit}: reading does not see it before it is committed.
     */
    interface Writer extends AutoCloseable {
        /** The tables that are there to be written, by name and version of their read model. */
        Set<String> tables();

        /**
         * Has tables that were built take the place of those that are served, in one transaction: nobody sees some of each.
         *
         * @param tables name and version of their read models
         * @param rebuild by which they were built; it ends with this
         * @return false when somebody reads them; nothing has changed, and readers waited no longer than a moment
         */
        boolean swap(Set<String> tables, UUID rebuild, Instant now);

        /** Position up to which a table contains the log; 0 for a new one. */
        long position(String table);

        /** Parked customers that are to be folded again; parking and unparking them ends that. */
        Collection<UUID> retries();

        /** The customers parked in a table. */
        Collection<UUID> parked(String table);

        <S, V, D> Map<UUID, CustomerRow<S, D>> load(ReadModel<S, V, D> model, Collection<UUID> customers);

        /**
         * The latest checkpoint of each customer whose last fact occurred before an instant; absent when there is none.
         *
         * @param before by customer
         */
        <S, V, D> Map<UUID, Checkpoint<S>> checkpoints(ReadModel<S, V, D> model, Map<UUID, Instant> before);

        /**
         * The end of what is known of the intervals, in ascending order of valid time: those that end at or after an instant
         * and, of the others, the last one to end.
         *
         * @param from by customer
         */
        <S, V, D> Map<UUID, List<Interval<D>>> tails(ReadModel<S, V, D> model, Map<UUID, Instant> from);

        /** Rows by ascending customer, beginning after one. */
        <S, V, D> List<CustomerRow<S, D>> loadAfter(ReadModel<S, V, D> model, UUID customer, int limit);

        /** The instant up to which all rows of a table follow what came into force; the beginning of time for a new one. */
        Instant renderedTo(String table);

        /** Notes how many rows of a table follow what came into force at an instant, while not all do. */
        void rendering(String table, Instant at, long customers);

        /** Notes that all rows of a table follow what came into force up to an instant. */
        void rendered(String table, Instant to);

        /** The horizons that lie at or after an instant, by customer. */
        Map<UUID, Instant> horizonsFrom(String table, Instant from);

        /**
         * Customers whose view may have changed by time alone at or before an instant, the earliest first; those that are parked
         * are left as they are.
         */
        List<UUID> due(String table, Instant now, int limit);

        /** When the next customer that is not parked will be due. */
        Optional<Instant> nextDue(String table);

        /** Returns those that can't be stored, by customer with the reason: they stay as they were, and are to be parked. */
        <S, V, D> Map<UUID, String> write(ReadModel<S, V, D> model, Collection<CustomerUpdate<S, D>> updates);

        /** Those of some customers whose contributions are in the cells. */
        Map<UUID, KpiRow> loadKpi(Collection<UUID> customers);

        /** By ascending customer, beginning after one. */
        List<KpiRow> loadKpiAfter(UUID customer, int limit);

        /**
         * Writes customers whose contributions are in the cells from now on.
         *
         * @param cells what they add to them
         * @param days on which they contribute something
         */
        void write(Collection<KpiRow> rows, Map<Cells.Cell, Cells.Sums> cells, Set<KpiDay> days);

        void append(List<TimelineEntry> entries);

        void clearTimeline(UUID customer);

        void park(String table, Parked parked);

        void unpark(String table, UUID customer);

        /**
         * Says up to where a table contains the log.
         *
         * @param event the one at that position, by which the log is known again
         */
        void advance(String table, long position, UUID event);

        /**
         * Sends what was written, in one transaction, while the caller goes on. Waits first for what was sent before.
         *
         * @param afterwards is run when it is committed, not by the caller's thread
         * @throws RuntimeException when what was sent before failed
         */
        void commit(Runnable afterwards);

        /**
         * Waits until everything that was sent is committed. Only then {@link #checkpoints}, {@link #tails}, {@link #due}, {@link
         * #nextDue} and {@link #load} show it.
         *
         * @throws RuntimeException when it failed
         */
        void await();

        @Override
        void close();
    }
}
