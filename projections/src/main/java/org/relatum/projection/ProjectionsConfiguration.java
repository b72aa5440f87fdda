package org.relatum.projection;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.Backtest;
import org.relatum.projection.engine.CellMeasurements;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.ContributionSearch;
import org.relatum.projection.engine.Courses;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.EveryCustomer;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.PolicyVersions;
import org.relatum.projection.engine.Progress;
import org.relatum.projection.engine.References;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.engine.Scorecards;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.engine.WhatIf;
import org.relatum.projection.rebuild.RebuildStore;
import org.relatum.projection.rebuild.Rebuilder;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.LedgerKeeper;
import org.relatum.projection.store.postgres.PostgresCustomerSearch;
import org.relatum.projection.store.postgres.PostgresEventLog;
import org.relatum.projection.store.postgres.PostgresEventSearch;
import org.relatum.projection.store.postgres.PostgresIntervalSearch;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.PostgresRebuildStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.PostgresStoreFigures;
import org.relatum.projection.store.postgres.PostgresTimelineSearch;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.projection.store.postgres.StateCodec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * The log's order, the live engine and the ways to ask it. Needs a data source, the event codec, the keys of the ledger, a clock, a way to
 * fit the value model and what this node does.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProjectionSettings.class)
@Import(CassandraConfiguration.class)
public class ProjectionsConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    @DependsOnDatabaseInitialization
    Sequencer sequencer(DataSource database, Deployment deployment) {
        return new Sequencer(database, !deployment.givesPositions());
    }

    @Bean
    PostgresEventLog eventLog(DataSource database, Sequencer sequencer) {
        return new PostgresEventLog(database, sequencer);
    }

    @Bean
    PostgresLedger ledger(DataSource database) {
        return new PostgresLedger(database);
    }

    @Bean(destroyMethod = "close")
    LedgerKeeper ledgerKeeper(
            DataSource database, PostgresEventLog log, LedgerKeys keys, Clock clock, Deployment deployment) {
        LedgerKeeper keeper = new LedgerKeeper(database, log, keys, clock);
        if (deployment.runs(NodeRole.PROJECTION)) {
            keeper.start();
        }
        return keeper;
    }

    @Bean
    EventDecoder eventDecoder(PostgresEventLog log, EventCodec codec) {
        return new EventDecoder(log, codec);
    }

    @Bean
    CellMeasurements measurements(
            EventDecoder decoder,
            RowStore rows,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock) {
        return new CellMeasurements(decoder, rows, references, company, clock);
    }

    @Bean
    ContributionSearch contributionSearch(
            EventDecoder decoder,
            RowStore rows,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock) {
        return new ContributionSearch(decoder, rows, references, company, clock);
    }

    @Bean
    Scorecards scorecards(PostgresEventLog log, EventSearch search, EventCodec codec) {
        return new Scorecards(log, search, codec);
    }

    @Bean
    References references(
            PostgresEventLog log,
            EventSearch search,
            EventCodec codec,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new References(log, search, codec, new PolicyReader(company));
    }

    @Bean
    StateCodec stateCodec(EventCodec codec) {
        return new StateCodec(codec);
    }

    @Bean
    RowStore rowStore(DataSource database, StateCodec codec, References references) {
        return new PostgresRowStore(database, codec, references);
    }

    @Bean
    Progress progress() {
        return new Progress();
    }

    @Bean(destroyMethod = "close")
    @Primary
    LiveEngine liveEngine(
            PostgresEventLog log,
            EventDecoder decoder,
            DataSource database,
            StateCodec codec,
            References references,
            Clock clock,
            ProjectionSettings settings,
            Deployment deployment,
            Progress progress,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        boolean all = deployment.keeps(Deployment.ReadModels.POSTGRES);
        LiveEngine engine = new LiveEngine(
                log,
                decoder,
                new PostgresProjectionStore(database, codec, references, table -> all || table.equals(KpiRow.TABLE)),
                references,
                company,
                clock,
                settings.batchSize(),
                progress);
        if (deployment.runs(NodeRole.PROJECTION)) {
            engine.start();
        } else {
            engine.follow();
        }
        return engine;
    }

    @Bean
    RebuildStore rebuildStore(DataSource database, StateCodec codec, References references) {
        return new PostgresRebuildStore(database, codec, references);
    }

    @Bean(destroyMethod = "close")
    Rebuilder rebuilder(
            RebuildStore store,
            LiveEngine engine,
            PostgresEventLog log,
            EventDecoder decoder,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock,
            @Value(
                            "${relatum.projection.rebuild-folder:${relatum.data-dir:${java.io.tmpdir}/relatum-${user.name}}/rebuild}")
                    Path folder,
            ProjectionSettings settings,
            Deployment deployment) {
        Rebuilder rebuilder = new Rebuilder(
                store,
                engine,
                log,
                decoder,
                references,
                company,
                clock,
                new Rebuilder.Settings(
                        folder,
                        settings.rebuildThreads(),
                        settings.rebuildShare(),
                        settings.rebuildPartition(),
                        settings.batchSize()));
        if (deployment.runs(NodeRole.PROJECTION)) {
            rebuilder.start();
        }
        return rebuilder;
    }

    @Bean
    AsOf asOf(PostgresEventLog log, EventDecoder decoder, RowStore rows, References references, Clock clock) {
        return new AsOf(log, decoder, rows, references, clock);
    }

    @Bean
    Courses courses(
            PostgresEventLog log,
            EventDecoder decoder,
            TimelineSearch timelines,
            RowStore rows,
            References references) {
        return new Courses(log, decoder, timelines, rows, references);
    }

    @Bean
    EveryCustomer everyCustomer(EventDecoder decoder, RowStore rows) {
        return new EveryCustomer(decoder, rows);
    }

    @Bean
    WhatIf whatIf(
            EveryCustomer everyCustomer,
            PostgresEventLog log,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new WhatIf(everyCustomer, log, references, company);
    }

    @Bean
    Backtest backtest(
            EveryCustomer everyCustomer,
            PostgresEventLog log,
            References references,
            Backtest.Fits fits,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        return new Backtest(everyCustomer, log, references, fits, company);
    }

    @Bean
    EventSearch eventSearch(DataSource database) {
        return new PostgresEventSearch(database);
    }

    @Bean
    Memberships memberships(EventSearch search, EventDecoder decoder) {
        return new Memberships(search, decoder);
    }

    @Bean
    TimelineSearch timelineSearch(DataSource database) {
        return new PostgresTimelineSearch(database);
    }

    @Bean
    CustomerSearch customerSearch(DataSource database, StateCodec codec) {
        return new PostgresCustomerSearch(database, codec);
    }

    @Bean
    IntervalSearch intervalSearch(DataSource database) {
        return new PostgresIntervalSearch(database);
    }

    @Bean
    PolicyVersions policyVersions(PostgresEventLog log, EventSearch search, EventCodec codec) {
        return new PolicyVersions(log, search, codec);
    }

    @Bean
    StoreFigures.Source storeFigures(DataSource database) {
        return new PostgresStoreFigures(database);
    }

    @Bean
    Check check(
            EventDecoder decoder,
            RowStore rows,
            References references,
            @Value("${relatum.time-zone:UTC}") ZoneId company,
            Clock clock) {
        return new Check(decoder, rows, references, company, clock);
    }
}
