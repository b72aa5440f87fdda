package org.relatum.command.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.relatum.command.kafka.KafkaClients;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads how far shards are, in a compacted topic. */
final class Marks {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients clients;
    private final String topic;
    private final JsonMapper json;

    Marks(KafkaClients clients, Topics topics, JsonMapper json) {
        this.clients = clients;
        this.topic = topics.positions();
        this.json = json;
    }

    /** To be sent in the transaction of what it says was sent. */
    ProducerRecord<String, byte[]> message(Shard shard, Mark mark) {
        return new ProducerRecord<>(topic, shard.number(), shard.name(), json.writeValueAsBytes(mark));
    }

    /**
     * The last that was committed. To be asked after {@code initTransactions}: then nobody can write another one. Transactions of other
     * shards may be open in the same partition, and hide what was committed after they began; so it is read up to where the partition
     * ended, however long they take.
     */
    Optional<Mark> last(Shard shard) {
        TopicPartition partition = new TopicPartition(topic, shard.number());
        long end = end(partition);
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer(new StringDeserializer(), Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            byte @Nullable [] last = null;
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> mark : consumer.poll(POLL)) {
                    if (shard.name().equals(mark.key())) {
                        last = mark.value();
                    }
                }
                if (System.nanoTime() > giveUp) {
                    throw new TimeoutException("can't read " + topic + " to its end, " + partition);
                }
            }
            return Optional.ofNullable(last).map(value -> json.readValue(value, Mark.class));
        }
    }

    /** Of everything, what is not committed included. */
    private long end(TopicPartition partition) {
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer(
                new StringDeserializer(), Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"))) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }
}
