package org.relatum.command.language;

import static org.relatum.command.language.Absent.asEmpty;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands of the context <em>satisfaction</em> to one customer. */
public sealed interface SatisfactionCommand extends CustomerCommand {

    /**
     * Records a customer's answer to a survey; one in each of its waves. It answers at least one question, and none that the survey
     * doesn't ask.
     *
     * @param csat satisfaction with factors, from 1 to 5
     * @param overall satisfaction on the whole, from 1 to 5
     * @param nps how likely the customer is to recommend the company, from 0 to 10
     * @param ces how easy it was, from 1 to 7
     */
    record RespondToSurvey(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID survey,
            @NotNull @Text(max = 60) String wave,
            @Size(max = SurveyCommand.MOST_FACTORS) List<@Valid @NotNull FactorRating> csat,
            @Min(1) @Max(5) @Nullable Integer overall,
            @Min(0) @Max(10) @Nullable Integer nps,
            @Min(1) @Max(7) @Nullable Integer ces,
            @Text(max = 10_000) @Nullable String comment)
            implements SatisfactionCommand {
        public RespondToSurvey {
            csat = asEmpty(csat);
        }
    }
}
