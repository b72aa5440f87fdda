package org.relatum.projection.commitment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.Personal;

/**
 * What is known of a customer's needs and of what was promised.
 *
 * @param needs in the order in which they were identified
 * @param commitments in the order in which they were made
 * @param survivor the customer this one was merged into, null unless it is
 */
public record CommitmentFeatures(
        List<Need> needs,
        List<Commitment> commitments,
        @Nullable UUID survivor) {
    /** Nothing is known. */
    public static final CommitmentFeatures NONE = new CommitmentFeatures(List.of(), List.of(), null);

    public CommitmentFeatures {
        needs = List.copyOf(needs);
        commitments = List.copyOf(commitments);
    }

    /**
     * Something the customer needs.
     *
     * @param need identifier within its stream
     * @param identified the event that told of it
     * @param confirmedAt when the customer agreed, null unless it did
     * @param metAt when it was met, null unless it was
     */
    public record Need(
            String need,
            NeedKind kind,
            NeedSource source,
            Personal text,
            Instant identifiedAt,
            EventRef identified,
            @Nullable Instant confirmedAt,
            @Nullable Instant metAt) {

        Need confirmed(Instant at) {
            return new Need(
                    need, kind, source, text, identifiedAt, identified, confirmedAt == null ? at : confirmedAt, metAt);
        }

        Need met(Instant at) {
            return new Need(
                    need, kind, source, text, identifiedAt, identified, confirmedAt, metAt == null ? at : metAt);
        }
    }

    /**
     * A promise.
     *
     * @param key names it in histories: its identifier or, where a merged duplicate brought another with the same identifier, that one's
     *     with its stream
     * @param commitment identifier within its stream
     * @param dueAt a promise that is kept then is kept in time
     * @param made the event that made it
     * @param end how it ended, null while it has not
     */
    public record Commitment(
            String key,
            String commitment,
            Personal text,
            String promisedBy,
            Instant dueAt,
            Instant madeAt,
            EventRef made,
            @Nullable End end) {

        Commitment ended(End how) {
            return end != null ? this : new Commitment(key, commitment, text, promisedBy, dueAt, madeAt, made, how);
        }

        /** Whether it was kept, and in time. */
        public boolean keptInTime() {
            return end != null && end.kept() && !end.at().isAfter(dueAt);
        }
    }

    /** How a promise ended. */
    public record End(boolean kept, Instant at, EventRef event) {}

    CommitmentFeatures withNeeds(List<Need> now) {
        return new CommitmentFeatures(now, commitments, survivor);
    }

    CommitmentFeatures withCommitments(List<Commitment> now) {
        return new CommitmentFeatures(needs, now, survivor);
    }

    CommitmentFeatures withSurvivor(@Nullable UUID other) {
        return new CommitmentFeatures(needs, commitments, other);
    }
}
