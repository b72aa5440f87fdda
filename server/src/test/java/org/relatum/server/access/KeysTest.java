package org.relatum.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.access.Role;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What keys and tokens open, for how long, how often and for whom. */
class KeysTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ISSUER = "https://login.example.org";

    private static TestServer server;
    private static HttpServer provider;
    private static RSAKey signing;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        signing = new RSAKeyGenerator(2048).keyID("k1").generate();
        byte[] keys = new JWKSet(signing.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/jwks", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        provider.start();
        String jwt = "spring.security.oauth2.resourceserver.jwt.";
        server = TestServer.start(Map.of(
                jwt + "jwk-set-uri",
                "http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks",
                jwt + "issuer-uri",
                ISSUER,
                jwt + "audiences",
                "relatum",
                "relatum.access.flush-interval",
                "200ms"));
        admin = AdminKey.read(server.service().directory().path()).orElseThrow();
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.stop(0);
    }

    @Test
    void a_first_start_leaves_the_administrators_key_to_the_directorys_owner_only() throws IOException {
        Path file = server.service().directory().path().resolve("admin.key");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(status(get("/api/v1/access/keys", admin))).isEqualTo(200);
    }

    @Test
    void a_key_is_said_once_listed_without_what_it_is_and_stored_as_a_hash() {
        HttpResponse<String> made = make("{\"principal\": \"till-1\", \"roles\": [\"analyst\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        String token = json(made).path("token").asString();
        JsonNode key = json(made).path("key");
        assertThat(token).matches("rlt_[A-Za-z0-9_-]{43}");
        assertThat(Instant.parse(key.path("expiresAt").asString()))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(364)), Instant.now().plus(Duration.ofDays(366)));
        assertThat(get("/api/v1/access/keys", admin).body())
                .contains(key.path("id").asString())
                .doesNotContain(token, token.substring(4));
        String stored = server.bean(JdbcTemplate.class)
                .queryForObject("select string_agg(k::text, ' ') from control.api_keys k", String.class);
        assertThat(stored).contains("till-1").doesNotContain(token, token.substring(4));
        assertThat(status(get("/api/v1/status", token))).isEqualTo(200);
    }

    @Test
    void a_revoked_key_and_an_expired_one_open_nothing() {
        JsonNode made = json(make("{\"principal\": \"till-2\", \"roles\": [\"analyst\"]}"));
        String token = made.path("token").asString();
        String address = "/api/v1/access/keys/" + made.path("key").path("id").asString();
        assertThat(status(get("/api/v1/status", token))).isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            JsonNode revoked = json(send("DELETE", address, "", admin));
            assertThat(revoked.path("state").asString()).isEqualTo("REVOKED");
        }
        assertThat(json(get("/api/v1/status", token)).path("detail").asString()).isEqualTo("The key was revoked");
        assertThat(status(send("DELETE", "/api/v1/access/keys/absent", "", admin)))
                .isEqualTo(404);

        String soon = json(make("{\"principal\": \"till-3\", \"roles\": [\"analyst\"], \"expiresAt\": \""
                        + Instant.now().plusSeconds(2) + "\"}"))
                .path("token")
                .asString();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<String> expired = get("/api/v1/status", soon);
            assertThat(expired.statusCode()).isEqualTo(401);
            assertThat(json(expired).path("detail").asString()).isEqualTo("The key has expired");
        });
    }

    @Test
    void what_is_wrong_with_a_wanted_key_is_named() {
        JsonNode problem = json(make("""
            {"principal": "Not A Name", "roles": ["king"], "expiresAt": "2020-01-01T00:00:00Z", "requestsPerSecond": -1, "colour": 1}
            """));
        assertThat(problem.path("code").asString()).isEqualTo("invalid-request");
        assertThat(problem.path("errors")
                        .valueStream()
                        .map(e -> e.path("field").asString() + " "
                                + e.path("code").asString()))
                .containsExactlyInAnyOrder(
                        "principal bad-name",
                        "roles not-allowed",
                        "expiresAt in-the-past",
                        "requestsPerSecond wrong-type",
                        "colour unknown-field");
        assertThat(json(make("""
            {"principal": "p", "roles": ["service"], "owner": "li\\u0007wei", "department": "\\u0000", "\\u0000": 1}
            """))
                        .path("errors")
                        .valueStream()
                        .map(e -> e.path("field").asString() + " "
                                + e.path("code").asString()))
                .containsExactlyInAnyOrder("owner bad-text", "department bad-text", " unknown-field");
        assertThat(json(make("no json")).path("errors").path(0).path("code").asString())
                .isEqualTo("malformed-json");
    }

    @Test
    void a_key_is_kept_to_its_rate_and_told_when_to_come_again() {
        String token = json(make("{\"principal\": \"hasty\", \"roles\": [\"analyst\"], \"requestsPerSecond\": 2}"))
                .path("token")
                .asString();
        List<HttpResponse<String>> answers = Stream.generate(() -> get("/api/v1/openapi.json", token))
                .limit(40)
                .toList();
        List<HttpResponse<String>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(refused).isNotEmpty().hasSizeLessThan(40);
        assertThat(refused.getFirst().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(json(refused.getFirst()).path("code").asString()).isEqualTo("too-many-requests");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(status(get("/api/v1/status", token))).isEqualTo(200));
    }

    @Test
    void a_key_for_a_department_sees_and_commands_its_customers_only() {
        String all = server.service().makeKey("shop", EnumSet.of(Role.SERVICE));
        String mine = customer(all, "north", "li.wei");
        String other = customer(all, "south", "m.meier");
        String north = json(make("{\"principal\": \"north\", \"roles\": [\"service\"], \"department\": \"north\"}"))
                .path("token")
                .asString();
        String wei = json(make("{\"principal\": \"wei\", \"roles\": [\"service\"], \"owner\": \"li.wei\"}"))
                .path("token")
                .asString();
        for (String key : List.of(north, wei)) {
            assertThat(status(get("/api/v1/customers/" + mine, key))).isEqualTo(200);
            HttpResponse<String> hidden = get("/api/v1/customers/" + other, key);
            assertThat(hidden.statusCode()).isEqualTo(404);
            assertThat(json(hidden).path("code").asString()).isEqualTo("customer-not-found");
            assertThat(ids(get("/api/v1/customers?limit=500", key)))
                    .contains(mine)
                    .doesNotContain(other);
            assertThat(ids(get("/api/v1/loyalty?limit=500", key))).doesNotContain(other);
            assertThat(ids(get("/api/v1/risk-flags?limit=500", key)))
                    .contains(mine)
                    .doesNotContain(other);
            assertThat(json(get("/api/v1/risk-flags/matrix", key))
                            .path("cells")
                            .valueStream()
                            .mapToInt(cell -> cell.path("flags").asInt()))
                    .containsExactly(1);
            assertThat(status(send("POST", "/api/v1/customers/" + mine + "/qualification", "{}", key)))
                    .as("accepted, or done already")
                    .isIn(200, 409);
            assertThat(status(send("POST", "/api/v1/customers/" + other + "/qualification", "{}", key)))
                    .isEqualTo(404);
            assertThat(status(send(
                            "POST",
                            "/api/v1/customers/" + mine + "/merges",
                            "{\"duplicate\": \"" + other + "\"}",
                            key)))
                    .isEqualTo(404);
            assertThat(status(send("POST", "/api/v1/customers", "{\"party\": \"PERSON\"}", key)))
                    .isEqualTo(403);
            assertThat(status(get("/api/v1/scorecard?period=2026", key))).isEqualTo(403);
            List<String> lines = stream(
                    key,
                    "{\"command\": \"reopen-customer\", \"customer\": \"" + other + "\"}",
                    "{\"command\": \"register-customer\", \"data\": {\"party\": \"PERSON\"}}",
                    "{\"command\": \"register-department\", \"data\": {\"department\": \"x\", \"name\": \"x\"}}");
            assertThat(lines.get(0)).contains("customer-not-found");
            assertThat(lines.get(1)).contains("forbidden");
            assertThat(lines.get(2)).contains("forbidden");
        }
        assertThat(ids(get("/api/v1/customers?limit=500", all))).contains(mine, other);
    }

    @Test
    void an_improvement_that_is_about_a_customer_is_told_to_whom_the_customer_is_and_it_is_recorded() {
        String all = server.service().makeKey("shop", EnumSet.of(Role.SERVICE));
        String mine = customer(all, "east", "eve.e");
        String other = customer(all, "west", "wil.w");
        String key = json(make("{\"principal\": \"east\", \"roles\": [\"service\"], \"department\": \"east\"}"))
                .path("token")
                .asString();
        String ours = improvement(all, "eve.e", "\"" + mine + "\"");
        String theirs = improvement(all, "eve.e", "\"" + other + "\"");
        String general = improvement(all, "eve.e", "null");
        String list = "/api/v1/improvements?owner=eve.e";
        String one = "/api/v1/improvements/";
        assertThat(improvements(get(list, all))).containsExactlyInAnyOrder(ours, theirs, general);
        assertThat(improvements(get(list, key))).containsExactlyInAnyOrder(ours, general);
        assertThat(status(get(one + ours, key))).isEqualTo(200);
        assertThat(status(get(one + general, key))).isEqualTo(200);
        for (String query : List.of("", "?asOf=2020-01-01", "?knownAt=2020-01-01", "?minVersion=1000")) {
            HttpResponse<String> hidden = get(one + theirs + query, key);
            assertThat(hidden.statusCode()).as(query).isEqualTo(404);
            assertThat(json(hidden).path("code").asString()).isEqualTo("improvement-not-found");
            assertThat(hidden.headers().firstValue("ETag")).isEmpty();
        }
        assertThat(json(get(one + theirs + "?asOf=2020-01-01", all))
                        .path("code")
                        .asString())
                .isEqualTo("not-known-yet");

        String auditor = server.service().makeKey("audit-desk", EnumSet.of(Role.AUDITOR));
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(accesses("customer=" + mine, auditor))
                    .contains("GET /api/v1/improvements/{improvement} by east null");
            assertThat(accesses("principal=east", auditor))
                    .contains("GET /api/v1/improvements by east owner=eve.e")
                    .noneMatch(access -> access.contains(theirs));
            assertThat(accesses("customer=" + other, auditor))
                    .noneMatch(access -> access.contains("improvement") && access.contains("by east"));
        });
    }

    private static String improvement(String key, String owner, String customer) {
        HttpResponse<String> opened = send("POST", "/api/v1/improvements", """
            {"owner": "%s", "customer": %s, "text": "answer sooner", "dueAt": "2090-01-01T00:00:00Z"}
            """.formatted(owner, customer), key);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        long position = json(opened).path("position").asLong();
        assertThat(status(get("/api/v1/improvements?limit=1&minPosition=" + position, key)))
                .isEqualTo(200);
        return json(opened).path("improvementId").asString();
    }

    private static List<String> improvements(HttpResponse<String> list) {
        return json(list)
                .path("items")
                .valueStream()
                .map(item -> item.path("improvementId").asString())
                .toList();
    }

    private static List<String> accesses(String query, String key) {
        return json(get("/api/v1/access/log?limit=500&" + query, key))
                .path("items")
                .valueStream()
                .map(item -> item.path("endpoint").asString() + " by "
                        + item.path("principal").asString() + " "
                        + item.path("question").asString("null"))
                .toList();
    }

    /** By mistake a customer of another department was merged, and is out of reach again. */
    @Test
    void an_undone_merge_does_not_lead_beyond_the_reach() throws InterruptedException {
        String all = server.service().makeKey("shop", EnumSet.of(Role.SERVICE, Role.AUDITOR));
        String theirs = customer(all, "seaside", "sea.s");
        String mine = customer(all, "hills", "hil.h");
        String key = json(make("""
            {"principal": "hills", "roles": ["auditor", "privacy-officer"], "department": "hills"}
            """)).path("token").asString();
        String address = "/api/v1/customers/" + mine;
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Thread.sleep(5);
        contained(send("POST", address + "/merges", "{\"duplicate\": \"" + theirs + "\"}", all), all);
        Thread.sleep(5);
        Instant merged = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<String> then = Stream.of("", "/history", "/timeline", "/lifecycle", "/cases", "/privacy", "/export")
                .map(path -> address + path + "?asOf=" + merged)
                .toList();
        List<String> through = List.of(
                address + "/proof?recordedTo=" + merged,
                address + "/proof?references=true",
                address + "/replay",
                address + "/diff",
                address + "/explain?field=lifecycle.stage",
                address + "/lifecycle/explain",
                address + "/risk/explain",
                address + "/history?knownAt=" + merged);
        // Of the present while it was merged, to be gone on with afterwards.
        List<String> begun = Stream.of("/history?limit=1", "/timeline?limit=1")
                .map(path -> address + path + "&cursor="
                        + json(get(address + path, key)).path("next").asString())
                .toList();
        List<String> asked =
                Stream.of(then, through, begun).flatMap(List::stream).toList();
        assertThat(asked)
                .allSatisfy(path -> assertThat(status(get(path, key))).as(path).isEqualTo(200));
        assertThat(get(address + "/history?asOf=" + merged, key).body()).contains(theirs + "\",\"sequence\":0");

        contained(send("POST", address + "/merges/" + theirs + "/reversal", "{}", all), all);
        assertThat(status(get("/api/v1/customers/" + theirs, key))).isEqualTo(404);
        assertThat(asked).allSatisfy(path -> {
            HttpResponse<String> refused = get(path, key);
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(json(refused).path("code").asString()).isEqualTo("beyond-reach");
        });
        // What is, and what was before, is shown on; to those who may know of both, the time in between, too.
        for (String path : List.of("", "/history", "/timeline", "/lifecycle", "/proof", "/export")) {
            assertThat(status(get(address + path, key))).as(path).isEqualTo(200);
        }
        assertThat(status(get(address + "/history?asOf=" + before, key))).isEqualTo(200);
        assertThat(get(address + "/history?asOf=" + merged, all).body()).contains(theirs + "\",\"sequence\":0");
    }

    private static void contained(HttpResponse<String> command, String key) {
        assertThat(command.statusCode()).as(command.body()).isBetween(200, 299);
        long position = json(command).path("position").asLong();
        assertThat(status(get("/api/v1/customers?limit=1&minPosition=" + position, key)))
                .isEqualTo(200);
    }

    @Test
    void personal_data_are_masked_for_roles_that_do_not_need_them() {
        String all = server.service().makeKey("shop", EnumSet.of(Role.SERVICE));
        String customer = customer(all, "masked", "ada.l");
        String analyst = server.service().makeKey("figures", EnumSet.of(Role.ANALYST));
        String officer = server.service().makeKey("officer", EnumSet.of(Role.PRIVACY_OFFICER));
        for (String path : List.of("/api/v1/customers/" + customer, "/api/v1/customers?department=masked")) {
            assertThat(get(path, officer).body()).contains("Ada Secret");
            assertThat(get(path, analyst).body())
                    .doesNotContain("Ada Secret")
                    .doesNotContain("ada.secret@example.org")
                    .contains("\"***\"");
        }
        assertThat(get("/api/v1/staff/ada.l", officer).body()).contains("Name of ada.l");
        assertThat(get("/api/v1/staff/ada.l", analyst).body()).doesNotContain("Name of ada.l");
        assertThat(get("/api/v1/staff/ada.l", admin).body()).doesNotContain("Name of ada.l");
        // Histories show everything in an event, so only roles that may see it get them.
        assertThat(AccessTable.all().stream()
                        .filter(rule -> rule.pattern().matches(".*/\\{customer}/(history|replay|diff|explain)"))
                        .flatMap(rule -> rule.roles().stream()))
                .isNotEmpty()
                .allMatch(Role::seesPersonalData);
    }

    @Test
    void the_principal_of_the_key_is_the_actor_and_the_owner_of_idempotency_keys() {
        String one = server.service().makeKey("one", EnumSet.of(Role.SERVICE, Role.AUDITOR));
        String again = server.service().makeKey("one", EnumSet.of(Role.SERVICE));
        String another = server.service().makeKey("another", EnumSet.of(Role.SERVICE));
        String first = registered(one, "sign-up-1");
        assertThat(registered(again, "sign-up-1")).isEqualTo(first);
        assertThat(registered(another, "sign-up-1")).isNotEqualTo(first);
        JsonNode history = json(get("/api/v1/customers/" + first + "/history", one));
        assertThat(history.path("events").path(0).path("metadata").path("actor").asString())
                .isEqualTo("one");
    }

    @Test
    void tokens_of_the_provider_open_what_their_roles_do() throws Exception {
        assertThat(status(get("/api/v1/customers", token("u-17", ISSUER, "relatum", 60, List.of("analyst", "x")))))
                .isEqualTo(200);
        assertThat(status(get("/api/v1/access/keys", token("u-17", ISSUER, "relatum", 60, List.of("analyst")))))
                .isEqualTo(403);
        for (String bad : List.of(
                token("u-17", "https://elsewhere.example.org", "relatum", 60, List.of("analyst")),
                token("u-17", ISSUER, "somebody-else", 60, List.of("analyst")),
                token("u-17", ISSUER, "relatum", -3_600, List.of("analyst")),
                token("u-17", ISSUER, "relatum", 60, List.of("king")),
                "abc.def.ghi")) {
            HttpResponse<String> refused = get("/api/v1/customers", bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(401);
            assertThat(json(refused).path("code").asString()).isEqualTo("unauthenticated");
        }
        // A limit that can't be read must not become none.
        JWTClaimsSet.Builder odd =
                claims("u-17", ISSUER, "relatum", 60, List.of("analyst")).claim("relatum_department", List.of("north"));
        assertThat(status(get("/api/v1/customers", signed(odd)))).isEqualTo(401);
    }

    @Test
    void who_looked_at_a_customer_and_who_tried_in_vain_is_told_to_auditors() {
        String all = server.service().makeKey("shop", EnumSet.of(Role.SERVICE));
        String auditor = server.service().makeKey("audit-desk", EnumSet.of(Role.AUDITOR));
        String analyst = server.service().makeKey("curious", EnumSet.of(Role.ANALYST));
        String customer = registered(all, "looked-at");
        for (int i = 0; i < 3; i++) {
            assertThat(status(get("/api/v1/customers/" + customer + "/history?limit=10", auditor)))
                    .isEqualTo(200);
        }
        assertThat(status(get("/api/v1/customers/" + customer + "/history", analyst)))
                .isEqualTo(403);
        assertThat(status(get("/api/v1/status", "rlt_" + "x".repeat(43)))).isEqualTo(401);
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<JsonNode> items = json(get("/api/v1/access/log?customer=" + customer, auditor))
                    .path("items")
                    .valueStream()
                    .toList();
            assertThat(items)
                    .allMatch(item -> item.path("customerId").asString().equals(customer));
            assertThat(items.stream()
                            .filter(item -> item.path("principal").asString().equals("audit-desk"))
                            .peek(item -> {
                                assertThat(item.path("endpoint").asString())
                                        .isEqualTo("GET /api/v1/customers/{customer}/history");
                                assertThat(item.path("question").asString()).isEqualTo("limit=10");
                                assertThat(item.path("outcome").asString()).isEqualTo("READ");
                            })
                            .mapToInt(item -> item.path("times").asInt())
                            .sum())
                    .isEqualTo(3);
            assertThat(items).anySatisfy(item -> {
                assertThat(item.path("principal").asString()).isEqualTo("curious");
                assertThat(item.path("outcome").asString()).isEqualTo("FORBIDDEN");
                assertThat(item.path("reason").asString()).isEqualTo("missing-role");
            });
            assertThat(json(get("/api/v1/access/log?outcome=UNAUTHENTICATED", auditor))
                            .path("items")
                            .valueStream()
                            .map(item -> item.path("reason").asString()))
                    .contains("unknown-key");
        });
        // Page by page it is the same.
        List<String> whole = json(get("/api/v1/access/log?principal=audit-desk&principal=curious&limit=500", auditor))
                .path("items")
                .valueStream()
                .map(JsonNode::toString)
                .toList();
        assertThat(whole).hasSizeGreaterThan(1);
        String next = "";
        for (int i = 0; i < 2; i++) {
            JsonNode page =
                    json(get("/api/v1/access/log?principal=audit-desk&principal=curious&limit=1" + next, auditor));
            assertThat(page.path("items").path(0).toString()).isEqualTo(whole.get(i));
            next = "&cursor=" + page.path("next").asString();
        }
    }

    @Test
    void making_and_revoking_a_key_are_facts() {
        JsonNode key = json(make("{\"principal\": \"fact\", \"roles\": [\"analyst\"]}"))
                .path("key");
        send("DELETE", "/api/v1/access/keys/" + key.path("id").asString(), "", admin);
        send("DELETE", "/api/v1/access/keys/" + key.path("id").asString(), "", admin);
        assertThat(server.bean(JdbcTemplate.class)
                        .queryForList(
                                "select type || ' ' || (convert_from(metadata, 'UTF8')::json ->> 'actor') from"
                                        + " log.events where stream_type = 'api-key' and convert_from(payload,"
                                        + " 'UTF8')::json ->> 'key' = ? order by sequence",
                                String.class,
                                key.path("id").asString()))
                .containsExactly("access.key-made admin", "access.key-revoked admin");
    }

    private static String registered(String key, String idempotencyKey) {
        return json(exchange(Keys.request(URI.create(server.url() + "/api/v1/customers"), key)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"party\": \"PERSON\"}"))))
                .path("customerId")
                .asString();
    }

    /** A customer with a flag, that is there in all read models. */
    private static String customer(String key, String department, String owner) {
        send("POST", "/api/v1/departments", "{\"department\": \"%s\", \"name\": \"d\"}".formatted(department), key);
        send(
                "POST",
                "/api/v1/staff",
                "{\"staff\": \"%1$s\", \"name\": \"Name of %1$s\", \"role\": \"seller\", \"department\": \"%2$s\"}"
                        .formatted(owner, department),
                key);
        String customer = json(send("POST", "/api/v1/customers", """
            {"party": "PERSON", "profile": {"name": "Ada Secret"},
             "contactPoints": [{"kind": "EMAIL", "value": "ada.secret@example.org"}]}
            """, key))
                .path("customerId")
                .asString();
        String address = "/api/v1/customers/" + customer;
        assertThat(status(send(
                        "PUT",
                        address + "/owner",
                        "{\"owner\": \"%s\", \"department\": \"%s\"}".formatted(owner, department),
                        key)))
                .isEqualTo(200);
        HttpResponse<String> raised = send(
                "POST",
                address + "/risk-flags",
                "{\"flag\": \"watch\", \"probability\": 3, \"impact\": 3, \"cause\": \"OTHER\"}",
                key);
        assertThat(raised.statusCode()).as(raised.body()).isEqualTo(201);
        long position = json(raised).path("position").asLong();
        assertThat(status(get("/api/v1/customers?limit=1&minPosition=" + position, key)))
                .isEqualTo(200);
        return customer;
    }

    private static List<String> ids(HttpResponse<String> list) {
        return json(list)
                .path("items")
                .valueStream()
                .map(item -> item.path("customerId").asString())
                .toList();
    }

    private static List<String> stream(String key, String... lines) {
        return exchange(Keys.request(URI.create(server.url() + "/api/v1/commands"), key)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines) + "\n")))
                .body()
                .lines()
                .toList();
    }

    private static JWTClaimsSet.Builder claims(
            String subject, String issuer, String audience, int seconds, List<String> roles) {
        return new JWTClaimsSet.Builder()
                .subject(subject)
                .issuer(issuer)
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                .claim("roles", roles);
    }

    private static String token(String subject, String issuer, String audience, int seconds, List<String> roles)
            throws Exception {
        return signed(claims(subject, issuer, audience, seconds, roles));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                claims.jwtID(UUID.randomUUID().toString()).build());
        jwt.sign(new RSASSASigner(signing));
        return jwt.serialize();
    }

    private static HttpResponse<String> make(String body) {
        return send("POST", "/api/v1/access/keys", body, admin);
    }

    private static HttpResponse<String> get(String path, String key) {
        return exchange(Keys.request(URI.create(server.url() + path), key));
    }

    private static HttpResponse<String> send(String method, String path, String body, String key) {
        return exchange(Keys.request(URI.create(server.url() + path), key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int status(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
