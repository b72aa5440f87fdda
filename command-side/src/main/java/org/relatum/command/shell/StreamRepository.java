package org.relatum.command.shell;

import org.axonframework.eventsourcing.CachingEventSourcingRepository;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.relatum.command.shell.Outcome.Refused;

/**
 * Axon's caching repository, except that it doesn't look for streams whose id was made a moment ago, doesn't cache streams
 * that have no events, and doesn't let a command be refused on a state from the cache that is older than the stream. A command that
 * records something need not ask: it collides with what another node recorded.
 */
final class StreamRepository<T> extends CachingEventSourcingRepository<T> {
    /** Caught inside this class's parent, which then makes a new aggregate; one instance saves a stack trace per command. */
    private static final AggregateNotFoundException FRESH =
            new AggregateNotFoundException("fresh", "a fresh stream has no events");

    private final EventStore events;
    private final AggregateCache cache;

    StreamRepository(EventSourcingRepository.Builder<T> builder, EventStore events, AggregateCache cache) {
        super(builder.eventStore(events).cache(cache));
        this.events = events;
        this.cache = cache;
    }

    @Override
    protected EventSourcedAggregate<T> doLoadWithLock(String id, Long expectedVersion) {
        if (CurrentUnitOfWork.get().getMessage().getPayload() instanceof Envelope<?> envelope
                && envelope.fresh()
                && envelope.stream().toString().equals(id)) {
            throw FRESH;
        }
        boolean remembered = cache.containsKey(id);
        EventSourcedAggregate<T> aggregate = super.doLoadWithLock(id, expectedVersion);
        if (remembered) {
            CurrentUnitOfWork.get().onPrepareCommit(work -> requireCurrent(work, aggregate));
        }
        return aggregate;
    }

    /** The unit of work is rolled back like one that was too late: what it had from the cache goes, and the command is decided anew. */
    private void requireCurrent(UnitOfWork<?> work, EventSourcedAggregate<T> aggregate) {
        ResultMessage<?> result = work.getExecutionResult().getResult();
        if (result.isExceptional() || !(result.getPayload() instanceof Refused)) {
            return;
        }
        long known = aggregate.version();
        if (events.lastSequenceNumberFor(aggregate.identifierAsString()).orElse(known) > known) {
            throw new ConcurrencyException("refused on an old state of the stream");
        }
    }

    @Override
    protected void doSaveWithLock(EventSourcedAggregate<T> aggregate) {
        if (aggregate.version() != null) {
            super.doSaveWithLock(aggregate);
        }
    }
}
