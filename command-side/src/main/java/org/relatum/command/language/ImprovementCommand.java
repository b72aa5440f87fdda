package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementOutcome;

/** Commands to one improvement that customers' answers led to. */
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
     */
    record OpenImprovement(
            @Moment @Nullable Instant occurredAt,
            @Nullable UUID customer,
            @Nullable UUID survey,
            @Text(max = 60) @Nullable String factor,
            @NotNull @Text(max = 100) String owner,
            @NotNull @Text(max = 2000) String text,
            @NotNull @Moment Instant dueAt)
            implements ImprovementCommand {}

    /** Ends an improvement. */
    record CloseImprovement(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID improvement,
            @NotNull ImprovementOutcome outcome,
            @Text(max = 2000) @Nullable String note)
            implements ImprovementCommand {}
}
