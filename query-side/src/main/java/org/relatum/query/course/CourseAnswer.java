package org.relatum.query.course;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.Course;
import org.relatum.projection.engine.Course.Cause;
import tools.jackson.databind.JsonNode;

/** The parts that answers about changes have in common. */
public final class CourseAnswer {
    private CourseAnswer() {}

    /** A field that differs. */
    @Schema(name = "FieldChange")
    public record Change(
            @Schema(description = "lifecycle, profile, commitments, cases, loyalty or risk", example = "lifecycle")
            String view,

            @Schema(
                    description = "Path in the answer about it; things in a list go by their names",
                    example = "parts.RECENCY.points")
            String field,

            @Schema(description = "Absent or null: there was none") @Nullable
            JsonNode before,

            @Schema(description = "Absent or null: there is none") @Nullable
            JsonNode after) {}

    /** The event of a step. */
    @Schema(name = "CourseEvent")
    public record Event(
            UUID stream,
            long sequence,
            long position,
            @Schema(example = "order.placed") String type,
            Instant occurredAt,
            Instant recordedAt) {
        static @Nullable Event of(@Nullable Recorded<CustomerEvent> fact) {
            return fact == null
                    ? null
                    : new Event(
                            fact.stream(),
                            fact.sequence(),
                            fact.position(),
                            EventTypes.of(fact.event()).name(),
                            fact.occurredAt(),
                            fact.recordedAt());
        }
    }

    /** A step. */
    @Schema(name = "CourseStep")
    public record Step(
            @Schema(description = "The instant at which the views after the step are looked at")
            Instant at,

            @Schema(
                    description =
                            "FACT: something happened. LEARNED: it became known that something had happened before."
                                    + " TIME: nothing happened for long enough. POLICY: another policy came into force."
                                    + " FIT: a newer fit of the value model did.")
            Cause cause,

            @Schema(description = "Null: the step has none") @Nullable
            Event event,

            @Schema(
                    description =
                            "The fields that differ because of the step. Before and after an event are looked at the"
                                    + " same instant, so that the difference is what it contributed")
            List<Change> changes) {
        static Step of(Course.Step step, Fields fields) {
            return new Step(step.at(), step.cause(), Event.of(step.fact()), fields.changes(step.seen()));
        }
    }
}
