package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.reference.ReferenceTimeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cells of the measures within a pass of the live engine. What a batch adds to them is written with the position in one
 * transaction, so each contribution is in them once. Facts that continue a customer's history contribute what they bring; for a late one,
 * a merge, or a timeline that differs where it was followed already, everything the customer contributed is taken back and what it
 * contributes now is added, which cancels out where nothing changed.
 */
final class KpiPass implements TablePass {
    private static final Logger log = LoggerFactory.getLogger(KpiPass.class);
    private static final int DUE_AT_ONCE = 2_000;
    private static final int RENDERED_AT_ONCE = 5_000;

    private final ProjectionStore.Writer writer;
    private final EventDecoder decoder;
    private final ZoneId zone;
    private final Clock clock;
    private final Set<UUID> parked;
    private final Map<UUID, KpiRow> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, KpiRow> eldest) {
            return size() > RowCache.MOST;
        }
    };
    private ReferenceTimeline timeline;
    private KpiFold fold;
    private final Rendering<KpiRow> rendering;

    private long position;
    private Instant nextDue = Instant.MIN;

    KpiPass(ReferenceTimeline timeline, ProjectionStore.Writer writer, EventDecoder decoder, ZoneId zone, Clock clock) {
        this.timeline = timeline;
        this.writer = writer;
        this.decoder = decoder;
        this.zone = zone;
        this.clock = clock;
        this.fold = new KpiFold(timeline, zone);
        this.parked = new HashSet<>(writer.parked(KpiRow.TABLE));
        this.position = writer.position(KpiRow.TABLE);
        this.rendering =
                new Rendering<>(KpiRow.TABLE, writer, RENDERED_AT_ONCE, writer::loadKpiAfter, KpiRow::customer);
    }

    @Override
    public String table() {
        return KpiRow.TABLE;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public Instant nextDue() {
        return nextDue;
    }

    @Override
    public void fold(Batch batch) {
        if (batch.last() <= position) {
            return;
        }
        batch.unreadable().forEach((customer, error) -> park(customer, batch.first(), error));
        Map<UUID, KpiRow> rows = rows(batch.facts());
        Changes changes = new Changes();
        Set<UUID> again = new HashSet<>();
        batch.facts().forEach((customer, facts) -> {
            if (!parked.contains(customer)) {
                try {
                    KpiRow row = rows.get(customer);
                    List<Contribution> contributions = new ArrayList<>();
                    long version = row == null ? 0 : row.version();
                    Optional<Followed> followed = facts.getFirst().sequence() != version
                            ? Optional.empty()
                            : fold.advance(row == null ? null : row.followed(), facts, contributions::add);
                    if (followed.isPresent()) {
                        Recorded<CustomerEvent> last = facts.getLast();
                        changes.row(new KpiRow(customer, last.sequence() + 1, last.position(), followed.get()));
                        changes.add(customer, contributions);
                    } else {
                        again.add(customer);
                    }
                } catch (RuntimeException e) {
                    park(customer, facts.getFirst().position(), e);
                }
            }
        });
        if (!again.isEmpty()) {
            Map<UUID, KpiRow> known = new HashMap<>(rows);
            known.keySet().retainAll(again);
            followAgain(again, known, fold, batch.last(), changes);
        }
        write(changes);
        writer.advance(KpiRow.TABLE, batch.last());
        position = batch.last();
    }

    /** Rows and what they add to the cells. */
    private final class Changes {
        private final Map<UUID, KpiRow> rows = new LinkedHashMap<>();
        private final Cells cells = new Cells(zone);
        private final Set<KpiDay> days = new HashSet<>();

        void row(KpiRow row) {
            rows.put(row.customer(), row);
        }

        void add(UUID customer, List<Contribution> contributions) {
            Instant before = null;
            for (Contribution c : contributions) {
                cells.accept(c);
                if (!c.at().equals(before)) {
                    days.add(new KpiDay(LocalDate.ofInstant(c.at(), zone), customer));
                    before = c.at();
                }
            }
        }
    }

    private void write(Changes changes) {
        for (KpiRow row : changes.rows.values()) {
            Instant next = row.followed().nextChange();
            if (next != null && next.isBefore(nextDue)) {
                nextDue = next;
            }
            cache.put(row.customer(), row);
        }
        writer.write(List.copyOf(changes.rows.values()), changes.cells.cells(), changes.days);
    }

    private Map<UUID, KpiRow> rows(Map<UUID, List<Recorded<CustomerEvent>>> facts) {
        Map<UUID, KpiRow> rows = new HashMap<>(facts.size() * 2);
        List<UUID> unknown = new ArrayList<>();
        facts.forEach((customer, own) -> {
            KpiRow row = cache.get(customer);
            if (row != null) {
                rows.put(customer, row);
            } else if (own.getFirst().sequence() > 0 || own.getFirst().position() <= position) {
                unknown.add(customer);
            }
        });
        rows.putAll(writer.loadKpi(unknown));
        return rows;
    }

    /** Takes back what customers contributed, by the fold that said so, and adds what they contribute now. */
    private void followAgain(
            Collection<UUID> customers, Map<UUID, KpiRow> rows, KpiFold before, long upTo, Changes changes) {
        decoder.facts(customers, upTo, (customer, error) -> park(customer, upTo, error))
                .forEach((customer, facts) -> {
                    try {
                        List<Contribution> less = new ArrayList<>();
                        List<Contribution> more = new ArrayList<>();
                        KpiRow row = rows.get(customer);
                        Instant horizon = Instant.MIN;
                        if (row != null) {
                            horizon = row.followed().horizon();
                            before.replay(facts.upToPosition(row.position()), horizon, less::add);
                        }
                        KpiRow now = replayed(facts, horizon, more::add);
                        less.forEach(changes.cells.less());
                        changes.add(customer, more);
                        changes.row(now);
                    } catch (RuntimeException e) {
                        park(customer, upTo, e);
                    }
                });
    }

    private KpiRow replayed(Facts facts, Instant horizon, Consumer<Contribution> out) {
        Followed followed = fold.replay(facts, horizon, out);
        Recorded<CustomerEvent> last = facts.own().getLast();
        return new KpiRow(facts.root(), last.sequence() + 1, last.position(), followed);
    }

    private void park(UUID customer, long at, RuntimeException error) {
        if (parked.add(customer)) {
            log.error("customer {} is parked in {} at position {}", customer, KpiRow.TABLE, at, error);
            writer.park(KpiRow.TABLE, new Parked(KpiRow.TABLE, customer, at, String.valueOf(error), clock.instant()));
        }
    }

    @Override
    public void retry(Collection<UUID> customers) {
        List<UUID> again = customers.stream().filter(parked::remove).toList();
        again.forEach(customer -> writer.unpark(KpiRow.TABLE, customer));
        Changes changes = new Changes();
        followAgain(again, again.isEmpty() ? Map.of() : writer.loadKpi(again), fold, position, changes);
        write(changes);
    }

    @Override
    public int settle(Instant now) {
        if (now.isBefore(nextDue)) {
            return 0;
        }
        List<UUID> due = writer.due(KpiRow.TABLE, now, DUE_AT_ONCE);
        if (due.isEmpty()) {
            nextDue = writer.nextDue(KpiRow.TABLE).orElse(Instant.MAX);
            return 0;
        }
        Changes changes = new Changes();
        writer.loadKpi(due).forEach((customer, row) -> settle(row, now, changes));
        write(changes);
        return due.size();
    }

    private void settle(KpiRow row, Instant now, Changes changes) {
        try {
            List<Contribution> contributions = new ArrayList<>();
            Followed followed = KpiRow.settled(fold, row.followed(), now, contributions::add);
            changes.row(new KpiRow(row.customer(), row.version(), row.position(), followed));
            changes.add(row.customer(), contributions);
        } catch (RuntimeException e) {
            park(row.customer(), row.position(), e);
        }
    }

    @Override
    public void reference(ReferenceTimeline newTimeline) {
        Optional<Instant> from = newTimeline.firstDifference(timeline);
        KpiFold before = fold;
        timeline = newTimeline;
        fold = new KpiFold(newTimeline, zone);
        // Clocks differ: some customers may have been followed beyond the instant at which the new timeline begins.
        from.ifPresent(at -> {
            Set<UUID> beyond =
                    new HashSet<>(writer.horizonsFrom(KpiRow.TABLE, at).keySet());
            beyond.removeAll(parked);
            if (!beyond.isEmpty()) {
                Changes changes = new Changes();
                followAgain(beyond, writer.loadKpi(beyond), before, position, changes);
                write(changes);
            }
        });
    }

    @Override
    public Instant nextRendering() {
        return timeline.nextChange(rendering.renderedTo(), KpiFold.POLICIES, false)
                .orElse(Instant.MAX);
    }

    @Override
    public void render(long end, IntConsumer done) {
        rendering.run(nextRendering(), end, this::render, done);
    }

    private void render(List<KpiRow> rows, Instant due) {
        Changes changes = new Changes();
        for (KpiRow row : rows) {
            if (row.followed().horizon().isBefore(due) && !parked.contains(row.customer())) {
                render(row, due, changes);
            }
        }
        write(changes);
    }

    private void render(KpiRow row, Instant due, Changes changes) {
        try {
            List<Contribution> contributions = new ArrayList<>();
            Followed followed = fold.settle(row.followed(), due, contributions::add);
            if (!contributions.isEmpty()
                    || TablePass.isEarlier(followed.nextChange(), row.followed().nextChange())) {
                changes.row(new KpiRow(row.customer(), row.version(), row.position(), followed));
                changes.add(row.customer(), contributions);
            }
        } catch (RuntimeException e) {
            park(row.customer(), row.position(), e);
        }
    }
}
