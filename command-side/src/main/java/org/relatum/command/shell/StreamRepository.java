package org.relatum.command.shell;

import org.axonframework.eventsourcing.CachingEventSourcingRepository;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;

/**
 * Axon's caching repository, except that it doesn't look for streams whose id was made a moment ago, and doesn't cache streams
 * that have no events.
 */
final class StreamRepository<T> extends CachingEventSourcingRepository<T> {
    /** Caught inside this class's parent, which then makes a new aggregate; one instance saves a stack trace per command. */
    private static final AggregateNotFoundException FRESH =
            new AggregateNotFoundException("fresh", "a fresh stream has no events");

    StreamRepository(EventSourcingRepository.Builder<T> builder) {
        super(builder);
    }

    @Override
    protected EventSourcedAggregate<T> doLoadWithLock(String id, Long expectedVersion) {
        if (CurrentUnitOfWork.get().getMessage().getPayload() instanceof Envelope<?> envelope
                && envelope.fresh()
                && envelope.stream().toString().equals(id)) {
            throw FRESH;
        }
        return super.doLoadWithLock(id, expectedVersion);
    }

    @Override
    protected void doSaveWithLock(EventSourcedAggregate<T> aggregate) {
        if (aggregate.version() != null) {
            super.doSaveWithLock(aggregate);
        }
    }
}
