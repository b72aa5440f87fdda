package org.relatum.command.shell;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who issues a command, why, through what, and under which conditions.
 *
 * @param actor the principal
 * @param reason free text, personal; stored encrypted
 * @param channel source system
 * @param correlationId common to everything that one outside request causes
 * @param causationId what directly causes the command
 * @param idempotencyKey a repetition with the same key (of the same actor) and the same command gets the first answer again
 * @param expectedVersion the command is refused when the stream has another version
 */
public record Issuance(
        String actor,
        @Nullable String reason,
        @Nullable String channel,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable String idempotencyKey,
        @Nullable Long expectedVersion) {
    public Issuance {
        Objects.requireNonNull(actor);
    }

    /** Issued by a principal, with nothing else to say. */
    public static Issuance by(String actor) {
        return new Issuance(actor, null, null, null, null, null, null);
    }

    /** The same with an idempotency key. */
    public Issuance withKey(@Nullable String key) {
        return new Issuance(actor, reason, channel, correlationId, causationId, key, expectedVersion);
    }

    /** The same with a condition on the stream's version. */
    public Issuance expecting(@Nullable Long version) {
        return new Issuance(actor, reason, channel, correlationId, causationId, idempotencyKey, version);
    }
}
