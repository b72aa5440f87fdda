package org.relatum.server.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;

/**
 * What is known of a key; the key itself is known to its holder only.
 *
 * @param id names it in lists and records
 * @param principal who it makes its holder; several keys may make the same one, so that one can take over from another
 * @param reach whom its holder may see
 * @param requestsPerSecond how often it may be used; 0: without limit, null: as configured
 * @param madeBy principal who made it
 * @param expiresAt from when it is refused; null: never
 * @param revokedAt since when it is refused; null: it is not
 * @param lastUsedAt up to a minute old; null: never
 */
record ApiKey(
        String id,
        String principal,
        Set<Role> roles,
        Reach reach,
        @Nullable Integer requestsPerSecond,
        Instant madeAt,
        String madeBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    /** Whether it opens anything. */
    enum State {
        VALID,
        EXPIRED,
        REVOKED
    }

    State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.VALID;
    }

    /** Who its holder is. */
    Caller caller() {
        return new Caller(principal, roles, reach, id);
    }
}
