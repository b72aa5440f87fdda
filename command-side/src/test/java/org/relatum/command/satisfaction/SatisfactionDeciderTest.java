package org.relatum.command.satisfaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.Bound;
import org.relatum.command.language.FactorRating;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;

class SatisfactionDeciderTest {
    private static final UUID SURVEY = new UUID(0, 7);
    private static final Instant BEGUN = NOW.minusSeconds(1000);
    private static final Survey ALL = Survey.UNKNOWN
            .evolve(new SurveyPublished(BEGUN, "t", "spring", List.of("price", "brand"), true, true, true))
            .evolve(new SurveyWaveBegun(NOW.minusSeconds(10), "autumn"));
    private static final Survey ONLY_NPS =
            Survey.UNKNOWN.evolve(new SurveyPublished(BEGUN, "t", "spring", List.of(), false, true, false));

    private static RespondToSurvey answer(
            @Nullable Instant at,
            String wave,
            List<FactorRating> csat,
            @Nullable Integer overall,
            @Nullable Integer nps,
            @Nullable Integer ces,
            @Nullable String comment) {
        return new RespondToSurvey(at, SURVEY, wave, csat, overall, nps, ces, comment);
    }

    private static RespondToSurvey nps(String wave) {
        return answer(null, wave, List.of(), null, 9, null, null);
    }

    private static SurveyResponded answered(Instant at, String wave) {
        return new SurveyResponded(at, SURVEY, wave, new TreeMap<>(), null, 9, null, null);
    }

    @Test
    void an_answer_is_recorded_and_its_comment_is_personal() {
        given().andSurvey(ALL)
                .when(answer(
                        null,
                        "spring",
                        List.of(new FactorRating("price", 2), new FactorRating("brand", 5)),
                        4,
                        0,
                        7,
                        "too dear"))
                .then(new SurveyResponded(
                        NOW,
                        SURVEY,
                        "spring",
                        new TreeMap<>(Map.of("price", 2, "brand", 5)),
                        4,
                        0,
                        7,
                        personal("too dear")));
    }

    @Test
    void a_customer_answers_each_wave_once() {
        given(answered(BEGUN, "spring")).andSurvey(ALL).when(nps("spring")).thenRefused(RefusalCode.ALREADY_ANSWERED);
        given(answered(BEGUN, "spring")).andSurvey(ALL).when(nps("autumn")).then(answered(NOW, "autumn"));
        given(new SurveyResponded(BEGUN, new UUID(0, 8), "spring", new TreeMap<>(), null, 9, null, null))
                .andSurvey(ALL)
                .when(nps("spring"))
                .then(answered(NOW, "spring"));
    }

    @Test
    void a_merged_duplicates_answer_counts_for_the_survivor() {
        given(new CustomerAbsorbed(NOW, new UUID(0, 2), 1, null))
                .andSurvey(ALL)
                .andPredecessor(REGISTERED, answered(BEGUN, "spring"))
                .when(nps("spring"))
                .thenRefused(RefusalCode.ALREADY_ANSWERED);
    }

    @Test
    void only_a_published_survey_and_a_wave_that_has_begun_are_answered() {
        given().when(nps("spring")).thenRefused(RefusalCode.SURVEY_NOT_FOUND);
        assertThat(given().andSurvey(ALL)
                        .when(nps("winter"))
                        .thenRefused(RefusalCode.UNKNOWN_WAVE)
                        .facts())
                .containsEntry("allowed", Set.of("spring", "autumn"));
        given().andSurvey(ALL)
                .when(answer(NOW.minusSeconds(10).minusNanos(1000), "autumn", List.of(), 3, null, null, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given().andSurvey(ALL)
                .when(answer(BEGUN, "spring", List.of(), null, 9, null, null))
                .then(answered(BEGUN, "spring"));
    }

    @Test
    void what_the_survey_does_not_ask_is_not_answered() {
        assertThat(given().andSurvey(ONLY_NPS)
                        .when(answer(null, "spring", List.of(new FactorRating("price", 1)), 1, 1, 1, "x"))
                        .thenRefused(RefusalCode.INVALID_REQUEST)
                        .errors())
                .extracting(InvalidField::field, InvalidField::code)
                .containsExactly(
                        tuple("csat[0].factor", "not-asked"), tuple("overall", "not-asked"), tuple("ces", "not-asked"));
        Survey withoutNps =
                Survey.UNKNOWN.evolve(new SurveyPublished(BEGUN, "t", "spring", List.of(), true, false, false));
        given().andSurvey(withoutNps).when(nps("spring")).thenInvalid("nps", "not-asked");
    }

    @Test
    void a_factor_is_rated_once() {
        given().andSurvey(ALL)
                .when(answer(
                        null,
                        "spring",
                        List.of(new FactorRating("price", 1), new FactorRating("price", 2)),
                        null,
                        null,
                        null,
                        null))
                .thenInvalid("csat[1].factor", "repeated");
    }

    @Test
    void an_answer_says_something() {
        given().andSurvey(ALL)
                .when(answer(null, "spring", List.of(), null, null, null, null))
                .thenInvalid("csat", "required");
        given().andSurvey(ALL)
                .when(answer(null, "spring", List.of(), null, null, null, "no time"))
                .then(new SurveyResponded(
                        NOW, SURVEY, "spring", new TreeMap<>(), null, null, null, personal("no time")));
    }

    @Test
    void there_is_room_for_so_many_answers_and_no_more() {
        CustomerEvent[] answers = new CustomerEvent[Bound.PER_CUSTOMER];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = new SurveyResponded(BEGUN, new UUID(1, i), "w", new TreeMap<>(), 1, null, null, null);
        }
        given(answers).andSurvey(ALL).when(nps("spring")).thenRefused(RefusalCode.LIMIT_REACHED);
    }
}
