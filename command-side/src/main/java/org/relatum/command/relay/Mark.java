package org.relatum.command.relay;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a shard is, as it stands in Kafka.
 *
 * @param store whose events these are: no other may go on here
 * @param position all events up to here were sent
 * @param event the one at that position, by which the log is recognised as the one that it was; null: none, at position 0
 * @param rowsSince since when changes of rows are noted for this shard; null: it sends no rows
 * @param rows all changes of rows up to here were sent; null: not before all rows were
 * @param sweep all rows of some read models that are being sent
 */
record Mark(
        UUID store,
        long position,
        @Nullable UUID event,
        @Nullable Instant rowsSince,
        @Nullable Long rows,
        @Nullable Sweep sweep) {
    /**
     * @param models still to be sent, the first begun
     * @param after all of its customers up to here were sent
     * @param then number of the change that is caught up with when it is done
     */
    record Sweep(List<String> models, UUID after, long then) {}

    Mark at(long newPosition, @Nullable UUID newEvent) {
        return new Mark(store, newPosition, newEvent, rowsSince, rows, sweep);
    }

    Mark rowsAt(long change) {
        return new Mark(store, position, event, rowsSince, change, null);
    }

    Mark sweeping(Instant since, Sweep newSweep) {
        return new Mark(store, position, event, since, rows, newSweep);
    }
}
