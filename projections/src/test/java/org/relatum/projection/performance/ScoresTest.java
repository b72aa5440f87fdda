package org.relatum.projection.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.events.policy.KpiFormula.At.END;
import static org.relatum.events.policy.KpiFormula.At.IN_PERIOD;
import static org.relatum.events.policy.KpiFormula.At.MEAN;
import static org.relatum.events.policy.KpiFormula.At.START;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiGoal;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Recorded;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.events.policy.Measure;

class ScoresTest {
    private static final KpiPolicy POLICY = KpiPolicy.DEFAULT;
    private static final ScorecardName QUARTER =
            new ScorecardName(KpiPeriod.of("2026-Q1").orElseThrow(), KpiDimension.COMPANY, null);

    private final Map<Measure, Map<At, String>> measured = new HashMap<>();

    private void measured(Measure measure, String value) {
        measured(measure, IN_PERIOD, value);
    }

    private void measured(Measure measure, At at, String value) {
        measured.computeIfAbsent(measure, m -> new HashMap<>()).put(at, value);
    }

    private Scores scores(Goals goals) {
        return Scores.of(
                POLICY,
                goals.of(QUARTER, POLICY, null),
                (measure, at) ->
                        new BigDecimal(measured.getOrDefault(measure, Map.of()).getOrDefault(at, "0")));
    }

    @Test
    void nothing_measured_is_no_score_but_sums_are_zero() {
        Scores scores = scores(Goals.NONE);
        assertThat(scores.composite()).isEmpty();
        assertThat(scores.grade()).isEmpty();
        assertThat(scores.groups()).hasSize(5).allMatch(group -> group.score().isEmpty());
        assertThat(scores.kpis())
                .filteredOn(kpi -> kpi.value().isPresent())
                .extracting(kpi -> kpi.kpi().key() + " " + kpi.value().getAsDouble())
                .containsExactly("points_active 0.0", "net_revenue 0.0", "new_customers 0.0");
    }

    @Test
    void weights_of_what_has_no_score_are_shared_out() {
        measured(Measure.CSAT_SUM, "21");
        measured(Measure.CSAT_ANSWERS, "10");
        measured(Measure.NPS_PROMOTERS, "3");
        measured(Measure.NPS_DETRACTORS, "4");
        measured(Measure.NPS_ANSWERS, "10");
        Scores scores = scores(Goals.NONE);
        // CSAT 2.1 of 4.2 with .35, no mark of 4 or 5 with .15, NPS -10 of 40 with .25.
        assertThat(score(scores, KpiGroup.SATISFACTION)).isCloseTo(50 * .35 / .75, within(1e-12));
        assertThat(scores.composite()).as("it is the only group").hasValue(score(scores, KpiGroup.SATISFACTION));
        assertThat(scores.grade().orElseThrow().name()).isEqualTo("D");
    }

    @Test
    void a_figure_that_weighs_nothing_alone_makes_no_score_of_its_group() {
        measured(Measure.CSAT_BRAND_SUM, "5");
        measured(Measure.CSAT_BRAND_ANSWERS, "1");
        Scores scores = scores(Goals.NONE);
        assertThat(scores.kpis())
                .filteredOn(kpi -> kpi.score().isPresent())
                .singleElement()
                .satisfies(kpi -> assertThat(kpi.score()).hasValue(100));
        assertThat(scores.composite()).isEmpty();
    }

