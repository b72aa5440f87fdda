package org.relatum.projection.performance;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.GroupWeight;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiGoal;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Recorded;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.events.policy.KpiPolicy.Per;

/**
 * The targets and weights that were set, as known at any instant. Immutable. A statement is about its period, whenever it was made: of
 * those of one scorecard the one recorded last counts, as a whole. What it does not say is taken from the scorecard of the next longer
 * period, up to the year; then from those of the whole company likewise; then from the KPI policy. A target per year is shared out by
 * days. The target of a sum is never handed down from the company to its parts: each would have to reach what all together should.
 */
public final class Goals {
    /** Nothing was set. */
    public static final Goals NONE = new Goals(Map.of());

    private final Map<ScorecardName, List<Recorded<TargetsSet>>> statements;

    private Goals(Map<ScorecardName, List<Recorded<TargetsSet>>> statements) {
        this.statements = statements;
    }

    /** These and more, in any order. */
    public Goals with(List<Recorded<TargetsSet>> more) {
        Map<ScorecardName, List<Recorded<TargetsSet>>> all = new HashMap<>(statements);
        for (Recorded<TargetsSet> statement : more) {
            all.merge(ScorecardName.of(statement.event()), List.of(statement), Goals::both);
        }
        return new Goals(all);
    }

    private static <T> List<T> both(List<T> before, List<T> after) {
        return Stream.concat(before.stream(), after.stream()).toList();
    }

    /**
     * What is expected of a scorecard.
     *
     * @param policy the definitions that hold
     * @param knownAt only what was recorded by then; null: everything
     */
    public Standard of(ScorecardName scorecard, KpiPolicy policy, @Nullable Instant knownAt) {
        List<Stated> own = stated(scorecard, knownAt);
        List<Stated> company = scorecard.isOfCompany() ? List.of() : stated(scorecard.ofCompany(), knownAt);
        List<Stated> all = both(own, company);
        Map<String, Standard.Expected> expected = new LinkedHashMap<>();
        Map<KpiGroup, Map<String, Double>> weights = new EnumMap<>(KpiGroup.class);
        for (Kpi kpi : policy.kpis()) {
            double weight = weights.computeIfAbsent(kpi.group(), group -> weights(all, policy, group))
                    .getOrDefault(kpi.key(), 0.0);
            expected.put(kpi.key(), new Standard.Expected(target(kpi, scorecard, own, company), weight));
        }
        return new Standard(expected, groups(all, policy));
    }

    private record Stated(KpiPeriod period, TargetsSet statement) {}

    private List<Stated> stated(ScorecardName scorecard, @Nullable Instant knownAt) {
        List<Stated> found = new ArrayList<>();
        for (ScorecardName name : scorecard.over()) {
            last(name, knownAt).ifPresent(statement -> found.add(new Stated(name.period(), statement)));
        }
        return found;
    }

    private Optional<TargetsSet> last(ScorecardName name, @Nullable Instant knownAt) {
        return statements.getOrDefault(name, List.of()).stream()
                .filter(statement -> knownAt == null || !statement.recordedAt().isAfter(knownAt))
                .max(Comparator.comparingLong(Recorded::sequence))
                .map(Recorded::event);
    }

    private static OptionalDouble target(Kpi kpi, ScorecardName scorecard, List<Stated> own, List<Stated> company) {
        boolean isSum = kpi.formula().denominator().isEmpty();
        for (Stated stated : isSum ? own : both(own, company)) {
            for (KpiGoal goal : stated.statement().kpis()) {
                BigDecimal target = goal.target();
                if (goal.kpi().equals(kpi.key()) && target != null) {
                    return OptionalDouble.of(share(target.doubleValue(), kpi, scorecard.period(), stated.period()));
                }
            }
        }
        if (kpi.target().isEmpty() || isSum && scorecard.dimension() != KpiDimension.COMPANY) {
            return OptionalDouble.empty();
        }
        KpiPeriod year =
                KpiPeriod.containing(KpiPeriod.Level.YEAR, scorecard.period().firstDay());
        return OptionalDouble.of(share(kpi.target().getAsDouble(), kpi, scorecard.period(), year));
    }

    private static double share(double target, Kpi kpi, KpiPeriod of, KpiPeriod stated) {
        return kpi.per() == Per.PERIOD || of.equals(stated) ? target : target * of.days() / stated.days();
    }

    /** The weights of a group's key figures; what is not named weighs nothing. */
    private static Map<String, Double> weights(List<Stated> stated, KpiPolicy policy, KpiGroup group) {
        for (Stated one : stated) {
            Map<String, Double> weights = new HashMap<>();
            for (KpiGoal goal : one.statement().kpis()) {
                BigDecimal weight = goal.weight();
                if (weight != null
                        && policy.kpi(goal.kpi())
                                .filter(kpi -> kpi.group() == group)
                                .isPresent()) {
                    weights.put(goal.kpi(), weight.doubleValue());
                }
            }
            if (!weights.isEmpty()) {
                return weights;
            }
        }
        Map<String, Double> weights = new HashMap<>();
        policy.of(group).forEach(kpi -> weights.put(kpi.key(), kpi.weight()));
        return weights;
    }

    private static Map<KpiGroup, Double> groups(List<Stated> stated, KpiPolicy policy) {
        for (Stated one : stated) {
            List<GroupWeight> weights = one.statement().groups();
            if (!weights.isEmpty()) {
                Map<KpiGroup, Double> groups = new EnumMap<>(KpiGroup.class);
                for (KpiGroup group : KpiGroup.values()) {
                    groups.put(group, 0.0);
                }
                weights.forEach(weight -> KpiGroup.of(weight.group())
                        .ifPresent(group -> groups.put(group, weight.weight().doubleValue())));
                return groups;
            }
        }
        return policy.groups();
    }
}
