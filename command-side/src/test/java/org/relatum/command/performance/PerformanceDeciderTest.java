package org.relatum.command.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.GroupWeightInput;
import org.relatum.command.language.KpiGoalInput;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PerformanceCommand.EvaluatePeriod;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.PerformanceCommand.SetTargets;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.performance.ScorecardFigures.Answer;
import org.relatum.command.performance.ScorecardFigures.Figures;
import org.relatum.command.performance.ScorecardFigures.Refused;
import org.relatum.events.GroupScore;
import org.relatum.events.GroupWeight;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiFigure;
import org.relatum.events.KpiGoal;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Personal;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPolicy;

class PerformanceDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID SUBJECT = new UUID(0, 9);
    private static final Figures FIGURES = figures(NOW);

    private static Figures figures(Instant knownAt) {
        return new Figures(
                Instant.parse("2026-03-31T22:00:00Z"),
                knownAt,
                77,
                3,
                List.of(new KpiFigure("csat", BigDecimal.TEN, BigDecimal.TWO, 5.0, 4.2, 5 / 4.2, 0.35, 100.0)),
                List.of(new GroupScore("satisfaction", 0.25, 100.0)),
                100.0,
                "A");
    }

    private static KpiGoalInput goal(String kpi, @Nullable String target, @Nullable String weight) {
        return new KpiGoalInput(
                kpi, target == null ? null : new BigDecimal(target), weight == null ? null : new BigDecimal(weight));
    }

    private static SetTargets targets(List<KpiGoalInput> kpis, List<GroupWeightInput> groups) {
        return new SetTargets(null, "2026-Q2", KpiDimension.SEGMENT, "gold", kpis, groups, "by hand");
    }

    private static GroupWeightInput group(KpiGroup group, String weight) {
        return new GroupWeightInput(group, new BigDecimal(weight));
    }

    @Test
    void targets_and_weights_are_recorded_as_stated() {
        assertThat(decide(targets(
                        List.of(
                                goal("sla_attainment", "0.95", "0.6"),
                                goal("first_response", null, "0.4"),
                                goal("csat", "4.5", null)),
                        List.of(group(KpiGroup.INTERNAL, "0.7"), group(KpiGroup.SATISFACTION, "0.3")))))
                .containsExactly(new TargetsSet(
                        NOW,
                        "2026-Q2",
                        KpiDimension.SEGMENT,
                        "gold",
                        List.of(
                                new KpiGoal("sla_attainment", new BigDecimal("0.95"), new BigDecimal("0.6")),
                                new KpiGoal("first_response", null, new BigDecimal("0.4")),
                                new KpiGoal("csat", new BigDecimal("4.5"), null)),
                        List.of(
                                new GroupWeight("internal", new BigDecimal("0.7")),
                                new GroupWeight("satisfaction", new BigDecimal("0.3"))),
                        "by hand"));
    }

    @Test
    void weights_add_up_to_one_in_each_group_and_over_the_groups() {
        // A handbook's weights that add up to 110 %.
        Refusal over = refused(targets(
                List.of(
                        goal("sla_attainment", null, "0.6"),
                        goal("first_response", null, "0.5"),
                        goal("csat", null, "1")),
                List.of()));
        assertThat(over.code()).isEqualTo(RefusalCode.WEIGHTS_SUM);
        assertThat(over.detail()).isEqualTo("The weights of the group internal add up to 1.1 instead of 1");
        assertThat(over.facts()).containsEntry("sum", "1.1");
        assertThat(refused(targets(List.of(), List.of(group(KpiGroup.VALUE, "0.9"))))
                        .detail())
                .isEqualTo("The weights of the groups add up to 0.9 instead of 1");
        assertThat(decide(targets(List.of(goal("csat", null, "0.999999999"), goal("nps", null, "0")), List.of())))
                .as("a billionth is no error")
                .hasSize(1);
        assertThat(refused(targets(List.of(goal("csat", null, "0.99999999")), List.of()))
                        .code())
                .isEqualTo(RefusalCode.WEIGHTS_SUM);
    }

    @Test
    void what_is_stated_makes_sense() {
        assertThat(fields(targets(List.of(goal("csat", "4", null), goal("csat", "5", null)), List.of())))
                .isEqualTo("kpis[1].kpi repeated");
        assertThat(fields(targets(List.of(goal("csat", null, null)), List.of())))
                .isEqualTo("kpis[0].target required");
        assertThat(fields(targets(List.of(), List.of(group(KpiGroup.VALUE, "0.5"), group(KpiGroup.VALUE, "0.5")))))
                .isEqualTo("groups[1].group repeated");
        assertThat(fields(targets(List.of(), List.of()))).isEqualTo("kpis required");
        Refusal unknown = refused(targets(List.of(goal("turnover", "1", null)), List.of()));
        assertThat(unknown.code()).isEqualTo(RefusalCode.UNKNOWN_KPI);
        assertThat(unknown.facts().get("allowed"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("net_revenue");
    }

    @Test
    void a_scorecard_is_of_a_period_and_of_the_company_or_of_a_part_of_it() {
        assertThat(fields(new EvaluatePeriod(null, "2026-W1", null, null, null)))
                .isEqualTo("period bad-period");
        assertThat(fields(new EvaluatePeriod(null, "2026", KpiDimension.OWNER, null, null)))
                .isEqualTo("member required");
        assertThat(fields(new EvaluatePeriod(null, "2026", null, "web", null))).isEqualTo("member not-allowed");
    }

    private static RecordReview review(@Nullable Instant at, @Nullable String kpi, @Nullable KpiGroup group) {
        return new RecordReview(at, "2026-05", KpiDimension.OWNER, "m.meier", kpi, group, "boss", "well done");
    }

    @Test
    void a_judgement_is_personal_and_about_one_thing() {
        assertThat(decide(review(null, null, KpiGroup.VALUE)))
                .containsExactly(new ReviewRecorded(
                        NOW,
                        "2026-05",
                        KpiDimension.OWNER,
                        "m.meier",
                        null,
                        "value",
                        "boss",
                        Personal.clear(SUBJECT, "well done")));
        assertThat(decide(review(null, "csat", null))).hasSize(1);
        assertThat(fields(review(null, "csat", KpiGroup.VALUE))).isEqualTo("group not-allowed");
        assertThat(refused(review(null, "turnover", null)).code()).isEqualTo(RefusalCode.UNKNOWN_KPI);
        UUID scorecard = UUID.randomUUID();
        assertThat(PerformanceDecider.subject(review(null, null, null), scorecard))
                .isEqualTo(DerivedId.ofStaff("m.meier"));
        assertThat(PerformanceDecider.subject(targets(List.of(), List.of()), scorecard))
                .isEqualTo(scorecard);
    }

    @Test
    void nobody_judges_a_period_before_it_begins_in_the_companys_zone() {
        Instant begins = Instant.parse("2026-04-30T22:00:00Z");
        assertThat(decide(review(begins, null, null))).hasSize(1);
        assertThat(refused(review(begins.minusNanos(1000), null, null)).code()).isEqualTo(RefusalCode.OUT_OF_ORDER);
        assertThat(refused(review(NOW.plusSeconds(600), null, null)).code()).isEqualTo(RefusalCode.OCCURRED_IN_FUTURE);
    }

    @Test
    void there_is_an_end_to_judgements() {
        Scorecard full = new Scorecard(Scorecard.MOST_REVIEWS, null);
        assertThat(refused(full, review(null, null, null), null).code()).isEqualTo(RefusalCode.LIMIT_REACHED);
    }

    @Test
    void a_period_that_is_over_is_evaluated_with_the_figures_found() {
        EvaluatePeriod quarter = new EvaluatePeriod(null, "2026-Q1", null, null, null);
        assertThat(decide(Scorecard.UNKNOWN, quarter, FIGURES))
                .containsExactly(new PeriodEvaluated(
                        NOW,
                        "2026-Q1",
                        KpiDimension.COMPANY,
                        null,
                        FIGURES.asOf(),
                        NOW,
                        77,
                        3,
                        FIGURES.figures(),
                        FIGURES.groups(),
                        100.0,
                        "A"));
        // April ended with the 30th in Zurich, two hours before it did in UTC.
        Instant over = Instant.parse("2026-04-30T22:00:00Z");
        assertThat(decide(Scorecard.UNKNOWN, new EvaluatePeriod(over, "2026-04", null, null, null), FIGURES))
                .hasSize(1);
        Refusal early = refused(
                Scorecard.UNKNOWN, new EvaluatePeriod(over.minusNanos(1000), "2026-04", null, null, null), FIGURES);
        assertThat(early.code()).isEqualTo(RefusalCode.PERIOD_NOT_OVER);
        assertThat(early.facts()).containsEntry("endsAt", over);
        assertThat(refused(Scorecard.UNKNOWN, new EvaluatePeriod(null, "2026", null, null, null), FIGURES)
                        .code())
                .isEqualTo(RefusalCode.PERIOD_NOT_OVER);
    }

    @Test
    void figures_that_can_not_be_had_are_refused_as_their_source_says() {
        Refusal notYet = Refusal.invalid("knownAt", "not-closed", "is not closed yet");
        assertThat(refused(
                        Scorecard.UNKNOWN, new EvaluatePeriod(null, "2026-Q1", null, null, null), new Refused(notYet)))
                .isEqualTo(notYet);
    }

    @Test
    void nobody_knows_what_will_be_recorded() {
        assertThat(fields(new EvaluatePeriod(null, "2026-Q1", null, null, NOW.plusNanos(1000))))
                .isEqualTo("knownAt in-the-future");
    }

    @Test
    void a_later_evaluation_does_not_know_less() {
        EvaluatePeriod again = new EvaluatePeriod(null, "2026-Q1", null, null, null);
        PerformanceEvent first = decide(Scorecard.UNKNOWN, again, FIGURES).getFirst();
        Scorecard evaluated = Scorecard.UNKNOWN.evolve(first);
        assertThat(decide(evaluated, again, FIGURES)).hasSize(1);
        assertThat(refused(evaluated, again, figures(NOW.minusNanos(1000))).code())
                .isEqualTo(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void a_scorecard_counts_its_judgements_and_remembers_what_was_known() {
        Scorecard state = Scorecard.UNKNOWN;
        for (PerformanceEvent event : decide(review(null, null, null))) {
            state = state.evolve(event);
        }
        assertThat(state).isEqualTo(new Scorecard(1, null));
        state = state.evolve(decide(state, new EvaluatePeriod(null, "2026-Q1", null, null, null), FIGURES)
                .getFirst());
        state = state.evolve(
                decide(targets(List.of(goal("csat", "4", null)), List.of())).getFirst());
        assertThat(state).isEqualTo(new Scorecard(1, NOW));
    }

    private static List<PerformanceEvent> decide(PerformanceCommand command) {
        return decide(Scorecard.UNKNOWN, command, null);
    }

    private static List<PerformanceEvent> decide(
            Scorecard state, PerformanceCommand command, @Nullable Answer figures) {
        return PerformanceDecider.decide(
                state,
                command,
                SUBJECT,
                figures,
                new PerformanceDecider.Settings(KpiPolicy.DEFAULT, ZoneId.of("Europe/Zurich")),
                NOW);
    }

    private static Refusal refused(PerformanceCommand command) {
        return refused(Scorecard.UNKNOWN, command, null);
    }

    private static Refusal refused(Scorecard state, PerformanceCommand command, @Nullable Answer figures) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> decide(state, command, figures));
        assertThat(refused).isNotNull();
        return refused.refusal();
    }

    private static String fields(PerformanceCommand command) {
        Refusal refusal = refused(command);
        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
        return refusal.errors().stream()
                .map(error -> error.field() + " " + error.code())
                .collect(Collectors.joining(", "));
    }
}
