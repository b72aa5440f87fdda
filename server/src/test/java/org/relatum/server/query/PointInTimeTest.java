package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/**
 * One customer, registered on 1 January, with an order of 1 March that was recorded at once and one of 1 February that was only
 * recorded on 1 April. Worked out by hand: with fewer than three orders the cadence is 90 days, so AT_RISK after more than 180 days
 * of silence and LOST after more than 360.
 */
class PointInTimeTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final Rest rest = new Rest(TestServer.shared());

    @BeforeAll
    static void the_late_order_is_recorded() {
        new LogWriter(TestServer.shared())
                .write(
                        fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                        fact(CUSTOMER, "2025-03-01T08:00:00Z", order("B", "2025-03-01T00:00:00Z")),
                        fact(CUSTOMER, "2025-04-01T00:00:00Z", order("A", "2025-02-01T00:00:00Z")));
    }

    @ParameterizedTest(name = "as of {0}, known at {1}: {2}, {3} orders")
    @CsvSource(
            nullValues = "-",
            value = {
                // Before the late order was known, February was a month without a purchase.
                "2025-01-15, 2025-02-15, PROSPECT, 0, 1, -",
                "2025-02-15, 2025-02-15, PROSPECT, 0, 1, -",
                "2025-02-15, 2025-03-15, PROSPECT, 0, 1, -",
                "2025-03-15, 2025-02-15, PROSPECT, 0, 1, -",
                "2025-03-15, 2025-03-15, ACTIVE, 1, 2, 2025-08-28T00:00:00.000001Z",
                // Since it is known, the customer was active from 1 February on.
                "2025-01-15, 2025-04-15, PROSPECT, 0, 1, -",
                "2025-02-15, 2025-04-15, ACTIVE, 1, 2, 2025-07-31T00:00:00.000001Z",
                "2025-03-15, 2025-04-15, ACTIVE, 2, 3, 2025-08-28T00:00:00.000001Z",
                "2025-08-28, 2025-04-15, ACTIVE, 2, 3, 2025-08-28T00:00:00.000001Z",
                "2025-08-28T00:00:00.000001Z, 2025-04-15, AT_RISK, 2, 3, 2026-02-24T00:00:00.000001Z",
                "2026-03-01, 2025-04-15, LOST, 2, 3, -",
                // To the microsecond at which it was recorded.
                "2025-03-15, 2025-03-31T23:59:59.999999Z, ACTIVE, 1, 2, 2025-08-28T00:00:00.000001Z",
                "2025-03-15, 2025-04-01, ACTIVE, 2, 3, 2025-08-28T00:00:00.000001Z",
            })
    void an_answer_is_for_an_instant_and_goes_by_what_was_known_at_another(
            String asOf, String knownAt, String stage, int orders, long version, String nextChange) {
        JsonNode lifecycle = rest.get(path("/lifecycle", asOf, knownAt));
        assertThat(lifecycle.path("stage").asString()).isEqualTo(stage);
        assertThat(lifecycle.path("orders").asInt()).isEqualTo(orders);
        assertThat(lifecycle.path("version").asLong()).isEqualTo(version);
        assertThat(lifecycle.path("nextChange").path("at").asString(null)).isEqualTo(nextChange);

        Rest.Answer customer = rest.answer(path("", asOf, knownAt)).ok();
        assertThat(customer.json().path("lifecycle").path("stage").asString()).isEqualTo(stage);
        assertThat(customer.json().path("sales").path("orders").asInt()).isEqualTo(orders);
        assertThat(customer.json().path("version").asLong()).isEqualTo(version);
        assertThat(customer.header("etag")).isEqualTo("\"" + version + "\"");
        assertThat(customer.header("cache-control")).isEqualTo("no-store");

        assertThat(rest.get(path("/timeline", asOf, knownAt)).path("entries").size())
                .isEqualTo(orders + 1);
        assertThat(rest.get(path("/history", asOf, knownAt)).path("events").size())
                .isEqualTo(orders + 1);
        assertThat(rest.get(path("/lifecycle/explain", asOf, knownAt))
                        .path("result")
                        .path("stage")
                        .asString())
                .isEqualTo(stage);
    }

    @Test
    void history_and_dwell_times_are_those_of_the_knowledge_asked_for() {
        JsonNode before = rest.get(path("/lifecycle", "2025-03-11", "2025-03-15"));
        assertThat(before.path("history").toString()).isEqualTo("""
            [{"from":"2025-01-01T00:00:00Z","to":"2025-03-01T00:00:00Z","stage":"PROSPECT","recovered":false,\
            "recordedFrom":"2025-03-01T08:00:00Z"},\
            {"from":"2025-03-01T00:00:00Z","to":null,"stage":"ACTIVE","recovered":false,\
            "recordedFrom":"2025-03-01T08:00:00Z"}]\
            """);
        assertThat(before.path("dwellTimes").toString()).isEqualTo("{\"PROSPECT\":\"P59D\",\"ACTIVE\":\"P10D\"}");

        JsonNode after = rest.get(path("/lifecycle", "2025-03-11", "2025-04-15"));
        assertThat(after.path("since").asString()).isEqualTo("2025-02-01T00:00:00Z");
        assertThat(after.path("dwellTimes").toString()).isEqualTo("{\"PROSPECT\":\"P31D\",\"ACTIVE\":\"P38D\"}");
        assertThat(after.path("silence").asString()).isEqualTo("P10D");
        assertThat(after.path("thresholds").toString())
                .isEqualTo("{\"cadence\":\"P90D\",\"atRiskAfter\":\"P180D\",\"lostAfter\":\"P360D\"}");
    }

    @Test
    void the_present_is_what_the_log_says_when_it_is_asked_for_as_an_instant() {
        JsonNode present = rest.get("/api/v1/customers/" + CUSTOMER + "/lifecycle");
        String now = present.path("asOf").asString();
        JsonNode past = rest.get(path("/lifecycle", now, now));
        assertThat(past.path("stage")).isEqualTo(present.path("stage"));
        assertThat(past.path("since")).isEqualTo(present.path("since"));
        assertThat(past.path("evidence")).isEqualTo(present.path("evidence"));
        assertThat(past.path("history")).isEqualTo(present.path("history"));
        assertThat(past.path("dwellTimes")).isEqualTo(present.path("dwellTimes"));
        assertThat(past.path("version")).isEqualTo(present.path("version"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2024-12-31, 2025-06-01",
        "'', 2025-06-01, 2024-12-31",
        "'', 2024-12-31T23:59:59.999999Z, 2025-06-01"
    })
    void before_the_first_fact_nothing_is_known(String ignored, String asOf, String knownAt) {
        for (String resource : new String[] {"", "/lifecycle", "/lifecycle/explain", "/timeline", "/history"}) {
            rest.answer(path(resource, asOf, knownAt)).refused(404, "not-known-yet");
        }
    }

    @Test
    void of_the_future_it_says_what_will_be_if_nothing_happens() {
        assertThat(rest.get("/api/v1/customers/" + CUSTOMER + "/lifecycle?asOf=2099-01-01")
                        .path("stage")
                        .asString())
                .isEqualTo("LOST");
        rest.answer("/api/v1/customers/" + CUSTOMER + "/lifecycle?knownAt=2099-01-01")
                .refused(400, "invalid-request");
    }

    private static String path(String resource, String asOf, String knownAt) {
        return "/api/v1/customers/" + CUSTOMER + resource + "?asOf=" + asOf + "&knownAt=" + knownAt;
    }
}
