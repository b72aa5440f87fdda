package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.registered;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** A bad question is the caller's fault: it is refused with a code and all that is wrong, never with a 5xx. */
class BadQuestionsTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final Rest rest = new Rest(TestServer.shared());

    private static final List<String> RESOURCES = List.of(
            "/api/v1/customers",
            "/api/v1/customers/" + CUSTOMER,
            "/api/v1/customers/" + CUSTOMER + "/lifecycle",
            "/api/v1/customers/" + CUSTOMER + "/lifecycle/explain",
            "/api/v1/customers/" + CUSTOMER + "/timeline",
            "/api/v1/customers/" + CUSTOMER + "/history",
            "/api/v1/products",
            "/api/v1/products/tea",
            "/api/v1/status",
            "/api/v1/parked-customers");

    private static final List<String> NAMES = List.of(
            "asOf",
            "knownAt",
            "limit",
            "cursor",
            "minVersion",
            "minPosition",
            "stage",
            "recovered",
            "owner",
            "closed",
            "nextChangeBefore",
            "types",
            "type",
            "category",
            "touchpoint",
            "onlyChanges",
            "category",
            "party",
            "nonsense");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "x",
            "-1",
            "0",
            "1",
            "501",
            "99999999999999999999",
            "1.5",
            "NaN",
            "true",
            "TRUE",
            "null",
            "2026-02-30",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.1234567Z",
            "2026-01-01T00:00:00+02:00",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "0000-00-00",
            "ACTIVE",
            "active",
            "ACTIVE,LOST",
            ",",
            "order.placed",
            "' or 1=1 --",
            "\u0000",
            "a\u0000b",
            "\n",
            "%",
            "\ud83d\ude00",
            "客户",
            "../..",
            "a".repeat(201),
            "A".repeat(3000),
            "eyJhIjoxfQ",
            "g21lr9TxidGb1_GrFumLUTE3OTUz",
            "{}",
            "[]");

    @BeforeAll
    static void somebody_is_there() {
        new LogWriter(TestServer.shared())
                .write(fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")));
    }

    @Test
    void whatever_is_asked_the_answer_is_good_or_a_problem_with_a_code() {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int i = 0; i < 1_500; i++) {
            StringBuilder path = new StringBuilder(RESOURCES.get(random.nextInt(RESOURCES.size())));
            char separator = '?';
            for (int p = random.nextInt(3); p >= 0; p--) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                String value = VALUES.get(random.nextInt(VALUES.size()));
                if (!(name.startsWith("min") && value.equals("99999999999999999999"))) {
                    path.append(separator).append(name).append('=').append(encoded(name, value));
                    separator = '&';
                }
            }
            Rest.Answer answer = rest.answer(path.toString());
            if (answer.status() != 200) {
                assertThat(answer.status()).as(path + ": " + answer.text()).isIn(400, 404);
                assertThat(answer.json().path("code").asString()).isNotBlank();
                assertThat(answer.header("content-type")).startsWith("application/problem+json");
            }
        }
    }

    private static String encoded(String name, String value) {
        // Positions and versions that are not there would be waited for.
        String kept = name.startsWith("min") && value.matches("[1-9].*") && value.matches("\\d+") ? "0" : value;
        return URLEncoder.encode(kept, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "asOf=yesterday, asOf, bad-instant",
        "asOf=2026-01-01T00:00:00, asOf, bad-instant",
        "asOf=2026-02-30, asOf, bad-instant",
        "asOf=2026-01-01T00:00:00.1234567Z, asOf, too-precise",
        "asOf=1815-12-10, asOf, out-of-range",
        "asOf=2026-01-01&asOf=2026-01-02, asOf, repeated",
        "asOf=, asOf, blank",
        "knownAt=2999-01-01, knownAt, in-future",
        "minVersion=-1, minVersion, bad-number",
        "minPosition=1e3, minPosition, bad-number",
        "asof=2026-01-01, asof, unknown-parameter",
        "limit=10, limit, unknown-parameter",
        "asOf=%zz, query, malformed",
        "asOf=%ff, query, malformed",
    })
    void each_parameter_that_is_wrong_is_named_with_a_code(String query, String field, String code) {
        Rest.Answer answer =
                rest.answer("/api/v1/customers/" + CUSTOMER + "/lifecycle?" + (query.contains("%") ? "" : query));
        if (query.contains("%")) {
            // Java's own client refuses to send it.
            answer = RawHttp.get(
                    TestServer.shared().url(),
                    Keys.of(TestServer.shared().service()),
                    "/api/v1/customers/" + CUSTOMER + "/lifecycle?" + query);
        }
        JsonNode error =
                answer.refused(400, "invalid-request").json().path("errors").get(0);
        assertThat(error.path("field").asString()).isEqualTo(field);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("reason").asString()).isNotBlank();
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        JsonNode problem = rest.answer("/api/v1/customers?stage=active&limit=0&recovered=yes&owner=&foo=1&bar=2")
                .refused(400, "invalid-request")
                .json();
        assertThat(problem.path("errors")
                        .valueStream()
                        .map(e -> e.path("field").asString() + " "
                                + e.path("code").asString()))
                .containsExactlyInAnyOrder(
                        "stage not-allowed",
                        "limit bad-number",
                        "recovered bad-boolean",
                        "owner blank",
                        "foo unknown-parameter",
                        "bar unknown-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1-1-1-1", "xyz", "00000000-0000-0000-0000-00000000000g", "%20", "4711"})
    void an_id_that_is_none_is_refused(String id) {
        rest.answer("/api/v1/customers/" + id).refused(400, "invalid-request");
    }

    @Test
    void nobody_and_nothing_are_not_found() {
        String nobody = "/api/v1/customers/" + UUID.randomUUID();
        for (String resource : new String[] {"", "/lifecycle", "/lifecycle/explain", "/timeline", "/history"}) {
            rest.answer(nobody + resource).refused(404, "customer-not-found");
        }
        rest.answer("/api/v1/products/no-such-thing").refused(404, "product-not-found");
        rest.answer("/api/v1/customers/" + CUSTOMER + "/nothing").refused(404, "not-found");
        rest.post("/api/v1/parked-customers/" + CUSTOMER + "/retry", "").refused(404, "customer-not-parked");
        rest.post("/api/v1/status", "{}").refused(405, "method-not-allowed");
        rest.answer("/api/v1/customers/" + CUSTOMER, "Accept", "text/csv").refused(406, "not-acceptable");
    }

    @Test
    void the_stream_of_something_else_is_no_customer() {
        UUID product = ProductQuestionsTest.registerProduct("SKU-" + UUID.randomUUID());
        rest.answer("/api/v1/customers/" + product).refused(404, "customer-not-found");
        rest.answer("/api/v1/customers/" + product + "/history").refused(404, "customer-not-found");
    }
}
