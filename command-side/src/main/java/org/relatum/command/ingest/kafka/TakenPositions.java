package org.relatum.command.ingest.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How far messages were taken in, kept in the database. Kafka has it for a group that works; of one that is away for some days it forgets
 * it, and everything would be taken in once more: beyond the keys that streams remember, as second facts.
 */
final class TakenPositions {
    private final JdbcTemplate jdbc;
    private final String group;
    /** Identifiers by name. */
    private final Map<String, Uuid> topics;

    TakenPositions(JdbcTemplate jdbc, String group, Map<String, Uuid> topics) {
        this.jdbc = jdbc;
        this.group = group;
        this.topics = topics;
    }

    /** Where to go on in some partitions; absent: nothing was taken from there yet. */
    Map<TopicPartition, Long> next(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (TopicPartition partition : partitions) {
            jdbc.query(
                    "select next_offset from control.ingest_positions where consumer_group = ? and topic = ? and"
                            + " topic_partition = ?",
                    row -> {
                        next.put(partition, row.getLong(1));
                    },
                    group,
                    topic(partition),
                    partition.partition());
        }
        return next;
    }

    /** Notes where to go on, unless another node has got further already. */
    void took(Map<TopicPartition, OffsetAndMetadata> next) {
        jdbc.batchUpdate(
                "insert into control.ingest_positions as known (consumer_group, topic, topic_partition, next_offset)"
                        + " values (?, ?, ?, ?) on conflict (consumer_group, topic, topic_partition) do update set"
                        + " next_offset = greatest(known.next_offset, excluded.next_offset)",
                next.entrySet().stream().map(this::row).toList());
    }

    private Object[] row(Entry<TopicPartition, OffsetAndMetadata> next) {
        return new Object[] {
            group,
            topic(next.getKey()),
            next.getKey().partition(),
            next.getValue().offset()
        };
    }

    private String topic(TopicPartition partition) {
        return topics.getOrDefault(partition.topic(), Uuid.ZERO_UUID).toString();
    }
}
