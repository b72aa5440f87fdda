package org.relatum.server.axonserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.relatum.server.AxonServerAt;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;

/** The same commands, recorded in Axon Server and in PostgreSQL, give the same answers. */
class AxonServerAnswersTest {
    private static final int CUSTOMERS = 8;
    /** When and where something was recorded differs; cursors are encrypted, each time by another nonce. */
    private static final Pattern DIFFERENT = Pattern.compile(
            "\"(next|asOf|knownAt|recordedAt|recordedFrom|registeredAt|eventId)\":\"[^\"]*\"|\"position\":[0-9]+");

    @Test
    void the_same_commands_give_the_same_answers_as_on_PostgreSQL() {
        try (TestServer axon = TestServer.start(AxonServerAt.properties());
                TestServer postgres = TestServer.start()) {
            Rest expected = new Rest(postgres);
            Rest found = new Rest(axon);
            List<String> customers = send(expected);
            assertThat(send(found)).isEqualTo(customers);
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            for (String list : List.of(
                    "/api/v1/customers?limit=500",
                    "/api/v1/customers?limit=3&stage=ACTIVE,AT_RISK,LOST",
                    "/api/v1/loyalty?limit=500",
                    "/api/v1/risk-flags?limit=500",
                    "/api/v1/scorecard?period=2025",
                    "/api/v1/scorecard?period=2025-06")) {
                same(expected, found, list);
            }
            for (String customer : customers) {
                for (String resource :
                        List.of("", "/lifecycle", "/lifecycle/explain", "/loyalty", "/risk", "/timeline?limit=500")) {
                    String at = (resource.contains("?") ? "&" : "?") + "asOf=" + now;
                    same(expected, found, "/api/v1/customers/" + customer + resource + at);
                }
            }
            for (Rest rest : List.of(expected, found)) {
                assertThat(rest.post("/api/v1/checks", "").ok().text())
                        .contains("\"differences\":0")
                        .contains("\"parked\":0");
            }
        }
    }

    /** The customers, when all is shown. */
    private static List<String> send(Rest rest) {
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(rest.post(
                            "/api/v1/customers",
                            "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"occurredAt\":\"2025-01-0" + (i + 1)
                                    + "T09:00:00Z\",\"profile\":{\"name\":\"N" + i + "\",\"country\":\"CH\"}}",
                            "Idempotency-Key",
                            "same-" + i)
                    .ok()
                    .json()
                    .path("customerId")
                    .asString());
        }
        List<String> lines = new ArrayList<>();
        // No two customers did something at the same instant, which has no order of its own.
        for (int i = 0; i < CUSTOMERS; i++) {
            for (int month = 1; month <= 9 - i; month++) {
                lines.add("""
                    {"command":"place-order","key":"o-%d-%d","customer":"%s","data":{"order":"o-%d-%d","currency":"USD",\
                    "occurredAt":"2025-%02d-10T10:%02d:00Z",\
                    "lines":[{"description":"Tea","quantity":"2","unitPrice":"%d.50"}]}}\
                    """.formatted(i, month, customers.get(i), i, month, month, i, 9 + i));
                lines.add("""
                    {"command":"log-interaction","key":"c-%d-%d","customer":"%s","data":{"channel":"phone",\
                    "direction":"INBOUND","topic":"order","occurredAt":"2025-%02d-11T10:%02d:00Z"}}\
                    """.formatted(i, month, customers.get(i), month, i));
            }
        }
        rest.send("/api/v1/commands", "application/x-ndjson", String.join("\n", lines) + "\n")
                .ok();
        rest.post(
                        "/api/v1/customers/" + customers.get(1) + "/merges",
                        "{\"occurredAt\":\"2025-10-01T10:00:00Z\",\"duplicate\":\"" + customers.get(2) + "\"}",
                        "Idempotency-Key",
                        "merge")
                .ok();
        long position = rest.post(
                        "/api/v1/customers/" + customers.get(0) + "/interactions",
                        "{\"channel\":\"phone\",\"direction\":\"INBOUND\",\"topic\":\"order\","
                                + "\"occurredAt\":\"2025-11-11T10:00:00Z\"}",
                        "Idempotency-Key",
                        "last")
                .ok()
                .json()
                .path("position")
                .asLong();
        rest.get("/api/v1/customers?limit=1&minPosition=" + position);
        return customers;
    }

    private static void same(Rest expected, Rest found, String path) {
        assertThat(plain(found, path)).as(path).isEqualTo(plain(expected, path));
    }

    private static String plain(Rest rest, String path) {
        return DIFFERENT.matcher(rest.answer(path).ok().text()).replaceAll("");
    }
}
