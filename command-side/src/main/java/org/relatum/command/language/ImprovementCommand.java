package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.KpiDimension;

/** Commands to one improvement that customers' answers or a scorecard led to. */
public sealed interface ImprovementCommand extends Command {

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /**
     * Begins an improvement.
     *
     * @param customer the customer whose answer led to it, if it was one customer's
     * @param survey the survey whose answers led to it
     * @param factor the factor of satisfaction that is to get better
     * @param owner the member of staff who answers for it
     * @param dueAt until when; not before it begins
     * @param kpi the key figure that is to get better
     * @param period of the scorecard that showed it; stated with a key figure
     * @param dimension whose scorecard it was; the company's when absent
     * @param member which part of the company
     */
    record OpenImprovement(
            @Moment @Nullable Instant occurredAt,
            @Nullable UUID customer,
            @Nullable UUID survey,
            @Text(max = 60) @Nullable String factor,
            @NotNull @Text(max = 100) String owner,
            @NotNull @Text(max = 2000) String text,
            @NotNull @Moment Instant dueAt,
            @Text(max = 40) @Nullable String kpi,
            @Text(max = 10) @Nullable String period,
            @Nullable KpiDimension dimension,
            @Text(max = 100) @Nullable String member)
            implements ImprovementCommand {}

    /** Ends an improvement. */
    record CloseImprovement(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID improvement,
            @NotNull ImprovementOutcome outcome,
            @Text(max = 2000) @Nullable String note)
            implements ImprovementCommand {}
}
