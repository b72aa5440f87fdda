package org.relatum.command.satisfaction;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SurveyCommand;
import org.relatum.command.language.SurveyCommand.BeginSurveyWave;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.events.SurveyEvent;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;

/** The rules of surveys. */
public final class SurveyDecider {
    private SurveyDecider() {}

    /**
     * What happens when this is asked of a survey in this state.
     *
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<SurveyEvent> decide(Survey state, SurveyCommand command, Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case PublishSurvey c -> {
                if (state.isPublished()) {
                    throw Refusal.of(
                                    RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                    "A survey was published with this key, from another body")
                            .asException();
                }
                requireDifferent(c.factors());
                SurveyPublished published = new SurveyPublished(
                        at, c.title(), c.wave(), c.factors(), asked(c.overall()), asked(c.nps()), asked(c.ces()));
                if (c.factors().isEmpty() && !published.overall() && !published.nps() && !published.ces()) {
                    throw Refusal.invalid("factors", "required", "is required where nothing else is asked")
                            .asException();
                }
                yield List.of(published);
            }
            case BeginSurveyWave c -> {
                if (!state.isPublished()) {
                    throw Refusal.of(RefusalCode.SURVEY_NOT_FOUND, "No survey with this id was published")
                            .asException();
                }
                if (state.waves().containsKey(c.wave())) {
                    throw Refusal.of(RefusalCode.WAVE_ALREADY_BEGUN, "A wave of this name has begun already")
                            .asException();
                }
                // No wave begins before the first one, so the earliest is that of the publication.
                OccurredAt.requireOrder(
                        at, Collections.min(state.waves().values()), "The wave began before the survey was published");
                Bound.requireRoom(state.waves().size(), Survey.MOST_WAVES);
                yield List.of(new SurveyWaveBegun(at, c.wave()));
            }
        };
    }

    private static void requireDifferent(List<String> factors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < factors.size(); i++) {
            if (!names.add(factors.get(i))) {
                throw Refusal.invalid("factors[" + i + "]", "repeated", "is stated twice")
                        .asException();
            }
        }
    }

    private static boolean asked(@Nullable Boolean stated) {
        return Boolean.TRUE.equals(stated);
    }
}
