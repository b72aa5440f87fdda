package org.relatum.query.satisfaction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.KpiDimension;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.satisfaction.Improvement;
import org.relatum.query.personal.Revealed;

/** An improvement. */
@Schema(name = "Improvement", description = "An improvement at asOf, going by what was recorded at knownAt")
public record ImprovementAnswer(
        UUID improvementId,

        @Schema(description = "Number of the improvement's events that count", example = "2")
        long version,

        @Schema(description = "Position of the last event that counts", example = "911")
        long position,

        Improvement.State state,
        @Nullable Instant openedAt,

        @Schema(description = "The customer whose answer led to it, if it was one customer's") @Nullable
        UUID customerId,

        @Nullable UUID surveyId,
        @Nullable String factor,

        @Schema(
                description = "The key figure that is to get better, if a scorecard led to it",
                example = "first_response")
        @Nullable
        String kpi,

        @Schema(description = "The period of that scorecard", example = "2026-Q1") @Nullable
        String period,

        @Schema(description = "Whose scorecard it was") @Nullable
        KpiDimension dimension,

        @Schema(description = "Which part of the company; null for the whole") @Nullable
        String member,

        @Nullable String owner,

        @Schema(description = "Null when it was erased") @Nullable
        String text,

        @Schema(description = "Overdue after this instant") @Nullable
        Instant dueAt,

        @Schema(description = "Null while it goes on") @Nullable
        Instant closedAt,

        @Nullable ImprovementOutcome outcome,
        @Nullable String note,

        @Schema(description = "Personal fields that were recorded and erased since")
        List<String> erased) {

    static ImprovementAnswer of(Found<?, Improvement> found, Improvement state, Instant asOf, Revealed revealed) {
        ImprovementOpened opened = state.opened();
        return new ImprovementAnswer(
                found.id(),
                found.version(),
                found.position(),
                state.stateAt(asOf),
                opened == null ? null : opened.occurredAt(),
                state.customer(),
                opened == null ? null : opened.survey(),
                opened == null ? null : opened.factor(),
                opened == null ? null : opened.kpi(),
                opened == null ? null : opened.period(),
                opened == null ? null : opened.dimension(),
                opened == null ? null : opened.member(),
                opened == null ? null : opened.owner(),
                revealed.text("text", opened == null ? null : opened.text()),
                opened == null ? null : opened.dueAt(),
                state.closedAt(),
                state.outcome(),
                revealed.text("note", state.note()),
                revealed.erased());
    }
}
