package org.relatum.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>needs and commitments</em>: what the customer needs, and what was promised. */
public sealed interface CommitmentEvent extends CustomerEvent {

    /**
     * Somebody recognised what the customer needs.
     *
     * @param need the need's identifier within the customer
     * @param kind how openly it shows
     * @param source how it came to be known
     * @param text the need, in free text
     */
    record NeedIdentified(Instant occurredAt, String need, NeedKind kind, NeedSource source, Personal text)
            implements CommitmentEvent {}

    /**
     * The customer agreed that this is a need.
     *
     * @param need identifier of the need
     */
    record NeedConfirmed(Instant occurredAt, String need) implements CommitmentEvent {}

    /**
     * The company gave the customer what was needed.
     *
     * @param need identifier of the need
     * @param how what met it, in free text
     */
    record NeedMet(
            Instant occurredAt, String need, @Nullable Personal how) implements CommitmentEvent {}

    /**
     * Somebody promised the customer something.
     *
     * @param commitment the promise's identifier within the customer
     * @param text what was promised, in free text
     * @param dueAt until when; a promise kept at that very instant is kept in time
     * @param promisedBy the member of staff who promised it
     */
    record CommitmentMade(Instant occurredAt, String commitment, Personal text, Instant dueAt, String promisedBy)
            implements CommitmentEvent {}

    /**
     * A promise was kept, in time or late. It has ended.
     *
     * @param commitment identifier of the promise
     * @param note how, in free text
     */
    record CommitmentKept(
            Instant occurredAt, String commitment, @Nullable Personal note) implements CommitmentEvent {}

    /**
     * A promise was broken: it will not be kept any more. It has ended.
     *
     * @param commitment identifier of the promise
     * @param reason why, in free text
     */
    record CommitmentBroken(
            Instant occurredAt, String commitment, @Nullable Personal reason) implements CommitmentEvent {}
}
