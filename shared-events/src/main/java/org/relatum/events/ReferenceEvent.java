package org.relatum.events;

import java.time.Instant;
import java.util.UUID;

/**
 * Facts about the claim on one unique external reference. The stream is derived from the reference by a keyed hash, so
 * two customers can't hold the same one.
 */
public sealed interface ReferenceEvent extends DomainEvent {

    /**
     * The reference is reserved for a customer about to record it.
     *
     * @param customer the customer's id
     */
    record ReferenceClaimed(Instant occurredAt, UUID customer) implements ReferenceEvent {}

    /**
     * The customer recorded the reference: the claim holds for good.
     *
     * @param customer the customer's id
     */
    record ReferenceConfirmed(Instant occurredAt, UUID customer) implements ReferenceEvent {}

    /**
     * The claim was given up, because its customer was never recorded in time, or was erased.
     *
     * @param customer the id of the customer that had it
     */
    record ReferenceReleased(Instant occurredAt, UUID customer) implements ReferenceEvent {}
}
