package org.relatum.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts about one improvement that customers' answers or a scorecard led to; the stream is the improvement. */
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
     * @param kpi the key figure that is to get better
     * @param period the period of the scorecard that showed it, for example {@code 2026-Q1}
     * @param dimension whose scorecard it was
     * @param member which part of the company; absent for the whole
     */
    record ImprovementOpened(
            Instant occurredAt,
            @Nullable UUID customer,
            @Nullable UUID survey,
            @Nullable String factor,
            String owner,
            Personal text,
            Instant dueAt,
            @Nullable String kpi,
            @Nullable String period,
            @Nullable KpiDimension dimension,
            @Nullable String member)
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
