package org.relatum.command.satisfaction;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;

/**
 * What decisions need to know of one improvement.
 *
 * @param openedAt when it began; null when it never did
 * @param customer the customer whose answer led to it, or null
 */
public record Improvement(
        @Nullable Instant openedAt, @Nullable UUID customer, boolean closed) {

    /** An improvement nobody has begun. */
    public static final Improvement UNKNOWN = new Improvement(null, null, false);

    /** The state after one more event. */
    public Improvement evolve(ImprovementEvent event) {
        return switch (event) {
            case ImprovementOpened e -> new Improvement(e.occurredAt(), e.customer(), false);
            case ImprovementClosed e -> new Improvement(openedAt, customer, true);
        };
    }
}
