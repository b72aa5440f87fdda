package org.relatum.benchmarks.peers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.relatum.benchmarks.Rebuilding;
import org.relatum.projection.engine.StoredEvent;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Axon as fast as we could make it: the JDBC engine reading large batches, tracking processors whose handler gathers the batch and folds
 * it as a whole before the commit, in the transaction of the token, which does not wait for the disk. Read models are spread over
 * processors and not customers over segments: two segments would write the same cells of key figures.
 */
final class AxonTuned extends AxonPeer {
    private final List<Set<String>> groups;
    private final int batch;

    /**
     * @param groups the tables of each processor
     * @param batch events that are read, folded and written at once
     */
    AxonTuned(Rebuilding of, List<Set<String>> groups, int batch) throws SQLException {
        super(of, false, 2 + 2 * groups.size());
        this.groups = groups;
        this.batch = Math.min(batch, BatchFold.MOST_AT_ONCE);
    }

    @Override
    public String name() {
        return tables().size() == 1 ? "Axon, tuned, only " + tables() : "Axon, tuned";
    }

    @Override
    public Set<String> tables() {
        return Peer.all(groups);
    }

    @Override
    public double rebuild() throws Exception {
        DataSourceTransactionManager transactions =
                new DataSourceTransactionManager(database().pool());
        SpringTransactionManager axonTransactions = new SpringTransactionManager(transactions);
        ConnectionProvider connections = new UnitOfWorkAwareConnectionProviderWrapper(
                new SpringDataSourceConnectionProvider(database().pool()));
        AxonEventSerializer events = new AxonEventSerializer();
        JdbcEventStorageEngine engine = JdbcEventStorageEngine.builder()
                .eventSerializer(events)
                .snapshotSerializer(events)
                .connectionProvider(connections)
                .transactionManager(axonTransactions)
                .persistenceExceptionResolver(e -> false)
                .batchSize(batch)
                .build();
        Configurer configurer = configurer(engine, transactions);
        configurer
                .eventProcessing()
                .registerTokenStore(c -> JdbcTokenStore.builder()
                        .connectionProvider(connections)
                        .serializer(JacksonSerializer.defaultSerializer())
                        .build())
                .registerTrackingEventProcessorConfiguration(
                        c -> TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                .andBatchSize(batch)
                                .andInitialTrackingToken(StreamableMessageSource::createTailToken));
        try (Connection home = of().database().pool().getConnection();
                Folds folds = new Folds()) {
            for (int i = 0; i < groups.size(); i++) {
                String name = "group" + i;
                Handler handler = new Handler(folds.add(new BatchFold(of(), home, groups.get(i))));
                configurer
                        .eventProcessing()
                        .registerEventHandler(c -> handler)
                        .assignHandlerInstancesMatching(name, other -> other == handler);
            }
            Configuration axon = configurer.buildConfiguration();
            long start = System.nanoTime();
            run(axon);
            folds.settle();
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** Hands a batch over as a whole. */
    private final class Handler {
        private final BatchFold fold;

        Handler(BatchFold fold) {
            this.fold = fold;
        }

        @EventHandler
        @SuppressWarnings("unused")
        void on(StoredEvent event) {
            UnitOfWork<?> unit = CurrentUnitOfWork.get();
            List<StoredEvent> gathered = unit.getOrComputeResource("gathered", key -> {
                List<StoredEvent> all = new ArrayList<>(batch);
                unit.onPrepareCommit(done -> {
                    Connection connection =
                            DataSourceUtils.getConnection(database().pool());
                    try {
                        fold.take(all, connection);
                    } finally {
                        DataSourceUtils.releaseConnection(connection, database().pool());
                    }
                });
                return all;
            });
            gathered.add(event);
        }
    }
}
