package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded.Change;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.timeline.TimelineEntry;

/**
 * Folds every customer from scratch and compares with what is stored: features, intervals on both time axes, places, and that nobody is
 * missing or too many. Reads one snapshot, so that it can run while the engine writes.
 */
public final class Check {
    private static final int CUSTOMERS_AT_ONCE = 500;
    /** A cell belongs to no customer alone. */
    private static final UUID NOBODY = new UUID(0, 0);

    private static final Duration GRACE = Duration.ofMinutes(1);

    private final EventDecoder decoder;
    private final RowStore rows;
    private final ReferenceSource references;
    private final ZoneId zone;
    private final Clock clock;

    /** @param zone of the company */
    public Check(EventDecoder decoder, RowStore rows, ReferenceSource references, ZoneId zone, Clock clock) {
        this.zone = zone;
        this.decoder = decoder;
        this.rows = rows;
        this.references = references;
        this.clock = clock;
    }

    /**
     * Something that is not as the log says.
     *
     * @param projection the table
     * @param customer whose; of a cell, which belongs to many, all zeros
     * @param what the kind of difference: {@code parked}, {@code missing}, {@code stranger}, {@code features}, {@code place},
     *     {@code intervals}, {@code cell}, {@code timeline}, {@code overdue} or {@code unreadable}
     * @param detail expected and found
     */
    public record Difference(String projection, UUID customer, String what, String detail) {}

    /** What a check found out. */
    public record Summary(long customers, long differences, Map<String, Long> positions) {}

    /**
     * Checks everything.
     *
     * @param differences gets each difference as it is found
     * @param progress gets the number of customers that were checked so far
     */
    public Summary run(Consumer<Difference> differences, Consumer<Long> progress) {
        Run run = new Run(differences, progress);
        rows.inSnapshot(run::check);
        return run.summary();
    }

    private final class Run {
        private final Consumer<Difference> out;
        private final Consumer<Long> progress;
        private long customers;
        private long differences;
        private final Cells cells = new Cells(zone);
        private final Map<String, Long> positions = new LinkedHashMap<>();

        Run(Consumer<Difference> out, Consumer<Long> progress) {
            this.out = out;
            this.progress = progress;
        }

        Summary summary() {
            return new Summary(customers, differences, Map.copyOf(positions));
        }

        private void differs(String projection, UUID customer, String what, String detail) {
            differences++;
            out.accept(new Difference(projection, customer, what, detail));
        }

        void check(RowStore.Snapshot snapshot) {
            Set<String> parked = new HashSet<>();
            for (Parked p : snapshot.parked()) {
                parked.add(p.projection() + p.customer());
                differs(p.projection(), p.customer(), "parked", "since position " + p.position() + ": " + p.error());
            }
            for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                positions.put(model.table(), snapshot.position(model.table()));
                for (UUID customer : snapshot.strangers(model, 1_000)) {
                    differs(model.table(), customer, "stranger", "a row without events");
                }
                for (UUID customer : snapshot.overdue(model, clock.instant().minus(GRACE), 1_000)) {
                    differs(model.table(), customer, "overdue", "a change by time is due for over " + GRACE);
                }
            }
            positions.put(KpiRow.TABLE, snapshot.position(KpiRow.TABLE));
            positions.put(TimelineEntry.TABLE, snapshot.position(TimelineEntry.TABLE));
            List<UUID> page = snapshot.customersAfter(new UUID(0, 0), CUSTOMERS_AT_ONCE);
            while (!page.isEmpty()) {
                check(snapshot, page, parked);
                customers += page.size();
                progress.accept(customers);
                page = snapshot.customersAfter(page.getLast(), CUSTOMERS_AT_ONCE);
            }
            compare(snapshot.cells());
        }

