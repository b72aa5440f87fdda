package org.relatum.projection.kpi;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.projection.core.Micros;

/**
 * Contributions summed in cells: for each day and month, each dimension and each of its members, the sum of every {@link Column}. Cells only
 * add, so the sums of two sets of contributions are those of both together: what a batch adds is what it contributes less what it takes back.
 * Quarters and years are sums of months.
 *
 * <p>What is there at instants also has an area: the time from each change until the end of the cell, weighted by the change. With the
 * value at the start it gives the mean over time.
 */
public final class Cells implements Consumer<Contribution> {
    private final ZoneId zone;
    private final Map<Leaf, Sums> leaves = new HashMap<>();
    private @Nullable Place last;

    /** @param zone of the company */
    public Cells(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Names a cell.
     *
     * @param period a day or a month
     */
    public record Cell(KpiPeriod period, KpiDimension dimension, String member) {}

    /** What is summed before it is spread over the dimensions. */
    private record Leaf(KpiPeriod period, Attribution attribution) {}

    private record Part(Sums sums, Instant to) {}

    /** Where contributions of a day go. Those of one fact come one after the other. */
    private record Place(LocalDate day, Attribution attribution, Part ofDay, Part ofMonth) {}

    /** Sums of a cell; zero is absent. */
    public static final class Sums {
        private final Map<Column, BigDecimal> amounts = new HashMap<>();

        /** Sums by column. */
        public Map<Column, BigDecimal> amounts() {
            return amounts;
        }

        /** The sum of a column. */
        public BigDecimal of(Column column) {
            return amounts.getOrDefault(column, BigDecimal.ZERO);
        }

        /** Adds to a column. */
        public void add(Column column, BigDecimal amount) {
            BigDecimal sum = amounts.merge(column, amount, BigDecimal::add);
            if (sum.signum() == 0) {
                amounts.remove(column);
            }
        }

        /** Adds other sums of the same cell. */
        public void add(Sums other) {
            other.amounts.forEach(this::add);
        }

        /** Whether these are the same sums, however many zeros they are written with. */
        public boolean isEqual(Sums other) {
            Sums difference = new Sums();
            difference.add(this);
            other.amounts.forEach((column, amount) -> difference.add(column, amount.negate()));
            return difference.isZero();
        }

        @Override
        public String toString() {
            return amounts.toString();
        }

        /** Whether nothing is left. */
        public boolean isZero() {
            return amounts.isEmpty();
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
        Place place = last;
        if (place == null || !place.day().equals(day) || !place.attribution().equals(c.attribution())) {
            place = new Place(
                    day,
                    c.attribution(),
                    part(Level.DAY, day, c.attribution()),
                    part(Level.MONTH, day, c.attribution()));
            last = place;
        }
        add(c, amount, Level.DAY, place.ofDay());
        if (c.level() != Level.DAY) {
            add(c, amount, Level.MONTH, place.ofMonth());
        }
    }

    private Part part(Level level, LocalDate day, Attribution attribution) {
        KpiPeriod period = KpiPeriod.containing(level, day);
        return new Part(leaves.computeIfAbsent(new Leaf(period, attribution), leaf -> new Sums()), period.to(zone));
    }

    private static void add(Contribution c, BigDecimal amount, Level cell, Part part) {
        Level level = c.level();
        part.sums().add(Column.of(c.measure(), level == null ? cell : level), amount);
        Column area = Column.area(c.measure());
        if (area != null) {
            part.sums().add(area, amount.multiply(seconds(c.at(), part.to())));
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
                                        leaf.period(),
                                        dimension,
                                        leaf.attribution().member(dimension)),
                                cell -> new Sums())
                        .add(sums);
            }
        });
        cells.values().removeIf(Sums::isZero);
        return cells;
    }
}
