package org.relatum.events.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relatum.events.CaseSeverity;
import org.relatum.events.PolicyKind;
import org.relatum.events.RiskResponse;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiFormula.Sum;
import org.relatum.events.policy.KpiFormula.Term;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.SlaPolicy.Shift;

class PolicyReaderTest {
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private final PolicyReader reader = new PolicyReader(ZURICH);

    @ParameterizedTest
    @EnumSource(PolicyKind.class)
    void what_the_product_ships_with_passes_its_own_checks(PolicyKind kind) {
        String document = reader.document(kind, PolicyReader.shippedText(kind));
        assertThat(reader.policy(kind, 0, document)).isEqualTo(reader.shipped().of(kind));
        assertThat(reader.document(kind, document)).as("JSON is read as well").isEqualTo(document);
    }

    @Test
    void the_defaults_are_those_of_the_domain() {
        Policies policies = Policies.DEFAULT;
        assertThat(policies.lifecycle())
                .isEqualTo(new LifecyclePolicy(
                        0,
                        new LifecyclePolicy.Threshold(Duration.ofDays(60), 2),
                        new LifecyclePolicy.Threshold(Duration.ofDays(180), 4),
                        3,
                        Duration.ofDays(90),
                        Duration.ofDays(180)));
        assertThat(policies.points())
                .isEqualTo(new PointsPolicy(
                        0,
                        new BigDecimal(1),
                        Duration.ofDays(14),
                        Duration.ofDays(365),
                        PointsPolicy.ExpireAt.END_OF_MONTH,
                        new BigDecimal("0.01")));
        assertThat(policies.tiers().tiers())
                .extracting(TiersPolicy.Tier::name)
                .containsExactly("bronze", "silver", "gold", "platinum");
        assertThat(policies.loyaltyScore().bandOf(24.999).name()).isEqualTo("low");
        assertThat(policies.loyaltyScore().bandOf(25).name()).isEqualTo("fair");
        assertThat(policies.loyaltyScore().bandOf(100).name()).isEqualTo("loyal");
        assertThat(policies.risk().severityOf(2, 2)).isEqualTo(Severity.LOW);
        assertThat(policies.risk().severityOf(3, 3)).isEqualTo(Severity.MEDIUM);
        assertThat(policies.risk().severityOf(3, 4)).isEqualTo(Severity.HIGH);
        assertThat(policies.risk().severityOf(3, 5)).isEqualTo(Severity.CRITICAL);
        assertThat(policies.risk().impact().of(new BigDecimal("99.99"))).isEqualTo(1);
        assertThat(policies.risk().impact().of(new BigDecimal("100"))).isEqualTo(2);
        assertThat(policies.risk().impact().of(new BigDecimal("10000"))).isEqualTo(5);
        assertThat(policies.risk().responses()).containsEntry(RiskRule.CONCENTRATION, RiskResponse.SPREAD);
        assertThat(policies.sla().targets().get(CaseSeverity.CRITICAL))
                .isEqualTo(new SlaPolicy.Target(Duration.ofMinutes(30), Duration.ofHours(4)));
        assertThat(policies.satisfactionFactors().weights()).containsEntry("brand", 0.08);
        assertThat(policies.kpi().groups())
                .containsExactly(
                        entry(KpiGroup.SATISFACTION, 0.25),
                        entry(KpiGroup.LOYALTY, 0.25),
                        entry(KpiGroup.VALUE, 0.20),
                        entry(KpiGroup.ACTIVITIES, 0.15),
                        entry(KpiGroup.INTERNAL, 0.15));
        assertThat(List.of(100.0, 90.0, 89.999, 75.0, 60.0, 59.999, 0.0))
                .extracting(score -> policies.kpi().gradeOf(score).name())
                .containsExactly("A", "A", "B", "B", "C", "D", "D");
    }

    @Test
    void the_calendar_is_meant_in_the_companys_zone_or_in_the_one_it_names() {
        String sla = PolicyReader.shippedText(PolicyKind.SLA);
        assertThat(sla(sla).calendar().zone()).isEqualTo(ZURICH);
        assertThat(sla(sla.replace("zone: company", "zone: Asia/Shanghai"))
                        .calendar()
                        .zone())
                .isEqualTo(ZoneId.of("Asia/Shanghai"));
    }

