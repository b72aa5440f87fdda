package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.command.relay.Relay;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.TestServer;
import org.relatum.server.kafka.Consumed.Message;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;
import org.relatum.server.query.Rest;

/** What other systems get of the events and rows, over a real broker. */
class FeedTest {
    private static final String PREFIX = "feed-" + UUID.randomUUID();
    private static final List<String> PLANTED =
            List.of("Zebedee Plantagenet", "zebedee@secret.example", "wooden leg", "whispered in confidence");

    private static KafkaBroker broker;
    private static TestServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.shared();
        server = TestServer.start(Map.of(
                "relatum.feed",
                "kafka",
                "relatum.kafka.bootstrap-servers",
                broker.address(),
                "relatum.kafka.topic-prefix",
                PREFIX,
                "relatum.kafka.partitions",
                "3"));
        LogWriter log = new LogWriter(server);
        for (long seed = 1; seed <= 12; seed++) {
            log.record(
                    RelationshipGenerator.generate(seed).stream()
                            .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    "whispered in confidence");
        }
        Rest rest = new Rest(server);
        String customer = rest.post(
                        "/api/v1/customers",
                        """
                        {"party":"PERSON","role":"CUSTOMER",
                         "profile":{"name":"Zebedee Plantagenet","notes":"has a wooden leg","country":"CH"},
                         "contactPoints":[{"kind":"EMAIL","value":"zebedee@secret.example"}]}\
                        """,
                        "Relatum-Reason",
                        "whispered in confidence",
                        "Relatum-Actor",
                        "shop",
                        "Correlation-Id",
                        "c-17")
                .ok()
                .json()
                .path("customerId")
                .asString();
        rest.post("/api/v1/customers/" + customer + "/interactions", """
            {"channel":"phone","direction":"INBOUND","topic":"order","summary":"whispered in confidence"}\
            """).ok();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    static void awaitSent(TestServer server) {
        long head = server.bean(Sequencer.class).head();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Relay relay = server.bean(Relay.class);
        while (relay.shards().all().isEmpty()
                || relay.shards().all().stream()
                        .anyMatch(s -> s.to() == null && (s.position() < head || s.rowsPosition() == null))) {
            assertThat(System.nanoTime())
                    .as("sent so far: %s", relay.shards().all())
                    .isLessThan(end);
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By stream, what the log says. */
    static Map<String, List<String>> log(TestServer server) throws SQLException {
        Map<String, List<String>> log = new HashMap<>();
        try (Connection connection = server.pool().getConnection();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select e.stream, p.position || ' ' || e.sequence || ' ' || e.type"
                        + " || ' ' || e.event_id from log.positions p join log.events e using (event_index) order by"
                        + " p.position")) {
            while (row.next()) {
                log.computeIfAbsent(row.getString(1), s -> new ArrayList<>()).add(row.getString(2));
            }
        }
        return log;
    }

    /** By stream, what a consumer gets. */
    static Map<String, List<String>> sent(List<Message> messages) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        for (Message message : messages) {
            sent.computeIfAbsent(String.valueOf(message.key()), s -> new ArrayList<>())
                    .add(message.header("ce_position") + " " + message.header("ce_sequence") + " "
                            + message.header("ce_type") + " " + message.header("ce_id"));
        }
        return sent;
    }

    @Test
    void every_event_is_there_once_and_in_the_order_of_its_stream() throws Exception {
        awaitSent(server);
        List<Message> messages = Consumed.all(broker.address(), PREFIX + ".events");
        assertThat(messages).hasSizeGreaterThan(100);
        assertThat(sent(messages)).isEqualTo(log(server));
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.header("ce_specversion")).isEqualTo("1.0");
            assertThat(message.header("ce_subject")).isEqualTo(message.key());
            assertThat(message.header("content-type")).isEqualTo("application/json");
        });
    }

    @Test
    void nothing_personal_is_in_any_topic() {
        awaitSent(server);
        for (String topic : List.of(".events", ".positions", ".rows.profile", ".rows.lifecycle", ".rows.cases")) {
            assertThat(Consumed.all(broker.address(), PREFIX + topic))
                    .allSatisfy(message -> assertThat(message.everything())
                            .doesNotContainIgnoringCase(PLANTED.get(0))
                            .doesNotContainIgnoringCase(PLANTED.get(1))
                            .doesNotContainIgnoringCase(PLANTED.get(2))
                            .doesNotContainIgnoringCase(PLANTED.get(3)));
        }
    }
}
