package org.relatum.benchmarks.peers;

import java.sql.SQLException;
import java.util.Collection;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.relatum.benchmarks.Rebuilding;
import org.springframework.transaction.PlatformTransactionManager;

/** What both ways of using Axon have in common: the event table, and waiting for the processors. */
abstract class AxonPeer implements Peer {
    private static final String EVENT_COLUMNS = "aggregateidentifier varchar(255) not null, sequencenumber bigint not"
            + " null, type varchar(255), eventidentifier varchar(255) not null unique, metadata bytea,"
            + " payload bytea not null, payloadrevision varchar(255), payloadtype varchar(255) not null,"
            + " timestamp varchar(255) not null";

    private final Rebuilding of;
    private final PeerDatabase database;

    AxonPeer(Rebuilding of, boolean durable, int connections) throws SQLException {
        this.of = of;
        this.database = new PeerDatabase(of, durable, connections);
    }

    Rebuilding of() {
        return of;
    }

    PeerDatabase database() {
        return database;
    }

    @Override
    public void load() throws SQLException {
        database.execute(
                "set role relatum_app",
                "set search_path to peers",
                "create table if not exists domainevententry (globalindex bigint primary key, " + EVENT_COLUMNS
                        + ", unique (aggregateidentifier, sequencenumber))",
                "create table if not exists snapshotevententry (" + EVENT_COLUMNS
                        + ", primary key (aggregateidentifier, sequencenumber, type))",
                "create table if not exists tokenentry (processorname varchar(255), segment int, owner varchar(255),"
                        + " timestamp varchar(255) not null, token bytea, tokentype varchar(255),"
                        + " primary key (processorname, segment))",
                "reset role",
                "insert into domainevententry (globalindex, aggregateidentifier, sequencenumber, type,"
                        + " eventidentifier, metadata, payload, payloadrevision, payloadtype, timestamp)"
                        + " select p.position, e.stream::text, e.sequence, 'Customer', e.event_id::text, e.metadata, "
                        + Envelope.SQL + ", e.revision::text, e.type,"
                        + " to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                        + " from log.positions p join log.events e using (event_index) order by p.position"
                        + " on conflict do nothing",
                "vacuum analyze domainevententry");
    }

    @Override
    public void reset() throws SQLException {
        database.execute("truncate peers.tokenentry");
    }

    Configurer configurer(EventStorageEngine engine, PlatformTransactionManager transactions) {
        return DefaultConfigurer.defaultConfiguration()
                .configureTransactionManager(c -> new SpringTransactionManager(transactions))
                .configureEventSerializer(c -> new AxonEventSerializer())
                .configureSerializer(c -> JacksonSerializer.defaultSerializer())
                .configureEventStore(
                        c -> EmbeddedEventStore.builder().storageEngine(engine).build())
                .eventProcessing(processing -> processing
                        .usingTrackingEventProcessors()
                        .registerDefaultListenerInvocationErrorHandler(c -> PropagatingErrorHandler.instance()));
    }

    /** Runs the processors until each has taken in the whole log. */
    void run(Configuration axon) throws InterruptedException {
        axon.start();
        try {
            Collection<TrackingEventProcessor> processors = axon
                    .eventProcessingConfiguration()
                    .eventProcessors()
                    .values()
                    .stream()
                    .map(TrackingEventProcessor.class::cast)
                    .toList();
            while (!processors.stream().allMatch(this::isAtEnd)) {
                Thread.sleep(5);
            }
        } finally {
            axon.shutdown();
        }
    }

    private boolean isAtEnd(TrackingEventProcessor processor) {
        return !processor.processingStatus().isEmpty()
                && processor.processingStatus().values().stream().allMatch(segment -> {
                    if (segment.isErrorState()) {
                        throw new IllegalStateException(processor.getName() + " fails", segment.getError());
                    }
                    return segment.getCurrentPosition().orElse(0) >= of.events();
                });
    }

    @Override
    public void close() {
        database.close();
    }
}