    @Test
    void shifts_may_cross_midnight_and_holidays_are_days() {
        SlaPolicy sla = sla(PolicyReader.shippedText(PolicyKind.SLA)
                .replace("friday: [\"09:00-18:00\"]", "friday: [\"08:00-12:00\", \"22:00-06:00\"]")
                .replace("holidays: []", "holidays: [2026-12-25]"));
        assertThat(sla.calendar().shifts())
                .contains(new Shift(DayOfWeek.FRIDAY, LocalTime.of(22, 0), LocalTime.of(6, 0)));
        assertThat(sla.calendar().holidays()).containsExactly(LocalDate.of(2026, 12, 25));
    }

    @Test
    void each_error_is_named_with_its_line_its_field_and_the_reason() {
        assertThat(problemsOf(PolicyKind.LIFECYCLE, """
            at_risk: {minimum_silence: 60, cadence_factor: 2.0}
            lost:
              minimum_silence: 30d
              factor: 4.0
            cadence: {median_of_gaps_from_purchases: 1, otherwise: 9x}
            """))
                .containsExactly(
                        "line 1, at_risk.minimum_silence: number found, string expected",
                        "line 1: lacks recovered_mark",
                        "line 2, lost: lacks cadence_factor",
                        "line 4, lost.factor: is not known here",
                        "line 5, cadence.median_of_gaps_from_purchases: must have a minimum value of 2",
                        "line 5, cadence.otherwise: is no time span such as 60d, 8h or 30m");
    }

    @Test
    void what_is_no_text_of_the_kind_is_refused() {
        assertThat(problemsOf(PolicyKind.POINTS, "")).containsExactly("line 1: is empty");
        assertThat(problemsOf(PolicyKind.POINTS, "pending: 1d\npending: 2d"))
                .containsExactly("line 2, pending: is there twice");
        assertThat(problemsOf(PolicyKind.POINTS, "a: [1,\n 2"))
                .singleElement()
                .asString()
                .contains("is no YAML");
        assertThat(problemsOf(PolicyKind.POINTS, "a: &x 1\nb: *x"))
                .containsExactly("line 2, b: refers to another part of the text");
        assertThat(problemsOf(PolicyKind.POINTS, "- 1\n---\n- 2"))
                .containsExactly("line 3: has more than one document");
        assertThat(problemsOf(PolicyKind.POINTS, "value: .nan")).containsExactly("line 1, value: is not a number");
        assertThat(problemsOf(PolicyKind.POINTS, "value: 1e999999999"))
                .containsExactly("line 1, value: has too many digits");
        assertThat(problemsOf(PolicyKind.POINTS, "just text"))
                .singleElement()
                .asString()
                .contains("object");
    }

    @Test
    void weights_add_up_to_one() {
        assertThat(problemsOf(
                        PolicyKind.SATISFACTION_FACTORS,
                        PolicyReader.shippedText(PolicyKind.SATISFACTION_FACTORS)
                                .replace("0.35", "0.45")))
                .containsExactly("line 2: has weights that add up to 1.1 instead of 1");
        assertThat(problemsOf(
                        PolicyKind.LOYALTY_SCORE,
                        PolicyReader.shippedText(PolicyKind.LOYALTY_SCORE)
                                .replace("0.20, half_life: 90d", "0.1, half_life: 90d")))
                .containsExactly("line 2: has weights that add up to 0.9 instead of 1");
    }

    @Test
    void weights_of_key_figures_add_up_to_one_in_each_group_and_those_of_the_groups_do() {
        String kpi = PolicyReader.shippedText(PolicyKind.KPI);
        assertThat(problemsOf(
                        PolicyKind.KPI,
                        kpi.replace("{satisfaction: 0.25", "{satisfaction: 0.35")
                                .replace(
                                        "target: 500, target_per: year, weight: 0.40",
                                        "target_per: year, weight: 0.35")))
                .containsExactly(
                        "line 2, groups: has weights that add up to 1.1 instead of 1",
                        "line 5, kpis: has weights of the group value that add up to 0.95 instead of 1",
                        "line 23, kpis.arpu: has a weight but no target");
    }

    @Test
    void grades_descend_to_zero_and_the_limits_of_attainment_ascend() {
        String kpi = PolicyReader.shippedText(PolicyKind.KPI);
        assertThat(problemsOf(
                        PolicyKind.KPI,
                        kpi.replace("B: 75", "B: 90").replace("D: 0", "D: 1").replace("at_most: 1", "at_most: 0")))
                .containsExactly(
                        "line 3, score.at_most: is not above score.at_least",
                        "line 4, grades.B: is not below the one before it",
                        "line 4, grades: does not end with one from 0");
    }

