package org.relatum.events.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.relatum.events.PolicyKind;

/**
 * Which key figures there are, how each is calculated, and how a scorecard is made of them. Within a group the weights add up to 1,
 * and so do those of the groups.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param groups the weight of each group, in the order of the enum
 * @param score how a value becomes a score
 * @param grades names of spans of the score, descending; the last begins at 0
 * @param kpis the key figures, in the order of the policy
 */
public record KpiPolicy(int version, Map<KpiGroup, Double> groups, Score score, List<Grade> grades, List<Kpi> kpis)
        implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final KpiPolicy DEFAULT = PolicyReader.shipped(PolicyKind.KPI, KpiPolicy.class);

    public KpiPolicy {
        groups = Collections.unmodifiableMap(new EnumMap<>(groups));
        grades = List.copyOf(grades);
        kpis = List.copyOf(kpis);
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.KPI;
    }

    /** The key figure with this key. */
    public Optional<Kpi> kpi(String key) {
        return kpis.stream().filter(kpi -> kpi.key().equals(key)).findFirst();
    }

    /** The key figures of a group, in the order of the policy. */
    public List<Kpi> of(KpiGroup group) {
        return kpis.stream().filter(kpi -> kpi.group() == group).toList();
    }

    /** The grade of a score from 0 to 100. */
    public Grade gradeOf(double score) {
        for (Grade grade : grades) {
            if (score >= grade.from()) {
                return grade;
            }
        }
        return grades.getLast();
    }

    /**
     * How a value becomes a score: 100 × attainment, where attainment is kept between two limits.
     *
     * @param atLeast least attainment that counts
     * @param atMost greatest attainment that counts
     */
    public record Score(double atLeast, double atMost) {
        /**
         * The score of an attainment.
         *
         * @param attainment as of {@link Kpi#attainment}
         */
        public double of(double attainment) {
            return 100 * Math.clamp(attainment, atLeast, atMost);
        }
    }

    /**
     * A named span of the score, up to where the one before it begins.
     *
     * @param from lowest score of the grade
     */
    public record Grade(String name, double from) {}

    /** Which values are better. */
    public enum Better {
        HIGHER,
        LOWER
    }

    /** In what a value is given. */
    public enum Unit {
        /** A part of a whole, from 0 to 1. */
        SHARE,
        /** One thing for each of another. */
        RATIO,
        /** Hundredths. */
        PERCENT,
        /** The mean of marks. */
        MARK,
        /** A number of things. */
        COUNT,
        /** The reporting currency. */
        MONEY,
        /** Hours; what is divided is in seconds. */
        HOURS;

        /** A quotient, or a sum, of measures in this unit. */
        public double of(double quotient) {
            return switch (this) {
                case PERCENT -> quotient * 100;
                case HOURS -> quotient / 3600;
                case SHARE, RATIO, MARK, COUNT, MONEY -> quotient;
            };
        }
    }

    /** How long a period a target is meant for. */
    public enum Per {
        /** For a period of any length. */
        PERIOD,
        /** For a year: of a shorter period the share of its days is expected. */
        YEAR
    }

    /**
     * A key figure.
     *
     * @param key its name in addresses and columns, for example {@code repeat_purchase}
     * @param title its name for people
     * @param formula how it is calculated
     * @param target what is expected, in the unit, as long as nobody sets another; none: the figure is shown without a score
     * @param per how long a period the target is meant for
     * @param weight its part in the group, from 0 to 1; above 0 there is a target
     */
    public record Kpi(
            String key,
            KpiGroup group,
            String title,
            KpiFormula formula,
            Unit unit,
            Better better,
            OptionalDouble target,
            Per per,
            double weight) {

        /**
         * How much of the target is reached: 1 is all of it. Value over target, or target over value where lower is better; there, a
         * value of 0 or less reaches without limit.
         *
         * @param target above 0
         */
        public double attainment(double value, double target) {
            return switch (better) {
                case HIGHER -> value / target;
                case LOWER -> value > 0 ? target / value : Double.POSITIVE_INFINITY;
            };
        }
    }
}
