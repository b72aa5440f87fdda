package org.relatum.projection.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Change;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Folder.Refolded;
import org.relatum.projection.core.Interval;

/**
 * How a customer's row and intervals come from what is known of it: the steps that the live engine and a rebuild have in common, so that
 * both get to the same rows.
 */
public final class CustomerFold<S, V, D> {
    private final Folder<S, V, D> folder;

    public CustomerFold(Folder<S, V, D> folder) {
        this.folder = folder;
    }

    /** Folds all facts, and includes what comes by time up to a horizon. */
    public CustomerUpdate<S, D> refolded(Facts facts, Instant horizon) {
        Refolded<S, D> refolded = folder.refold(facts, horizon);
        Recorded<CustomerEvent> last = facts.own().getLast();
        return new CustomerUpdate<>(
                new CustomerRow<>(
                        facts.root(),
                        last.sequence() + 1,
                        last.position(),
                        refolded.change().folded()),
                refolded.change().intervals(),
                CustomerUpdate.Before.REPLACED,
                refolded.checkpoints(),
                Instant.MIN);
    }

    /** Includes what comes by time alone; not up to now, only so far that nothing more is due. */
    public CustomerUpdate<S, D> settled(CustomerRow<S, D> row, Instant now) {
        Folded<S, D> folded = row.folded();
        Changes<D> changes = new Changes<>();
        Instant next = folded.nextChange();
        while (next != null && !next.isAfter(now)) {
            Change<S, D> change = folder.settle(folded, next);
            folded = change.folded();
            changes.add(change.intervals());
            next = folded.nextChange();
        }
        return changed(row, folded, changes.intervals());
    }

    /** Judges a row that is not decided up to an instant by what comes into force then; empty when it can stay as it is. */
    Optional<CustomerUpdate<S, D>> rendered(CustomerRow<S, D> row, Instant due) {
        Change<S, D> change = folder.settle(row.folded(), due);
        boolean changes = !change.intervals().isEmpty()
                || TablePass.isEarlier(
                        change.folded().nextChange(), row.folded().nextChange());
        return changes ? Optional.of(changed(row, change.folded(), change.intervals())) : Optional.empty();
    }

    /**
     * Everything at once: what the live engine's steps, one after the other, come to.
     *
     * @param changes when something else came into force that the read model goes by
     * @param until what came by time up to here is included, as far as something was due
     */
    public CustomerUpdate<S, D> whole(Facts facts, List<Instant> changes, Instant until) {
        CustomerUpdate<S, D> whole = refolded(facts, Instant.MIN);
        for (Instant at : changes) {
            if (whole.row().folded().horizon().isBefore(at)) {
                whole = with(whole, settled(whole.row(), at));
                Optional<CustomerUpdate<S, D>> rendered = rendered(whole.row(), at);
                whole = rendered.isEmpty() ? whole : with(whole, rendered.get());
            }
        }
        return with(whole, settled(whole.row(), until));
    }

    private static <S, D> CustomerUpdate<S, D> with(CustomerUpdate<S, D> whole, CustomerUpdate<S, D> more) {
        List<Interval<D>> intervals = whole.intervals();
        if (!more.intervals().isEmpty()) {
            Changes<D> all = new Changes<>();
            all.add(intervals);
            all.add(more.intervals());
            intervals = all.intervals();
        }
        return new CustomerUpdate<>(
                more.row(), intervals, CustomerUpdate.Before.REPLACED, whole.checkpoints(), Instant.MIN);
    }

    private static <S, D> CustomerUpdate<S, D> changed(
            CustomerRow<S, D> row, Folded<S, D> folded, List<Interval<D>> intervals) {
        return new CustomerUpdate<>(
                new CustomerRow<>(row.customer(), row.version(), row.position(), folded),
                intervals,
                CustomerUpdate.Before.KEPT,
                List.of(),
                null);
    }

    /** Intervals of several changes; of one that changed twice the last form counts. */
    static final class Changes<D> {
        private record Key(String key, Instant validFrom, Instant recordedFrom) {}

        private final Map<Key, Interval<D>> intervals = new LinkedHashMap<>();

        void add(List<Interval<D>> changed) {
            for (Interval<D> interval : changed) {
                intervals.put(new Key(interval.key(), interval.validFrom(), interval.recordedFrom()), interval);
            }
        }

        List<Interval<D>> intervals() {
            return List.copyOf(intervals.values());
        }
    }
}
