package org.relatum.command.store;

import java.util.List;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * An event store whose engine makes durable what it is given: a unit of work appends once, so no transaction is needed
 * around it, and a command that is refused, waits for its aggregate or is being decided holds no connection.
 */
public final class LogEventStore extends AbstractEventStore {
    private static final String APPENDED = LogEventStore.class.getName() + ".appended";

    private LogEventStore(Builder builder) {
        super(builder);
    }

    public static LogEventStore on(EventStorageEngine engine) {
        return new LogEventStore(new Builder().storageEngine(engine));
    }

    @Override
    protected void prepareCommit(List<? extends EventMessage<?>> events) {
        if (CurrentUnitOfWork.get().root().resources().putIfAbsent(APPENDED, true) != null) {
            throw new IllegalStateException("a unit of work that appends twice would not be recorded as a whole");
        }
        super.prepareCommit(events);
    }

    /**
     * Not supported: the log is followed in the order of its positions.
     *
     * @see LogStorageEngine
     */
    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken trackingToken) {
        throw new UnsupportedOperationException("the log is followed by the live engine, not by Axon's processors");
    }

    private static final class Builder extends AbstractEventStore.Builder {
        @Override
        public Builder storageEngine(EventStorageEngine engine) {
            super.storageEngine(engine);
            return this;
        }
    }
}
