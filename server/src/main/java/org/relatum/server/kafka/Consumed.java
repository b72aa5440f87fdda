package org.relatum.server.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What a consumer of committed messages gets from a topic, from its beginning to its end, partition by partition. */
public final class Consumed {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Consumed() {}

    /** A message, readable. */
    public record Message(
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String value,
            Map<String, String> headers) {
        /** What a header says, which has to be there. */
        public String header(String name) {
            return Objects.requireNonNull(headers.get(name), () -> name + " of " + headers);
        }

        /** Everything in it, to look for what must not be there. */
        public String everything() {
            return key + " " + headers + " " + value;
        }
    }

    /** The topics whose names begin so. */
    public static List<String> topics(String broker, String prefix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads to where the topic ends now.
     *
     * @param broker its address
     */
    public static List<Message> all(String broker, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker));
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
            partitions.forEach(p -> latest.put(p, OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new LinkedHashMap<>();
            for (TopicPartition partition : partitions) {
                ends.put(
                        partition,
                        admin.listOffsets(latest)
                                .partitionResult(partition)
                                .get()
                                .offset());
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<Message> messages = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                    messages.add(readable(message));
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a transaction stays open: can't read " + topic + " to its end");
                }
            }
            return messages;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Message readable(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : message.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return new Message(message.partition(), message.offset(), text(message.key()), text(message.value()), headers);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
