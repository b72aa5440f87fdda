package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.KpiFold.Followed;

/**
 * One customer as far as what it contributes to the measures is in the cells.
 *
 * @param version number of events of the customer's own stream that are in them
 * @param position position of the last event that is in them
 */
public record KpiRow(UUID customer, long version, long position, Followed followed) {
    /**
     * A customer followed from its first fact: what the live engine's steps, one after the other, come to.
     *
     * @param changes when something else came into force that contributions are judged by
     * @param until what came by time up to here is counted, as far as something was due
     */
    public static KpiRow whole(
            KpiFold fold, Facts facts, List<Instant> changes, Instant until, Consumer<Contribution> out) {
        Followed followed = fold.replay(facts, Instant.MIN, out);
        for (Instant at : changes) {
            if (followed.horizon().isBefore(at)) {
                followed = settled(fold, followed, at, out);
                boolean[] contributed = {false};
                Followed judged = fold.settle(followed, at, contribution -> {
                    contributed[0] = true;
                    out.accept(contribution);
                });
                boolean changed = contributed[0] || TablePass.isEarlier(judged.nextChange(), followed.nextChange());
                followed = changed ? judged : followed;
            }
        }
        Recorded<CustomerEvent> last = facts.own().getLast();
        return new KpiRow(facts.root(), last.sequence() + 1, last.position(), settled(fold, followed, until, out));
    }

    /** Counts what came by time; not up to now, only so far that nothing more is due: the less is decided, the less can be late. */
    static Followed settled(KpiFold fold, Followed before, Instant now, Consumer<Contribution> out) {
        Followed followed = before;
        Instant next = followed.nextChange();
        while (next != null && !next.isAfter(now)) {
            followed = fold.settle(followed, next, out);
            next = followed.nextChange();
        }
        return followed;
    }

    /** Name of the read model. */
    public static final String NAME = "kpi";

    /** Grows whenever a contribution means something else. */
    public static final int VERSION = 1;

    /** The table of these rows; that of the cells is called {@code …_cells}. */
    public static final String TABLE = NAME + "_v" + VERSION;
}
