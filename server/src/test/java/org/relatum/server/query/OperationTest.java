package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EveryCustomer;
import org.relatum.projection.engine.EveryCustomer.Tour;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.TestServer;
import org.relatum.server.postgres.Database;
import tools.jackson.databind.JsonNode;

/** What an operator sees, of one service from its start to its breakdown. */
@TestMethodOrder(OrderAnnotation.class)
class OperationTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final UUID POISONED = UUID.randomUUID();

    private static TestServer server;
    private static Rest rest;
    private static LogWriter log;

    @BeforeAll
    static void a_service_of_its_own() {
        server = TestServer.start();
        rest = new Rest(server);
        log = new LogWriter(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void the_status_counts_and_says_how_far_every_projection_is() {
        assertThat(rest.get("/api/v1/status").path("events").asLong()).isZero();
        long position = log.write(
                fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                fact(CUSTOMER, "2025-01-02T00:00:00Z", order("A", "2025-01-02T00:00:00Z")));
        assertThat(position).isEqualTo(2);
        JsonNode status = rest.get("/api/v1/status");
        assertThat(status.path("events").asLong()).isEqualTo(2);
        assertThat(status.path("customers").asLong()).isEqualTo(1);
        assertThat(status.path("position").asLong()).isEqualTo(2);
        assertThat(status.path("unsequenced").asLong()).isZero();
        assertThat(status.path("running").asBoolean()).isTrue();
        assertThat(status.path("projections").valueStream().map(JsonNode::toString))
                .containsExactly(
                        PROJECTIONS.stream().map(OperationTest::projection).toArray(String[]::new));
    }

    private static void assertThatAllOthersAreSeen(UUID other) {
        String policy = PolicyReader.shippedText(PolicyKind.LIFECYCLE);
        JsonNode tried = rest.post("/api/v1/what-if?kind=lifecycle&period=2025", policy)
                .ok()
                .lines()
                .getLast()
                .path("summary");
        assertThat(tried.path("customers").asLong()).isEqualTo(2);
        assertThat(tried.path("unreadable").asLong()).isEqualTo(1);
        JsonNode alone = rest.post("/api/v1/what-if?kind=lifecycle&customer=" + POISONED, policy)
                .ok()
                .lines()
                .getLast()
                .path("summary");
        assertThat(alone.path("customers").asLong()).isZero();
        assertThat(alone.path("unreadable").asLong()).isEqualTo(1);

        EveryCustomer everyCustomer = server.bean(EveryCustomer.class);
        long head = server.bean(EventLog.class).head();
        List<UUID> seen = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        Tour<UUID> failing = new Tour<>(
                head,
                facts -> {
                    if (facts.root().equals(CUSTOMER)) {
                        throw new IllegalStateException("can't be folded");
                    }
                    return facts.root();
                },
                seen::add,
                progress::add);
        assertThat(everyCustomer.each(failing)).isEqualTo(2);
        assertThat(seen).containsExactly(other);
        assertThat(progress).containsExactly(3L);
        Tour<UUID> brokenOff = new Tour<>(
                head,
                Facts::root,
                customer -> {
                    throw new IllegalStateException("the client is gone");
                },
                progress::add);
        assertThatThrownBy(() -> everyCustomer.each(brokenOff)).hasMessage("the client is gone");
    }

    private static final List<String> PROJECTIONS =
            List.of("lifecycle", "profile", "commitments", "cases", "loyalty", "risk", "kpi", "timeline");

    private static boolean isOverdue(JsonNode line) {
        return line.path("difference").path("what").asString("").equals("overdue");
    }

    private static String projection(String name) {
        return "{\"name\":\"" + name
                + "\",\"version\":1,\"position\":2,\"lagEvents\":0,\"lagSeconds\":0.0,\"parkedCustomers\":0,\"rendering\":null}";
    }

    @Test
    @Order(2)
    void a_check_of_sound_read_models_finds_nothing() throws InterruptedException {
        List<JsonNode> lines = rest.post("/api/v1/checks", "{}").ok().lines();
        // The facts are years old: what time has changed since is due, and being written.
        for (int i = 0; i < 100 && lines.stream().anyMatch(l -> isOverdue(l)); i++) {
            Thread.sleep(100);
            lines = rest.post("/api/v1/checks", "{}").ok().lines();
        }
        assertThat(lines.getFirst().toString()).isEqualTo("{\"progress\":{\"customers\":0,\"total\":1}}");
        JsonNode summary = lines.getLast().path("summary");
        assertThat(summary.path("customers").asLong()).isEqualTo(1);
        assertThat(summary.path("differences").asLong()).isZero();
        assertThat(summary.path("parked").asLong()).isZero();
        assertThat(summary.path("positions").path("lifecycle_v1").asLong()).isEqualTo(2);
        assertThat(summary.path("seconds").isNumber()).isTrue();
    }

    @Test
    @Order(3)
    void a_check_names_every_difference_in_short() throws SQLException {
        execute(server.owner(), "update read.lifecycle_v1_intervals set stage = 'LOST' where stage = 'PROSPECT'");
        execute(server.owner(), "delete from read.timeline_v1 where sequence = 1");
        List<JsonNode> lines = rest.post("/api/v1/checks", "{}").ok().lines();
        List<JsonNode> differences = lines.stream()
                .filter(l -> l.has("difference"))
                .map(l -> l.path("difference"))
                .toList();
        assertThat(differences.stream()
                        .map(d -> d.path("projection").asString() + " "
                                + d.path("what").asString()))
                .containsExactlyInAnyOrder("lifecycle_v1 intervals", "timeline_v1 timeline");
        assertThat(differences).allSatisfy(d -> {
            assertThat(d.path("customer").asString()).isEqualTo(CUSTOMER.toString());
            assertThat(d.path("detail").asString()).startsWith("expected ").hasSizeLessThan(450);
        });
        assertThat(lines.getLast().path("summary").path("differences").asLong()).isEqualTo(2);
    }

    @Test
    @Order(4)
    void a_customer_that_can_not_be_folded_is_parked_alone_and_folded_when_it_can_be() throws SQLException {
        log.write(fact(POISONED, "2025-01-01T00:00:00Z", registered(POISONED, "2025-01-01T00:00:00Z")));
        UUID other = UUID.randomUUID();
        execute(server.superuser(), """
            insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload, metadata)
            values ('customer', '%s', 1, gen_random_uuid(), 'order.placed', 99, now(), '{}', '{"actor":"x"}')\
            """.formatted(POISONED));
        log.write(fact(other, "2025-01-01T00:00:00Z", registered(other, "2025-01-01T00:00:00Z")));

        List<JsonNode> parked =
                rest.get("/api/v1/parked-customers").path("items").valueStream().toList();
        assertThat(parked).hasSize(PROJECTIONS.size()).allSatisfy(p -> {
            assertThat(p.path("customer").asString()).isEqualTo(POISONED.toString());
            assertThat(p.path("error").asString()).contains("order.placed revision 99");
        });
        assertThat(rest.get("/api/v1/status")
                        .path("projections")
                        .get(0)
                        .path("parkedCustomers")
                        .asLong())
                .isEqualTo(1);
        assertThat(rest.get("/api/v1/customers/" + POISONED).path("version").asLong())
                .isEqualTo(1);
        assertThat(rest.get("/api/v1/customers/" + other).path("version").asLong())
                .isEqualTo(1);
        assertThat(rest.answer("/api/v1/customers/" + POISONED + "?minVersion=2")
                        .refused(503, "projection-behind")
                        .json()
                        .path("detail")
                        .asString())
                .contains("parked");
        rest.answer("/api/v1/customers/" + POISONED + "?knownAt=2025-06-01").refused(500, "unreadable-event");
        JsonNode history =
                rest.get("/api/v1/customers/" + POISONED + "/history").path("events");
        assertThat(history.get(1).path("data").isNull()).isTrue();
        assertThat(history.get(1).path("unreadable").asString()).contains("revision 99");

        assertThatAllOthersAreSeen(other);

        JsonNode still = rest.post("/api/v1/parked-customers/" + POISONED + "/retry", "")
                .ok()
                .json();
        assertThat(still.path("tried").asBoolean()).isTrue();
        assertThat(still.path("stillParked").size()).isEqualTo(PROJECTIONS.size());

        execute(server.superuser(), """
            set session_replication_role = replica;
            update log.events set type = 'customer.qualified', revision = 1, payload = '{"occurredAt":"2025-02-01T00:00:00Z"}'
            where revision = 99\
            """);
        JsonNode now = rest.post("/api/v1/parked-customers/" + POISONED + "/retry", "")
                .ok()
                .json();
        assertThat(now.path("stillParked").toString()).isEqualTo("[]");
        JsonNode customer = rest.get("/api/v1/customers/" + POISONED);
        assertThat(customer.path("version").asLong()).isEqualTo(2);
        assertThat(customer.path("lifecycle").path("stage").asString()).isEqualTo("TARGET");
        assertThat(rest.get("/api/v1/customers/" + POISONED + "/timeline")
                        .path("entries")
                        .size())
                .isEqualTo(2);
    }

    @Test
    @Order(5)
    void what_is_going_on_is_measured() {
        String metrics = rest.answer("/actuator/prometheus").ok().text();
        assertThat(metrics)
                .contains(
                        "relatum_log_position 5.0",
                        "relatum_log_unsequenced 0.0",
                        "relatum_customers 3.0",
                        "relatum_sequencer_running 1.0",
                        "relatum_engine_running 1.0",
                        "relatum_projection_position{projection=\"lifecycle\",version=\"1\"} 5.0",
                        "relatum_projection_lag_events{projection=\"timeline\",version=\"1\"} 0.0",
                        "relatum_projection_lag_seconds{projection=\"timeline\",version=\"1\"} 0.0",
                        "relatum_projection_parked_customers{projection=\"profile\",version=\"1\"}",
                        "relatum_engine_batch_seconds_count",
                        "relatum_engine_batch_events_sum")
                .doesNotContain("NaN\nrelatum");
    }

    @Test
    @Order(6)
    void without_its_engine_the_service_lives_but_is_not_ready() {
        assertThat(rest.answer("/actuator/health/readiness").status()).isEqualTo(200);
        server.bean(LiveEngine.class).close();
        assertThat(rest.answer("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(rest.answer("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(rest.get("/api/v1/status").path("running").asBoolean()).isFalse();

        long position =
                log.record(List.of(fact(CUSTOMER, "2025-03-01T00:00:00Z", order("B", "2025-03-01T00:00:00Z"))), null);
        JsonNode projection = rest.get("/api/v1/status").path("projections").get(0);
        assertThat(projection.path("lagEvents").asLong()).isEqualTo(1);
        assertThat(projection.path("lagSeconds").asDouble()).isPositive();
        assertThat(projection.path("position").asLong()).isEqualTo(position - 1);
        server.bean(Sequencer.class).close();
        assertThat(rest.answer("/actuator/health").text()).contains("\"engine\":{\"status\":\"DOWN\"");
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
