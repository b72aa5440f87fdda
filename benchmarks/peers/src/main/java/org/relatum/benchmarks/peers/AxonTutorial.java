package org.relatum.benchmarks.peers;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.jpa.SimpleEntityManagerProvider;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.eventhandling.tokenstore.jpa.JpaTokenStore;
import org.axonframework.eventhandling.tokenstore.jpa.TokenEntry;
import org.axonframework.eventsourcing.eventstore.jpa.DomainEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.JpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.SnapshotEventEntry;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.relatum.benchmarks.Rebuilding;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.rebuild.Rebuilder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Axon as its tutorials use it: events, tokens and rows through JPA, a tracking processor for each projection with the settings it comes
 * with (one event a transaction), an entity a table.
 */
final class AxonTutorial extends AxonPeer {
    AxonTutorial(Rebuilding of) throws SQLException {
        super(of, true, 2 + 2 * Rebuilder.tables().size());
    }

    @Override
    public String name() {
        return "Axon, JPA";
    }

    @Override
    public Set<String> tables() {
        return Set.copyOf(Rebuilder.tables().values());
    }

    @Override
    public double rebuild() throws Exception {
        Entities types;
        try (Connection connection = database().pool().getConnection()) {
            types = new Entities(connection);
        }
        try (EntityManagerFactory factory = factory(types)) {
            return rebuild(types, factory);
        }
    }

    private EntityManagerFactory factory(Entities types) {
        PersistenceConfiguration persistence = new PersistenceConfiguration("peers")
                .property("jakarta.persistence.nonJtaDataSource", database().pool())
                .property("hibernate.dialect", JpaDialect.class.getName())
                .property("hibernate.timezone.default_storage", "NATIVE")
                .managedClass(DomainEventEntry.class)
                .managedClass(SnapshotEventEntry.class)
                .managedClass(TokenEntry.class);
        types.classes().forEach(persistence::managedClass);
        return persistence.createEntityManagerFactory();
    }

    private double rebuild(Entities types, EntityManagerFactory factory) throws InterruptedException {
        JpaTransactionManager transactions = new JpaTransactionManager(factory);
        EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
        EntityManagerProvider provider = new SimpleEntityManagerProvider(entities);
        AxonEventSerializer events = new AxonEventSerializer();
        JpaEventStorageEngine engine = JpaEventStorageEngine.builder()
                .eventSerializer(events)
                .snapshotSerializer(events)
                .entityManagerProvider(provider)
                .transactionManager(new SpringTransactionManager(transactions))
                .persistenceExceptionResolver(e -> false)
                .build();
        Configurer configurer = configurer(engine, transactions);
        JpaProjector.Tools tools = new JpaProjector.Tools(
                entities, types, of().decoder(), of().states(), customer -> history(engine, customer));
        List<JpaProjector> projectors = projectors(tools);
        configurer
                .eventProcessing()
                .registerTokenStore(c -> JpaTokenStore.builder()
                        .entityManagerProvider(provider)
                        .serializer(JacksonSerializer.defaultSerializer())
                        .build());
        for (JpaProjector projector : projectors) {
            configurer
                    .eventProcessing()
                    .registerEventHandler(c -> projector)
                    .assignHandlerInstancesMatching(projector.type().name(), projector::equals);
        }
        Configuration axon = configurer.buildConfiguration();
        long start = System.nanoTime();
        run(axon);
        settle(projectors, new TransactionTemplate(transactions));
        return (System.nanoTime() - start) / 1e9;
    }

    private List<JpaProjector> projectors(JpaProjector.Tools tools) {
        List<JpaProjector> projectors = new ArrayList<>();
        ReadModels.ALL.forEach(
                model -> projectors.add(new JpaRows<>(tools, model, of().timeline())));
        projectors.add(new JpaKpis(tools, of().timeline()));
        projectors.add(new JpaTimeline(tools));
        return projectors;
    }

    private static List<StoredEvent> history(JpaEventStorageEngine engine, UUID customer) {
        return engine.readEvents(customer.toString()).asStream()
                .map(event -> (StoredEvent) event.getPayload())
                .toList();
    }

    /** As a scheduled task would: look for who is due, one transaction each. */
    private static void settle(List<JpaProjector> projectors, TransactionTemplate transactions) {
        Instant now = Rebuilding.CLOCK.instant();
        for (JpaProjector projector : projectors) {
            List<UUID> due = projector.due(now);
            while (!due.isEmpty()) {
                due.forEach(customer ->
                        transactions.executeWithoutResult(status -> projector.settle(customer, now)));
                due = projector.due(now);
            }
        }
    }
}
