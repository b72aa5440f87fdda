package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.command.ingest.kafka.Ingest;
import org.relatum.command.ingest.kafka.IngestSettings;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.rest.CommandLines;
import org.relatum.command.shell.CommandService;
import org.relatum.events.access.Role;
import org.relatum.server.TestServer;
import org.relatum.server.kafka.Consumed.Message;
import org.relatum.server.query.Rest;
import org.relatum.server.servers.KafkaBroker;
import org.relatum.server.servers.TestServers;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What comes in over a real broker. */
class IngestTest {
    private static final String PREFIX = "in-" + UUID.randomUUID();
    private static final String FACTS = PREFIX + ".facts";

    private static KafkaBroker broker;
    private static TestServer server;
    private static KafkaProducer<String, String> sender;

    @BeforeAll
    static void start() throws ExecutionException, InterruptedException {
        broker = TestServers.kafka();
        create(FACTS, 2);
        sender = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer());
        server = TestServer.start(Map.of(
                "relatum.kafka.bootstrap-servers", broker.address(),
                "relatum.kafka.topic-prefix", PREFIX,
                "relatum.ingest.topics[0]", FACTS));
    }

    private static void create(String name, int partitions) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            KafkaClients.create(admin, topic);
            KafkaClients.awaitPartitions(admin, List.of(topic));
        }
    }

    @AfterAll
    static void stop() {
        if (sender != null) {
            sender.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static String customer() {
        return new Rest(server)
                .post(
                        "/api/v1/customers",
                        "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"profile\":{\"name\":\"Ada\"}}")
                .ok()
                .json()
                .path("customerId")
                .asString();
    }

    private static String order(String customer, String order) {
        return """
            {"command":"place-order","customer":"%s","data":{"order":"%s","currency":"USD",
             "lines":[{"description":"Tea","quantity":"1","unitPrice":"9.50"}]}}\
            """.formatted(customer, order);
    }

    private static void send(String key, String value) {
        sender.send(new ProducerRecord<>(FACTS, key, value));
    }

    /** What is recorded of a customer, in order: the orders' references, and the names of other events. */
    private static List<String> recorded(String customer) {
        List<String> recorded = new ArrayList<>();
        try (Connection connection = server.pool().getConnection();
                Statement query = connection.createStatement();
                ResultSet row =
                        query.executeQuery("select coalesce(convert_from(payload, 'UTF8')::json->>'order', type)"
                                + " from log.events where stream = '" + customer
                                + "' and sequence > 0 order by sequence")) {
            while (row.next()) {
                recorded.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return recorded;
    }

    private static void await(BooleanSupplier condition, Object state) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", state).isLessThan(end);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<Message> deadLetters(String key) {
        return Consumed.all(broker.address(), PREFIX + ".dead-letters").stream()
                .filter(letter -> key.equals(letter.key()))
                .toList();
    }

    /** Many partitions, so that a broker takes a while to have them, and messages are under way meanwhile. */
    @Test
    void a_topic_takes_messages_in_their_order_as_soon_as_it_is_made() throws Exception {
        int partitions = 50;
        int messages = 40;
        String topic = PREFIX + ".new";
        create(topic, partitions);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            for (int partition = 0; partition < partitions; partition++) {
                sent.add(sender.send(new ProducerRecord<>(topic, partition, null, Integer.toString(i))));
            }
            Thread.sleep(10);
        }
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).get(30, TimeUnit.SECONDS).offset()).isEqualTo(i / partitions);
        }
    }

    @Test
    void messages_become_facts_once_and_in_the_order_of_their_key() {
        String ada = customer();
        String ben = customer();
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            orders.add("O-" + i);
            send(ada, order(ada, "O-" + i));
            send(ben, order(ben, "O-" + i));
        }
        await(() -> recorded(ada).size() >= 150 && recorded(ben).size() >= 150, recorded(ada));
        assertThat(recorded(ada)).isEqualTo(orders);
        assertThat(recorded(ben)).isEqualTo(orders);
    }

    @Test
    void a_message_that_is_sent_twice_under_its_own_key_is_one_fact() {
        String ada = customer();
        for (int i = 0; i < 3; i++) {
            send(ada, """
                {"command":"log-interaction","key":"call-17","customer":"%s",
                 "data":{"channel":"phone","direction":"INBOUND","topic":"order"}}\
                """.formatted(ada));
        }
        ProducerRecord<String, String> event = new ProducerRecord<>(FACTS, ada, """
            {"command":"log-interaction","customer":"%s",
             "data":{"channel":"chat","direction":"INBOUND","topic":"order"}}\
            """.formatted(ada));
        event.headers().add("ce_source", "urn:shop".getBytes(StandardCharsets.UTF_8));
        event.headers().add("ce_id", "4711".getBytes(StandardCharsets.UTF_8));
        sender.send(event);
        sender.send(event);
        send(ada, order(ada, "last"));
        await(() -> recorded(ada).contains("last"), "the last");
        assertThat(recorded(ada)).containsExactly("interaction.logged", "interaction.logged", "last");
    }

    @Test
    void what_can_not_become_a_command_is_a_dead_letter_with_the_reason_and_as_it_came() {
        String ada = customer();
        String key = "bad-" + ada;
        List<String> bad = List.of(
                "{\"command\":",
                "{\"command\":\"no-such\"}",
                "{\"command\":\"register-product\",\"data\":{\"sku\":\"A\",\"name\":\"Tea\"}}",
                order(ada, "O-1").replace("9.50", "a lot").replace("Tea\",", "Tea\",\"colour\":\"red\","),
                order(UUID.randomUUID().toString(), "O-2"),
                order(ada, "good").replace("{\"command\"", "{\"colour\":\"red\",\"command\""));
        bad.forEach(value -> send(key, value));
        send(key, order(ada, "good"));
        await(() -> recorded(ada).contains("good"), "the good one behind the bad");
        await(() -> deadLetters(key).size() >= bad.size(), "dead letters");
        List<Message> letters = deadLetters(key);
        assertThat(letters).extracting(Message::value).containsExactlyElementsOf(bad);
        assertThat(letters)
                .extracting(letter -> letter.header("dead_letter_code"))
                .containsExactly(
                        "malformed-json",
                        "unknown-command",
                        "invalid-request",
                        "invalid-request",
                        "customer-not-found",
                        "invalid-request");
        JsonNode problem = JsonMapper.shared().readTree(letters.get(3).header("dead_letter_problem"));
        assertThat(problem.path("errors").valueStream())
                .extracting(error -> error.path("field").asString() + " "
                        + error.path("code").asString())
                .containsExactlyInAnyOrder("lines[0].colour unknown-field", "lines[0].unitPrice wrong-type");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.header("dead_letter_topic")).isEqualTo(FACTS);
            assertThat(letter.header("dead_letter_problem")).doesNotContain("a lot");
        });
    }

    @Test
    void a_node_that_starts_again_goes_on_where_it_stopped() throws Exception {
        String ada = customer();
        Ingest first = ingest("again");
        List<String> orders = new ArrayList<>();
        try (first) {
            sendTo("again", ada, orders);
            await(() -> !recorded(ada).isEmpty(), "the first");
        }
        sendTo("again", ada, orders);
        try (Ingest second = ingest("again")) {
            sendTo("again", ada, orders);
            await(() -> recorded(ada).size() >= orders.size(), second.figures().waitingFor());
            assertThat(recorded(ada)).isEqualTo(orders);
            await(
                    () -> first.figures().accepted() + second.figures().accepted() >= orders.size(),
                    second.figures().accepted());
            assertThat(first.figures().accepted() + second.figures().accepted()).isEqualTo(orders.size());
        }
    }

    private static void sendTo(String topic, String customer, List<String> orders) {
        for (int i = 0; i < 80; i++) {
            String order = "O-" + orders.size();
            orders.add(order);
            sender.send(new ProducerRecord<>(PREFIX + "." + topic, customer, order(customer, order)));
        }
    }

    /** As of a group that took nothing for a week: more than streams remember would come again. */
    @Test
    void what_was_taken_in_is_not_taken_again_when_Kafka_has_forgotten_the_group() throws Exception {
        String ada = customer();
        int calls = 120;
        try (Ingest first = ingest("forgotten")) {
            for (int i = 0; i < calls; i++) {
                sender.send(new ProducerRecord<>(PREFIX + ".forgotten", ada, call(ada)));
            }
            await(() -> first.figures().accepted() == calls, first.figures().waitingFor());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.deleteConsumerGroups(List.of(PREFIX + ".forgotten")).all().get();
        }
        try (Ingest second = ingest("forgotten")) {
            sender.send(new ProducerRecord<>(PREFIX + ".forgotten", ada, order(ada, "last")));
            await(() -> recorded(ada).contains("last"), second.figures().waitingFor());
            await(() -> second.figures().accepted() > 0, "the last");
            assertThat(second.figures().accepted()).isOne();
        }
        assertThat(recorded(ada)).hasSize(calls + 1).endsWith("last");
    }

    private static String call(String customer) {
        return """
            {"command":"log-interaction","customer":"%s",
             "data":{"channel":"phone","direction":"INBOUND","topic":"order"}}\
            """.formatted(customer);
    }

    /** Another node's part, with a topic of its own. */
    private static Ingest ingest(String topic) throws ExecutionException, InterruptedException {
        return ingest(topic, null);
    }

    /** As that of somebody whose customers are those of one owner. */
    private static Ingest ingest(String topic, @Nullable String owner) throws ExecutionException, InterruptedException {
        create(PREFIX + "." + topic, 2);
        Ingest ingest = new Ingest(
                settings(PREFIX + "." + topic, PREFIX + "." + topic, Role.SERVICE, owner),
                server.bean(KafkaSettings.class),
                server.bean(CommandService.class),
                server.bean(CommandLines.class),
                new JdbcTemplate(server.pool()));
        ingest.start();
        return ingest;
    }

    private static IngestSettings settings(String topic, String group, Role role, @Nullable String owner) {
        return new IngestSettings(
                List.of(topic),
                server.bean(IngestSettings.class).commands(),
                Set.of(role),
                owner,
                null,
                group,
                null,
                16);
    }

    @Test
    void messages_may_say_what_the_table_of_endpoints_allows_their_principal_about_customers_within_its_reach()
            throws Exception {
        Rest rest = new Rest(server);
        String owner = "owner-" + UUID.randomUUID();
        rest.post("/api/v1/departments", "{\"department\":\"" + owner + "\",\"name\":\"Sales\"}")
                .ok();
        rest.post(
                        "/api/v1/staff",
                        "{\"staff\":\"%1$s\",\"name\":\"Li\",\"role\":\"seller\",\"department\":\"%1$s\"}"
                                .formatted(owner))
                .ok();
        String own = customer();
        String others = customer();
        long position = rest.put(
                        "/api/v1/customers/" + own + "/owner",
                        "{\"owner\":\"%1$s\",\"department\":\"%1$s\"}".formatted(owner))
                .ok()
                .json()
                .path("position")
                .asLong();
        rest.get("/api/v1/customers?limit=1&minPosition=" + position);
        try (Ingest limited = ingest("own", owner)) {
            sender.send(new ProducerRecord<>(PREFIX + ".own", others, order(others, "not-theirs")));
            sender.send(new ProducerRecord<>(PREFIX + ".own", own, order(own, "theirs")));
            await(() -> recorded(own).contains("theirs"), limited.figures().waitingFor());
            await(() -> !deadLetters(others).isEmpty(), "what is beyond reach");
        }
        assertThat(deadLetters(others))
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.header("dead_letter_code")).isEqualTo("customer-not-found"));
        assertThat(recorded(others)).isEmpty();

        assertThatThrownBy(() -> new Ingest(
                        settings(PREFIX + ".own", "g", Role.AUDITOR, null),
                        server.bean(KafkaSettings.class),
                        server.bean(CommandService.class),
                        server.bean(CommandLines.class),
                        new JdbcTemplate(server.pool())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relatum.ingest.roles");
    }

    @Test
    void messages_wait_while_the_database_is_away_and_none_becomes_a_dead_letter() throws Exception {
        String ada = customer();
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            orders.add("O-" + i);
            send(ada, order(ada, "O-" + i));
            if (i % 50 == 25) {
                sender.flush();
                await(() -> !recordedWhileConnectionsBreak(ada).isEmpty(), "the first");
                breakConnections();
            }
        }
        await(() -> recordedWhileConnectionsBreak(ada).size() >= 200, "all");
        assertThat(recorded(ada)).isEqualTo(orders);
        assertThat(deadLetters(ada)).isEmpty();
    }

    private static List<String> recordedWhileConnectionsBreak(String customer) {
        try {
            return recorded(customer);
        } catch (IllegalStateException broken) {
            return List.of();
        }
    }

    private static void breakConnections() throws SQLException {
        try (Connection connection = server.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name ="
                    + " 'relatum' and pid <> pg_backend_pid()");
        }
    }
}
