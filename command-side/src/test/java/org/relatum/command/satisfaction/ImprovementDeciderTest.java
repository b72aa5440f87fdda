package org.relatum.command.satisfaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.ImprovementCommand;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.Personal;
import org.relatum.events.SurveyEvent.SurveyPublished;

class ImprovementDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final UUID IMPROVEMENT = new UUID(0, 5);
    private static final UUID CUSTOMER = new UUID(0, 1);
    private static final UUID SURVEY = new UUID(0, 7);
    private static final Survey PUBLISHED =
            Survey.UNKNOWN.evolve(new SurveyPublished(EARLIER, "t", "w", List.of("price"), false, false, false));

    private static OpenImprovement open(
            @Nullable UUID customer, @Nullable UUID survey, @Nullable String factor, Instant dueAt) {
        return new OpenImprovement(null, customer, survey, factor, "m.meier", "do better", dueAt);
    }

    private static ImprovementOpened opened(@Nullable UUID customer, UUID subject) {
        return new ImprovementOpened(
                EARLIER, customer, null, null, "m.meier", Personal.clear(subject, "do better"), NOW);
    }

    @Test
    void its_text_belongs_to_the_customer_or_without_one_to_itself() {
        assertThat(decide(Survey.UNKNOWN, open(CUSTOMER, null, null, NOW)))
                .containsExactly(new ImprovementOpened(
                        NOW, CUSTOMER, null, null, "m.meier", Personal.clear(CUSTOMER, "do better"), NOW));
        assertThat(decide(PUBLISHED, open(null, SURVEY, "price", NOW)))
                .containsExactly(new ImprovementOpened(
                        NOW, null, SURVEY, "price", "m.meier", Personal.clear(IMPROVEMENT, "do better"), NOW));
    }

    @Test
    void it_comes_from_a_published_survey_and_a_factor_that_one_asks_for() {
        assertThat(refused(Survey.UNKNOWN, open(null, SURVEY, null, NOW)).code())
                .isEqualTo(RefusalCode.SURVEY_NOT_FOUND);
        assertThat(refused(PUBLISHED, open(null, SURVEY, "brand", NOW)).errors())
                .extracting(InvalidField::field)
                .containsExactly("factor");
        assertThat(decide(PUBLISHED, open(null, SURVEY, null, NOW))).hasSize(1);
    }

    @Test
    void it_is_not_due_before_it_begins() {
        assertThat(refused(Survey.UNKNOWN, open(null, null, null, NOW.minusNanos(1000)))
                        .errors())
                .extracting(InvalidField::field)
                .containsExactly("dueAt");
    }

    @Test
    void it_ends_once_and_not_before_it_began() {
        CloseImprovement close = new CloseImprovement(null, IMPROVEMENT, ImprovementOutcome.NOT_ACHIEVED, "no time");
        assertThat(decide(Survey.UNKNOWN, close, opened(CUSTOMER, CUSTOMER)))
                .containsExactly(new ImprovementClosed(
                        NOW, ImprovementOutcome.NOT_ACHIEVED, Personal.clear(CUSTOMER, "no time")));
        assertThat(decide(Survey.UNKNOWN, close, opened(null, IMPROVEMENT)))
                .containsExactly(new ImprovementClosed(
                        NOW, ImprovementOutcome.NOT_ACHIEVED, Personal.clear(IMPROVEMENT, "no time")));
        assertThat(refused(Survey.UNKNOWN, close).code()).isEqualTo(RefusalCode.IMPROVEMENT_NOT_FOUND);
        assertThat(refused(
                                Survey.UNKNOWN,
                                close,
                                opened(null, IMPROVEMENT),
                                new ImprovementClosed(EARLIER, ImprovementOutcome.ACHIEVED, null))
                        .code())
                .isEqualTo(RefusalCode.IMPROVEMENT_ALREADY_CLOSED);
        assertThat(refused(
                                Survey.UNKNOWN,
                                new CloseImprovement(
                                        EARLIER.minusNanos(1000), IMPROVEMENT, ImprovementOutcome.CANCELLED, null),
                                opened(null, IMPROVEMENT))
                        .code())
                .isEqualTo(RefusalCode.OUT_OF_ORDER);
        assertThat(refused(Survey.UNKNOWN, open(null, null, null, NOW), opened(null, IMPROVEMENT))
                        .code())
                .isEqualTo(RefusalCode.IDEMPOTENCY_KEY_REUSED);
    }

    private static List<ImprovementEvent> decide(
            Survey survey, ImprovementCommand command, ImprovementEvent... history) {
        Improvement state = Improvement.UNKNOWN;
        for (ImprovementEvent event : history) {
            state = state.evolve(event);
        }
        return ImprovementDecider.decide(state, command, IMPROVEMENT, survey, NOW);
    }

    private static Refusal refused(Survey survey, ImprovementCommand command, ImprovementEvent... history) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> decide(survey, command, history));
        assertThat(refused).isNotNull();
        return refused.refusal();
    }
}
