package org.relatum.server.privacy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import org.relatum.server.query.Rest.Answer;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Consent, holds, exports, retention and the master key, over REST. */
class PrivacyTest {
    private static TestServer server;
    private static Rest rest;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        rest = new Rest(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String customer(String name) {
        return rest.post("/api/v1/customers", """
            {"party": "PERSON", "profile": {"name": "%s"}}
            """.formatted(name))
                .ok()
                .json()
                .path("customerId")
                .asString();
    }

    private static Answer post(String customer, String path, String body) {
        return rest.post("/api/v1/customers/" + customer + path, body);
    }

    private static Answer call(String customer, String purpose) {
        return post(customer, "/interactions", """
            {"channel": "phone", "direction": "OUTBOUND", "topic": "offer", "purpose": "%s"}
            """.formatted(purpose));
    }

    @Test
    void consent_decides_on_contacts_and_is_shown_as_of_any_instant() {
        String ada = customer("Ada");
        call(ada, "marketing").refused(409, "consent-missing");
        post(ada, "/consents", "{\"purpose\": \"marketing\", \"note\": \"box ticked\"}")
                .ok();
        call(ada, "marketing").ok();
        String between = rest.get("/api/v1/customers/" + ada + "/privacy")
                .path("knownAt")
                .asString();
        post(ada, "/consents/withdrawal", "{\"purpose\": \"marketing\", \"channel\": \"phone\"}")
                .ok();
        call(ada, "marketing").refused(409, "consent-withdrawn");
        call(ada, "service").ok();
        call(ada, "gossip").refused(422, "unknown-purpose");

        JsonNode now = rest.get("/api/v1/customers/" + ada + "/privacy").path("consents");
        assertThat(now).hasSize(2);
        assertThat(now.get(0).path("granted").asBoolean()).isTrue();
        assertThat(now.get(0).path("note").asString()).isEqualTo("box ticked");
        assertThat(now.get(1).path("channel").asString()).isEqualTo("phone");
        assertThat(now.get(1).path("granted").asBoolean()).isFalse();
        assertThat(rest.get("/api/v1/customers/" + ada + "/privacy?asOf=" + between + "&knownAt=" + between)
                        .path("consents"))
                .hasSize(1);
        assertThat(rest.get("/api/v1/customers/" + ada + "/history?types=interaction.logged")
                        .path("events")
                        .get(0)
                        .path("data")
                        .path("purpose")
                        .asString())
                .isEqualTo("marketing");
    }

    @Test
    void an_export_holds_everything_and_after_an_erasure_nothing_personal() {
        String ada = customer("Ada");
        String twin = customer("Twin");
        post(ada, "/interactions", """
            {"channel": "phone", "direction": "INBOUND", "topic": "offer", "summary": "asked for a quote"}
            """).ok();
        rest.post("/api/v1/departments", "{\"department\": \"sales\", \"name\": \"Sales\"}")
                .ok();
        rest.post(
                        "/api/v1/staff",
                        "{\"staff\": \"kim\", \"name\": \"Kim\", \"role\": \"agent\", \"department\": \"sales\"}")
                .ok();
        String hers = improvement("\"" + ada + "\"", "call Ada sooner");
        String twins = improvement("\"" + twin + "\"", "write to Twin");
        improvement("\"" + customer("Bob") + "\"", "ask Bob");
        improvement("null", "be on time");
        post(ada, "/merges", "{\"duplicate\": \"" + twin + "\"}").ok();
        Instant open = Instant.now().truncatedTo(ChronoUnit.MICROS);
        rest.post(
                        "/api/v1/improvements/" + hers + "/closure",
                        "{\"outcome\": \"ACHIEVED\", \"note\": \"Ada noticed\"}",
                        "Relatum-Reason",
                        "she said so")
                .ok();
        Answer answer = rest.answer("/api/v1/customers/" + ada + "/export").ok();
        JsonNode document = answer.json();
        assertThat(document.path("format").asString()).isEqualTo("relatum-subject-export-1");
        assertThat(document.path("customer").path("profile").path("name").asString())
                .isEqualTo("Ada");
        assertThat(document.path("events")
                        .valueStream()
                        .map(event -> event.path("type").asString()))
                .containsExactly(
                        "customer.registered", "customer.registered", "interaction.logged", "customer.absorbed");
        assertThat(answer.text()).contains("asked for a quote", "Twin");
        assertThat(improvements(document))
                .containsExactlyInAnyOrder(
                        hers + " improvement.opened call Ada sooner",
                        hers + " improvement.closed Ada noticed",
                        twins + " improvement.opened write to Twin");
        assertThat(answer.text()).contains("she said so").doesNotContain("ask Bob", "be on time");
        assertThat(improvements(rest.get("/api/v1/customers/" + ada + "/export?knownAt=" + open)))
                .hasSize(2)
                .noneMatch(event -> event.contains("closed"));
        post(ada, "/erasure", "{\"ground\": \"REQUEST\"}").ok();
        Answer after = rest.answer("/api/v1/customers/" + ada + "/export").ok();
        assertThat(after.text()).doesNotContain("asked for a quote", "Twin", "\"Ada\"", "Ada noticed", "she said so");
        assertThat(after.json().path("privacy").path("ground").asString()).isEqualTo("REQUEST");
        assertThat(rest.get("/api/v1/erasures?limit=500")
                        .path("items")
                        .valueStream()
                        .filter(item -> item.path("customerId").asString().equals(ada))
                        .flatMap(item -> item.path("subjects").valueStream())
                        .map(JsonNode::asString))
                .containsExactly(ada, twin);
        post(twin, "/erasure", "{\"ground\": \"REQUEST\"}").refused(409, "customer-merged");
        rest.answer("/api/v1/customers/" + UUID.randomUUID() + "/export").refused(404, "customer-not-found");
    }

    private static String improvement(String customer, String text) {
        return rest.post("/api/v1/improvements", """
            {"owner": "kim", "customer": %s, "text": "%s", "dueAt": "2090-01-01T00:00:00Z"}
            """.formatted(customer, text))
                .ok()
                .json()
                .path("improvementId")
                .asString();
    }

    private static List<String> improvements(JsonNode export) {
        return export.path("improvements")
                .valueStream()
                .map(event -> event.path("stream").asString() + " "
                        + event.path("type").asString() + " "
                        + event.path("data").path("text").asString("")
                        + event.path("data").path("note").asString(""))
                .toList();
    }

    @Test
    void a_repeated_request_is_recognised_before_an_erasure_and_answered_after_it() {
        String ada = customer("Ada");
        String path = "/api/v1/customers/" + ada + "/interactions";
        String body = "{\"channel\": \"phone\", \"direction\": \"INBOUND\", \"topic\": \"offer\", \"summary\": \"%s\"}";
        JsonNode first = rest.post(path, body.formatted("one"), "Idempotency-Key", "k1")
                .ok()
                .json();
        assertThat(rest.post(path, body.formatted("one"), "Idempotency-Key", "k1")
                        .ok()
                        .json()
                        .path("version"))
                .isEqualTo(first.path("version"));
        rest.post(path, body.formatted("two"), "Idempotency-Key", "k1").refused(422, "idempotency-key-reused");
        String erasure = "/api/v1/customers/" + ada + "/erasure";
        JsonNode erased = rest.post(erasure, "{\"ground\": \"REQUEST\"}", "Idempotency-Key", "k2")
                .ok()
                .json();
        assertThat(rest.post(erasure, "{\"ground\": \"REQUEST\"}", "Idempotency-Key", "k2")
                        .ok()
                        .json())
                .isEqualTo(erased);
        assertThat(rest.post(path, body.formatted("one"), "Idempotency-Key", "k1")
                        .ok()
                        .json()
                        .path("version"))
                .isEqualTo(first.path("version"));
        rest.post(path, body.formatted("three"), "Idempotency-Key", "k3").refused(409, "customer-erased");
    }

    /** Who has all keys of the installation but the customer's own can't test guesses of what was sent. */
    @Test
    void the_digest_of_a_request_is_keyed_with_the_customers_own_key() {
        String ada = customer("Ada");
        rest.post(
                        "/api/v1/customers/" + ada + "/interactions",
                        "{\"channel\": \"phone\", \"direction\": \"INBOUND\", \"topic\": \"offer\", \"summary\":"
                                + " \"secret\"}",
                        "Idempotency-Key",
                        "k1")
                .ok();
        JsonNode metadata = rest.get("/api/v1/customers/" + ada + "/history?types=interaction.logged")
                .path("events")
                .get(0)
                .path("metadata");
        String content = "LogInteraction\n" + ada
                + "\n{\"occurredAt\":null,\"channel\":\"phone\",\"direction\":\"INBOUND\",\"topic\":\"offer\","
                + "\"sentiment\":null,\"responseSeconds\":null,\"summary\":\"secret\",\"purpose\":null}";
        FieldCipher cipher = server.bean(FieldCipher.class);
        assertThat(metadata.path("requestDigest").asString())
                .isEqualTo(cipher.keyedHash(UUID.fromString(ada), content).toString())
                .isNotEqualTo(cipher.keyedHash(content).toString());
    }

    @Test
    void an_imported_reference_stands_nowhere_in_the_clear() throws IOException {
        String reference = "customer-" + UUID.randomUUID();
        String file = "customer,date,order,description,quantity,unitPrice\n" + reference + ",2026-01-02,O-1,tea,1,5\n";
        rest.send("/api/v1/imports?format=orders-csv&system=shop", "text/csv", file)
                .ok();
        assertThat(new JdbcTemplate(server.pool())
                        .queryForObject(
                                "select count(*) from log.events where position(? in convert_from(metadata, 'UTF8')"
                                        + " || convert_from(payload, 'UTF8')) > 0",
                                Long.class,
                                reference))
                .isZero();
        Path log = server.service().directory().log();
        try (Stream<Path> files = Files.walk(log)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(one, ISO_8859_1)).doesNotContain(reference);
            }
        }
    }

    @Test
    void the_master_key_changes_while_everything_goes_on() {
        String ada = customer("Ada");
        int version = rest.get("/api/v1/master-key").path("version").asInt();
        List<JsonNode> lines = rest.post("/api/v1/master-key/rotation", "")
                .ok()
                .text()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(lines.getFirst().path("progress").path("keys").asLong()).isPositive();
        assertThat(lines.getLast().path("summary").path("version").asInt()).isEqualTo(version + 1);
        assertThat(server.bean(MasterKeys.class).versions()).containsExactly(version + 1);
        assertThat(rest.get("/api/v1/master-key").path("rotating").asBoolean()).isFalse();
        assertThat(rest.get("/api/v1/customers/" + ada)
                        .path("profile")
                        .path("name")
                        .asString())
                .isEqualTo("Ada");
    }

    @Test
    void a_retention_run_says_who_is_due_then_erases_all_that_no_hold_protects() throws InterruptedException {
        String due = customer("Due");
        String held = customer("Held");
        String open = customer("Open");
        post(held, "/legal-holds", "{\"note\": \"lawsuit\"}").ok();
        post(due, "/closure", "{}").ok();
        String version =
                post(held, "/closure", "{}").ok().json().path("version").asString();
        assertThat(run(false)).isEmpty();
        rest.send("/api/v1/policies/retention", "application/yaml", "erase: {closed: 1s}")
                .ok();
        rest.get("/api/v1/customers/" + held + "?minVersion=" + version);
        Thread.sleep(1_500);
        assertThat(run(false)).containsExactlyInAnyOrder(due + " DUE", held + " DUE");
        assertThat(rest.get("/api/v1/customers/" + due)
                        .path("profile")
                        .path("name")
                        .asString())
                .isEqualTo("Due");
        assertThat(run(true)).containsExactlyInAnyOrder(due + " ERASED", held + " REFUSED legal-hold");
        assertThat(run(true)).containsExactly(held + " REFUSED legal-hold");
        assertThat(rest.get("/api/v1/customers/" + due + "/privacy")
                        .path("ground")
                        .asString())
                .isEqualTo("RETENTION");
        assertThat(rest.get("/api/v1/customers/" + held)
                        .path("profile")
                        .path("name")
                        .asString())
                .isEqualTo("Held");
        assertThat(rest.get("/api/v1/customers/" + open)
                        .path("profile")
                        .path("name")
                        .asString())
                .isEqualTo("Open");
    }

    private static List<String> run(boolean erase) {
        List<JsonNode> lines = rest.post("/api/v1/retention-runs?erase=" + erase, "")
                .ok()
                .text()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        List<JsonNode> customers = lines.stream()
                .map(line -> line.path("customer"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(lines.getLast().path("summary").path("due").asLong()).isEqualTo(customers.size());
        return customers.stream()
                .map(customer -> (customer.path("customerId").asString() + " "
                                + customer.path("fate").asString() + " "
                                + customer.path("reason").asString(""))
                        .strip())
                .toList();
    }
}
