package org.relatum.events;

import java.time.Instant;

/** Something that happened and was accepted. Immutable; stored for ever under a logical type name and a revision. */
public sealed interface DomainEvent
        permits CustomerEvent,
                ProductEvent,
                SurveyEvent,
                ImprovementEvent,
                ArticleEvent,
                ReferenceEvent,
                ValueModelEvent,
                OrganisationEvent,
                PerformanceEvent,
                PolicyEvent,
                AccessEvent {

    /**
     * When it happened in the world, UTC, to the microsecond. Given by the caller, so it may lie before facts that were
     * recorded earlier. Not after it was recorded, as far as clocks agree: a caller's clock that is a little ahead is set right.
     */
    Instant occurredAt();
}
