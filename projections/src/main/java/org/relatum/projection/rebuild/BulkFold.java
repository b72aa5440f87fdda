package org.relatum.projection.rebuild;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.engine.CustomerFold;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.Cells.Cell;
import org.relatum.projection.kpi.Cells.Sums;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.rebuild.RebuildStore.Rows;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.timeline.TimelineEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds customers from their first fact into the rows of all read models that are rebuilt: each event is decoded once, each customer is
 * folded once by each. Safe for concurrent use by threads with rows of their own.
 */
final class BulkFold {
    private static final Logger log = LoggerFactory.getLogger(BulkFold.class);

    private final EventDecoder decoder;
    private final ZoneId zone;
    private final Instant until;
    private final long upTo;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Instant> renderedTo = new HashMap<>();
    /** No more than there are members and days, however many customers. */
    private final Map<Cell, Sums> cells = new HashMap<>();

    private final boolean sums;

    /**
     * @param until what came by time up to here is decided
     * @param upTo last position that is folded
     */
    BulkFold(
            Set<String> tables,
            EventDecoder decoder,
            ReferenceTimeline timeline,
            ZoneId zone,
            Instant until,
            long upTo) {
        this.decoder = decoder;
        this.zone = zone;
        this.until = until;
        this.upTo = upTo;
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            if (tables.contains(model.table())) {
                List<Instant> changes = timeline.changes(
                        until, model.projection().policies(), model.projection().goesByFits());
                parts.add(part(model, timeline, changes));
                note(model.table(), changes);
            }
        }
        this.sums = tables.contains(KpiRow.TABLE);
        if (sums) {
            List<Instant> changes = timeline.changes(until, KpiFold.POLICIES, false);
            parts.add(keyFigures(new KpiFold(timeline, zone), changes));
            note(KpiRow.TABLE, changes);
        }
        if (tables.contains(TimelineEntry.TABLE)) {
            parts.add(new Part(
                    TimelineEntry.TABLE,
                    (facts, rows, sums) -> facts.own().forEach(fact -> rows.add(TimelineEntry.of(fact)))));
        }
    }

    private void note(String table, List<Instant> changes) {
        if (!changes.isEmpty()) {
            renderedTo.put(table, changes.getLast());
        }
    }

    /** By table, the last instant at which something came into force that its rows follow. */
    Map<String, Instant> renderedTo() {
        return renderedTo;
    }

    /** The sums of the contributions of everybody who was folded. */
    Map<Cell, Sums> cells() {
        cells.values().removeIf(Sums::isZero);
        return cells;
    }

    /** Whether contributions are summed: then each customer has to be folded, even one whose rows are there. */
    boolean sums() {
        return sums;
    }

    /** Makes rows of one kind from what is known of a customer. */
    @FunctionalInterface
    private interface Step {
        void fold(Facts facts, Rows rows, Cells sums);
    }

    private record Part(String table, Step step) {}

    private <S, V, D> Part part(ReadModel<S, V, D> model, ReferenceTimeline timeline, List<Instant> changes) {
        Folder<S, V, D> folder = new Folder<>(model.projection(), timeline);
        CustomerFold<S, V, D> fold = new CustomerFold<>(folder);
        return new Part(
                model.table(), (facts, rows, sums) -> rows.add(model, folder, fold.whole(facts, changes, until)));
    }

    private Part keyFigures(KpiFold fold, List<Instant> changes) {
        return new Part(KpiRow.TABLE, (facts, rows, sums) -> {
            List<Contribution> contributions = new ArrayList<>();
            rows.add(KpiRow.whole(fold, facts, changes, until, contributions::add));
            Set<LocalDate> days = new HashSet<>();
            for (Contribution contribution : contributions) {
                sums.accept(contribution);
                LocalDate day = LocalDate.ofInstant(contribution.at(), zone);
                if (days.add(day)) {
                    rows.add(new KpiDay(day, facts.root()));
                }
            }
        });
    }

    /**
     * Folds the customers of a partition.
     *
     * @param rows where they go; null: they are there already, and only contributions are summed
     * @param turn rests between two customers, if it is time to
     */
    void fold(LogSpool.Partition partition, @Nullable Rows rows, Pace.Turn turn) {
        Cells own = new Cells(zone);
        Rows target = rows == null ? Nowhere.ROWS : rows;
        Map<UUID, RuntimeException> unreadable = new LinkedHashMap<>();
        List<UUID> merged = new ArrayList<>();
        for (LogSpool.Stream stream : partition) {
            turn.step();
            UUID customer = stream.customer();
            List<Recorded<CustomerEvent>> facts;
            try {
                facts = decoded(stream.events());
                // A long one need not be remembered twice.
                stream.events().clear();
            } catch (RuntimeException e) {
                unreadable.put(customer, e);
                continue;
            }
            if (facts.stream().anyMatch(Facts::changesMembers)) {
                merged.add(customer);
            } else {
                fold(Facts.of(customer, Map.of(customer, facts)), target, own);
            }
        }
        // Whoever absorbed others is folded with their streams, wherever they are.
        for (UUID customer : merged) {
            turn.step();
            try {
                decoder.facts(List.of(customer), upTo).values().forEach(facts -> fold(facts, target, own));
            } catch (UnreadableEventException e) {
                unreadable.put(customer, e);
            }
        }
        unreadable.forEach((customer, error) -> parts.forEach(part -> park(part, customer, error, target)));
        Map<Cell, Sums> more = own.cells();
        synchronized (cells) {
            more.forEach((cell, added) ->
                    cells.computeIfAbsent(cell, c -> new Sums()).add(added));
        }
    }

    private List<Recorded<CustomerEvent>> decoded(List<StoredEvent> events) {
        List<Recorded<CustomerEvent>> facts = new ArrayList<>(events.size());
        boolean inOrder = true;
        for (StoredEvent event : events) {
            inOrder &= facts.isEmpty() || facts.getLast().sequence() < event.sequence();
            facts.add(decoder.decode(event));
        }
        if (!inOrder) {
            facts.sort(Comparator.comparingLong(Recorded::sequence));
        }
        return facts;
    }

    private void fold(Facts facts, Rows rows, Cells sums) {
        for (Part part : parts) {
            if (rows != Nowhere.ROWS || part.table().equals(KpiRow.TABLE)) {
                try {
                    part.step().fold(facts, rows, sums);
                } catch (RebuildStore.CopyException e) {
                    throw e;
                } catch (RuntimeException e) {
                    park(part, facts.root(), e, rows);
                }
            }
        }
    }

    private void park(Part part, UUID customer, RuntimeException error, Rows rows) {
        log.error("customer {} is parked in the new {}", customer, part.table(), error);
        rows.park(new Parked(part.table(), customer, upTo, String.valueOf(error), until));
    }
}
