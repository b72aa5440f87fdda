package org.relatum.projection.satisfaction;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.Personal;

/**
 * One improvement that customers' answers led to.
 *
 * @param opened how it began
 * @param closedAt when it ended, null while it goes on
 * @param outcome what became of it
 * @param note how, in free text
 */
public record Improvement(
        @Nullable ImprovementOpened opened,
        @Nullable Instant closedAt,
        @Nullable ImprovementOutcome outcome,
        @Nullable Personal note) {

    /** Nothing is known. */
    public static final Improvement NONE = new Improvement(null, null, null, null);

    /** Where an improvement stands. */
    public enum State {
        OPEN,
        OVERDUE,
        CLOSED
    }

    /** The improvement after one more fact. */
    public Improvement fold(ImprovementEvent fact) {
        return switch (fact) {
            case ImprovementOpened e -> new Improvement(e, closedAt, outcome, note);
            case ImprovementClosed e -> new Improvement(opened, e.occurredAt(), e.outcome(), e.note());
        };
    }

    /** Where it stands at an instant; overdue from the first microsecond after it was due. */
    public State stateAt(Instant asOf) {
        if (closedAt != null) {
            return State.CLOSED;
        }
        return opened != null && asOf.isAfter(opened.dueAt()) ? State.OVERDUE : State.OPEN;
    }

    /** The customer whose answer led to it, if it was one customer's. */
    public @Nullable UUID customer() {
        return opened == null ? null : opened.customer();
    }
}
