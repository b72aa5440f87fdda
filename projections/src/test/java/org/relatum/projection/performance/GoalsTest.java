package org.relatum.projection.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.events.GroupWeight;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiGoal;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Recorded;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;

class GoalsTest {
    private static final KpiPolicy POLICY = KpiPolicy.DEFAULT;
    private static final Instant RECORDED = Instant.parse("2026-01-10T00:00:00Z");

    private final List<Recorded<TargetsSet>> statements = new ArrayList<>();

    private static KpiGoal goal(String kpi, @Nullable String target, @Nullable String weight) {
        return new KpiGoal(
                kpi, target == null ? null : new BigDecimal(target), weight == null ? null : new BigDecimal(weight));
    }

    private void state(String period, @Nullable String segment, KpiGoal... goals) {
        state(period, segment, List.of(goals), List.of());
    }

    private void state(String period, @Nullable String segment, List<KpiGoal> goals, List<GroupWeight> groups) {
        int sequence = statements.size();
        statements.add(new Recorded<>(
                sequence + 1,
                new UUID(0, 1),
                sequence,
                RECORDED.plusSeconds(sequence),
                new TargetsSet(
                        RECORDED.minusSeconds(sequence),
                        period,
                        segment == null ? KpiDimension.COMPANY : KpiDimension.SEGMENT,
                        segment,
                        goals,
                        groups,
                        null)));
    }

    private Standard of(String period, @Nullable String segment, @Nullable Instant knownAt) {
        return Goals.NONE
                .with(statements)
                .of(
                        new ScorecardName(
                                KpiPeriod.of(period).orElseThrow(),
                                segment == null ? KpiDimension.COMPANY : KpiDimension.SEGMENT,
                                segment),
                        POLICY,
                        knownAt);
    }

    private OptionalDouble target(String kpi, String period, @Nullable String segment) {
        return of(period, segment, null).kpis().get(kpi).target();
    }

    private double weight(String kpi, String period, @Nullable String segment) {
        return of(period, segment, null).kpis().get(kpi).weight();
    }

    @Test
    void without_a_statement_the_policy_holds() {
        Standard standard = of("2026-03", "gold", null);
        assertThat(standard.kpis()).hasSameSizeAs(POLICY.kpis());
        assertThat(standard.kpis().get("csat")).isEqualTo(new Standard.Expected(OptionalDouble.of(4.2), 0.35));
        assertThat(standard.groups()).isEqualTo(POLICY.groups());
    }

    @Test
    void a_target_per_year_is_shared_out_by_days() {
        assertThat(target("arpu", "2026", null)).hasValue(500);
        assertThat(target("arpu", "2026-02", null).orElseThrow()).isCloseTo(500 * 28 / 365.0, within(1e-12));
        assertThat(target("arpu", "2024-02-29", null).orElseThrow()).isCloseTo(500 / 366.0, within(1e-12));
        state("2026-Q1", null, goal("arpu", "180", null), goal("csat", "4.5", null));
        assertThat(target("arpu", "2026-Q1", null)).hasValue(180);
        assertThat(target("arpu", "2026-01", null).orElseThrow()).isCloseTo(180 * 31 / 90.0, within(1e-12));
        assertThat(target("csat", "2026-01", null))
                .as("a mark does not grow with time")
                .hasValue(4.5);
        assertThat(target("arpu", "2026-04", null).orElseThrow()).isCloseTo(500 * 30 / 365.0, within(1e-12));
    }

    @Test
    void what_is_nearest_holds_first_by_period_and_then_the_company() {
        state("2026", null, goal("csat", "4.0", null), goal("nps", "10", null), goal("ces", "6", null));
        state("2026-Q1", null, goal("nps", "20", null));
        state("2026", "gold", goal("csat", "4.9", null));
        assertThat(target("csat", "2026-01", "gold")).as("its own year").hasValue(4.9);
        assertThat(target("nps", "2026-01", "gold")).as("the company's quarter").hasValue(20);
        assertThat(target("ces", "2026-01", "gold")).as("the company's year").hasValue(6);
        assertThat(target("csat", "2026-01", "basic")).hasValue(4.0);
        assertThat(target("nps", "2026-05", null)).hasValue(10);
        assertThat(target("nps", "2025", null)).hasValue(40);
    }

    @Test
    void the_target_of_a_sum_is_not_handed_down_to_parts_of_the_company() {
        state("2026", null, goal("net_revenue", "365000", null));
        assertThat(target("net_revenue", "2026-01", null)).hasValue(31_000);
        assertThat(target("net_revenue", "2026-01", "gold")).isEmpty();
        state("2026", "gold", goal("net_revenue", "36500", null));
        assertThat(target("net_revenue", "2026-01", "gold")).hasValue(3_100);
    }

    @Test
    void weights_hold_by_group_as_a_whole() {
        state("2026", null, goal("sla_attainment", null, "0.6"), goal("resolution", null, "0.4"));
        assertThat(weight("sla_attainment", "2026-07", "gold")).isEqualTo(0.6);
        assertThat(weight("first_response", "2026-07", "gold")).isEqualTo(0);
        assertThat(weight("csat", "2026-07", "gold"))
                .as("nothing was said of its group")
                .isEqualTo(0.35);
        state("2026-07", "gold", goal("first_response", null, "1"));
        assertThat(weight("first_response", "2026-07", "gold")).isEqualTo(1);
        assertThat(weight("sla_attainment", "2026-07", "gold")).isEqualTo(0);
        state(
                "2026",
                null,
                List.of(),
                List.of(
                        new GroupWeight("value", new BigDecimal("0.7")),
                        new GroupWeight("loyalty", new BigDecimal("0.3"))));
        assertThat(of("2026-07", "gold", null).groups())
                .containsEntry(KpiGroup.VALUE, 0.7)
                .containsEntry(KpiGroup.LOYALTY, 0.3)
                .containsEntry(KpiGroup.INTERNAL, 0.0);
        assertThat(weight("sla_attainment", "2026-07", "basic"))
                .as("the later statement says nothing of it")
                .isEqualTo(0.25);
    }

    @Test
    void of_the_statements_that_were_known_the_last_one_counts_whenever_it_was_made() {
        state("2026", null, goal("csat", "4", null));
        state("2026", null, goal("csat", "5", null));
        assertThat(of("2026", null, RECORDED.minusNanos(1000))
                        .kpis()
                        .get("csat")
                        .target())
                .hasValue(4.2);
        assertThat(of("2026", null, RECORDED).kpis().get("csat").target()).hasValue(4);
        assertThat(of("2026", null, RECORDED.plusSeconds(1)).kpis().get("csat").target())
                .hasValue(5);
        assertThat(of("2026", null, null).kpis().get("csat").target()).hasValue(5);
    }
}