        private void check(RowStore.Snapshot snapshot, List<UUID> page, Set<String> parked) {
            for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                List<UUID> live = page.stream()
                        .filter(c -> !parked.contains(model.table() + c))
                        .toList();
                compare(snapshot, model, live);
            }
            follow(snapshot, page, parked);
            List<UUID> live = page.stream()
                    .filter(c -> !parked.contains(TimelineEntry.TABLE + c))
                    .toList();
            Map<UUID, Long> entries = snapshot.timelineEntries(live);
            histories(live, snapshot.position(TimelineEntry.TABLE), TimelineEntry.TABLE)
                    .forEach((customer, facts) -> {
                        long found = entries.getOrDefault(customer, 0L);
                        if (found != facts.own().size()) {
                            differs(
                                    TimelineEntry.TABLE,
                                    customer,
                                    "timeline",
                                    "expected " + facts.own().size() + " entries, found " + found);
                        }
                    });
        }

        /** Follows customers from the first fact to where their contributions are in the cells. */
        private void follow(RowStore.Snapshot snapshot, List<UUID> page, Set<String> parked) {
            KpiFold fold = new KpiFold(references.current(), zone);
            Map<UUID, KpiRow> stored = snapshot.kpis(page);
            long position = snapshot.position(KpiRow.TABLE);
            histories(page, position, KpiRow.TABLE).forEach((customer, facts) -> {
                KpiRow row = stored.get(customer);
                if (row != null) {
                    Facts contained = facts.upToPosition(row.position());
                    Followed expected = fold.replay(contained, row.followed().horizon(), cells);
                    if (!expected.equals(row.followed())) {
                        differs(
                                KpiRow.TABLE,
                                customer,
                                "features",
                                "expected " + expected + ", found " + row.followed());
                    }
                }
                long version = facts.own().getLast().sequence() + 1;
                if (!parked.contains(KpiRow.TABLE + customer) && (row == null || row.version() != version)) {
                    differs(
                            KpiRow.TABLE,
                            customer,
                            row == null ? "missing" : "place",
                            "expected version " + version + ", found " + (row == null ? "none" : row.version()));
                }
            });
        }

        private void compare(Map<Cells.Cell, Cells.Sums> found) {
            Map<Cells.Cell, Cells.Sums> wanted = cells.cells();
            Set<Cells.Cell> all = new HashSet<>(wanted.keySet());
            all.addAll(found.keySet());
            Cells.Sums nothing = new Cells.Sums();
            for (Cells.Cell cell : all) {
                Cells.Sums expected = wanted.getOrDefault(cell, nothing);
                Cells.Sums stored = found.getOrDefault(cell, nothing);
                if (!expected.isEqual(stored)) {
                    differs(KpiRow.TABLE, NOBODY, "cell", cell + ": expected " + expected + ", found " + stored);
                }
            }
        }

        private <S, V, D> void compare(RowStore.Snapshot snapshot, ReadModel<S, V, D> model, List<UUID> page) {
            Folder<S, V, D> folder = new Folder<>(model.projection(), references.current());
            Map<UUID, CustomerRow<S, D>> stored = snapshot.rows(model, page);
            Map<UUID, List<Interval<D>>> intervals = snapshot.intervals(model, page);
            histories(page, snapshot.position(model.table()), model.table()).forEach((customer, facts) -> {
                CustomerRow<S, D> row = stored.get(customer);
                if (row == null) {
                    differs(
                            model.table(),
                            customer,
                            "missing",
                            "no row for " + facts.own().size() + " events");
                    return;
                }
                Change<S, D> expected = folder.replay(facts, row.folded().horizon());
                long version = facts.own().getLast().sequence() + 1;
                long position = facts.own().getLast().position();
                if (row.version() != version || row.position() != position) {
                    differs(
                            model.table(),
                            customer,
                            "place",
                            "expected version " + version + " at " + position + ", found " + row.version() + " at "
                                    + row.position());
                }
                if (!expected.folded().equals(row.folded())) {
                    differs(
                            model.table(),
                            customer,
                            "features",
                            "expected " + expected.folded() + ", found " + row.folded());
                }
                List<Interval<D>> wanted = sorted(expected.intervals());
                List<Interval<D>> found = sorted(intervals.getOrDefault(customer, List.of()));
                if (!wanted.equals(found)) {
                    differs(model.table(), customer, "intervals", "expected " + wanted + ", found " + found);
                }
            });
        }

        private Map<UUID, Facts> histories(List<UUID> page, long upTo, String projection) {
            try {
                return decoder.facts(page, upTo);
            } catch (UnreadableEventException e) {
                Map<UUID, Facts> readable = new LinkedHashMap<>();
                for (UUID customer : page) {
                    try {
                        readable.putAll(decoder.facts(List.of(customer), upTo));
                    } catch (UnreadableEventException unreadable) {
                        differs(projection, customer, "unreadable", String.valueOf(unreadable.getMessage()));
                    }
                }
                return readable;
            }
        }

        private static <D> List<Interval<D>> sorted(List<Interval<D>> intervals) {
            List<Interval<D>> sorted = new ArrayList<>(intervals);
            sorted.sort(Comparator.<Interval<D>, String>comparing(Interval::key)
                    .thenComparing(Interval::validFrom)
                    .thenComparing(Interval::recordedFrom));
            return sorted;
        }
    }
}
