package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much there is and how far it is contained.
 *
 * @param head the last position
 * @param unsequenced events that were committed and have no position yet
 * @param unsequencedSince when the first of these was recorded, null: there are none
 * @param customers customers with at least one event
 */
public record StoreFigures(
        long head, long unsequenced, @Nullable Instant unsequencedSince, long customers, List<Table> tables) {
    public StoreFigures {
        tables = List.copyOf(tables);
    }

    /**
     * How far one read model is.
     *
     * @param name of the read model
     * @param version of the read model
     * @param position up to which it contains the log
     * @param behindSince when the first event that it does not contain was recorded, null: it contains all
     * @param parked number of customers parked in it
     * @param rendering how far its rows follow what came into force last, null: all do
     */
    public record Table(
            String name,
            int version,
            long position,
            @Nullable Instant behindSince,
            long parked,
            @Nullable Rendering rendering) {}

    /**
     * Rows are being judged anew.
     *
     * @param at when what they are judged by came into force
     * @param customers how many were
     */
    public record Rendering(Instant at, long customers) {}

    /** Where the figures come from. Safe for concurrent use. */
    @FunctionalInterface
    public interface Source {
        StoreFigures read();
    }
}
