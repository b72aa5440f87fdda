package org.relatum.command.relay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a topic that events go to.
 *
 * @param topic all of whose partitions together get every event
 * @param number of the partition
 * @param from events after this position
 * @param to up to this one; null: for ever
 * @param since when it was asked for: changes of rows before were noted for nobody
 */
record Shard(String topic, int number, long from, @Nullable Long to, Instant since) {
    /** Also the transactional id: whoever sends under it last is the only one. */
    String name() {
        return topic + "/" + number;
    }

    /** Whether the rows of the read models are sent, too: not by a replay, which ends. */
    boolean sendsRows() {
        return to == null;
    }
}
