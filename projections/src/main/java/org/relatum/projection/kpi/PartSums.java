package org.relatum.projection.kpi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.projection.performance.ScorecardName;

/**
 * The measures of one period: of one part of the company, or of every part that contributes to dimensions, each by itself. A contribution goes to
 * one part of each dimension.
 */
public final class PartSums implements Consumer<Contribution> {
    /** A part of the company, as cells call it. */
    public record Part(KpiDimension dimension, String member) {}

    /** By dimension, then by member. */
    public static final Comparator<Part> ORDER =
            Comparator.comparing(Part::dimension).thenComparing(Part::member);

    private final KpiPeriod period;
    private final Set<KpiDimension> dimensions;
    private final @Nullable Part only;
    private final Instant to;
    private final ZoneId zone;
    private final Map<Part, PeriodSums> sums = new TreeMap<>(ORDER);

    private PartSums(
            KpiPeriod period, Set<KpiDimension> dimensions, @Nullable Part only, Instant counted, ZoneId zone) {
        this.period = period;
        this.dimensions = dimensions;
        this.only = only;
        this.zone = zone;
        Instant end = period.to(zone);
        this.to = counted.isBefore(end) ? counted : end;
    }

    /**
     * Those of one part.
     *
     * @param to the end of the period or, while it goes on, the first instant that does not count
     * @param zone of the company
     */
    public static PartSums of(ScorecardName name, Instant to, ZoneId zone) {
        Part only = new Part(name.dimension(), name.member() == null ? Attribution.ALL : name.member());
        PartSums sums = new PartSums(name.period(), Set.of(name.dimension()), only, to, zone);
        sums.at(only);
        return sums;
    }

    /** Those of every part of some dimensions; instants and zone as for {@link #of}. */
    public static PartSums ofAll(KpiPeriod period, Set<KpiDimension> dimensions, Instant to, ZoneId zone) {
        return new PartSums(period, dimensions, null, to, zone);
    }

    public KpiPeriod period() {
        return period;
    }

    public Set<KpiDimension> dimensions() {
        return dimensions;
    }

    /** The one part of which there are sums; null: of all. */
    public @Nullable Part only() {
        return only;
    }

    /** The first instant that does not count. */
    public Instant to() {
        return to;
    }

    /** Whether the period has begun. */
    public boolean hasBegun() {
        return period.from(zone).isBefore(to);
    }

    /** The sums of a part; nothing where it has not contributed. */
    public PeriodSums at(Part part) {
        return sums.computeIfAbsent(part, p -> new PeriodSums(name(p), to, zone));
    }

    /** The scorecard of a part. */
    public ScorecardName name(Part part) {
        return new ScorecardName(
                period, part.dimension(), part.dimension() == KpiDimension.COMPANY ? null : part.member());
    }

    /** The parts that have contributed something, in their order. */
    public Set<Part> parts() {
        return sums.keySet();
    }

    /** Adds a cell; see {@link PeriodSums#add}. */
    public void add(Cells.Cell cell, Cells.Sums more) {
        Part part = new Part(cell.dimension(), cell.member());
        if (isWanted(part)) {
            at(part).add(cell.period(), more);
        }
    }

    private boolean isWanted(Part part) {
        return only == null ? dimensions.contains(part.dimension()) : only.equals(part);
    }

    @Override
    public void accept(Contribution c) {
        toParts(c, PeriodSums::accept);
    }

    /** Takes contributions back. */
    public Consumer<Contribution> less() {
        return c -> toParts(c, (to, taken) -> to.less().accept(taken));
    }

    private void toParts(Contribution c, BiConsumer<PeriodSums, Contribution> action) {
        for (KpiDimension dimension : dimensions) {
            Part part = new Part(dimension, c.attribution().member(dimension));
            if (isWanted(part)) {
                action.accept(at(part), c);
            }
        }
    }
}
