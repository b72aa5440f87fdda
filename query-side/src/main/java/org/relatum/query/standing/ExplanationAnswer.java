package org.relatum.query.standing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.query.lifecycle.ExplainAnswer.Cause;
import org.relatum.query.lifecycle.ExplainAnswer.Event;

/** How values came to be, step by step. */
@Schema(name = "Explanation")
public record ExplanationAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "What the steps add up to, by key")
        Map<String, Map<String, @Nullable Object>> result,

        @Schema(description = "Facts in the order in which they are folded and, between them, what time alone changed")
        List<Step> steps,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** One step. */
    @Schema(name = "ExplanationStep")
    public record Step(
            @Schema(description = "Number of the step, from 1", example = "3")
            int number,

            @Schema(description = "When it happened in the world")
            Instant at,

            Cause cause,

            @Schema(description = "The event; null when time alone made the step") @Nullable
            Event event,

            @Schema(description = "What the step changed; empty: nothing")
            List<Change> changes) {}

    /** What a step did to one value. */
    @Schema(name = "ExplanationChange")
    public record Change(
            @Schema(description = "Of what it is the value", example = "churn")
            String key,

            @Schema(description = "Null: there was none") @Nullable
            Map<String, @Nullable Object> before,

            @Schema(description = "Null: there is none any more") @Nullable
            Map<String, @Nullable Object> after) {}
}
