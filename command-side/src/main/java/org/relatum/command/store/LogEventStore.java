package org.relatum.command.store;

import java.util.List;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * An event store that opens a transaction only when there is something to append: a refused command, one that waits for its
 * aggregate, and one that is being decided hold no connection. The transaction ends with the unit of work.
 */
public final class LogEventStore extends AbstractEventStore {
    private static final String TRANSACTION = LogEventStore.class.getName() + ".transaction";

    private final TransactionManager transactions;

    private LogEventStore(Builder builder, TransactionManager transactions) {
        super(builder);
        this.transactions = transactions;
    }

    public static LogEventStore on(EventStorageEngine engine, TransactionManager transactions) {
        return new LogEventStore(new Builder().storageEngine(engine), transactions);
    }

    @Override
    protected void prepareCommit(List<? extends EventMessage<?>> events) {
        UnitOfWork<?> work = CurrentUnitOfWork.get().root();
        if (work.resources().putIfAbsent(TRANSACTION, true) == null) {
            // Not attachTransaction: where no connection can be had, that rolls back what is being rolled back anyway.
            Transaction transaction = transactions.startTransaction();
            work.onCommit(w -> transaction.commit());
            work.onRollback(w -> transaction.rollback());
        }
        super.prepareCommit(events);
    }

    /**
     * Not supported: the log is followed in the order of its positions.
     *
     * @see PostgresEventStorageEngine
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
