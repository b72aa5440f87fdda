package org.relatum.query.course;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Course.Cause;
import org.relatum.query.course.CourseAnswer.Event;
import tools.jackson.databind.JsonNode;

/** How fields came to have their values, step by step. */
@Schema(name = "FieldExplanation", description = "How fields came to have the values that they have at asOf")
public record ExplainFieldsAnswer(
        UUID customerId,

        @Schema(description = "Position of the log up to which it counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "What the steps lead to; with what time alone added since the last of them")
        List<Value> values,

        @Schema(description = "The steps that changed one of the fields, in order")
        List<Step> steps,

        @Schema(description = "Cursor of the next page of steps; null: this is the last") @Nullable
        String next) {

    /** A field at the end. */
    @Schema(name = "ExplainedValue")
    public record Value(@Schema(example = "loyalty.score") String field, JsonNode value) {}

    /** A step. */
    @Schema(name = "FieldStep")
    public record Step(
            @Schema(description = "Number of the step, from 1", example = "3")
            int number,

            Instant at,
            Cause cause,

            @Schema(description = "Null: the step has none") @Nullable
            Event event,

            List<Contribution> contributions) {}

    /** What a step did to a field. */
    @Schema(name = "FieldContribution")
    public record Contribution(
            @Schema(example = "loyalty.score") String field,

            @Schema(description = "At the same instant without the event; null: there was none") @Nullable
            JsonNode before,

            @Schema(description = "Null: there is none any more") @Nullable
            JsonNode after,

            @Schema(description = "After less before; null unless it is a number", example = "4.5") @Nullable
            BigDecimal contribution,

            @Schema(
                    description = "What the time since the step before made of it; null unless it is a number",
                    example = "-1.25")
            @Nullable
            BigDecimal byTime) {}
}
