package org.relatum.command.shell;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.axonframework.commandhandling.AnnotationCommandHandlerAdapter;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.AggregateSnapshotter;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.NoSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.annotation.ClasspathParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.modelling.command.Repository;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.relatum.command.customer.Circumstances.ClaimNames;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.store.LogEventStore;
import org.relatum.command.store.LogStorageEngine;
import org.relatum.command.store.Recording;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.SubjectKeys;
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
    private final LogPositions positions;
    private final LogStorageEngine log;
    private final EventStore events;
    private final FieldRules rules = new FieldRules();
    private final ExecutorService snapshotting;
    private final Erasures erasures;
    private final CommandService service;

    /**
     * @param dataSource of the rows of the log, whose transactions {@code transactions} manages
     * @param log where streams are recorded; closed with the shell
     * @param cipher names the claims on external references and hides what idempotency keys were used for
     * @param keys whose keys an erasure destroys
     * @param register where erasures are written down beside the log
     * @param policies reads policies, and knows the company's time zone
     * @param clock the wall clock, except in a simulation
     * @param figures where the figures of evaluated periods come from
     */
    public CommandShell(
            DataSource dataSource,
            LogStorageEngine log,
            PlatformTransactionManager transactions,
            EventCodec codec,
            FieldCipher cipher,
            SubjectKeys keys,
            ErasureRegister register,
            Vocabulary vocabulary,
            PolicyReader policies,
            InstantSource clock,
            LogPositions positions,
            ScorecardFigures figures,
            Limits limits) {
        SpringTransactionManager transactionManager = new SpringTransactionManager(transactions);
        this.log = log;
        this.positions = positions;
        this.events = LogEventStore.on(log);
        this.bus = SimpleCommandBus.builder().build();
        this.snapshotting = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("snapshots").factory());

        CustomerHistories histories = new CustomerHistories(events);
        ClaimNames claims = reference -> cipher.keyedHash(reference.system() + "\n" + reference.value());
        KnownPolicies knownPolicies = new KnownPolicies(events, policies);
        Workbench workbench = new Workbench(new StoreClock(clock), vocabulary, claims, histories, knownPolicies);
        ParameterResolverFactory parameters = MultiParameterResolverFactory.ordered(
                ClasspathParameterResolverFactory.forClass(CommandShell.class),
                new SimpleResourceParameterResolverFactory(List.of(workbench)));

        StreamKind<CustomerAggregate> customer =
                StreamKind.of(CustomerAggregate.class, CustomerAggregate::new, parameters);
        StreamKind<ProductAggregate> product = StreamKind.of(ProductAggregate.class, ProductAggregate::new, parameters);
        Snapshotter snapshotter = AggregateSnapshotter.builder()
                .eventStore(events)
                .executor(snapshotting)
                .transactionManager(transactionManager)
                .parameterResolverFactory(parameters)
                .aggregateFactories(customer.factory(), product.factory())
                .build();
        SnapshotTriggerDefinition snapshots =
                new EventCountSnapshotTriggerDefinition(snapshotter, limits.snapshotEvery());
        AggregateCache cache = new AggregateCache(limits.cachedStreams());
        Repository<CustomerAggregate> customers = serve(customer, snapshots, cache);
        serve(product, snapshots, cache);
        // Claims, fits and the like are hardly ever asked twice, and their streams stay short.
        SnapshotTriggerDefinition never = NoSnapshotTriggerDefinition.INSTANCE;
        AggregateCache briefly = new AggregateCache(100);
        Repository<ClaimAggregate> claimed =
                serve(StreamKind.of(ClaimAggregate.class, ClaimAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(FitAggregate.class, FitAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(SurveyAggregate.class, SurveyAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(ImprovementAggregate.class, ImprovementAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(ArticleAggregate.class, ArticleAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(PolicyAggregate.class, PolicyAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(DepartmentAggregate.class, DepartmentAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(StaffAggregate.class, StaffAggregate::new, parameters), never, briefly);
        serve(StreamKind.of(ScorecardAggregate.class, ScorecardAggregate::new, parameters), never, briefly);
        new AnnotationCommandHandlerAdapter<>(new JointCommands(customers, claimed, workbench), parameters)
                .subscribe(bus);
        this.erasures = new Erasures(
                dataSource,
                codec,
                events,
                keys,
                register,
                histories,
                clock,
                (claim, holder) -> service().forget(claim, holder),
                this::append);
        this.service = new CommandService(
                bus,
                rules,
                cipher,
                claims,
                new OtherStreams(events, histories, knownPolicies, figures),
                histories,
                positions,
                erasures);
    }

    /** The entrance. */
    public CommandService service() {
        return service;
    }

    /** What was erased. */
    public Erasures erasures() {
        return erasures;
    }

    /** The streams, as Axon sees them. */
    public EventStore events() {
        return events;
    }

    /**
     * Appends to a stream on which no command is decided, and returns when the event is durable.
     *
     * @param type kind of the stream
     * @param recordedAt later than the stream's last
     * @throws org.axonframework.modelling.command.ConcurrencyException when the stream has an event at this place already
     */
    public void append(
            String type, UUID stream, long sequence, DomainEvent event, Metadata metadata, Instant recordedAt) {
        log.appendEvents(List.of(new GenericDomainEventMessage<>(
                type,
                stream.toString(),
                sequence,
                new GenericMessage<>(TimeOrderedIds.next().toString(), event, Recording.of(metadata, recordedAt)),
                recordedAt)));
        positions.committed();
    }

    CommandBus bus() {
        return bus;
    }

    private <T> Repository<T> serve(StreamKind<T> kind, SnapshotTriggerDefinition snapshots, AggregateCache cache) {
        Repository<T> repository = new StreamRepository<>(
                EventSourcingRepository.builder(kind.aggregate())
                        .aggregateModel(kind.model())
                        .aggregateFactory(kind.factory())
                        .snapshotTriggerDefinition(snapshots),
                events,
                cache.of(kind.aggregate()));
        kind.handler(repository).subscribe(bus);
        return repository;
    }

    /** Finishes the snapshots that are being written. */
    @Override
    public void close() {
        snapshotting.close();
        log.close();
        rules.close();
    }
}
