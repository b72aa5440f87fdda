package org.relatum.command;

import java.util.List;
import javax.sql.DataSource;
import org.relatum.command.ingest.kafka.Ingest;
import org.relatum.command.ingest.kafka.IngestSettings;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.relay.AsyncApi;
import org.relatum.command.relay.FeedLog;
import org.relatum.command.relay.FeedRows;
import org.relatum.command.relay.Relay;
import org.relatum.command.rest.CommandLines;
import org.relatum.command.shell.CommandService;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.events.wire.EventCodec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What is passed on to other systems and taken in from them, where that is wanted. Needs a {@link FeedLog} and {@link FeedRows}; takes a
 * {@link Deployment} where there is one.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KafkaSettings.class, IngestSettings.class})
class FeedConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(name = "relatum.feed", havingValue = "kafka")
    Relay relay(
            KafkaSettings settings,
            FeedLog log,
            FeedRows rows,
            EventCodec codec,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ObjectProvider<Deployment> deployment) {
        Relay relay = new Relay(settings, log, rows, codec, jdbc, transactions);
        if (deployment.getIfAvailable(() -> Deployment.SINGLE).runs(NodeRole.RELAY)) {
            relay.start();
        }
        return relay;
    }

    @Bean
    AsyncApi asyncApi(KafkaSettings settings, ObjectProvider<FeedRows> rows) {
        FeedRows known = rows.getIfAvailable();
        return new AsyncApi(settings, known == null ? List.of() : known.models());
    }

    @Bean(destroyMethod = "close")
    Ingest ingest(
            IngestSettings settings,
            KafkaSettings kafka,
            CommandService service,
            CommandLines lines,
            DataSource database,
            ObjectProvider<Deployment> deployment) {
        Ingest ingest = new Ingest(settings, kafka, service, lines, new JdbcTemplate(database));
        if (deployment.getIfAvailable(() -> Deployment.SINGLE).runs(NodeRole.INGEST)) {
            ingest.start();
        }
        return ingest;
    }
}
