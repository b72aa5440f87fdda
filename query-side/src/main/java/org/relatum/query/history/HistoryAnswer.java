package org.relatum.query.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/** A page of a customer's events. */
@Schema(name = "History", description = "The events that count at asOf and knownAt, in the order of the log")
public record HistoryAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "The log up to this position is contained; the same on every page", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        List<Event> events,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** One event as it was recorded, personal fields as text. */
    @Schema(name = "RecordedEvent")
    public record Event(
            @Schema(description = "Place in the whole log, from 1", example = "18102")
            long position,

            UUID eventId,

            @Schema(description = "The customer in whose stream it stands: this one, or one merged into it")
            UUID stream,

            @Schema(description = "Place in that stream, from 0", example = "5")
            long sequence,

            @Schema(description = "Stored name", example = "order.placed")
            String type,

            @Schema(description = "Revision it was written in; data has the form of today", example = "2")
            int revision,

            @Schema(description = "When it happened in the world") @Nullable
            Instant occurredAt,

            @Schema(description = "When the store accepted it")
            Instant recordedAt,

            @Nullable EventMetadata metadata,

            @Schema(
                    description = "The event's own properties (docs/events.md), personal ones as text",
                    type = "object",
                    additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
            @Nullable
            RawValue data,

            @Schema(
                    description = "Paths of personal fields that were erased since; they are null",
                    example = "[\"data.reason\"]")
            List<String> erased,

            @Schema(description = "Why data is missing: this version of the product can't read the event") @Nullable
            String unreadable) {}

    /** Who recorded an event, why and through what. */
    @Schema(name = "EventMetadata")
    public record EventMetadata(
            @Schema(description = "The principal that issued the command", example = "shop")
            String actor,

            @Schema(description = "Free text given by the actor; null also when it was erased") @Nullable
            String reason,

            @Schema(description = "Source system") @Nullable String channel,

            @Schema(description = "Common to all that one outside request caused") @Nullable
            String correlationId,

            @Schema(description = "What directly caused the command") @Nullable
            String causationId,

            @Nullable String idempotencyKey,

            @Schema(description = "Hash of the command's content") @Nullable
            String requestDigest) {}
}
