package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.relay.FeedLog;
import org.relatum.command.relay.FeedRows;
import org.relatum.command.relay.Relay;
import org.relatum.command.relay.Shards;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;
import org.relatum.server.servers.TestServers;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** A feed whose database was put back to before what was sent, and has grown beyond it since. */
class FeedAfterRestoreTest {
    private static final String PREFIX = "restored-" + UUID.randomUUID();

    /** The log as it went on after it was put back: with other events at the same positions. */
    private record OtherEvents(FeedLog log) implements FeedLog {
        @Override
        public long head() {
            return log.head();
        }

        @Override
        public List<Entry> read(long after, int limit) {
            return log.read(after, limit).stream()
                    .map(e -> new Entry(
                            e.position(),
                            e.streamType(),
                            e.stream(),
                            e.sequence(),
                            id(e.position()),
                            e.type(),
                            e.revision(),
                            e.recordedAt(),
                            e.payload(),
                            e.metadata()))
                    .toList();
        }

        static UUID id(long position) {
            return UUID.nameUUIDFromBytes(("other " + position).getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
            return log.awaitBeyond(position, timeout);
        }
    }

    private static Relay relay(TestServer server, String prefix, FeedLog log) {
        Relay relay = new Relay(
                new KafkaSettings(TestServers.kafka().address(), Map.of(), prefix, 1, null, Duration.ofSeconds(1)),
                log,
                server.bean(FeedRows.class),
                server.bean(EventCodec.class),
                new JdbcTemplate(server.pool()),
                server.bean(PlatformTransactionManager.class));
        relay.start();
        return relay;
    }

    private static void await(BooleanSupplier condition, Relay relay) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", relay.shards().all()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static List<String> sent(String prefix) {
        return Consumed.all(TestServers.kafka().address(), prefix + ".events").stream()
                .map(message -> message.header("ce_position") + " " + message.header("ce_id"))
                .toList();
    }

    @Test
    void nothing_is_sent_behind_events_that_the_log_lost_until_it_has_topics_of_its_own() throws Exception {
        try (TestServer server = TestServer.start()) {
            FeedLog log = server.bean(FeedLog.class);
            LogWriter writer = new LogWriter(server);
            record(writer, 1);
            try (Relay before = relay(server, PREFIX, log)) {
                await(() -> before.shards().all().stream().anyMatch(s -> s.position() == log.head()), before);
            }
            List<String> sent = sent(PREFIX);
            assertThat(sent).hasSize((int) log.head());

            record(writer, 2);
            FeedLog restored = new OtherEvents(log);
            try (Relay after = relay(server, PREFIX, restored)) {
                await(() -> error(after).contains("is not the one that was sent"), after);
                assertThat(error(after)).contains("topic-prefix");
            }
            assertThat(sent(PREFIX)).isEqualTo(sent);

            String own = PREFIX + "-anew";
            try (Relay anew = relay(server, own, restored)) {
                await(() -> anew.shards().all().stream().anyMatch(s -> s.position() == log.head()), anew);
                assertThat(anew.shards().all())
                        .as("nobody waits for a shard that is given up")
                        .extracting(Shards.State::topic)
                        .containsOnly(own + ".events");
            }
            assertThat(sent(own)).hasSize((int) log.head()).startsWith("1 " + OtherEvents.id(1));
        }
    }

    private static void record(LogWriter writer, long seed) {
        writer.record(
                RelationshipGenerator.generate(seed).stream()
                        .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                        .toList(),
                null);
    }

    private static String error(Relay relay) {
        return String.valueOf(relay.shards().all().getFirst().error());
    }
}
