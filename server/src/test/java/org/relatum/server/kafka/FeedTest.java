package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.relay.FeedLog;
import org.relatum.command.relay.FeedRows;
import org.relatum.command.relay.Relay;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.TestServer;
import org.relatum.server.kafka.Consumed.Message;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;
import org.relatum.server.query.Rest;
import org.relatum.server.servers.KafkaBroker;
import org.relatum.server.servers.TestServers;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other systems get of the events and rows, over a real broker. */
class FeedTest {
    private static final String PREFIX = "feed-" + UUID.randomUUID();
    private static final List<String> PLANTED =
            List.of("Zebedee Plantagenet", "zebedee@secret.example", "wooden leg", "whispered in confidence");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static KafkaBroker broker;
    private static TestServer server;

    @BeforeAll
    static void start() {
        broker = TestServers.kafka();
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
                        "/api/v1/customers", """
                        {"party":"PERSON","role":"CUSTOMER",
                         "profile":{"name":"Zebedee Plantagenet","notes":"has a wooden leg","country":"CH"},
                         "contactPoints":[{"kind":"EMAIL","value":"zebedee@secret.example"}]}\
                        """, "Relatum-Reason", "whispered in confidence", "Correlation-Id", "c-17")
                .ok()
                .json()
                .path("customerId")
                .asString();
        rest.post("/api/v1/customers/" + customer + "/interactions", """
            {"channel":"phone","direction":"INBOUND","topic":"order","summary":"whispered in confidence"}\
            """).ok();
    }

    private static String registered(Rest rest, String profile) {
        return rest.post(
                        "/api/v1/customers",
                        "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"profile\":" + profile + "}",
                        "Relatum-Reason",
                        "whispered in confidence",
                        "Correlation-Id",
                        "c-17")
                .ok()
                .json()
                .path("customerId")
                .asString();
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
    void every_event_is_what_the_description_says() {
        awaitSent(server);
        JsonNode described = new Rest(server).get("/api/v1/asyncapi.json");
        assertThat(described.path("asyncapi").asString()).isEqualTo("3.0.0");
        assertThat(described.path("channels").path("events").path("address").asString())
                .isEqualTo(PREFIX + ".events");
        assertThat(described.path("channels").path("events").path("messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        EventTypes.ALL.stream().map(EventType::name).toList());
        references(described, described);
        Map<String, Schema> schemas = new HashMap<>();
        for (Message message : Consumed.all(broker.address(), PREFIX + ".events")) {
            Schema schema = schemas.computeIfAbsent(
                    message.header("ce_type"),
                    type -> SCHEMAS.getSchema(
                            described.path("components").path("schemas").path(type)));
            assertThat(schema.validate(JSON.readTree(message.value())))
                    .as("%s", message)
                    .isEmpty();
            JsonNode headers = described.path("components").path("schemas").path("cloudevent");
            assertThat(headers.path("properties").propertyNames())
                    .containsAll(message.headers().keySet());
            assertThat(message.headers().keySet())
                    .containsAll(headers.path("required")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
        }
        assertThat(schemas).hasSizeGreaterThan(15);
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            String name = "rows." + model.projection().name();
            Schema schema = SCHEMAS.getSchema(
                    described.path("components").path("schemas").path(name));
            for (Message message : Consumed.all(broker.address(), PREFIX + "." + name).stream()
                    .filter(m -> m.value() != null)
                    .toList()) {
                assertThat(schema.validate(JSON.readTree(message.value())))
                        .as("%s", message)
                        .isEmpty();
            }
        }
    }

    private static void references(JsonNode part, JsonNode document) {
        if (part.has("$ref")) {
            String pointer = part.path("$ref").asString().substring(1);
            assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
        }
        part.forEach(child -> references(child, document));
    }

    @Test
    void the_latest_message_of_a_customer_is_the_row_as_it_is() throws SQLException {
        Rest rest = new Rest(server);
        String customer = registered(rest, "{\"name\":\"Ada\"}");
        for (int i = 0; i < 3; i++) {
            rest.post(
                            "/api/v1/customers/" + customer + "/orders",
                            "{\"order\":\"R-" + i + "\",\"currency\":\"USD\",\"lines\":[{\"description\":\"Tea\","
                                    + "\"quantity\":\"1\",\"unitPrice\":\"9.50\"}]}")
                    .ok();
        }
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            String name = model.projection().name();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!sentRows(name).equals(rows(name))) {
                assertThat(System.nanoTime())
                        .as("rows of %s: %s, sent %s", name, rows(name), sentRows(name))
                        .isLessThan(end);
                sleep();
            }
            assertThat(rows(name)).hasSizeGreaterThan(5);
        }
        assertThat(sentRows("profile").get(customer)).contains("orders=3");
    }

    /** By customer, what a consumer that keeps the latest message has. */
    private static Map<String, String> sentRows(String model) {
        Map<String, String> rows = new TreeMap<>();
        for (Message message : Consumed.all(broker.address(), PREFIX + ".rows." + model)) {
            if (message.value() == null) {
                rows.remove(String.valueOf(message.key()));
            } else {
                rows.put(String.valueOf(message.key()), comparable(JSON.readTree(message.value())));
            }
        }
        return rows;
    }

    private static Map<String, String> rows(String model) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = server.pool().getConnection();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select customer, to_jsonb(v) from bi." + model + " v")) {
            while (row.next()) {
                rows.put(row.getString(1), comparable(JSON.readTree(row.getString(2))));
            }
        }
        return rows;
    }

    /** Both say the same of a row: instants with another offset, decimals as text. */
    private static String comparable(JsonNode row) {
        Map<String, String> values = new TreeMap<>();
        row.properties().forEach(column -> {
            String text = column.getValue().asString("");
            if (text.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
                text = OffsetDateTime.parse(text).toInstant().toString();
            } else if (text.matches("-?\\d+(\\.\\d+)?")) {
                text = new BigDecimal(text).stripTrailingZeros().toPlainString();
            }
            if (!text.isEmpty()) {
                values.put(column.getKey(), text);
            }
        });
        return values.toString();
    }

    @Test
    void events_can_be_sent_once_more_to_a_topic_of_their_own() throws Exception {
        awaitSent(server);
        Rest rest = new Rest(server);
        String topic = PREFIX + ".again";
        String body = "{\"topic\":\"" + topic + "\",\"from\":100}";
        long to = rest.post("/api/v1/feed/replays", body).ok().json().path("to").asLong();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!rest.get("/api/v1/feed/replays/" + topic).path("done").asBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            sleep();
        }
        rest.post("/api/v1/feed/replays", body).ok();
        assertThat(sent(Consumed.all(broker.address(), topic)).values().stream()
                        .flatMap(List::stream)
                        .sorted()
                        .toList())
                .isEqualTo(log(server).values().stream()
                        .flatMap(List::stream)
                        .filter(event -> position(event) >= 100 && position(event) <= to)
                        .sorted()
                        .toList());
        rest.post("/api/v1/feed/replays", body.replace("100", "101")).refused(409, "topic-taken");
        rest.post("/api/v1/feed/replays", body.replace(".again", ".events")).refused(409, "topic-taken");
        rest.post("/api/v1/feed/replays", body.replace(".again", ".positions")).refused(409, "topic-taken");
        rest.post("/api/v1/feed/replays", "{\"topic\":\"a b\",\"from\":0}").refused(400, "invalid-request");
        rest.answer("/api/v1/feed/replays/nobody").refused(404, "replay-not-found");
    }

    private static long position(String event) {
        return Long.parseLong(event.substring(0, event.indexOf(' ')));
    }

    @Test
    void whoever_sends_for_a_shard_under_an_old_lease_is_shut_out() throws Exception {
        awaitSent(server);
        KafkaClients clients = new KafkaClients(server.bean(KafkaSettings.class));
        String shard = PREFIX + ".events/0";
        try (KafkaProducer<String, byte[]> zombie = clients.producer(shard, new StringSerializer())) {
            // Takes the shard away from the node that has the lease; that one takes it back.
            zombie.initTransactions();
            zombie.beginTransaction();
            for (int i = 0; i < 30; i++) {
                registered(new Rest(server), "{\"name\":\"Ada\"}");
            }
            awaitSent(server);
            assertThatThrownBy(() -> {
                        zombie.send(new ProducerRecord<>(PREFIX + ".events", 0, "zombie", new byte[0]));
                        zombie.commitTransaction();
                    })
                    .isInstanceOf(KafkaException.class);
        }
        assertThat(sent(Consumed.all(broker.address(), PREFIX + ".events"))).isEqualTo(log(server));
    }

    @Test
    void nodes_share_the_shards_and_one_takes_over_those_of_another() throws Exception {
        awaitSent(server);
        Relay first = server.bean(Relay.class);
        Relay second = new Relay(
                server.bean(KafkaSettings.class),
                server.bean(FeedLog.class),
                server.bean(FeedRows.class),
                server.bean(EventCodec.class),
                new JdbcTemplate(server.pool()),
                server.bean(PlatformTransactionManager.class));
        second.start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (nodes(first).size() < 2) {
            assertThat(System.nanoTime()).isLessThan(end);
            registered(new Rest(server), "{\"name\":\"Ada\"}");
        }
        second.close();
        while (nodes(first).size() > 1) {
            assertThat(System.nanoTime()).isLessThan(end);
            registered(new Rest(server), "{\"name\":\"Ada\"}");
        }
        awaitSent(server);
        assertThat(sent(Consumed.all(broker.address(), PREFIX + ".events"))).isEqualTo(log(server));
    }

    private static Set<String> nodes(Relay relay) {
        return relay.shards().all().stream()
                .filter(shard -> shard.to() == null && shard.leased())
                .map(shard -> String.valueOf(shard.node()))
                .collect(Collectors.toSet());
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

    /** Nothing was ever sent that an erasure would have to take back: neither text nor ciphertext is in any message of any topic. */
    @Test
    void no_topic_holds_anything_of_a_person_who_was_erased_not_even_sealed() throws SQLException {
        Rest rest = new Rest(server);
        String customer = registered(rest, "{\"name\":\"Zebedee Plantagenet\",\"notes\":\"has a wooden leg\"}");
        rest.post("/api/v1/customers/" + customer + "/interactions", """
            {"channel":"phone","direction":"INBOUND","topic":"order","summary":"whispered in confidence"}\
            """).ok();
        Set<String> sealed = sealed(customer);
        assertThat(sealed).hasSizeGreaterThan(3);
        JsonNode erased = rest.post("/api/v1/customers/" + customer + "/erasure", "{\"ground\":\"REQUEST\"}")
                .ok()
                .json();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (latestRow(customer).path("version").asLong()
                < erased.path("version").asLong()) {
            assertThat(System.nanoTime()).as("%s", latestRow(customer)).isLessThan(end);
            sleep();
        }
        awaitSent(server);
        List<String> topics = Consumed.topics(broker.address(), PREFIX);
        assertThat(topics).contains(PREFIX + ".events", PREFIX + ".rows.profile");
        for (String topic : topics) {
            for (Message message : Consumed.all(broker.address(), topic)) {
                String everything = message.everything();
                assertThat(PLANTED).as(topic).noneMatch(everything::contains);
                assertThat(sealed).as(topic).noneMatch(everything::contains);
                assertThat(everything).doesNotContainPattern(customer + ":[A-Za-z0-9_-]{38,}");
            }
        }
        assertThat(sent(Consumed.all(broker.address(), PREFIX + ".events")).get(customer))
                .last(InstanceOfAssertFactories.STRING)
                .contains("customer.personal-data-erased");
    }

    /** The current row of the profile as a consumer that keeps the latest message has it. */
    private static JsonNode latestRow(String customer) {
        return Consumed.all(broker.address(), PREFIX + ".rows.profile").stream()
                .filter(message -> customer.equals(message.key()) && message.value() != null)
                .reduce((a, b) -> b)
                .map(message -> JSON.readTree(message.value()))
                .orElse(JSON.createObjectNode());
    }

    /** Every ciphertext that the log has of a customer. */
    private static Set<String> sealed(String customer) throws SQLException {
        Set<String> sealed = new TreeSet<>();
        Pattern field = Pattern.compile(customer + ":([A-Za-z0-9_-]{38,})");
        try (Connection connection = server.pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select convert_from(payload, 'UTF8') || convert_from(metadata, 'UTF8') from log.events where"
                                + " stream = ?::uuid")) {
            query.setString(1, customer);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Matcher matcher = field.matcher(row.getString(1));
                    while (matcher.find()) {
                        sealed.add(matcher.group(1));
                    }
                }
            }
        }
        return sealed;
    }
}
