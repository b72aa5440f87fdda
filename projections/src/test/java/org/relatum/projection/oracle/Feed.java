package org.relatum.projection.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;

/**
 * Feeds facts to a folder in the order of the log and keeps what a database would keep: a row per customer and the table of
 * its intervals. Continues where that is possible and replays the customer where it is not, as the live engine does.
 */
final class Feed<S, V, D> {
    /** Facts between two checkpoints: few, so that short histories have some. */
    static final int CHECKPOINT_EVERY = 3;

    private final Folder<S, V, D> folder;
    private final Map<UUID, List<Recorded<CustomerEvent>>> log = new HashMap<>();
    private final Map<UUID, Folded<S, D>> rows = new HashMap<>();
    private final Map<UUID, Map<Key, Interval<D>>> tables = new HashMap<>();
    private int advanced;
    private final Map<UUID, TreeMap<Instant, Checkpoint<S>>> checkpoints = new HashMap<>();
    private int resumed;
    private int replayed;

    private record Key(Instant recordedFrom, Instant validFrom, String key) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRecording = recordedFrom.compareTo(other.recordedFrom);
            int byStart = byRecording != 0 ? byRecording : validFrom.compareTo(other.validFrom);
            return byStart != 0 ? byStart : key.compareTo(other.key);
        }
    }

    Feed(Folder<S, V, D> folder) {
        this.folder = folder;
    }

    /** Facts of one transaction, or of several: all are in the log before the first is folded. */
    void accept(List<Recorded<CustomerEvent>> batch) {
        batch.forEach(fact ->
                log.computeIfAbsent(fact.stream(), stream -> new ArrayList<>()).add(fact));
        Map<UUID, List<Recorded<CustomerEvent>>> groups = new HashMap<>();
        batch.forEach(fact -> groups.computeIfAbsent(fact.stream(), stream -> new ArrayList<>())
                .add(fact));
        groups.forEach(this::accept);
    }

    private void accept(UUID customer, List<Recorded<CustomerEvent>> facts) {
        for (Recorded<CustomerEvent> fact : facts) {
            Folded<S, D> before = rows.get(customer);
            Optional<Folded.Change<S, D>> next =
                    before == null ? Optional.empty() : folder.advance(before, List.of(fact));
            if (next.isEmpty()) {
                List<Recorded<CustomerEvent>> rest = facts.subList(facts.indexOf(fact), facts.size());
                if (before == null || !resume(customer, before, rest)) {
                    replay(customer);
                }
                return;
            }
            advanced++;
            keep(customer, next.get());
            if (fact.sequence() % CHECKPOINT_EVERY == 0) {
                Folded<S, D> after = next.get().folded();
                checkpoints(customer)
                        .put(
                                after.last().occurredAt(),
                                new Checkpoint<>(
                                        after.last(),
                                        fact.sequence() + 1,
                                        fact.sequence() + 1,
                                        after.horizon(),
                                        after.state()));
            }
        }
    }

    private TreeMap<Instant, Checkpoint<S>> checkpoints(UUID customer) {
        return checkpoints.computeIfAbsent(customer, id -> new TreeMap<>());
    }

    /** Folds late facts again from the latest checkpoint before them; false when there is none, or it can't be done. */
    private boolean resume(UUID customer, Folded<S, D> before, List<Recorded<CustomerEvent>> late) {
        Instant first =
                late.stream().map(Recorded::occurredAt).min(Instant::compareTo).orElseThrow();
        Map.Entry<Instant, Checkpoint<S>> base = checkpoints(customer).lowerEntry(first);
        if (base == null
                || !Folder.canContinue(before.horizon(), late.getFirst())
                || late.stream().anyMatch(Facts::changesMembers)) {
            return false;
        }
        resumed++;
        long known = late.getFirst().sequence();
        List<Recorded<CustomerEvent>> since = log.get(customer).stream()
                .filter(f -> f.sequence() >= base.getValue().floor() && f.sequence() < known)
                .filter(base.getValue()::isBefore)
                .toList();
        List<Interval<D>> slice = tables.get(customer).values().stream()
                .filter(row -> row.recordedTo() == null)
                .toList();
        Instant from = slice.stream()
                .map(Interval::validTo)
                .filter(to -> to != null && to.isBefore(first))
                .max(Comparator.naturalOrder())
                .orElse(first);
        List<Interval<D>> tail = slice.stream()
                .filter(row -> row.validTo() == null || !row.validTo().isBefore(from))
                .sorted(Comparator.comparing(Interval::validFrom))
                .toList();
        keep(customer, folder.resume(before, base.getValue(), since, tail, late), first);
        return true;
    }

    private void keep(UUID customer, Folder.Refolded<S, D> refolded, Instant staleFrom) {
        checkpoints(customer).tailMap(staleFrom, true).clear();
        refolded.checkpoints().forEach(c -> checkpoints(customer).put(c.last().occurredAt(), c));
        keep(customer, refolded.change());
    }

    private void replay(UUID customer) {
        replayed++;
        Facts facts = facts(log, customer);
        Instant horizon = rows.containsKey(customer) ? rows.get(customer).horizon() : Instant.EPOCH;
        tables.remove(customer);
        keep(customer, folder.refold(facts, horizon), Instant.MIN);
    }

    /** The clock has come to an instant. */
    void settle(UUID customer, Instant until) {
        Folded<S, D> before = rows.get(customer);
        if (before != null && until.isAfter(before.horizon())) {
            keep(customer, folder.settle(before, until));
        }
    }

    private void keep(UUID customer, Folded.Change<S, D> change) {
        rows.put(customer, change.folded());
        Map<Key, Interval<D>> table = tables.computeIfAbsent(customer, id -> new TreeMap<>());
        change.intervals().forEach(row -> table.put(new Key(row.recordedFrom(), row.validFrom(), row.key()), row));
    }

    Folded<S, D> row(UUID customer) {
        return rows.get(customer);
    }

    /** The rows of a customer's intervals, in the order of recordedFrom and validFrom. */
    List<Interval<D>> table(UUID customer) {
        return List.copyOf(tables.getOrDefault(customer, Map.of()).values());
    }

    int advanced() {
        return advanced;
    }

    int resumed() {
        return resumed;
    }

    int replayed() {
        return replayed;
    }

    /** A customer's facts, with the streams of everyone it ever absorbed. */
    static Facts facts(Map<UUID, List<Recorded<CustomerEvent>>> log, UUID customer) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        Set<UUID> missing = Set.of(customer);
        while (!missing.isEmpty()) {
            missing.forEach(stream -> streams.put(stream, List.copyOf(log.getOrDefault(stream, List.of()))));
            missing = Facts.missing(streams);
        }
        return Facts.of(customer, streams);
    }
}
