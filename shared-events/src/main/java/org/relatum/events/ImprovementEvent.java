package org.relatum.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts about one improvement that customers' answers led to; the stream is the improvement. */
public sealed interface ImprovementEvent extends DomainEvent {

    /**
     * An improvement was begun.
     *
     * @param customer the customer whose answer led to it, if it was one customer's
     * @param survey the survey whose answers led to it
     * @param factor the factor of satisfaction that is to get better
     * @param owner the member of staff who answers for it
     * @param text what is to be done, in free text; the customer's personal data, without a customer the improvement's own
     * @param dueAt until when
     */
    record ImprovementOpened(
            Instant occurredAt,
            @Nullable UUID customer,
            @Nullable UUID survey,
            @Nullable String factor,
            String owner,
            Personal text,
            Instant dueAt)
            implements ImprovementEvent {}

    /**
     * An improvement came to its end.
     *
     * @param outcome what became of it
     * @param note how, in free text
     */
    record ImprovementClosed(
            Instant occurredAt,
            ImprovementOutcome outcome,
            @Nullable Personal note) implements ImprovementEvent {}
}
