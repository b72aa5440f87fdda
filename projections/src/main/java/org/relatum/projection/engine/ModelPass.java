package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
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
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Change;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Folder.Refolded;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Spacing;
import org.relatum.projection.reference.ReferenceTimeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read model within a pass of the live engine. Three ways lead to the same rows: facts that continue a history advance the row;
 * late ones are folded again from a checkpoint; everything else, such as a merge, replays the customer from its first fact.
 */
final class ModelPass<S, V, D> implements TablePass {
    private static final Logger log = LoggerFactory.getLogger(ModelPass.class);
    private static final int DUE_AT_ONCE = 2_000;

    private final ReadModel<S, V, D> model;
    private Folder<S, V, D> folder;
    private CustomerFold<S, V, D> fold;
    private final ProjectionStore.Writer writer;
    private final EventDecoder decoder;
    private final Clock clock;
    private final Rendering<CustomerRow<S, D>> rendering;
    private final Set<UUID> parked;
    private final RowCache<CustomerRow<S, D>> cache = new RowCache<>();
    private ReferenceTimeline timeline;
    private long position;
    private final NextDue nextDue = new NextDue();

    /** @param renderedAtOnce most rows that are judged anew and written together */
    ModelPass(
            ReadModel<S, V, D> model,
            ReferenceTimeline timeline,
            ProjectionStore.Writer writer,
            EventDecoder decoder,
            Clock clock,
            int renderedAtOnce) {
        this.model = model;
        this.folder = new Folder<>(model.projection(), timeline);
        this.fold = new CustomerFold<>(folder);
        this.writer = writer;
        this.decoder = decoder;
        this.clock = clock;
        this.parked = new HashSet<>(writer.parked(model.table()));
        this.position = writer.position(model.table());
        this.timeline = timeline;
        this.rendering = new Rendering<>(
                model.table(),
                writer,
                renderedAtOnce,
                (customer, limit) -> writer.loadAfter(model, customer, limit),
                CustomerRow::customer);
    }

    /** Judges by another timeline from now on. */
    @Override
    public void reference(ReferenceTimeline newTimeline) {
        Optional<Instant> from = newTimeline.firstDifference(timeline);
        timeline = newTimeline;
        folder = new Folder<>(model.projection(), newTimeline);
        fold = new CustomerFold<>(folder);
        // Clocks differ: some rows may have been decided by the old one beyond the instant at which the new one begins.
        from.ifPresent(at -> {
            Map<UUID, Instant> beyond = writer.horizonsFrom(model.table(), at);
            beyond.keySet().removeAll(parked);
            write(replayed(beyond, position));
        });
    }

    /** When the rows have to be judged anew next, because something else comes into force; the end of time when never. */
    @Override
    public Instant nextRendering() {
        return timeline.nextChange(
                        rendering.renderedTo(),
                        model.projection().policies(),
                        model.projection().goesByFits())
                .orElse(Instant.MAX);
    }

    @Override
    public void render(long end, IntConsumer done) {
        rendering.run(nextRendering(), end, this::render, done);
    }

    private void render(List<CustomerRow<S, D>> rows, Instant due) {
        List<CustomerUpdate<S, D>> updates = new ArrayList<>();
        for (CustomerRow<S, D> row : rows) {
            if (row.folded().horizon().isBefore(due) && !parked.contains(row.customer())) {
                try {
                    fold.rendered(row, due).ifPresent(updates::add);
                } catch (RuntimeException e) {
                    park(row.customer(), row.position(), e);
                }
            }
        }
        write(updates);
    }

    @Override
    public String table() {
        return model.table();
    }

    @Override
    public long position() {
        return position;
    }

    /** When the next change by time is due at the earliest. */
    @Override
    public Instant nextDue() {
        return nextDue.at();
    }

    private void write(List<CustomerUpdate<S, D>> updates) {
        for (CustomerUpdate<S, D> update : updates) {
            nextDue.wrote(update.row().folded().nextChange());
            cache.put(update.row().customer(), update.row());
        }
        Map<UUID, String> refused = writer.write(model, updates);
        for (CustomerUpdate<S, D> update : refused.isEmpty() ? List.<CustomerUpdate<S, D>>of() : updates) {
            String reason = refused.get(update.row().customer());
            if (reason != null) {
                park(update.row().customer(), update.row().position(), new IllegalStateException(reason));
            }
        }
    }

