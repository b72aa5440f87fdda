package org.relatum.projection.commitment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.commitment.CommitmentFeatures.Commitment;
import org.relatum.projection.commitment.CommitmentFeatures.Need;

/**
 * Needs and promises at an instant.
 *
 * @param needs in the order in which they were identified
 * @param commitments in the order in which they were made
 * @param trust how far promises were kept
 * @param survivor for a merged customer, the one it lives on in
 */
public record Commitments(
        List<Need> needs,
        List<Standing> commitments,
        Trust trust,
        @Nullable UUID survivor) {

    /** A promise and what has become of it. */
    public record Standing(Commitment commitment, State state) {}

    /** What can become of a promise. */
    public enum State {
        /** Its time has not come. */
        OPEN,
        /** Its time has gone by, and it was not kept yet. */
        OVERDUE,
        /** Kept, in time or late. */
        KEPT,
        /** It will not be kept any more. */
        BROKEN
    }

    /**
     * The record of promises.
     *
     * @param due promises that were kept, broken, or whose time has gone by
     * @param keptInTime those of them that were kept, and in time
     */
    public record Trust(int due, int keptInTime) {}

    /**
     * The discrete output of a promise.
     *
     * @param promisedBy who promised
     * @param dueAt until when
     */
    public record Value(State state, String promisedBy, Instant dueAt) {}

    /** Number of promises in a state. */
    public int count(State state) {
        return (int) commitments.stream().filter(c -> c.state() == state).count();
    }
}
