package org.relatum.command.language;

import static org.relatum.command.language.Absent.asEmpty;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands to one survey. */
public sealed interface SurveyCommand extends Command {
    /** So many factors a survey may ask for. */
    int MOST_FACTORS = 30;

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /**
     * Publishes a survey and begins its first wave. It asks for something.
     *
     * @param wave name of the first wave
     * @param factors the factors whose satisfaction is asked for, by name
     * @param overall whether satisfaction on the whole is asked for; no when absent
     * @param nps whether it is asked how likely a recommendation is; no when absent
     * @param ces whether it is asked how easy it was; no when absent
     */
    record PublishSurvey(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 200) String title,
            @NotNull @Text(max = 60) String wave,
            @Size(max = MOST_FACTORS) List<@NotNull @Text(max = 60) String> factors,
            @Nullable Boolean overall,
            @Nullable Boolean nps,
            @Nullable Boolean ces)
            implements SurveyCommand {
        public PublishSurvey {
            factors = asEmpty(factors);
        }
    }

    /** Asks the same questions again, in a wave of another name. */
    record BeginSurveyWave(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID survey,
            @NotNull @Text(max = 60) String wave) implements SurveyCommand {}
}
