package org.relatum.projection.rebuild;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Folder;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.kpi.Cells.Cell;
import org.relatum.projection.kpi.Cells.Sums;
import org.relatum.projection.rebuild.Rebuild.Cause;
import org.relatum.projection.rebuild.Rebuild.State;
import org.relatum.projection.timeline.TimelineEntry;

/** What is known of rebuilds, and where their tables are filled. What was asked for survives a crash. */
public interface RebuildStore {
    /** Stands among finished partitions for the cells of the key figures, which are written after all of them. */
    int CELLS = -1;

    /** Asks for a rebuild; empty when another one has not ended. */
    Optional<Rebuild> request(Set<String> tables, Cause cause, Instant now);

    Optional<Rebuild> find(UUID rebuild);

    /** The one that has not ended. */
    Optional<Rebuild> open();

    /** The latest ones, the last that was asked for first. */
    List<Rebuild> latest(int limit);

    /** Asks to end it; nothing happens when it has ended. */
    void cancel(UUID rebuild, Instant now);

    /** Tables that this version of the program knows and that are not there to be served. */
    Set<String> missing();

    /** The customers' events after a position up to and including another one, in no particular order, without metadata. */
    void read(long after, long upTo, Consumer<StoredEvent> to);

    /** Takes the lease under which the tables are filled; empty when another node holds it. */
    Optional<Build> tryLease();

    /** Filling tables, while the lease is held. */
    interface Build extends AutoCloseable {
        /** Forgets everything that was built. */
        void clear();

        /** Makes the tables, without indexes. Those that are there stay. */
        void prepare(Set<String> tables);

        /** Notes where a rebuild begins. Returns false when it was cancelled before. */
        boolean started(UUID rebuild, Instant now, long position, Instant settledAt, int partitions);

        /** Notes how far a rebuild is. Returns whether it is to be cancelled. */
        boolean progress(
                UUID rebuild,
                State state,
                long eventsRead,
                long eventsFolded,
                long customers,
                @Nullable Double eventsPerSecond,
                @Nullable Double secondsLeft);

        /** Notes that a rebuild ended without its tables being served. */
        void ended(UUID rebuild, State state, @Nullable String error, Instant now);

        /** The partitions whose rows are there. */
        Set<Integer> finished();

        /** A connection for rows; for one thread. */
        Rows rows();

        /**
         * Makes the indexes of a unit. Those that are there stay.
         *
         * @param table name and version of a read model
         */
        void index(String table);

        /** Writes the sums of all contributions, once. */
        void write(Map<Cell, Sums> cells);

        /**
         * Notes that the tables contain the log up to a position.
         *
         * @param renderedTo by table, the last instant at which something came into force that its rows follow
         */
        void reached(Set<String> tables, long position, Map<String, Instant> renderedTo);

        /** Writes to the tables as the live engine does. */
        ProjectionStore.Writer writer();

        @Override
        void close();
    }

    /** Rows that were made can't be copied in: of no customer in particular, and no reason to park one. */
    final class CopyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CopyException(Throwable cause) {
            super("can't copy rows in", cause);
        }
    }

    /** Copies rows in. */
    interface Rows extends AutoCloseable {
        <S, V, D> void add(ReadModel<S, V, D> model, Folder<S, V, D> folder, CustomerUpdate<S, D> update);

        void add(KpiRow row);

        void add(KpiDay day);

        void add(TimelineEntry entry);

        void park(Parked parked);

        /** Commits everything that was added as the rows of a partition. */
        void finish(int partition);

        @Override
        void close();
    }
}
