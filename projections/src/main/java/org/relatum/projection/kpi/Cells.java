package org.relatum.projection.kpi;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Micros;

/**
 * Contributions summed in cells: for each day and month, each dimension and each of its members, the sum of every measure. Cells only add,
 * so the sums of two sets of contributions are those of both together: what a batch adds is what it contributes less what it takes back.
 *
 * <p>What is there at instants also has an area: the time from each change until the end of the cell's period, weighted by the change. With
 * the value at the start it gives the mean over time. What is counted for each kind of period has cells of its own for quarters and years;
 * of everything else those are sums of months.
 */
public final class Cells implements Consumer<Contribution> {
    private final ZoneId zone;
    private final Map<Leaf, Sums> leaves = new HashMap<>();

    /** @param zone of the company */
    public Cells(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Names a cell.
     *
     * @param from first day of the period
     */
    public record Cell(Level level, LocalDate from, KpiDimension dimension, String member) {}

    /** What is summed before it is spread over the dimensions. */
    private record Leaf(Level level, LocalDate from, Attribution attribution) {}

    /** Sums of a cell; zero is absent. */
    public static final class Sums {
        private final Map<Measure, BigDecimal> amounts = new EnumMap<>(Measure.class);
        private final Map<Measure, BigDecimal> areas = new EnumMap<>(Measure.class);

        /** Sums by measure. */
        public Map<Measure, BigDecimal> amounts() {
            return amounts;
        }

        /** Of what is there at instants: seconds until the end of the period, weighted by the change. */
        public Map<Measure, BigDecimal> areas() {
            return areas;
        }

        private static void add(Map<Measure, BigDecimal> sums, Measure measure, BigDecimal amount) {
            BigDecimal sum = sums.merge(measure, amount, BigDecimal::add);
            if (sum.signum() == 0) {
                sums.remove(measure);
            }
        }

        void add(Sums other) {
            other.amounts.forEach((measure, amount) -> add(amounts, measure, amount));
            other.areas.forEach((measure, area) -> add(areas, measure, area));
        }

        /** Sums as rows have them; nothing where there is none. */
        public static Sums of(Map<Measure, BigDecimal> amounts, Map<Measure, BigDecimal> areas) {
            Sums sums = new Sums();
            amounts.forEach((measure, amount) -> add(sums.amounts, measure, amount));
            areas.forEach((measure, area) -> add(sums.areas, measure, area));
            return sums;
        }

        /** Whether these are the same sums, however many zeros they are written with. */
        public boolean isEqual(Sums other) {
            Sums difference = new Sums();
            difference.add(this);
            other.amounts.forEach((measure, amount) -> add(difference.amounts, measure, amount.negate()));
            other.areas.forEach((measure, area) -> add(difference.areas, measure, area.negate()));
            return difference.isZero();
        }

        @Override
        public String toString() {
            return amounts + " areas " + areas;
        }

        /** Whether nothing is left. */
        public boolean isZero() {
            return amounts.isEmpty() && areas.isEmpty();
        }
    }

    @Override
    public void accept(Contribution c) {
        add(c, c.amount());
    }

    /** Takes contributions back. */
    public Consumer<Contribution> less() {
        return c -> add(c, c.amount().negate());
    }

    private void add(Contribution c, BigDecimal amount) {
        LocalDate day = LocalDate.ofInstant(c.at(), zone);
        Level only = c.level();
        if (only != null) {
            add(c, amount, KpiPeriod.containing(only, day));
        } else {
            add(c, amount, KpiPeriod.containing(Level.DAY, day));
            add(c, amount, KpiPeriod.containing(Level.MONTH, day));
        }
    }

    private void add(Contribution c, BigDecimal amount, KpiPeriod period) {
        Sums sums = leaves.computeIfAbsent(
                new Leaf(period.level(), period.firstDay(), c.attribution()), leaf -> new Sums());
        Sums.add(sums.amounts, c.measure(), amount);
        if (c.measure().kind() == Measure.Kind.STOCK) {
            Sums.add(sums.areas, c.measure(), amount.multiply(seconds(c.at(), period.to(zone))));
        }
    }

    static BigDecimal seconds(Instant from, Instant to) {
        return BigDecimal.valueOf(Micros.of(Duration.between(from, to)), 6);
    }

    /** The cells that aren't zero. */
    public Map<Cell, Sums> cells() {
        Map<Cell, Sums> cells = new HashMap<>();
        leaves.forEach((leaf, sums) -> {
            for (KpiDimension dimension : KpiDimension.values()) {
                cells.computeIfAbsent(
                                new Cell(
                                        leaf.level(),
                                        leaf.from(),
                                        dimension,
                                        leaf.attribution().member(dimension)),
                                cell -> new Sums())
                        .add(sums);
            }
        });
        cells.values().removeIf(Sums::isZero);
        return cells;
    }

    /** Adds what others have summed. */
    public void add(Cells other) {
        other.leaves.forEach(
                (leaf, sums) -> leaves.computeIfAbsent(leaf, l -> new Sums()).add(sums));
    }
}
