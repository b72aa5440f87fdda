package org.relatum.server.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Caller;

/** Takes down who looked at what, and who tried in vain. Never waits. */
interface Accesses {

    /** What came of it. */
    enum Outcome {
        READ,
        UNAUTHENTICATED,
        FORBIDDEN,
        RATE_LIMITED
    }

    /**
     * A request that is to be remembered.
     *
     * @param caller null: nobody knows
     * @param key id of the key, also of one that opens nothing any more
     * @param endpoint method and pattern of the address
     * @param customer who was asked about
     * @param question parameters of the address, of a question that was answered
     * @param reason why it was in vain
     */
    record Access(
            @Nullable Caller caller,
            @Nullable String key,
            String endpoint,
            @Nullable UUID customer,
            @Nullable String question,
            Outcome outcome,
            @Nullable String reason) {}

    void note(Access access);
}
