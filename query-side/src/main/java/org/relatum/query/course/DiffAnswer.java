package org.relatum.query.course;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.query.course.CourseAnswer.Change;
import org.relatum.query.course.CourseAnswer.Step;

/** What differs between two points of time, and what made it so. */
@Schema(name = "Diff", description = "What differs about a customer between two points of time, and why")
public record DiffAnswer(
        UUID customerId,

        @Schema(description = "Position of the log up to which it counts", example = "18231")
        long position,

        At from,
        At to,

        @Schema(description = "Whether anything was known and had happened at the first point")
        boolean known,

        @Schema(
                description =
                        "The fields that differ, by view and name. Applied to the first point they give the second")
        List<Change> changes,

        @Schema(
                description =
                        "What lies between: first what became known about the time until from, then what happened and"
                                + " what time, policies and fits changed until to")
        List<Step> steps,

        @Schema(description = "Cursor of the next page of steps; null: this is the last") @Nullable
        String next) {

    /** A point of both axes of time. */
    @Schema(name = "DiffPoint")
    public record At(Instant asOf, Instant knownAt) {}
}
