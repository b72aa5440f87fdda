package org.relatum.command.satisfaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
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
import org.relatum.events.KpiDimension;
import org.relatum.events.Personal;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.policy.KpiPolicy;

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
        return new OpenImprovement(
                null, customer, survey, factor, "m.meier", "do better", dueAt, null, null, null, null);
    }

    private static ImprovementOpened opened(@Nullable UUID customer, UUID subject) {
        return new ImprovementOpened(
                EARLIER,
                customer,
                null,
                null,
                "m.meier",
                Personal.clear(subject, "do better"),
                NOW,
                null,
                null,
                null,
                null);
    }

    @Test
    void its_text_belongs_to_the_customer_or_without_one_to_itself() {
        assertThat(decide(Survey.UNKNOWN, open(CUSTOMER, null, null, NOW)))
                .containsExactly(new ImprovementOpened(
                        NOW,
                        CUSTOMER,
                        null,
                        null,
                        "m.meier",
                        Personal.clear(CUSTOMER, "do better"),
                        NOW,
                        null,
                        null,
                        null,
                        null));
        assertThat(decide(PUBLISHED, open(null, SURVEY, "price", NOW)))
                .containsExactly(new ImprovementOpened(
                        NOW,
                        null,
                        SURVEY,
                        "price",
                        "m.meier",
                        Personal.clear(IMPROVEMENT, "do better"),
                        NOW,
                        null,
                        null,
                        null,
                        null));
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

    private static OpenImprovement from(
            @Nullable String kpi, @Nullable String period, @Nullable KpiDimension dimension, @Nullable String member) {
        return new OpenImprovement(null, null, null, null, "m.meier", "do better", NOW, kpi, period, dimension, member);
    }

    @Test
    void a_key_figure_of_a_scorecard_may_have_led_to_it() {
        assertThat(decide(Survey.UNKNOWN, from("csat", "2026-Q1", null, null)))
                .containsExactly(new ImprovementOpened(
                        NOW,
                        null,
                        null,
                        null,
                        "m.meier",
                        Personal.clear(IMPROVEMENT, "do better"),
                        NOW,
                        "csat",
                        "2026-Q1",
                        KpiDimension.COMPANY,
                        null));
        assertThat(decide(Survey.UNKNOWN, from("csat", "2026-04", KpiDimension.CHANNEL, "web")))
                .extracting(
                        event -> ((ImprovementOpened) event).dimension() + " " + ((ImprovementOpened) event).member())
                .containsExactly("CHANNEL web");
        Refusal unknown = refused(Survey.UNKNOWN, from("csta", "2026-Q1", null, null));
        assertThat(unknown.code()).isEqualTo(RefusalCode.UNKNOWN_KPI);
        assertThat(unknown.facts().get("allowed"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("csat");
        assertThat(refusedField(from("csat", null, null, null))).isEqualTo("period required");
        assertThat(refusedField(from("csat", "2026-Q5", null, null))).isEqualTo("period bad-period");
        assertThat(refusedField(from("csat", "2026", null, "web"))).isEqualTo("member not-allowed");
        assertThat(refusedField(from("csat", "2026", KpiDimension.CHANNEL, null)))
                .isEqualTo("member required");
        assertThat(refusedField(from(null, "2026", null, null))).isEqualTo("period not-allowed");
        assertThat(refusedField(from(null, null, KpiDimension.CHANNEL, null))).isEqualTo("dimension not-allowed");
        assertThat(refusedField(from(null, null, null, "web"))).isEqualTo("member not-allowed");
    }

    private static String refusedField(ImprovementCommand command) {
        return refused(Survey.UNKNOWN, command).errors().stream()
                .map(error -> error.field() + " " + error.code())
                .collect(Collectors.joining(", "));
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
        return ImprovementDecider.decide(state, command, IMPROVEMENT, survey, KpiPolicy.DEFAULT, NOW);
    }

    private static Refusal refused(Survey survey, ImprovementCommand command, ImprovementEvent... history) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> decide(survey, command, history));
        assertThat(refused).isNotNull();
        return refused.refusal();
    }
}
