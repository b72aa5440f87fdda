package org.relatum.command.reference;

import java.util.UUID;

/** What is asked of the claim on one external reference. */
public sealed interface ReferenceCommand {
    /** The customer it is asked for. */
    UUID customer();

    /** Reserves the reference for a customer that is about to record it. */
    record ClaimReference(UUID customer) implements ReferenceCommand {}

    /** The customer records the reference: the claim holds for good. */
    record ConfirmReference(UUID customer) implements ReferenceCommand {}

    /** The customer was erased: somebody else may take the reference. */
    record ForgetReference(UUID customer) implements ReferenceCommand {}

    /** The customer will not record the reference after all. */
    record ReleaseReference(UUID customer) implements ReferenceCommand {}
}
