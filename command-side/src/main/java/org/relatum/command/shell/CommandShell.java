package org.relatum.command.shell;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.commandhandling.AnnotationCommandHandlerAdapter;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.AbstractAggregateFactory;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.eventsourcing.AggregateSnapshotter;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.NoSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.ClasspathParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.modelling.command.inspection.AggregateModel;
import org.axonframework.modelling.command.inspection.AnnotatedAggregateMetaModelFactory;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.relatum.command.customer.Circumstances.ClaimNames;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.store.LogEventStore;
import org.relatum.command.store.PostgresEventStorageEngine;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Axon, put together by hand: a command bus without interceptors, one caching repository per kind of stream, snapshots in the
 * background, transactions that are Spring's. Nothing is found on the classpath or left to a default that could change silently.
 */
public final class CommandShell implements AutoCloseable {

    /**
     * Limits of the shell.
     *
     * @param cachedStreams aggregates that are kept in memory, at most
     * @param snapshotEvery events of a stream between two snapshots
     */
    public record Limits(long cachedStreams, int snapshotEvery) {
        /** 20,000 streams, a snapshot every 500 events. */
        public static final Limits DEFAULT = new Limits(20_000, 500);
    }

    private final CommandBus bus;
    private final EventStore events;
    private final FieldRules rules = new FieldRules();
    private final ExecutorService snapshotting;
    private final ParameterResolverFactory parameters;
    private final CommandService service;

    /**
     * @param dataSource of the event log, whose transactions {@code transactions} manages
     * @param cipher names the claims on external references and hides what idempotency keys were used for
     * @param clock the wall clock, except in a simulation
     */
    public CommandShell(
            DataSource dataSource,
            PlatformTransactionManager transactions,
            EventCodec codec,
            FieldCipher cipher,
            Vocabulary vocabulary,
            InstantSource clock,
            LogPositions positions,
            Limits limits) {
        SpringTransactionManager transactionManager = new SpringTransactionManager(transactions);
        this.events = LogEventStore.on(
                new PostgresEventStorageEngine(dataSource, codec, new Snapshots()), transactionManager);
        this.bus = SimpleCommandBus.builder().build();
        this.snapshotting = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("snapshots").factory());

        CustomerHistories histories = new CustomerHistories(events);
        ClaimNames claims = reference -> cipher.keyedHash(reference.system() + "\n" + reference.value());
        Workbench workbench = new Workbench(new StoreClock(clock), vocabulary, claims, histories);
        this.parameters = MultiParameterResolverFactory.ordered(
                ClasspathParameterResolverFactory.forClass(CommandShell.class),
                new SimpleResourceParameterResolverFactory(List.of(workbench)));

        AggregateFactory<CustomerAggregate> customerFactory = factory(CustomerAggregate.class, CustomerAggregate::new);
        AggregateFactory<ProductAggregate> productFactory = factory(ProductAggregate.class, ProductAggregate::new);
        Snapshotter snapshotter = AggregateSnapshotter.builder()
                .eventStore(events)
                .executor(snapshotting)
                .transactionManager(transactionManager)
                .parameterResolverFactory(parameters)
                .aggregateFactories(customerFactory, productFactory)
                .build();
        SnapshotTriggerDefinition trigger =
                new EventCountSnapshotTriggerDefinition(snapshotter, limits.snapshotEvery());
        AggregateCache cache = new AggregateCache(limits.cachedStreams());
        Repository<CustomerAggregate> customers =
                serve(CustomerAggregate.class, CustomerAggregate::new, customerFactory, trigger, cache);
        serve(ProductAggregate.class, ProductAggregate::new, productFactory, trigger, cache);
        // Claims and fits are hardly ever asked twice, and their streams stay short.
        AggregateCache briefly = new AggregateCache(100);
        Repository<ClaimAggregate> claimed = serve(
                ClaimAggregate.class,
                ClaimAggregate::new,
                factory(ClaimAggregate.class, ClaimAggregate::new),
                NoSnapshotTriggerDefinition.INSTANCE,
                briefly);
        serve(
                FitAggregate.class,
                FitAggregate::new,
                factory(FitAggregate.class, FitAggregate::new),
                NoSnapshotTriggerDefinition.INSTANCE,
                briefly);
        new AnnotationCommandHandlerAdapter<>(new JointCommands(customers, claimed, workbench), parameters)
                .subscribe(bus);
        this.service = new CommandService(bus, rules, cipher, claims, new Products(events), histories, positions);
    }

    /** The entrance. */
    public CommandService service() {
        return service;
    }

    /** The streams, as Axon sees them. */
    public EventStore events() {
        return events;
    }

    private <T> AggregateFactory<T> factory(Class<T> type, Function<UUID, T> blank) {
        return new AbstractAggregateFactory<>(model(type)) {
            @Override
            @SuppressWarnings("rawtypes")
            protected T doCreateAggregate(String id, DomainEventMessage firstEvent) {
                return blank.apply(UUID.fromString(id));
            }
        };
    }

    private <T> AggregateModel<T> model(Class<T> type) {
        return AnnotatedAggregateMetaModelFactory.inspectAggregate(type, parameters);
    }

    private <T> Repository<T> serve(
            Class<T> type,
            Function<UUID, T> blank,
            AggregateFactory<T> factory,
            SnapshotTriggerDefinition trigger,
            AggregateCache cache) {
        AggregateModel<T> model = model(type);
        Repository<T> repository = new StreamRepository<>(EventSourcingRepository.builder(type)
                .aggregateModel(model)
                .aggregateFactory(factory)
                .eventStore(events)
                .snapshotTriggerDefinition(trigger)
                .cache(cache));
        CommandTargetResolver target =
                command -> new VersionedAggregateIdentifier(((Envelope<?>) command.getPayload()).stream(), null);
        AggregateAnnotationCommandHandler.<T>builder()
                .aggregateType(type)
                .aggregateModel(model)
                .repository(repository)
                .commandTargetResolver(target)
                .creationPolicyAggregateFactory(id -> blank.apply((UUID) Objects.requireNonNull(id)))
                .build()
                .subscribe(bus);
        return repository;
    }

    /** Finishes the snapshots that are being written. */
    @Override
    public void close() {
        snapshotting.close();
        rules.close();
    }
}
