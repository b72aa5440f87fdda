package org.relatum.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were alike, within about a second. Nothing in it is personal.
 *
 * @param at when the first came, UTC, to the microsecond
 * @param outcome what came of them
 * @param principal who sent them; absent: nobody knows
 * @param key id of the key that was used, also of one that opens nothing any more
 * @param endpoint method and address, with the names of its variables
 * @param customer who was asked about, if one customer was
 * @param question parameters of a request that was answered, percent-encoded as sent
 * @param reason why they were refused
 * @param times how many there were
 */
public record Access(
        Instant at,
        AccessOutcome outcome,
        @Nullable String principal,
        @Nullable String key,
        String endpoint,
        @Nullable UUID customer,
        @Nullable String question,
        @Nullable String reason,
        int times) {}