    @Test
    void formulas_are_made_of_measures() {
        String kpi = PolicyReader.shippedText(PolicyKind.KPI);
        assertThat(Policies.DEFAULT.kpi().kpi("retention").orElseThrow().formula())
                .isEqualTo(new KpiFormula(
                        new Sum(List.of(
                                new Term(true, Measure.ACTIVE, At.START),
                                new Term(false, Measure.DEPARTED, At.IN_PERIOD))),
                        Optional.of(new Sum(List.of(new Term(true, Measure.ACTIVE, At.START))))));
        assertThat(formulaProblem("(active at start - departed) / active"))
                .endsWith(
                        "does not say when active counts, which is there at instants: at start, at end or on average");
        assertThat(formulaProblem("net_revenue at end"))
                .endsWith("asks for net_revenue at end, which is counted over the whole period");
        assertThat(formulaProblem("turnover")).endsWith("names the unknown measure turnover");
        assertThat(formulaProblem("orders + / lost")).contains("has \"\" where a measure belongs");
        assertThat(formulaProblem("orders + lost / won"))
                .endsWith("divides or is divided by a sum that is not in parentheses: orders + lost");
        assertThat(formulaProblem("orders / lost / won")).endsWith("divides more than once");
        assertThat(problemsOf(
                        PolicyKind.KPI,
                        kpi.replace("complaints / orders, unit: ratio", "complaints / orders, unit: hours")))
                .containsExactly("line 10, kpis.complaint_rate.unit: is hours, but what is divided is not a time");
        assertThat(problemsOf(
                        PolicyKind.KPI,
                        kpi.replace(
                                "response_time / responses, unit: hours", "response_time / responses, unit: ratio")))
                .containsExactly("line 38, kpis.response_speed.unit: is not hours, but what is divided is a time");
    }

    @Test
    void formulas_are_written_as_they_are_read() {
        assertThat(Policies.DEFAULT.kpi().kpis())
                .hasSizeGreaterThan(30)
                .allSatisfy(kpi ->
                        assertThat(KpiFormula.parse(kpi.formula().toString())).isEqualTo(kpi.formula()))
                .extracting(kpi -> kpi.formula().toString())
                .contains(
                        "(nps_promoters - nps_detractors) / nps_answers",
                        "net_revenue / active on average",
                        "(active at start - departed) / active at start",
                        "net_revenue");
    }

    @Test
    void a_key_figure_attains_its_target_and_is_scored() {
        KpiPolicy policy = Policies.DEFAULT.kpi();
        Kpi csat = policy.kpi("csat").orElseThrow();
        Kpi churn = policy.kpi("logo_churn").orElseThrow();
        assertThat(policy.score().of(csat.attainment(3.15, 4.2))).isCloseTo(75, within(1e-12));
        assertThat(policy.score().of(csat.attainment(5, 4.2))).isEqualTo(100);
        assertThat(policy.score().of(csat.attainment(-1, 4.2))).isEqualTo(0);
        assertThat(policy.score().of(churn.attainment(0.2, 0.15))).isCloseTo(75, within(1e-12));
        assertThat(policy.score().of(churn.attainment(0, 0.15))).isEqualTo(100);
        assertThat(KpiPolicy.Unit.HOURS.of(5400)).isEqualTo(1.5);
        assertThat(KpiPolicy.Unit.PERCENT.of(-0.25)).isEqualTo(-25);
    }

    private String formulaProblem(String formula) {
        return problemsOf(
                        PolicyKind.KPI,
                        PolicyReader.shippedText(PolicyKind.KPI).replace("complaints / orders", formula))
                .getFirst();
    }

