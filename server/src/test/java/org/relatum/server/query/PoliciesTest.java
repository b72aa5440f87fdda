package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.References;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PoliciesTest {
    private static final String POINTS = PolicyReader.shippedText(PolicyKind.POINTS);

    @Test
    void a_policy_is_published_and_in_force_from_its_instant_on() throws IOException {
        try (TestServer server = TestServer.start()) {
            JsonNode shipped = get(server, "/policies/points/at");
            assertThat(shipped.path("version").asInt()).isZero();
            assertThat(shipped.path("document").path("pending").asString()).isEqualTo("14d");

            HttpResponse<String> atOnce =
                    post(server, "/policies/points", POINTS.replace("per_currency_unit: 1", "per_currency_unit: 2"));
            assertThat(atOnce.statusCode()).as(atOnce.body()).isEqualTo(201);
            JsonNode published = JsonMapper.shared().readTree(atOnce.body());
            assertThat(published.path("version").asInt()).isEqualTo(1);
            String position = "minPosition=" + published.path("position").asLong();

            JsonNode inForce = get(server, "/policies/points/at?" + position);
            assertThat(inForce.path("version").asInt()).isEqualTo(1);
            assertThat(inForce.path("document").path("per_currency_unit").asInt())
                    .isEqualTo(2);
            assertThat(inForce.path("publishedBy").asString())
                    .as("whose key it was")
                    .isEqualTo("test");
            Instant recordedAt = Instant.parse(inForce.path("recordedAt").asString());
            assertThat(Instant.parse(inForce.path("effectiveFrom").asString())).isEqualTo(recordedAt);
            Instant before = recordedAt.minus(1, ChronoUnit.MICROS);
            assertThat(get(server, "/policies/points/at?asOf=" + before)
                            .path("version")
                            .asInt())
                    .isZero();

            Instant later = recordedAt.plus(30, ChronoUnit.DAYS);
            assertThat(post(server, "/policies/points?effectiveFrom=" + later, POINTS)
                            .statusCode())
                    .isEqualTo(201);
            JsonNode history = get(server, "/policies/points").path("items");
            assertThat(history.valueStream()
                            .map(version -> version.path("version").asInt()))
                    .containsExactly(2, 1, 0);
            assertThat(get(server, "/policies/points/at").path("version").asInt())
                    .isEqualTo(1);
            assertThat(get(server, "/policies/points/at?asOf=" + later)
                            .path("version")
                            .asInt())
                    .isEqualTo(2);
            assertThat(get(server, "/policies/points/at?asOf=" + later + "&knownAt=" + recordedAt)
                            .path("version")
                            .asInt())
                    .isEqualTo(1);
            assertThat(get(server, "/policies")
                            .path("items")
                            .valueStream()
                            .map(policy -> policy.path("kind").asString() + " "
                                    + policy.path("version").asInt()))
                    .containsExactly(
                            "lifecycle 0",
                            "loyalty-score 0",
                            "points 1",
                            "tiers 0",
                            "risk 0",
                            "sla 0",
                            "satisfaction-factors 0",
                            "kpi 0",
                            "retention 0");

            References references = server.bean(References.class);
            assertThat(references
                            .including(history.get(0).path("position").asLong())
                            .at(later)
                            .policies()
                            .points()
                            .version())
                    .isEqualTo(2);
        }
    }

    @Test
    void an_order_earns_by_the_policy_in_force_and_its_return_takes_that_back() throws IOException {
        try (TestServer server = TestServer.start()) {
            Rest rest = new Rest(server);
            assertThat(post(server, "/policies/points", POINTS.replace("per_currency_unit: 1", "per_currency_unit: 2"))
                            .statusCode())
                    .isEqualTo(201);
            String customer = "/api/v1/customers/"
                    + rest.post("/api/v1/customers", "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\"}")
                            .ok()
                            .json()
                            .path("customerId")
                            .asString();
            rest.post(customer + "/loyalty", "{}").ok();
            rest.post(
                            customer + "/orders",
                            "{\"order\":\"A-1\",\"lines\":[{\"description\":\"x\",\"quantity\":\"1\",\"unitPrice\":\"10\"}]}")
                    .ok();
            JsonNode returned = rest.post(
                            customer + "/orders/A-1/returns", "{\"lines\":[{\"line\":1,\"quantity\":\"1\"}]}")
                    .ok()
                    .json();
            JsonNode events = rest.get(
                            customer + "/history?types=points.accrued,points.reversed,order.returned&minPosition="
                                    + returned.path("position").asLong())
                    .path("events");
            assertThat(events.valueStream().map(event -> event.path("type").asString()))
                    .containsExactly("points.accrued", "order.returned", "points.reversed");
            assertThat(events.get(0).path("data").path("points").asLong()).isEqualTo(20);
            assertThat(events.get(0).path("data").path("policyVersion").asInt()).isEqualTo(1);
            assertThat(events.get(2).path("data").path("points").asLong()).isEqualTo(20);
            assertThat(events.get(2).path("data").path("returned").asString())
                    .as("the name that the answer says")
                    .isEqualTo(returned.path("returned").asString());
        }
    }

    @Test
    void a_bad_file_is_refused_with_line_and_reason_and_nothing_changes() throws IOException {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> refused =
                    post(server, "/policies/points", POINTS.replace("pending: 14d", "pending: soon"));
            assertThat(refused.statusCode()).isEqualTo(422);
            JsonNode problem = JsonMapper.shared().readTree(refused.body());
            assertThat(problem.path("code").asString()).isEqualTo("invalid-policy");
            assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo("pending");
            assertThat(problem.path("errors").get(0).path("reason").asString())
                    .isEqualTo("line 3: is no time span such as 60d, 8h or 30m");
            assertThat(get(server, "/policies/points").path("items").size()).isEqualTo(1);

            assertThat(post(server, "/policies/points?effectiveFrom=2020-01-01T00:00:00Z", POINTS)
                            .body())
                    .contains("effective-in-past");
            assertThat(post(server, "/policies/points?effectiveFrom=soon", POINTS)
                            .body())
                    .contains("invalid-request");
            assertThat(post(server, "/policies/weather", POINTS).body()).contains("policy-not-found");
        }
    }

    private static JsonNode get(TestServer server, String path) {
        return new Rest(server).get("/api/v1" + path);
    }

    private static HttpResponse<String> post(TestServer server, String path, String body) throws IOException {
        HttpRequest request = Keys.request(URI.create(server.url() + "/api/v1" + path), Keys.of(server.service()))
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