    @Override
    public @Nullable Runnable fold(Batch batch) {
        if (batch.last() <= position) {
            return null;
        }
        batch.unreadable().forEach((customer, error) -> park(customer, batch.first(), error));
        Map<UUID, CustomerRow<S, D>> rows =
                cache.get(batch.customersBefore(position), unknown -> writer.load(model, unknown));
        List<CustomerUpdate<S, D>> updates = new ArrayList<>();
        Map<UUID, Late<S, D>> late = new LinkedHashMap<>();
        Map<UUID, Instant> replays = new LinkedHashMap<>();
        batch.facts().forEach((customer, all) -> {
            CustomerRow<S, D> row = rows.get(customer);
            List<Recorded<CustomerEvent>> facts = row == null ? all : beyond(row, all);
            if (!parked.contains(customer) && !facts.isEmpty()) {
                try {
                    CustomerUpdate<S, D> update = row == null ? begun(customer, facts) : continued(row, facts);
                    if (update != null) {
                        updates.add(update);
                    } else if (row != null && canResume(row, facts)) {
                        late.put(customer, new Late<>(row, facts));
                    } else {
                        replays.put(customer, horizon(row));
                    }
                } catch (RuntimeException e) {
                    park(customer, facts.getFirst().position(), e);
                }
            }
        });
        if (late.isEmpty() && replays.isEmpty()) {
            contains(batch, updates);
            return null;
        }
        return () -> {
            updates.addAll(resumed(late, replays, batch));
            updates.addAll(replayed(replays, batch.last()));
            contains(batch, updates);
        };
    }

    /**
     * The facts that a row does not contain. Where rows and position are not written in one transaction, rows may be further than the
     * position says.
     */
    private static List<Recorded<CustomerEvent>> beyond(CustomerRow<?, ?> row, List<Recorded<CustomerEvent>> facts) {
        return facts.getFirst().sequence() >= row.version()
                ? facts
                : facts.stream().filter(f -> f.sequence() >= row.version()).toList();
    }

    private void contains(Batch batch, List<CustomerUpdate<S, D>> updates) {
        write(updates);
        writer.advance(model.table(), batch.last(), batch.lastEvent());
        position = batch.last();
    }

    private Instant horizon(@Nullable CustomerRow<S, D> row) {
        return row == null ? Instant.MIN : row.folded().horizon();
    }

    /** A customer whose first facts are all in the batch; null when its history has to be read. */
    private @Nullable CustomerUpdate<S, D> begun(UUID customer, List<Recorded<CustomerEvent>> facts) {
        if (facts.getFirst().sequence() != 0 || facts.stream().anyMatch(Facts::changesMembers)) {
            return null;
        }
        List<Recorded<CustomerEvent>> first = facts.subList(0, 1);
        CustomerUpdate<S, D> begun = fold.refolded(Facts.of(customer, Map.of(customer, first)), Instant.MIN);
        CustomerUpdate<S, D> continued =
                facts.size() == 1 ? begun : continued(begun.row(), facts.subList(1, facts.size()));
        if (continued == null) {
            return fold.refolded(Facts.of(customer, Map.of(customer, facts)), Instant.MIN)
                    .asFirst();
        }
        CustomerFold.Changes<D> changes = new CustomerFold.Changes<>();
        changes.add(begun.intervals());
        changes.add(continued.intervals());
        return new CustomerUpdate<>(
                continued.row(), changes.intervals(), CustomerUpdate.Before.NONE, continued.checkpoints(), Instant.MIN);
    }

    /** A row with facts that continue it one by one; null when one does not. */
    private @Nullable CustomerUpdate<S, D> continued(CustomerRow<S, D> row, List<Recorded<CustomerEvent>> facts) {
        long version = row.version();
        for (Recorded<CustomerEvent> fact : facts) {
            if (fact.sequence() != version) {
                return null;
            }
            version++;
        }
        Optional<Change<S, D>> change = folder.advance(row.folded(), facts);
        if (change.isEmpty()) {
            return null;
        }
        Folded<S, D> folded = change.get().folded();
        boolean checkpoint = version / Spacing.EVERY > row.version() / Spacing.EVERY;
        return new CustomerUpdate<>(
                new CustomerRow<>(row.customer(), version, facts.getLast().position(), folded),
                change.get().intervals(),
                CustomerUpdate.Before.KEPT,
                checkpoint
                        ? List.of(new Checkpoint<>(folded.last(), version, version, folded.horizon(), folded.state()))
                        : List.of(),
                null);
    }

    private static boolean canResume(CustomerRow<?, ?> row, List<Recorded<CustomerEvent>> facts) {
        return facts.getFirst().sequence() == row.version()
                && Folder.canContinue(row.folded().horizon(), facts.getFirst())
                && facts.stream().noneMatch(Facts::changesMembers);
    }

    /** Facts that became known late, and the row they are to be added to. */
    private record Late<S, D>(CustomerRow<S, D> row, List<Recorded<CustomerEvent>> facts) {
        Instant first() {
            return facts.stream()
                    .map(Recorded::occurredAt)
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
    }

