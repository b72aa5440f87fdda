package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.projection.core.Facts;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.PartSums;
import org.relatum.projection.performance.Measurements;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Measures by the cells. What they don't say comes from the same fold: the part of a day up to {@code asOf} from the customers that
 * contribute on it, what has come or will come by time and isn't counted yet from the rows that are due, and what was not known at
 * {@code knownAt} from the customers of which something was recorded since. Each is exact; the more customers it takes, the longer it takes.
 */
public final class CellMeasurements implements Measurements {
    private static final int CUSTOMERS_AT_ONCE = 500;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final EventDecoder decoder;
    private final RowStore rows;
    private final ReferenceSource references;
    private final ZoneId zone;
    private final Clock clock;

    /** @param zone of the company */
    public CellMeasurements(EventDecoder decoder, RowStore rows, ReferenceSource references, ZoneId zone, Clock clock) {
        this.decoder = decoder;
        this.rows = rows;
        this.references = references;
        this.zone = zone;
        this.clock = clock;
    }

    @Override
    public Measured of(ScorecardName scorecard, @Nullable Instant asOf, @Nullable Instant knownAt) {
        Sides sides = sides(
                to -> PartSums.of(scorecard, to, zone), to -> PartSums.of(scorecard.before(), to, zone), asOf, knownAt);
        return sides.at(Objects.requireNonNull(sides.sums().only()));
    }

    @Override
    public Parts ofAll(
            KpiPeriod period, Set<KpiDimension> dimensions, @Nullable Instant asOf, @Nullable Instant knownAt) {
        Sides sides = sides(
                to -> PartSums.ofAll(period, dimensions, to, zone),
                to -> PartSums.ofAll(period.before(), dimensions, to, zone),
                asOf,
                knownAt);
        return sides.all();
    }

    private Sides sides(
            Function<Instant, PartSums> period,
            Function<Instant, PartSums> periodBefore,
            @Nullable Instant asOf,
            @Nullable Instant knownAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant at = asOf == null ? now : asOf;
        Instant after = at.plus(1, ChronoUnit.MICROS);
        PartSums sums = period.apply(after);
        PartSums before = periodBefore.apply(after);
        long[] position = {0};
        rows.inSnapshot(snapshot -> {
            position[0] = snapshot.position(KpiRow.TABLE);
            Reading reading = new Reading(snapshot, position[0], at);
            if (knownAt == null) {
                reading.current(List.of(sums, before), asOf == null);
            } else {
                reading.known(List.of(sums, before), knownAt);
            }
        });
        return new Sides(sums, before, at, knownAt == null ? now : knownAt, position[0]);
    }

    /** A period and the one before. */
    private record Sides(PartSums sums, PartSums before, Instant asOf, Instant knownAt, long position) {
        Measured at(PartSums.Part part) {
            return new Measured(sums.at(part), before.at(part), asOf, knownAt, position);
        }

        Parts all() {
            Set<PartSums.Part> parts = new TreeSet<>(PartSums.ORDER);
            parts.addAll(sums.parts());
            parts.addAll(before.parts());
            Map<ScorecardName, Measured> all = new LinkedHashMap<>();
            for (PartSums.Part part : parts) {
                if (!sums.at(part).isZero() || !before.at(part).isZero()) {
                    all.put(sums.name(part), at(part));
                }
            }
            return new Parts(all, asOf, knownAt, position);
        }
    }

    /** Months before a day and, from there on, days before another. */
    private record Span(LocalDate months, LocalDate end) {
        boolean hasDays() {
            return months.isBefore(end);
        }

        boolean contains(KpiPeriod cell) {
            return cell.level() == Level.MONTH
                    ? cell.firstDay().isBefore(months)
                    : !cell.firstDay().isBefore(months) && cell.firstDay().isBefore(end);
        }
    }

    /** Reads one moment of the rows. */
    private final class Reading {
        private final RowStore.Snapshot snapshot;
        private final long position;
        private final Instant at;
        private final ReferenceTimeline timeline;
        private final KpiFold fold;

        Reading(RowStore.Snapshot snapshot, long position, Instant at) {
            this.snapshot = snapshot;
            this.position = position;
            this.at = at;
            this.timeline = references.including(position);
            this.fold = new KpiFold(timeline, zone);
        }

        /** Going by what was recorded at an instant: as everything that is recorded, but for customers of which more was recorded since. */
        void known(List<PartSums> wanted, Instant knownAt) {
            ReferenceTimeline knownTimeline = timeline.knownAt(knownAt);
            KpiFold knownFold = new KpiFold(knownTimeline, zone);
            boolean judgedAlike = timeline.firstDifference(knownTimeline, KpiFold.POLICIES)
                    .map(from -> from.isAfter(at))
                    .orElse(true);
            if (judgedAlike) {
                current(wanted, false);
            }
            pages(
                    last -> judgedAlike
                            ? snapshot.kpisRecordedAfter(knownAt, last, CUSTOMERS_AT_ONCE)
                            : snapshot.customersAfter(last, CUSTOMERS_AT_ONCE),
                    page -> {
                        Map<UUID, KpiRow> stored = judgedAlike ? snapshot.kpis(page) : Map.of();
                        decoder.facts(page, position, UNREADABLE).forEach((customer, facts) -> {
                            KpiRow row = stored.get(customer);
                            if (row != null) {
                                Facts contained = facts.upToPosition(row.position());
                                List<Contribution> less = new ArrayList<>();
                                fold.replay(contained, at, less::add);
                                wanted.forEach(sums -> less.forEach(sums.less()));
                            }
                            Facts known = facts.knownAt(knownAt);
                            if (!known.own().isEmpty()) {
                                knownFold.replay(known, at, c -> wanted.forEach(sums -> sums.accept(c)));
                            }
                        });
                    });
        }

