package org.relatum.projection;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Progress;
import org.relatum.projection.engine.References;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.store.cassandra.Cassandra;
import org.relatum.projection.store.cassandra.CassandraCustomerSearch;
import org.relatum.projection.store.cassandra.CassandraIntervalSearch;
import org.relatum.projection.store.cassandra.CassandraProjectionStore;
import org.relatum.projection.store.cassandra.CassandraRowStore;
import org.relatum.projection.store.cassandra.CassandraSettings;
import org.relatum.projection.store.cassandra.CassandraStoreFigures;
import org.relatum.projection.store.cassandra.CassandraTimelineSearch;
import org.relatum.projection.store.postgres.StateCodec;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Rows of read models on Cassandra, where that is wanted: an engine that keeps them, and questions answered from there. */
@Configuration(proxyBeanMethods = false)
@Conditional(CassandraConfiguration.Wanted.class)
@EnableConfigurationProperties(CassandraSettings.class)
class CassandraConfiguration {
    /** Whether {@code relatum.read-models} names it. */
    static final class Wanted implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return context.getEnvironment()
                    .getProperty("relatum.read-models", "")
                    .toLowerCase(Locale.ROOT)
                    .contains("cassandra");
        }
    }

    /** @param checked the combination was found to be one that works */
    @Bean(destroyMethod = "close")
    Cassandra cassandra(CassandraSettings settings, Deployment checked) {
        return Cassandra.connect(settings);
    }

    @Bean(destroyMethod = "close")
    LiveEngine cassandraEngine(
            EventLog log,
            EventDecoder decoder,
            Cassandra cassandra,
            StateCodec codec,
            References references,
            Clock clock,
            ProjectionSettings settings,
            Deployment deployment,
            Progress progress,
            @Value("${relatum.time-zone:UTC}") ZoneId company) {
        boolean writes = deployment.runs(NodeRole.PROJECTION);
        LiveEngine engine = new LiveEngine(
                log,
                decoder,
                new CassandraProjectionStore(cassandra, codec, references, writes),
                references,
                company,
                clock,
                settings.batchSize(),
                progress);
        if (writes) {
            engine.start();
        } else {
            engine.follow();
        }
        return engine;
    }

    @Bean
    @Primary
    RowStore cassandraRows(
            Cassandra cassandra,
            StateCodec codec,
            References references,
            @Qualifier("rowStore") RowStore sums,
            EventSearch search,
            Deployment deployment) {
        return new CassandraRowStore(
                cassandra, codec, references, sums, deployment.keeps(Deployment.ReadModels.POSTGRES), search);
    }

    @Bean
    @Primary
    CustomerSearch cassandraCustomers(Cassandra cassandra, StateCodec codec) {
        return new CassandraCustomerSearch(cassandra, codec);
    }

    @Bean
    @Primary
    IntervalSearch cassandraIntervals(Cassandra cassandra, StateCodec codec) {
        return new CassandraIntervalSearch(cassandra, new CassandraCustomerSearch(cassandra, codec));
    }

    @Bean
    @Primary
    TimelineSearch cassandraTimelines(Cassandra cassandra, EventLog log) {
        return new CassandraTimelineSearch(cassandra, log);
    }

    @Bean
    @Primary
    StoreFigures.Source cassandraFigures(
            Cassandra cassandra,
            StateCodec codec,
            @Qualifier("storeFigures") StoreFigures.Source rest,
            EventLog log,
            Deployment deployment) {
        return new CassandraStoreFigures(cassandra, codec, rest, deployment.keeps(Deployment.ReadModels.POSTGRES), log);
    }
}