    @Test
    void the_worked_example_of_the_documentation_is_this() throws IOException {
        measured(Measure.CSAT_SUM, "11");
        measured(Measure.CSAT_ANSWERS, "3");
        measured(Measure.CSAT_TOP, "2");
        measured(Measure.NPS_ANSWERS, "3");
        measured(Measure.NPS_PROMOTERS, "1");
        measured(Measure.NPS_DETRACTORS, "1");
        measured(Measure.COMPLAINTS, "1");
        measured(Measure.ORDERS, "2");
        measured(Measure.ORDER_REVENUE, "270");
        measured(Measure.RETURN_AMOUNT, "20");
        measured(Measure.NET_REVENUE, "250");
        measured(Measure.ACTIVE, START, "2");
        measured(Measure.ACTIVE, END, "3");
        measured(Measure.ACTIVE, MEAN, "2.5");
        measured(Measure.NEW_CUSTOMERS, "1");
        measured(Measure.BUYERS, END, "3");
        measured(Measure.REPEAT_BUYERS, END, "1");
        measured(Measure.CROSS_BUYERS, END, "1");
        measured(Measure.INTERACTIONS, "3");
        measured(Measure.INBOUND, "2");
        measured(Measure.RESPONSES, "2");
        measured(Measure.RESPONSE_TIME, "14400");
        measured(Measure.SLA_DUE, "2");
        measured(Measure.SLA_MET, "1");
        measured(Measure.FIRST_RESPONSES, "1");
        measured(Measure.FIRST_RESPONSE_SLA, "7200");
        measured(Measure.FIRST_RESPONSE_WALL, "7200");
        measured(Measure.RESOLUTIONS, "1");
        measured(Measure.RESOLUTION_SLA, "68400");
        measured(Measure.RESOLUTION_WALL, "176400");
        measured(Measure.COMMITMENTS_DUE, "2");
        measured(Measure.COMMITMENTS_KEPT, "1");
        measured(Measure.PROFILE_KNOWN, END, "6");
        measured(Measure.PROFILE_KEYS, END, "27");
        Scores scores = scores(Goals.NONE.with(List.of(new Recorded<>(
                1,
                new UUID(0, 1),
                0,
                Instant.parse("2026-01-01T00:00:00Z"),
                new TargetsSet(
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "2026-Q1",
                        KpiDimension.COMPANY,
                        null,
                        List.of(new KpiGoal("csat", new BigDecimal("4"), null)),
                        List.of(),
                        null)))));

        String page = Files.readString(Path.of("../docs/scorecard.md"));
        StringBuilder figures = new StringBuilder();
        for (Scores.KpiScore kpi : scores.kpis()) {
            // The factors of satisfaction were not asked for, weigh nothing and are left out of the page.
            if (!kpi.kpi().key().matches("csat_(product_fit|response_speed|problem_solved|price|brand)")) {
                figures.append("| " + kpi.kpi().key() + " | " + calculation(kpi) + " |" + cell(kpi.value(), 4)
                        + cell(kpi.target(), 4) + cell(kpi.score(), 3) + " " + rounded(kpi.weight(), 4) + " |\n");
            }
        }
        assertThat(page).contains(figures);
        StringBuilder groups = new StringBuilder();
        for (Scores.GroupScore group : scores.groups()) {
            groups.append("| " + group.group().key() + " |" + cell(group.score(), 3) + " " + rounded(group.weight(), 4)
                    + " |\n");
        }
        assertThat(page).contains(groups);
        assertThat(page)
                .contains("= **" + rounded(scores.composite().getAsDouble(), 3) + "**: grade **"
                        + scores.grade().orElseThrow().name() + "**.");
    }

    private static String calculation(Scores.KpiScore kpi) {
        return plain(kpi.numerator()) + (kpi.denominator() == null ? "" : " / " + plain(kpi.denominator()));
    }

    private static String plain(@Nullable BigDecimal number) {
        return number == null ? "" : number.stripTrailingZeros().toPlainString();
    }

    private static String cell(OptionalDouble number, int digits) {
        return number.isPresent() ? " " + rounded(number.getAsDouble(), digits) + " |" : " |";
    }

    private static String rounded(double number, int digits) {
        return plain(BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP));
    }

    private static double score(Scores scores, KpiGroup group) {
        return scores.groups().stream()
                .filter(one -> one.group() == group)
                .findFirst()
                .orElseThrow()
                .score()
                .orElseThrow();
    }
}
