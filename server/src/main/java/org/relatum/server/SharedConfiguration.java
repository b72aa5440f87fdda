package org.relatum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.relatum.command.axonserver.LogCopy;
import org.relatum.command.ingest.kafka.Ingest;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.relay.FeedLog;
import org.relatum.command.relay.FeedRows;
import org.relatum.command.relay.Relay;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.LogPositions;
import org.relatum.command.value.ValueModels;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FileSubjectKeys;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.privacy.WrappedSubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.Backtest;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.PostgresFeedRows;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.query.request.Questions;
import org.relatum.query.scorecard.ScorecardQuery;
import org.relatum.server.privacy.MasterKeyController;
import org.relatum.server.privacy.RetentionController;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every part shares: the wire form of events, the keys of the data subjects, the clock; and what connects parts that do not
 * know each other.
 */
@Configuration(proxyBeanMethods = false)
class SharedConfiguration {

    /** The instant at which a demonstration begins; nothing where the time is real. */
    private static final String SIMULATED_FROM = "${relatum.simulated-from:}";

    /** The keys of the data subjects, where they are in a file. */
    private static final String SUBJECTS = "subjects.keys";

    /** Known before the database is touched, so that what can't be is refused before anything is done. */
    @Bean
    Deployment deployment(
            @Value("${relatum.roles:all}") String roles,
            @Value("${relatum.event-store:postgres}") String eventStore,
            @Value("${relatum.read-models:postgres}") String readModels,
            @Value("${relatum.feed:none}") String feed,
            @Value("${relatum.cassandra.contact-points:}") String cassandra,
            @Value("${relatum.axon-server.servers:}") String axonServer) {
        try {
            Deployment deployment = Deployment.of(roles, eventStore, readModels, feed);
            if (deployment.keeps(Deployment.ReadModels.CASSANDRA) && cassandra.isBlank()) {
                throw new IllegalArgumentException("relatum.read-models names cassandra;"
                        + " relatum.cassandra.contact-points has to say where it is, host:port");
            }
            if (deployment.eventStore() == Deployment.EventStore.AXON_SERVER && axonServer.isBlank()) {
                throw new IllegalArgumentException("relatum.event-store is axon-server;"
                        + " relatum.axon-server.servers has to say where it is, host:port");
            }
            return deployment;
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Ticks in microseconds, which is what is stored: an instant must not change by being stored. */
    @Bean
    Clock clock(@Value(SIMULATED_FROM) String simulatedFrom, @Value("${relatum.simulated-clock:}") String file)
            throws IOException {
        Clock wall = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        if (simulatedFrom.isEmpty()) {
            return wall;
        }
        Instant start = Instant.parse(simulatedFrom);
        return file.isEmpty()
                ? SimulatedClock.startingAt(start, wall)
                : SimulatedClock.shared(Path.of(file), start, wall);
    }

    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    WrappedSubjectKeys subjectKeys(
            @Value("${relatum.keys-dir}") Path directory,
            @Value("${relatum.keys.url:}") String shared,
            @Value(SIMULATED_FROM) String simulatedFrom,
            Deployment checked,
            ObjectProvider<MasterKeys> masters,
            JdbcTemplate jdbc)
            throws IOException {
        if (checked.eventStore() == Deployment.EventStore.POSTGRES) {
            StoreIdentity.requireOwnEvents(jdbc);
        }
        if (!shared.isEmpty()) {
            StoreIdentity.admit(jdbc, !simulatedFrom.isEmpty());
            return DatabaseSubjectKeys.open(
                    shared, StoreIdentity.of(jdbc), StoreIdentity.hasEvents(jdbc), masters::getObject);
        }
        StoreIdentity.require(jdbc, directory, !simulatedFrom.isEmpty());
        return FileSubjectKeys.open(directory.resolve(SUBJECTS), masters.getObject());
    }

    /** What wraps the keys of the data subjects; elsewhere than beside them where the settings say so. */
    @Bean
    @Lazy
    MasterKeys masterKeys(
            @Value("${relatum.keys-dir}") Path directory,
            @Value("${relatum.master-key.keystore:}") String keystore,
            @Value("${relatum.master-key.password:}") String password,
            @Value("${relatum.keys.url:}") String shared)
            throws IOException {
        return MasterKeyFiles.open(
                directory,
                keystore,
                password,
                !shared.isEmpty(),
                () -> shared.isEmpty() ? Files.exists(directory.resolve(SUBJECTS)) : DatabaseSubjectKeys.areAt(shared));
    }

    @Bean
    ErasureRegister erasureRegister(@Value("${relatum.keys-dir}") Path directory, SubjectKeys keys) throws IOException {
        Path file = directory.resolve(ErasureRegister.FILE);
        return keys instanceof DatabaseSubjectKeys shared
                ? ErasureRegister.open(file, shared.erasures())
                : ErasureRegister.open(file);
    }

    @Bean
    MasterKeyController masterKeyController(WrappedSubjectKeys keys, JsonMapper json) {
        return new MasterKeyController(keys, json);
    }

    @Bean
    RetentionController retentionController(
            ReferenceSource references,
            CustomerSearch search,
            ErasureRegister register,
            CommandService commands,
            Clock clock,
            JsonMapper json) {
        return new RetentionController(references, search, register, commands, clock, json);
    }

    /** Beside the keys of the data subjects, which are known to belong to this store, unless the settings say where. */
    @Bean
    LedgerKeys ledgerKeys(
            @Value("${relatum.keys-dir}") Path directory,
            @Value("${relatum.ledger.origin:}") String origin,
            @Value("${relatum.ledger.key:}") String file,
            SubjectKeys belonging,
            JdbcTemplate jdbc) {
        String name = origin.isEmpty() ? "relatum/" + StoreIdentity.of(jdbc) : origin;
        return LedgerKeys.open(file.isEmpty() ? directory.resolve(LedgerKeys.FILE) : Path.of(file), name);
    }

    @Bean
    LogPositions logPositions(Sequencer sequencer) {
        return new SequencerPositions(sequencer);
    }

    @Bean
    @ConditionalOnProperty(name = "relatum.event-store", havingValue = "axon-server")
    AxonServerHealth axonServerHealthIndicator(LogCopy copy) {
        return new AxonServerHealth(copy);
    }

    @Bean
    FeedLog feedLog(EventLog log) {
        return new LogToFeed(log);
    }

    @Bean
    FeedRows feedRows(DataSource database) {
        return new RowsToFeed(new PostgresFeedRows(database));
    }

    @Bean
    FeedMetrics feedMetrics(ObjectProvider<Relay> relay, Ingest ingest) {
        return new FeedMetrics(relay.getIfAvailable(), ingest);
    }

    @Bean
    ScorecardFigures scorecardFigures(
            Questions questions, ScorecardQuery query, @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new ScorecardsToEvaluate(questions, query, company);
    }

    @Bean
    Backtest.Fits fitsToTest(ValueModels models) {
        return new FitsToTest(models);
    }

    @Bean
    FieldCipher fieldCipher(SubjectKeys keys) {
        return new FieldCipher(keys);
    }

    @Bean
    EventCodec eventCodec(FieldCipher cipher) {
        return new EventCodec(cipher);
    }
}
