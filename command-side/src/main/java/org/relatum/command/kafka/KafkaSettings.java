package org.relatum.command.kafka;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Kafka is reached and what stands there, {@code relatum.kafka.*}. The same on every node.
 *
 * @param bootstrapServers brokers to begin with, host:port, separated by commas
 * @param client settings of every client, by the names that Kafka gives them: security, among others
 * @param topicPrefix what the names of all topics of the feed begin with, and transactional ids
 * @param partitions of every topic of the feed; fixed once the topics are there
 * @param replication copies of every topic of the feed; null: as the broker is set
 * @param lease how long a node that is gone keeps its shards of the feed
 */
@ConfigurationProperties("relatum.kafka")
public record KafkaSettings(
        @DefaultValue("localhost:9092") String bootstrapServers,
        @DefaultValue Map<String, String> client,
        @DefaultValue("relatum") String topicPrefix,
        @DefaultValue("6") int partitions,
        @Nullable Short replication,
        @DefaultValue("10s") Duration lease) {
    public KafkaSettings {
        if (partitions < 1) {
            throw new IllegalArgumentException("relatum.kafka.partitions must be 1 or more, not " + partitions);
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("relatum.kafka.lease must be a second or longer, not " + lease);
        }
    }
}
