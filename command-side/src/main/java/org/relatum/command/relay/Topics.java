package org.relatum.command.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.command.kafka.KafkaSettings;

/**
 * The topics of the feed: what they are called, where in them a stream's messages stand, and that they are as they have to be. All have
 * the same number of partitions, which never changes: with another number a customer's messages would go on elsewhere, and the
 * order would be lost.
 */
public final class Topics {
    private final KafkaSettings settings;

    public Topics(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Every event of the log. */
    public String events() {
        return settings.topicPrefix() + ".events";
    }

    /** The current rows of a read model. */
    public String rows(String model) {
        return settings.topicPrefix() + ".rows." + model;
    }

    /** How far each shard is. */
    public String positions() {
        return settings.topicPrefix() + ".positions";
    }

    int partitions() {
        return settings.partitions();
    }

    /** The shard of a customer, or of another stream: the partition that any producer of Kafka would choose for its id as a key. */
    static int shard(UUID stream, int partitions) {
        return Utils.toPositive(Utils.murmur2(stream.toString().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    int shard(UUID stream) {
        return shard(stream, settings.partitions());
    }

    /**
     * Makes what is missing and refuses what is different.
     *
     * @param events topic that events go to
     * @param models read models whose rows are sent, too
     * @throws FeedRefusedException when a topic has another number of partitions
     */
    void require(KafkaClients clients, String events, List<String> models) {
        List<NewTopic> topics = new ArrayList<>();
        topics.add(topic(
                events,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1")));
        topics.add(topic(
                positions(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(1 << 20),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1")));
        models.forEach(model -> topics.add(
                topic(rows(model), Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))));
        try (Admin admin = clients.admin()) {
            for (NewTopic topic : topics) {
                if (!require(admin, topic)) {
                    KafkaClients.create(admin, topic);
                }
            }
            // Also of those that another node has just made.
            KafkaClients.awaitPartitions(admin, topics);
            for (NewTopic topic : topics) {
                require(admin, topic);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /**
     * Refuses a topic that has messages.
     *
     * @throws FeedRefusedException when there are some
     */
    void requireEmpty(KafkaClients clients, String topic) {
        List<TopicPartition> all = IntStream.range(0, settings.partitions())
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(new ByteArrayDeserializer(), Map.of())) {
            if (consumer.endOffsets(all).values().stream().anyMatch(end -> end > 0)) {
                throw new FeedRefusedException(
                        "topic " + topic + " has messages already; choose one that is not there");
            }
        }
    }

    /** Whether a topic is there; refuses one that is different. */
    private boolean require(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        int partitions;
        try {
            partitions = Objects.requireNonNull(admin.describeTopics(List.of(topic.name()))
                            .topicNameValues()
                            .get(topic.name()))
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
        if (partitions != settings.partitions()) {
            throw new FeedRefusedException("topic " + topic.name() + " has " + partitions
                    + " partitions and relatum.kafka.partitions says " + settings.partitions()
                    + "; the number is fixed once the topic is there: set it back");
        }
        return true;
    }

    private NewTopic topic(String name, Map<String, String> own) {
        Map<String, String> config = new HashMap<>(own);
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaClients.MOST_BYTES));
        return new NewTopic(name, Optional.of(settings.partitions()), Optional.ofNullable(settings.replication()))
                .configs(config);
    }
}
