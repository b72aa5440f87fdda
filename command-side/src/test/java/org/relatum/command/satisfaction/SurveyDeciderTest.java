package org.relatum.command.satisfaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.language.SurveyCommand;
import org.relatum.command.language.SurveyCommand.BeginSurveyWave;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.events.SurveyEvent;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;

class SurveyDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final UUID SURVEY = new UUID(0, 7);
    private static final SurveyPublished PUBLISHED =
            new SurveyPublished(EARLIER, "t", "spring", List.of("price"), false, true, false);

    @Test
    void a_survey_is_published_with_its_first_wave_and_asks_only_what_it_says() {
        assertThat(SurveyDecider.decide(
                        Survey.UNKNOWN,
                        new PublishSurvey(EARLIER, "t", "spring", List.of("price"), null, true, false),
                        NOW))
                .containsExactly(PUBLISHED);
    }

    @Test
    void a_survey_asks_for_something_and_for_nothing_twice() {
        assertThat(refused(new PublishSurvey(null, "t", "w", List.of(), false, null, null))
                        .errors())
                .extracting(InvalidField::field)
                .containsExactly("factors");
        assertThat(refused(new PublishSurvey(null, "t", "w", List.of("a", "b", "a"), true, null, null))
                        .errors())
                .extracting(InvalidField::field)
                .containsExactly("factors[2]");
        for (PublishSurvey one : List.of(
                new PublishSurvey(null, "t", "w", List.of("a"), null, null, null),
                new PublishSurvey(null, "t", "w", List.of(), true, null, null),
                new PublishSurvey(null, "t", "w", List.of(), null, true, null),
                new PublishSurvey(null, "t", "w", List.of(), null, null, true))) {
            assertThat(SurveyDecider.decide(Survey.UNKNOWN, one, NOW)).hasSize(1);
        }
    }

    @Test
    void waves_of_different_names_begin_not_before_the_survey_was_published() {
        BeginSurveyWave autumn = new BeginSurveyWave(null, SURVEY, "autumn");
        assertThat(SurveyDecider.decide(given(PUBLISHED), autumn, NOW))
                .containsExactly(new SurveyWaveBegun(NOW, "autumn"));
        assertThat(SurveyDecider.decide(
                        given(PUBLISHED, new SurveyWaveBegun(NOW, "autumn")),
                        new BeginSurveyWave(EARLIER, SURVEY, "summer"),
                        NOW))
                .containsExactly(new SurveyWaveBegun(EARLIER, "summer"));
        assertThat(refused(new BeginSurveyWave(EARLIER.minusNanos(1000), SURVEY, "winter"), PUBLISHED)
                        .code())
                .isEqualTo(RefusalCode.OUT_OF_ORDER);
        assertThat(refused(new BeginSurveyWave(null, SURVEY, "spring"), PUBLISHED)
                        .code())
                .isEqualTo(RefusalCode.WAVE_ALREADY_BEGUN);
        assertThat(refused(autumn, PUBLISHED, new SurveyWaveBegun(NOW, "autumn"))
                        .code())
                .isEqualTo(RefusalCode.WAVE_ALREADY_BEGUN);
        assertThat(refused(autumn).code()).isEqualTo(RefusalCode.SURVEY_NOT_FOUND);
    }

    @Test
    void a_survey_is_published_once() {
        assertThat(refused(new PublishSurvey(null, "t", "w", List.of("a"), null, null, null), PUBLISHED)
                        .code())
                .isEqualTo(RefusalCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void a_survey_has_so_many_waves_and_no_more() {
        Survey state = given(PUBLISHED);
        for (int i = 1; i < Survey.MOST_WAVES; i++) {
            state = state.evolve(new SurveyWaveBegun(NOW, "w" + i));
        }
        Survey full = state;
        RefusedException refused = catchThrowableOfType(
                RefusedException.class,
                () -> SurveyDecider.decide(full, new BeginSurveyWave(null, SURVEY, "one more"), NOW));
        assertThat(refused.refusal().code()).isEqualTo(RefusalCode.LIMIT_REACHED);
    }

    private static Survey given(SurveyEvent... events) {
        Survey state = Survey.UNKNOWN;
        for (SurveyEvent event : events) {
            state = state.evolve(event);
        }
        return state;
    }

    private static Refusal refused(SurveyCommand command, SurveyEvent... events) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> SurveyDecider.decide(given(events), command, NOW));
        assertThat(refused).isNotNull();
        return refused.refusal();
    }
}