    @Test
    void levels_ascend_from_zero() {
        assertThat(problemsOf(
                        PolicyKind.TIERS,
                        PolicyReader.shippedText(PolicyKind.TIERS).replace("bronze: 0", "bronze: 1")))
                .containsExactly("line 3, tiers.bronze: is the first and does not begin at 0");
        assertThat(problemsOf(
                        PolicyKind.TIERS,
                        PolicyReader.shippedText(PolicyKind.TIERS).replace("500,", "2000,")))
                .containsExactly("line 3, tiers.gold: is not above the one before it");
        assertThat(problemsOf(
                        PolicyKind.LOYALTY_SCORE,
                        PolicyReader.shippedText(PolicyKind.LOYALTY_SCORE).replace("fair: 25", "fair: 50")))
                .containsExactly("line 10, bands.good: is not above the one before it");
        assertThat(problemsOf(
                        PolicyKind.RISK,
                        PolicyReader.shippedText(PolicyKind.RISK)
                                .replace("500,", "50,")
                                .replace("medium_to: 9", "medium_to: 4")
                                .replace("0.15", "0.35")))
                .containsExactly(
                        "line 2, severity.medium_to: is not above severity.low_to",
                        "line 3, impact.net_revenue_from.1: is not above impact.net_revenue_from.0",
                        "line 5, churn.p_alive_below.1.limit: is not below the limit before it");
    }

    @Test
    void limits_that_belong_together_fit_together() {
        assertThat(problemsOf(
                        PolicyKind.LIFECYCLE,
                        PolicyReader.shippedText(PolicyKind.LIFECYCLE)
                                .replace(
                                        "minimum_silence: 180d, cadence_factor: 4.0",
                                        "minimum_silence: 59d, cadence_factor: 1.9")))
                .containsExactly(
                        "line 3, lost.minimum_silence: is shorter than at_risk.minimum_silence, 60d",
                        "line 3, lost.cadence_factor: is below that of at_risk");
        assertThat(problemsOf(
                        PolicyKind.POINTS,
                        PolicyReader.shippedText(PolicyKind.POINTS).replace("365d", "14d")))
                .containsExactly("line 4, expire_after: is not longer than pending");
        assertThat(problemsOf(
                        PolicyKind.SLA,
                        PolicyReader.shippedText(PolicyKind.SLA).replace("resolve: 8h", "resolve: 59m")))
                .containsExactly("line 13, high.resolve: is shorter than high.respond, 1h");
    }

    @Test
    void a_calendar_has_hours_that_exist_and_do_not_overlap() {
        String sla = PolicyReader.shippedText(PolicyKind.SLA);
        assertThat(problemsOf(
                        PolicyKind.SLA,
                        sla.replace("zone: company", "zone: Mars/Base")
                                .replace("holidays: []", "holidays: [2026-02-30]")))
                .containsExactly(
                        "line 3, calendar.zone: is no time zone",
                        "line 10, calendar.holidays.0: is no day of the calendar");
        assertThat(problemsOf(PolicyKind.SLA, sla.replace("monday: [\"09:00-18:00\"]", "monday: [\"10:00-09:30\"]")))
                .containsExactly("line 6, calendar.hours.tuesday: overlaps monday 10:00-09:30");
        assertThat(problemsOf(PolicyKind.SLA, sla.replace("friday: [", "sunday: [\"18:00-09:30\"]\n    friday: [")))
                .containsExactly("line 9, calendar.hours.sunday: overlaps monday 09:00-18:00");
        assertThat(problemsOf(PolicyKind.SLA, sla.replaceAll("\\[\"09:00-18:00\"]", "[]")))
                .containsExactly("line 4, calendar.hours: has no working hours, so that no clock would ever run");
    }

    @Test
    void points_are_whole_and_live_to_the_end_of_their_month() {
        PointsPolicy points = Policies.DEFAULT.points();
        assertThat(points.earnedBy(new BigDecimal("99.99"))).isEqualTo(99);
        assertThat(points.earnedBy(new BigDecimal("1e20"))).isEqualTo(PointsPolicy.MOST_POINTS);
        Instant earned = Instant.parse("2026-02-28T23:30:00Z");
        assertThat(points.activeFrom(earned)).isEqualTo("2026-03-14T23:30:00Z");
        assertThat(points.expiresAt(earned, ZURICH))
                .as("a year later it is March in Zurich, where the month ends in summer time")
                .isEqualTo("2027-03-31T22:00:00Z");
    }

    private SlaPolicy sla(String text) {
        return (SlaPolicy) reader.policy(PolicyKind.SLA, 1, reader.document(PolicyKind.SLA, text));
    }

    private List<String> problemsOf(PolicyKind kind, String text) {
        return catchThrowableOfType(InvalidPolicyException.class, () -> reader.document(kind, text)).problems().stream()
                .map(PolicyProblem::toString)
                .toList();
    }
}
