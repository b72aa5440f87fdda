package org.relatum.events;

import java.time.Instant;

/** Facts about the company's policies; there is one stream for each kind. */
public sealed interface PolicyEvent extends DomainEvent {

    /**
     * A new version of a policy was published. The version before is in force until this one is.
     *
     * @param kind which policy
     * @param version one more than the version before; the one that is shipped is 0
     * @param effectiveFrom the instant from which it is in force; never before it was recorded
     * @param document the policy as JSON text
     * @param digest SHA-256 of the document in UTF-8, in hexadecimal
     */
    record PolicyPublished(
            Instant occurredAt, PolicyKind kind, int version, Instant effectiveFrom, String document, String digest)
            implements PolicyEvent {}
}
