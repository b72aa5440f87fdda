package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Spacing;
import org.relatum.projection.engine.KpiCheckpoints.Checkpoint;
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
 * a merge, or a timeline that differs where it was followed already, everything the customer contributed since a checkpoint, or at all, is
 * taken back and what it contributes now is added, which cancels out where nothing changed.
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
    private final RowCache<KpiRow> cache = new RowCache<>();
    private final KpiCheckpoints checkpoints = new KpiCheckpoints();
    private ReferenceTimeline timeline;
    private KpiFold fold;
    private final Rendering<KpiRow> rendering;

    private long position;
    private final NextDue nextDue = new NextDue();

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
        return nextDue.at();
    }

    @Override
    public @Nullable Runnable fold(Batch batch) {
        if (batch.last() <= position) {
            return null;
        }
        batch.unreadable().forEach((customer, error) -> park(customer, batch.first(), error));
        Map<UUID, KpiRow> rows = cache.get(batch.customersBefore(position), writer::loadKpi);
        Changes changes = new Changes();
        Map<UUID, List<Recorded<CustomerEvent>>> late = new LinkedHashMap<>();
        batch.facts().forEach((customer, facts) -> {
            if (!parked.contains(customer)) {
                try {
                    if (!advanced(customer, rows.get(customer), facts, changes)) {
                        late.put(customer, facts);
                    }
                } catch (RuntimeException e) {
                    park(customer, facts.getFirst().position(), e);
                }
            }
        });
        late(late, rows, batch, changes);
        write(changes);
        writer.advance(KpiRow.TABLE, batch.last(), batch.lastEvent());
        position = batch.last();
        return null;
    }

    /** Takes in facts that continue a customer's history; false when they don't. */
    private boolean advanced(
            UUID customer, @Nullable KpiRow row, List<Recorded<CustomerEvent>> facts, Changes changes) {
        long version = row == null ? 0 : row.version();
        if (facts.getFirst().sequence() != version) {
            return false;
        }
        List<Contribution> contributions = new ArrayList<>();
        Optional<Followed> followed = fold.advance(row == null ? null : row.followed(), facts, contributions::add);
        if (followed.isEmpty()) {
            return false;
        }
        Recorded<CustomerEvent> last = facts.getLast();
        long next = last.sequence() + 1;
        if (next / Spacing.EVERY > version / Spacing.EVERY) {
            checkpoints.add(customer, new Checkpoint(followed.get(), next));
        }
        changes.row(new KpiRow(customer, next, last.position(), followed.get()));
        changes.add(customer, contributions);
        return true;
    }

    /** Follows customers from where they stood before their late facts, or else from the first fact on. */
    private void late(
            Map<UUID, List<Recorded<CustomerEvent>>> late, Map<UUID, KpiRow> rows, Batch batch, Changes changes) {
        Map<UUID, Checkpoint> bases = new HashMap<>();
        Map<UUID, Long> floors = new HashMap<>();
        late.forEach((customer, facts) -> {
            KpiRow row = rows.get(customer);
            if (row != null
                    && facts.getFirst().sequence() == row.version()
                    && facts.stream().noneMatch(Facts::changesMembers)) {
                checkpoints.before(customer, first(facts)).ifPresent(base -> {
                    bases.put(customer, base);
                    floors.put(customer, base.floor());
                });
            }
        });
        Set<UUID> again = new HashSet<>(late.keySet());
        Map<UUID, List<Recorded<CustomerEvent>>> since = batch.since(floors);
        bases.forEach((customer, base) -> {
            checkpoints.forgetFrom(customer, first(late.getOrDefault(customer, List.of())));
            try {
                KpiRow row = Objects.requireNonNull(rows.get(customer));
                List<Recorded<CustomerEvent>> facts = since.getOrDefault(customer, List.of()).stream()
                        .filter(base.followed().last()::isBefore)
                        .sorted(Recorded.BY_OCCURRENCE)
                        .toList();
                if (resumed(row, base, facts, changes)) {
                    again.remove(customer);
                }
            } catch (RuntimeException e) {
                again.remove(customer);
                park(customer, batch.last(), e);
            }
        });
        if (!again.isEmpty()) {
            Map<UUID, KpiRow> known = new HashMap<>(rows);
            known.keySet().retainAll(again);
            followAgain(again, known, fold, batch.last(), changes);
        }
    }

    private static Instant first(List<Recorded<CustomerEvent>> facts) {
        return facts.stream().map(Recorded::occurredAt).min(Instant::compareTo).orElseThrow();
    }

    /** Takes back what came after a checkpoint, and adds what comes after it now; false when that can't be said from there. */
    private boolean resumed(KpiRow row, Checkpoint base, List<Recorded<CustomerEvent>> facts, Changes changes) {
        List<Contribution> less = new ArrayList<>();
        List<Contribution> more = new ArrayList<>();
        List<Recorded<CustomerEvent>> known =
                facts.stream().filter(f -> f.sequence() < row.version()).toList();
        Optional<Followed> before =
                known.isEmpty() ? Optional.of(base.followed()) : fold.advance(base.followed(), known, less::add);
        if (before.isEmpty()) {
            return false;
        }
        Instant horizon = row.followed().horizon();
        fold.settle(before.get(), horizon, less::add);
        Optional<Followed> after = followedInSteps(row.customer(), base.followed(), facts, more);
        if (after.isEmpty()) {
            return false;
        }
        Followed now = fold.settle(after.get(), horizon, more::add);
        Recorded<CustomerEvent> last =
                facts.stream().max(Comparator.comparingLong(Recorded::sequence)).orElseThrow();
        less.forEach(changes.cells.less());
        changes.add(row.customer(), more);
        changes.row(new KpiRow(row.customer(), last.sequence() + 1, last.position(), now));
        return true;
    }

    /**
     * Follows facts in their order, and keeps where the customer stands meanwhile.
     *
     * @param before null: from the first fact on
     */
    private Optional<Followed> followedInSteps(
            UUID customer,
            @Nullable Followed before,
            List<Recorded<CustomerEvent>> facts,
            List<Contribution> contributions) {
        long[] floors = new long[facts.size() + 1];
        floors[facts.size()] = Long.MAX_VALUE;
        for (int i = facts.size() - 1; i >= 0; i--) {
            floors[i] = Math.min(floors[i + 1], facts.get(i).sequence());
        }
        Optional<Followed> followed = Optional.ofNullable(before);
        int start = 0;
        for (int end = 1; end <= facts.size(); end++) {
            boolean last = end == facts.size();
            if (last
                    || (end - start >= Spacing.EVERY
                            && facts.get(end - 1)
                                    .occurredAt()
                                    .isBefore(facts.get(end).occurredAt()))) {
                followed = fold.advance(followed.orElse(null), facts.subList(start, end), contributions::add);
                if (followed.isEmpty()) {
                    return followed;
                }
                if (!last) {
                    checkpoints.add(customer, new Checkpoint(followed.get(), floors[end]));
                }
                start = end;
            }
        }
        return followed;
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
            nextDue.wrote(row.followed().nextChange());
            cache.put(row.customer(), row);
        }
        writer.write(List.copyOf(changes.rows.values()), changes.cells.cells(), changes.days);
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
                        KpiRow now = replayed(facts, horizon, more);
                        less.forEach(changes.cells.less());
                        changes.add(customer, more);
                        changes.row(now);
                    } catch (RuntimeException e) {
                        park(customer, upTo, e);
                    }
                });
    }

    private KpiRow replayed(Facts facts, Instant horizon, List<Contribution> contributions) {
        checkpoints.forget(facts.root());
        List<Contribution> inSteps = new ArrayList<>();
        Optional<Followed> followed = followedInSteps(
                facts.root(),
                null,
                facts.own().stream().sorted(Recorded.BY_OCCURRENCE).toList(),
                inSteps);
        if (followed.isPresent()) {
            Followed now = fold.settle(followed.get(), horizon, inSteps::add);
            contributions.addAll(inSteps);
            return row(facts, now);
        }
        checkpoints.forget(facts.root());
        return row(facts, fold.replay(facts, horizon, contributions::add));
    }

    private static KpiRow row(Facts facts, Followed followed) {
        Recorded<CustomerEvent> last = facts.own().getLast();
        return new KpiRow(facts.root(), last.sequence() + 1, last.position(), followed);
    }

    private void park(UUID customer, long at, RuntimeException error) {
        checkpoints.forget(customer);
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
        if (now.isBefore(nextDue.at())) {
            return 0;
        }
        List<KpiRow> due = due(now);
        Changes changes = new Changes();
        due.forEach(row -> settle(row, now, changes));
        write(changes);
        return due.size();
    }

    /** Customers to whom something comes by time alone; of those that are being written, as they are then. */
    private List<KpiRow> due(Instant now) {
        List<UUID> customers = writer.due(KpiRow.TABLE, now, DUE_AT_ONCE);
        if (customers.isEmpty()) {
            nextDue.looked(writer.nextDue(KpiRow.TABLE).orElse(Instant.MAX));
            return List.of();
        }
        return cache.get(customers, writer::loadKpi).values().stream()
                .filter(row -> !parked.contains(row.customer())
                        && TablePass.isDue(row.followed().nextChange(), now))
                .toList();
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
        checkpoints.forgetAll();
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
