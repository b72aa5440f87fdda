package org.relatum.events;

import org.jspecify.annotations.Nullable;

/**
 * Who recorded an event, why and through what. Not part of the fact; never read by a fold.
 *
 * @param actor the principal that issued the command: the name of an account (a service, or a pseudonym of a member of staff), never free
 *     text. Not personal, so that who recorded what can still be told after a person was erased
 * @param reason free text given by the actor, personal
 * @param channel source system of the command
 * @param correlationId common to everything that one outside request caused
 * @param causationId what directly caused the command
 * @param idempotencyKey the caller's key, by which a repetition is recognised
 * @param requestDigest hash of the command's content, by which a repetition is told from a misuse of its key
 */
public record Metadata(
        String actor,
        @Nullable Personal reason,
        @Nullable String channel,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable String idempotencyKey,
        @Nullable String requestDigest) {}
