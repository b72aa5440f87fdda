package org.relatum.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.server.StartupException;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import tools.jackson.databind.JsonNode;

/** Nodes that each do a part of the work. */
class RolesTest {
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);

    @TempDir
    private static Path directory;

    private static @Nullable Cluster started;
    /** Threads of services that other tests left running. */
    private static Set<Thread> others = Set.of();

    private static TestServer command;
    private static TestServer query;

    @BeforeAll
    static void start() throws SQLException {
        others = Thread.getAllStackTraces().keySet();
        Cluster cluster = new Cluster(directory);
        started = cluster;
        command = cluster.start("command", "command", Map.of());
        cluster.start("projection", "projection", Map.of());
        query = cluster.start("query", "query", Map.of());
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static Cluster cluster() {
        return java.util.Objects.requireNonNull(started);
    }

    private static JsonNode registered(Rest rest, String name) {
        return rest.post("/api/v1/customers", """
            {"party": "PERSON", "role": "CUSTOMER", "profile": {"name": "%s", "country": "CH"}}\
            """.formatted(name)).ok().json();
    }

    @Test
    void what_one_node_records_another_projects_and_a_third_shows_with_the_name_that_only_the_keys_reveal() {
        JsonNode answer = registered(new Rest(command), "Zoe Zander");
        String customer = answer.path("customerId").asString();
        long position = answer.path("position").asLong();
        assertThat(position).isPositive();

        Rest asking = new Rest(query);
        JsonNode shown = asking.get("/api/v1/customers/" + customer + "?minVersion=1");
        assertThat(shown.path("profile").path("name").asString()).isEqualTo("Zoe Zander");
        assertThat(asking.get("/api/v1/customers?minPosition=" + position)
                        .path("position")
                        .asLong())
                .isGreaterThanOrEqualTo(position);
        assertThat(query.bean(LiveEngine.class).isLeading()).isFalse();
        assertThat(command.bean(LiveEngine.class).isLeading()).isFalse();
    }

    @Test
    void what_a_node_does_not_do_it_says_and_does_not_serve() {
        String body = "{\"party\": \"PERSON\", \"role\": \"CUSTOMER\", \"profile\": {\"name\": \"N\"}}";
        Rest.Answer refused = new Rest(query).post("/api/v1/customers", body).refused(421, "not-served-here");
        assertThat(refused.json().path("detail").asString())
                .isEqualTo("This node does query; send the request to one that does command");
        new Rest(command).answer("/api/v1/customers").refused(421, "not-served-here");
        new Rest(query).answer("/api/v1/feed").refused(421, "not-served-here");

        assertThat(new Rest(query)
                        .get("/api/v1/status")
                        .path("roles")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly("query");
        assertThat(new Rest(command)
                        .get("/actuator/health")
                        .path("components")
                        .path("engine")
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .map(Thread::getName)
                .toList();
        assertThat(threads).filteredOn("ledger"::equals).hasSize(1);
        assertThat(threads).filteredOn("rebuilder"::equals).hasSize(1);
    }

    @Test
    void when_the_node_that_projects_ends_another_goes_on_from_where_it_stopped() throws InterruptedException {
        Rest sending = new Rest(command);
        Rest asking = new Rest(query);
        registered(sending, "before");
        TestServer standby = cluster().start("standby", "projection", Map.of());
        assertThat(standby.bean(LiveEngine.class).isLeading()).isFalse();

        cluster().stop("projection");
        long start = System.nanoTime();
        String customer = registered(sending, "after").path("customerId").asString();
        while (!standby.bean(LiveEngine.class).isLeading()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TAKE_OVER);
            Thread.sleep(20);
        }
        assertThat(asking.get("/api/v1/customers/" + customer + "?minVersion=1")
                        .path("profile")
                        .path("name")
                        .asString())
                .isEqualTo("after");
        assertThat(asking.post("/api/v1/checks", "").ok().text())
                .contains("\"differences\":0")
                .contains("\"parked\":0");
        cluster().start("projection", "projection", Map.of());
        cluster().stop("standby");
    }

    @Test
    void what_cannot_be_is_refused_at_the_start_with_the_reason() {
        assertRefused(Map.of("relatum.roles", "query,cook"), "relatum.roles: there is no cook; choose of command,");
        assertRefused(Map.of("relatum.roles", "relay"), "relatum.feed is none");
        assertRefused(Map.of("relatum.event-store", "files"), "choose of postgres, axon-server");
        assertRefused(Map.of("relatum.event-store", "axon-server"), "relatum.axon-server.servers has to say");
        assertRefused(
                Map.of(
                        "relatum.event-store",
                        "axon-server",
                        "relatum.axon-server.servers",
                        "127.0.0.1:1",
                        "relatum.axon-server.tls.cert",
                        "/nowhere.pem"),
                "relatum.axon-server.tls.cert: /nowhere.pem holds no certificate");
        assertRefused(Map.of("relatum.read-models", "mongo"), "relatum.read-models: there is no mongo");
        assertRefused(Map.of("relatum.read-models", "cassandra"), "relatum.cassandra.contact-points has to say");
        assertRefused(
                Map.of(
                        "relatum.read-models",
                        "cassandra",
                        "relatum.cassandra.contact-points",
                        "127.0.0.1:1",
                        "relatum.feed",
                        "kafka"),
                "set relatum.read-models=postgres,cassandra");
        assertRefused(
                Map.of("relatum.read-models", "cassandra", "relatum.cassandra.contact-points", "127.0.0.1:1"),
                "Cassandra does not answer at 127.0.0.1:1");
    }

    private static void assertRefused(Map<String, String> properties, String reason) {
        assertThatThrownBy(() -> cluster().start("refused", "all", properties))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(reason);
    }
}
