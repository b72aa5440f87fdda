package org.relatum.projection.kpi;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.Measure;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;

/**
 * The measures of one scorecard, from cells, from contributions or from both: what is there when the period begins is the sum of all changes
 * before.
 */
public final class PeriodSums implements Scores.Sums, Consumer<Contribution> {
    private final KpiPeriod period;
    private final KpiDimension dimension;
    private final String member;
    private final ZoneId zone;
    private final Instant from;
    private final Instant to;
    /** What was there when the period began; and what was added in it, areas up to its end. */
    private final Map<Measure, BigDecimal> before = new EnumMap<>(Measure.class);

    private final Map<Measure, BigDecimal> within = new EnumMap<>(Measure.class);
    private final Map<Measure, BigDecimal> areas = new EnumMap<>(Measure.class);

    /**
     * Begins with nothing.
     *
     * @param to the end of the period or, while it goes on, the first instant that does not count
     * @param zone of the company
     */
    public PeriodSums(ScorecardName name, Instant to, ZoneId zone) {
        this.period = name.period();
        this.dimension = name.dimension();
        this.member = name.member() == null ? Attribution.ALL : name.member();
        this.zone = zone;
        this.from = period.from(zone);
        Instant end = period.to(zone);
        this.to = to.isBefore(end) ? to : end;
    }

    /** Whether nothing was there and nothing happened. */
    public boolean isZero() {
        return Stream.of(before, within, areas)
                .flatMap(sums -> sums.values().stream())
                .allMatch(sum -> sum.signum() == 0);
    }

    /** Whether the period has begun. */
    public boolean hasBegun() {
        return from.isBefore(to);
    }

    /**
     * Adds a cell, in which nothing happens that does not count; the shorter ones in it are not to be added, too.
     *
     * @param cell before the period or in it
     */
    public void add(KpiPeriod cell, Cells.Sums sums) {
        boolean early = cell.firstDay().isBefore(period.firstDay());
        BigDecimal rest = Cells.seconds(cell.to(zone), to);
        sums.amounts().forEach((column, amount) -> {
            Measure measure = column.measure();
            if (column.isArea()) {
                if (!early) {
                    add(areas, measure, amount);
                }
            } else if (measure.kind() != Measure.Kind.STOCK) {
                if (!early && (column.level() == null || column.level() == period.level())) {
                    add(within, measure, amount);
                }
            } else if (early) {
                add(before, measure, amount);
            } else {
                add(within, measure, amount);
                add(areas, measure, amount.multiply(rest));
            }
        });
    }

    @Override
    public void accept(Contribution c) {
        add(c, c.amount());
    }

    /** Takes contributions back. */
    public Consumer<Contribution> less() {
        return c -> add(c, c.amount().negate());
    }

    /** Whether a contribution is part of what is summed here. */
    public boolean counts(Contribution c) {
        return c.at().isBefore(to)
                && (c.level() == null || c.level() == period.level())
                && c.attribution().member(dimension).equals(member);
    }

    private void add(Contribution c, BigDecimal amount) {
        Measure measure = c.measure();
        boolean early = c.at().isBefore(from);
        if (counts(c)) {
            if (!early) {
                add(within, measure, amount);
            }
            if (measure.kind() == Measure.Kind.STOCK) {
                if (early) {
                    add(before, measure, amount);
                } else {
                    add(areas, measure, amount.multiply(Cells.seconds(c.at(), to)));
                }
            }
        }
    }

    private static void add(Map<Measure, BigDecimal> sums, Measure measure, BigDecimal amount) {
        sums.merge(measure, amount, BigDecimal::add);
    }

    @Override
    public BigDecimal of(Measure measure, At at) {
        BigDecimal start = before.getOrDefault(measure, BigDecimal.ZERO);
        BigDecimal change = within.getOrDefault(measure, BigDecimal.ZERO);
        if (!hasBegun()) {
            return BigDecimal.ZERO;
        }
        return switch (at) {
            case IN_PERIOD -> change;
            case START -> start;
            case END -> start.add(change);
            case MEAN ->
                start.add(areas.getOrDefault(measure, BigDecimal.ZERO)
                        .divide(Cells.seconds(from, to), MathContext.DECIMAL128));
        };
    }
}
