package org.relatum.command.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Makes Kafka's clients by the settings, which waits for no broker, and topics with them, which does. */
public final class KafkaClients {
    /** Largest message: a command of the largest size that is accepted by default, as an event. */
    public static final int MOST_BYTES = 2 << 20;

    private final KafkaSettings settings;

    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    /** What can be asked of the cluster itself. */
    public Admin admin() {
        Map<String, Object> properties = properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return Admin.create(properties);
    }

    /**
     * Makes a topic unless it is there. It does not take messages at once: {@link #awaitPartitions}.
     *
     * @return whether it was not there
     */
    public static boolean create(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns when all partitions of some topics take messages. A broker describes a topic before that; of messages sent meanwhile the first
     * may be turned away and later ones taken, behind which the first never gets (KAFKA-15591).
     *
     * @param topics say how many partitions they have
     * @throws ExecutionException when one does not take messages in time, or is not there
     */
    public static void awaitPartitions(Admin admin, List<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int number = 0; number < topic.numPartitions(); number++) {
                ends.put(new TopicPartition(topic.name(), number), OffsetSpec.latest());
            }
        }
        admin.listOffsets(ends).all().get();
    }

    /**
     * A producer of transactions.
     *
     * @param key how keys are written
     * @param transactionalId of whoever may send under it: a new producer shuts out every older one of the same id
     */
    public <K> KafkaProducer<K, byte[]> producer(String transactionalId, Serializer<K> key) {
        Map<String, Object> properties = properties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(properties, key, new ByteArraySerializer());
    }

    /**
     * A consumer of what is committed, which says itself how far it got.
     *
     * @param key how keys are read
     * @param specific settings of this one
     */
    public <K> KafkaConsumer<K, byte[]> consumer(Deserializer<K> key, Map<String, Object> specific) {
        Map<String, Object> properties = properties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.putAll(specific);
        return new KafkaConsumer<>(properties, key, new ByteArrayDeserializer());
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        properties.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000);
        properties.put("enable.metrics.push", false);
        properties.putAll(settings.client());
        return properties;
    }
}