    /** Adds late facts from checkpoints; customers without one that is early enough are added to {@code replays}. */
    private List<CustomerUpdate<S, D>> resumed(Map<UUID, Late<S, D>> late, Map<UUID, Instant> replays, Batch batch) {
        if (late.isEmpty()) {
            return List.of();
        }
        Map<UUID, Instant> first = new HashMap<>();
        late.forEach((customer, l) -> first.put(customer, l.first()));
        Map<UUID, Checkpoint<S>> bases = writer.checkpoints(model, first);
        first.keySet().retainAll(bases.keySet());
        Map<UUID, List<Interval<D>>> tails = writer.tails(model, first);
        Map<UUID, Long> floors = new HashMap<>();
        bases.forEach((customer, base) -> floors.put(customer, base.floor()));
        Map<UUID, List<Recorded<CustomerEvent>>> since = batch.since(floors);
        List<CustomerUpdate<S, D>> updates = new ArrayList<>();
        late.forEach((customer, l) -> {
            Checkpoint<S> base = bases.get(customer);
            if (base == null) {
                replays.put(customer, l.row().folded().horizon());
            } else {
                try {
                    updates.add(resumed(
                            l, base, since.getOrDefault(customer, List.of()), tails.getOrDefault(customer, List.of())));
                } catch (RuntimeException e) {
                    park(customer, l.facts().getFirst().position(), e);
                }
            }
        });
        return updates;
    }

    private CustomerUpdate<S, D> resumed(
            Late<S, D> late, Checkpoint<S> base, List<Recorded<CustomerEvent>> since, List<Interval<D>> tail) {
        CustomerRow<S, D> row = late.row();
        List<Recorded<CustomerEvent>> sinceBase = since.stream()
                .filter(f -> f.sequence() < row.version() && base.isBefore(f))
                .toList();
        Refolded<S, D> refolded = folder.resume(row.folded(), base, sinceBase, tail, late.facts());
        Recorded<CustomerEvent> last = late.facts().getLast();
        return new CustomerUpdate<>(
                new CustomerRow<>(
                        row.customer(),
                        last.sequence() + 1,
                        last.position(),
                        refolded.change().folded()),
                refolded.change().intervals(),
                CustomerUpdate.Before.KEPT,
                refolded.checkpoints(),
                late.first());
    }

    private List<CustomerUpdate<S, D>> replayed(Map<UUID, Instant> horizons, long upTo) {
        List<CustomerUpdate<S, D>> updates = new ArrayList<>();
        if (!horizons.isEmpty()) {
            histories(horizons.keySet(), upTo).forEach((customer, facts) -> {
                try {
                    updates.add(fold.refolded(facts, horizons.getOrDefault(customer, Instant.MIN)));
                } catch (RuntimeException e) {
                    park(customer, upTo, e);
                }
            });
        }
        return updates;
    }

    private Map<UUID, Facts> histories(Collection<UUID> customers, long upTo) {
        try {
            return decoder.facts(customers, upTo);
        } catch (RuntimeException e) {
            Map<UUID, Facts> readable = new HashMap<>();
            for (UUID customer : customers) {
                try {
                    readable.putAll(decoder.facts(List.of(customer), upTo));
                } catch (RuntimeException unreadable) {
                    park(customer, upTo, unreadable);
                }
            }
            return readable;
        }
    }

    private void park(UUID customer, long at, RuntimeException error) {
        cache.remove(customer);
        if (parked.add(customer)) {
            log.error("customer {} is parked in {} at position {}", customer, model.table(), at, error);
            writer.park(model.table(), new Parked(model.table(), customer, at, String.valueOf(error), clock.instant()));
        }
    }

    /** Folds parked customers again; those that fail again stay parked. */
    @Override
    public void retry(Collection<UUID> customers) {
        Map<UUID, Instant> again = new LinkedHashMap<>();
        for (UUID customer : customers) {
            if (parked.remove(customer)) {
                writer.unpark(model.table(), customer);
                again.put(customer, Instant.MIN);
            }
        }
        write(replayed(again, position));
    }

    /** Writes what changed by time alone. Returns how many customers were due. */
    @Override
    public int settle(Instant now) {
        if (now.isBefore(nextDue.at())) {
            return 0;
        }
        List<CustomerRow<S, D>> due = due(now);
        List<CustomerUpdate<S, D>> updates = new ArrayList<>();
        for (CustomerRow<S, D> row : due) {
            try {
                updates.add(fold.settled(row, now));
            } catch (RuntimeException e) {
                park(row.customer(), row.position(), e);
            }
        }
        write(updates);
        return due.size();
    }

    /** Rows that time alone has changed. The table may say so of rows that are being written: as these are then, they may be no longer. */
    private List<CustomerRow<S, D>> due(Instant now) {
        List<UUID> customers = writer.due(model.table(), now, DUE_AT_ONCE);
        if (customers.isEmpty()) {
            nextDue.looked(writer.nextDue(model.table()).orElse(Instant.MAX));
            return List.of();
        }
        return cache.get(customers, unknown -> writer.load(model, unknown)).values().stream()
                .filter(row -> !parked.contains(row.customer())
                        && TablePass.isDue(row.folded().nextChange(), now))
                .toList();
    }
}
