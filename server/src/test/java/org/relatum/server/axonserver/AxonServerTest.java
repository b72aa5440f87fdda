package org.relatum.server.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.axoniq.axonserver.connector.AxonServerConnection;
import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.command.axonserver.AxonServer;
import org.relatum.command.axonserver.RemoteCommands;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.server.AxonServerAt;
import org.relatum.server.StartupException;
import org.relatum.server.TestServer;
import org.relatum.server.cluster.Cluster;
import org.relatum.server.query.Rest;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Nodes whose events are in Axon Server, which routes their commands. */
class AxonServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PERSON =
            "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"profile\":{\"name\":\"%s\",\"country\":\"CH\"}}";
    private static final String CALL =
            "{\"channel\":\"phone\",\"direction\":\"INBOUND\",\"topic\":\"order\",\"occurredAt\":\"2026-01-0%dT10:00:00Z\"}";

    @TempDir
    private static Path directory;

    private static Map<String, String> settings = Map.of();
    private static @Nullable Wire made;
    private static @Nullable Cluster started;
    private static TestServer one;
    private static TestServer two;

    @BeforeAll
    static void start() throws Exception {
        settings = AxonServerAt.properties();
        made = new Wire(Objects.requireNonNull(settings.get("relatum.axon-server.servers")));
        started = new Cluster(directory);
        Map<String, String> cut = new HashMap<>(settings);
        cut.put("relatum.axon-server.servers", wire().address());
        one = cluster().start("one", "command,projection,query", cut);
        two = cluster().start("two", "command,query", settings);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
        if (made != null) {
            made.close();
        }
    }

    private static Cluster cluster() {
        return Objects.requireNonNull(started);
    }

    private static Wire wire() {
        return Objects.requireNonNull(made);
    }

    private static JsonNode registered(TestServer node, String name, String key) {
        return new Rest(node)
                .post("/api/v1/customers", PERSON.formatted(name), "Idempotency-Key", key)
                .ok()
                .json();
    }

    private static Rest.Answer call(TestServer node, String customer, int day, String... headers) {
        return new Rest(node).post("/api/v1/customers/" + customer + "/interactions", CALL.formatted(day), headers);
    }

    @Test
    void what_one_node_records_another_shows_at_the_same_position() {
        JsonNode answer = registered(one, "Zoe Zander", "zoe");
        String customer = answer.path("customerId").asString();
        long position = answer.path("position").asLong();
        assertThat(position).isPositive();
        for (TestServer node : List.of(one, two)) {
            JsonNode shown = new Rest(node).get("/api/v1/customers/" + customer + "?minVersion=1");
            assertThat(shown.path("profile").path("name").asString()).isEqualTo("Zoe Zander");
            StoredEvent event = node.bean(EventLog.class).read(position - 1, 1).getFirst();
            assertThat(event.stream()).hasToString(customer);
        }
        assertThat(registered(two, "Zoe Zander", "zoe").path("customerId").asString())
                .isEqualTo(customer);
        assertThat(call(two, customer, 1).ok().json().path("version").asLong()).isEqualTo(2);
        assertThat(call(one, customer, 2).ok().json().path("version").asLong()).isEqualTo(3);
        assertThat(new Rest(one).post("/api/v1/checks", "").ok().text())
                .contains("\"differences\":0")
                .contains("\"parked\":0");
    }

    @Test
    void refusals_are_the_same_whichever_node_decides() {
        for (int i = 0; i < 8; i++) {
            String customer =
                    registered(one, "R" + i, "refused-" + i).path("customerId").asString();
            List<Rest.Answer> answers = new ArrayList<>();
            for (TestServer node : List.of(one, two)) {
                answers.add(call(node, customer, 1, "If-Match", "\"9\"").refused(412, "version-conflict"));
            }
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.json().path("currentVersion").asLong()).isEqualTo(1);
                assertThat(answer.headers().get("etag")).containsExactly("\"1\"");
                assertThat(answer.text()).isEqualTo(answers.getFirst().text());
            });
        }
        for (TestServer node : List.of(one, two)) {
            call(node, "00000000-0000-4000-8000-000000000000", 1).refused(404, "customer-not-found");
            new Rest(node)
                    .post("/api/v1/customers", "{\"party\":\"PERSON\"}", "Idempotency-Key", "zoe-2")
                    .ok();
            new Rest(node)
                    .post("/api/v1/customers", PERSON.formatted("Other"), "Idempotency-Key", "zoe-2")
                    .refused(422, "idempotency-key-reused");
        }
    }

    @Test
    void two_nodes_that_record_for_one_customer_at_the_same_time_lose_and_double_nothing() throws Exception {
        String customer = registered(one, "Busy", "busy").path("customerId").asString();
        List<CompletableFuture<Rest.Answer>> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            TestServer node = i % 2 == 0 ? one : two;
            // Each is sent twice, to either node.
            String key = "busy-" + i / 2;
            sent.add(CompletableFuture.supplyAsync(() -> call(node, customer, 3, "Idempotency-Key", key)));
        }
        for (CompletableFuture<Rest.Answer> answer : sent) {
            answer.get(60, TimeUnit.SECONDS).ok();
        }
        assertThat(new Rest(two)
                        .get("/api/v1/customers/" + customer + "?minVersion=21")
                        .path("version")
                        .asLong())
                .isEqualTo(21);
    }

    /** A node that records a command and dies before it answers. */
    @Test
    void a_command_whose_node_died_is_found_recorded_by_its_key_and_without_one_its_outcome_is_open() throws Exception {
        AtomicInteger died = new AtomicInteger();
        int open = 0;
        for (int i = 0; i < 12 && (died.get() < 4 || open == 0); i++) {
            String customer =
                    registered(two, "D" + i, "died-" + i).path("customerId").asString();
            boolean keyed = i % 2 == 0;
            int before = died.get();
            Rest.Answer answer;
            try (Dying node = new Dying(two, died)) {
                answer = keyed ? call(two, customer, 1, "Idempotency-Key", "call-" + i) : call(two, customer, 1);
            }
            if (keyed) {
                assertThat(answer.ok().json().path("version").asLong()).isEqualTo(2);
            } else if (died.get() > before) {
                answer.refused(503, "store-unavailable");
                open++;
            }
            assertThat(new Rest(two)
                            .get("/api/v1/customers/" + customer + "?minVersion=2")
                            .path("version")
                            .asLong())
                    .isEqualTo(2);
        }
        assertThat(died.get()).isPositive();
        assertThat(open).isPositive();
    }

    /** Carries out what it is given through a node, and is gone before it answers. */
    private static final class Dying implements AutoCloseable {
        private final Wire wire;
        private final AxonServerConnectionFactory factory;

        Dying(TestServer node, AtomicInteger died) throws Exception {
            wire = new Wire(Objects.requireNonNull(settings.get("relatum.axon-server.servers")));
            String near = wire.address();
            int colon = near.lastIndexOf(':');
            AxonServerConnectionFactory.Builder builder = AxonServerConnectionFactory.forClient("dying")
                    .routingServers(
                            new ServerAddress(near.substring(0, colon), Integer.parseInt(near.substring(colon + 1))));
            String token = settings.get("relatum.axon-server.token");
            if (token != null) {
                builder.token(token);
            }
            factory = builder.build();
            AxonServerConnection connection =
                    factory.connect(settings.getOrDefault("relatum.axon-server.context", "default"));
            connection
                    .commandChannel()
                    .registerCommandHandler(
                            command -> {
                                node.bean(RemoteCommands.class).handle(command).join();
                                died.incrementAndGet();
                                wire.close();
                                return new CompletableFuture<CommandResponse>();
                            },
                            2_000,
                            "relatum.customer-command")
                    .awaitAck(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            factory.shutdown();
            wire.close();
        }
    }

    @Test
    void while_Axon_Server_is_away_commands_are_refused_and_questions_answered_and_a_node_that_starts_waits()
            throws Exception {
        String customer =
                registered(one, "Waiting", "waiting").path("customerId").asString();
        new Rest(one).get("/api/v1/customers/" + customer + "?minVersion=1");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        ((Logger) LoggerFactory.getLogger(AxonServer.class)).addAppender(said);
        wire().cut();
        try {
            call(one, customer, 1, "Idempotency-Key", "away").refused(503, "store-unavailable");
            assertThat(new Rest(one)
                            .get("/api/v1/customers/" + customer)
                            .path("profile")
                            .path("name")
                            .asString())
                    .isEqualTo("Waiting");
            Map<String, String> properties = new HashMap<>(settings);
            properties.put("relatum.axon-server.servers", wire().address());
            CompletableFuture<TestServer> starting =
                    CompletableFuture.supplyAsync(() -> cluster().start("three", "query", properties));
            Thread.sleep(Duration.ofSeconds(20));
            assertThat(starting).isNotDone();
            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(message -> message.startsWith("Waiting for Axon Server, context")
                            && message.contains(wire().address()));
            wire().mend();
            starting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            ((Logger) LoggerFactory.getLogger(AxonServer.class)).detachAppender(said);
            if (wire().isCut()) {
                wire().mend();
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        Rest.Answer answer = call(one, customer, 1, "Idempotency-Key", "away");
        while (answer.status() == 503 && System.nanoTime() < end) {
            Thread.sleep(200);
            answer = call(one, customer, 1, "Idempotency-Key", "away");
        }
        assertThat(answer.ok().json().path("version").asLong()).isEqualTo(2);
        new Rest(one).get("/api/v1/customers/" + customer + "?minVersion=2");
        cluster().stop("three");
    }

    @Test
    void what_does_not_belong_together_is_refused_at_the_start(@TempDir Path other) throws Exception {
        registered(one, "Belongs", "belongs");
        Map<String, String> empty = new HashMap<>(settings);
        empty.put("relatum.axon-server.begin", "empty");
        try (Cluster fresh = new Cluster(other)) {
            assertThatThrownBy(() -> fresh.start("new", "all", empty))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("but this database is new");
            fresh.start("own", "all", Map.of());
            registered(fresh.start("own-2", "command", Map.of()), "Own", "own");
            assertThatThrownBy(() -> fresh.start("moved", "all", settings))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("are not those of the context");
        }
        assertThatThrownBy(() -> cluster().start("back", "query", Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("are a copy of those in Axon Server");
        assertThatThrownBy(() -> cluster().start("nowhere", "query", Map.of("relatum.event-store", "axon-server")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("relatum.axon-server.servers has to say where it is");
    }
}
