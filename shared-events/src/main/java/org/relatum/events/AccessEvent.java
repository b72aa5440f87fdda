package org.relatum.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about who may speak to the service, who looked at what, and who tried in vain. No customer's fold reads them. */
public sealed interface AccessEvent extends DomainEvent {

    /**
     * Customers were looked at, or requests were refused. The stream is one run of one node.
     *
     * @param accesses in the order of their first requests
     * @param lost how many requests are not told of, because too many differing ones waited to be written down
     */
    record AccessesRecorded(
            Instant occurredAt,
            List<Access> accesses,
            @Nullable Long lost) implements AccessEvent {
        public AccessesRecorded {
            accesses = List.copyOf(accesses);
        }
    }

    /**
     * A key was made. The stream is the key.
     *
     * @param key its id; the key itself is known to its holder only
     * @param principal who it makes its holder
     * @param roles what its holder may do
     * @param owner only customers of this member of staff
     * @param department only customers of this department
     * @param expiresAt from when it is refused; absent: never
     */
    record KeyMade(
            Instant occurredAt,
            String key,
            String principal,
            List<String> roles,
            @Nullable String owner,
            @Nullable String department,
            @Nullable Instant expiresAt)
            implements AccessEvent {
        public KeyMade {
            roles = List.copyOf(roles);
        }
    }

    /**
     * A key was revoked: nothing is opened by it any more.
     *
     * @param key its id
     */
    record KeyRevoked(Instant occurredAt, String key) implements AccessEvent {}
}