        /**
         * Going by everything that is recorded.
         *
         * @param everything whether also what happened after {@link #at} counts, because a clock is ahead
         */
        void current(List<PartSums> wanted, boolean everything) {
            List<PartSums> begun = wanted.stream().filter(PartSums::hasBegun).toList();
            LocalDate day = LocalDate.ofInstant(at.plus(1, ChronoUnit.MICROS), zone);
            Instant dayBegins = day.atStartOfDay(zone).toInstant();
            List<PartSums> cut = everything
                    ? List.of()
                    : begun.stream()
                            .filter(sums -> sums.to().isAfter(dayBegins))
                            .toList();
            cells(begun, cut, day);
            Set<UUID> ofTheDay = new HashSet<>();
            if (!cut.isEmpty()) {
                pages(last -> snapshot.kpiCustomers(day, day.plusDays(1), last, CUSTOMERS_AT_ONCE), page -> {
                    ofTheDay.addAll(page);
                    contained(page, c -> {
                        if (!c.at().isBefore(dayBegins)) {
                            cut.forEach(sums -> sums.accept(c));
                        }
                    });
                });
            }
            due((customer, c) -> {
                boolean counted = !c.at().isBefore(dayBegins) && ofTheDay.contains(customer);
                begun.stream().filter(sums -> !counted || !cut.contains(sums)).forEach(sums -> sums.accept(c));
            });
        }

        /**
         * Months up to the last whole one, or up to the month of a day, and days after them.
         *
         * @param wanted of the same parts of the company
         * @param cut those of which the cells count only until a day
         */
        private void cells(List<PartSums> wanted, List<PartSums> cut, LocalDate day) {
            Map<PartSums, Span> spans = new LinkedHashMap<>();
            for (PartSums sums : wanted) {
                KpiPeriod period = sums.period();
                LocalDate end = cut.contains(sums) ? day : period.endDay();
                LocalDate last = period.level() == Level.DAY ? period.firstDay() : end;
                spans.put(sums, new Span(last.withDayOfMonth(1), end));
            }
            if (spans.isEmpty()) {
                return;
            }
            LocalDate months = spans.values().stream()
                    .map(Span::months)
                    .max(LocalDate::compareTo)
                    .orElseThrow();
            LocalDate end = spans.values().stream()
                    .map(Span::end)
                    .max(LocalDate::compareTo)
                    .orElseThrow();
            LocalDate days = spans.values().stream()
                    .filter(Span::hasDays)
                    .map(Span::months)
                    .min(LocalDate::compareTo)
                    .orElse(end);
            PartSums any = wanted.getFirst();
            for (var cell : snapshot.kpiCells(any.dimensions(), any.only(), months, days, end)) {
                spans.forEach((sums, span) -> {
                    if (span.contains(cell.getKey().period())) {
                        sums.add(cell.getKey(), cell.getValue());
                    }
                });
            }
        }

        /** What customers contribute up to {@link #at} by the facts that are in the cells. */
        private void contained(Collection<UUID> customers, Consumer<Contribution> out) {
            Map<UUID, KpiRow> stored = snapshot.kpis(customers);
            decoder.facts(stored.keySet(), position, UNREADABLE).forEach((customer, facts) -> {
                KpiRow row = stored.get(customer);
                if (row != null) {
                    fold.replay(facts.upToPosition(row.position()), at, out);
                }
            });
        }

        /** What comes by time up to {@link #at} and is not in the cells. */
        private void due(BiConsumer<UUID, Contribution> out) {
            boolean everybody = timeline.nextChange(snapshot.renderedTo(KpiRow.TABLE), KpiFold.POLICIES, false)
                    .map(from -> !from.isAfter(at))
                    .orElse(false);
            KpiRow last = null;
            List<KpiRow> page;
            do {
                page = everybody
                        ? snapshot.kpisAfter(last == null ? BEFORE_ALL : last.customer(), CUSTOMERS_AT_ONCE)
                        : snapshot.kpisDue(at, last, CUSTOMERS_AT_ONCE);
                for (KpiRow row : page) {
                    last = row;
                    fold.settle(row.followed(), at, c -> out.accept(row.customer(), c));
                }
            } while (page.size() == CUSTOMERS_AT_ONCE);
        }
    }

    /** A customer whose events can't be read is parked and counted up to then. */
    private static final BiConsumer<UUID, RuntimeException> UNREADABLE = (customer, error) -> {};

    private static void pages(Function<UUID, List<UUID>> next, Consumer<List<UUID>> work) {
        List<UUID> page = next.apply(BEFORE_ALL);
        while (!page.isEmpty()) {
            work.accept(page);
            page = next.apply(page.getLast());
        }
    }
}
