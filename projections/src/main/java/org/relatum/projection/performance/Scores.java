package org.relatum.projection.performance;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.KpiFormula;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiFormula.Sum;
import org.relatum.events.policy.KpiFormula.Term;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.events.policy.KpiPolicy.Grade;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.events.policy.Measure;

/**
 * The figures of a scorecard. A key figure without a value, because there was nothing to divide by, or without a target has no score; a
 * group has one when one of its figures that weigh something has. Weights of what has no score are shared out among the rest, in
 * proportion to theirs.
 *
 * @param kpis in the order of the policy
 * @param groups in the order of the enum
 * @param composite the weighted mean of the groups' scores
 */
public record Scores(List<KpiScore> kpis, List<GroupScore> groups, OptionalDouble composite, Optional<Grade> grade) {
    public Scores {
        kpis = List.copyOf(kpis);
        groups = List.copyOf(groups);
    }

    /** What the measures were in the scorecard's period. */
    @FunctionalInterface
    public interface Sums {
        /** The value of a measure: over the period, at its start, at its end, or on average. */
        BigDecimal of(Measure measure, At at);
    }

    /**
     * A key figure.
     *
     * @param numerator what is divided, or the sum itself
     * @param denominator what it is divided by; null for a sum
     * @param value in the figure's unit; none when there is nothing to divide by
     * @param target what is expected
     * @param attainment how much of the target is reached; may have no limit
     * @param weight its part in the group
     */
    public record KpiScore(
            Kpi kpi,
            BigDecimal numerator,
            @Nullable BigDecimal denominator,
            OptionalDouble value,
            OptionalDouble target,
            OptionalDouble attainment,
            double weight,
            OptionalDouble score) {}

    /**
     * A group of key figures.
     *
     * @param weight its part in the whole
     */
    public record GroupScore(KpiGroup group, double weight, OptionalDouble score) {}

    /** Calculates a scorecard from what the measures were and what was expected. */
    public static Scores of(KpiPolicy policy, Standard standard, Sums sums) {
        List<KpiScore> kpis = policy.kpis().stream()
                .map(kpi -> score(
                        policy, kpi, Objects.requireNonNull(standard.kpis().get(kpi.key())), sums))
                .toList();
        List<GroupScore> groups = new ArrayList<>();
        for (KpiGroup group : KpiGroup.values()) {
            groups.add(new GroupScore(
                    group,
                    standard.groups().getOrDefault(group, 0.0),
                    mean(
                            kpis.stream()
                                    .filter(kpi -> kpi.kpi().group() == group)
                                    .toList(),
                            KpiScore::weight,
                            KpiScore::score)));
        }
        OptionalDouble composite = mean(groups, GroupScore::weight, GroupScore::score);
        return new Scores(
                kpis,
                groups,
                composite,
                composite.isPresent() ? Optional.of(policy.gradeOf(composite.getAsDouble())) : Optional.empty());
    }

    private static KpiScore score(KpiPolicy policy, Kpi kpi, Standard.Expected expected, Sums sums) {
        KpiFormula formula = kpi.formula();
        BigDecimal numerator = sum(formula.numerator(), sums);
        BigDecimal denominator =
                formula.denominator().map(sum -> sum(sum, sums)).orElse(null);
        OptionalDouble value = value(kpi, numerator, denominator);
        OptionalDouble attainment = value.isPresent() && expected.target().isPresent()
                ? OptionalDouble.of(
                        kpi.attainment(value.getAsDouble(), expected.target().getAsDouble()))
                : OptionalDouble.empty();
        return new KpiScore(
                kpi,
                numerator,
                denominator,
                value,
                expected.target(),
                attainment,
                expected.weight(),
                attainment.isPresent()
                        ? OptionalDouble.of(policy.score().of(attainment.getAsDouble()))
                        : OptionalDouble.empty());
    }

    private static BigDecimal sum(Sum sum, Sums sums) {
        BigDecimal total = BigDecimal.ZERO;
        for (Term term : sum.terms()) {
            BigDecimal amount = sums.of(term.measure(), term.at());
            total = term.positive() ? total.add(amount) : total.subtract(amount);
        }
        return total;
    }

    private static OptionalDouble value(Kpi kpi, BigDecimal numerator, @Nullable BigDecimal denominator) {
        if (denominator == null) {
            return OptionalDouble.of(kpi.unit().of(numerator.doubleValue()));
        }
        if (denominator.signum() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(kpi.unit()
                .of(numerator.divide(denominator, MathContext.DECIMAL128).doubleValue()));
    }

    private static <T> OptionalDouble mean(
            List<T> parts, ToDoubleFunction<T> weight, Function<T, OptionalDouble> score) {
        double weights = 0;
        double sum = 0;
        for (T part : parts) {
            OptionalDouble scored = score.apply(part);
            if (scored.isPresent()) {
                weights += weight.applyAsDouble(part);
                sum += weight.applyAsDouble(part) * scored.getAsDouble();
            }
        }
        return weights > 0 ? OptionalDouble.of(sum / weights) : OptionalDouble.empty();
    }
}
