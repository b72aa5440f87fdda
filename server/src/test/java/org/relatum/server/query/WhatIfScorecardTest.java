package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** The figures that a what-if starts from are those of the scorecard. */
@TestMethodOrder(OrderAnnotation.class)
class WhatIfScorecardTest {
    private static final String SLA = PolicyReader.shippedText(PolicyKind.SLA);
    private static final List<String> POINTS =
            List.of("", "&asOf=2025-09-01&knownAt=2025-10-01", "&asOf=2026-02-01&knownAt=2026-02-01");
    private static final List<UUID> customers = new ArrayList<>();
    private static TestServer server;
    private static Rest rest;

    @BeforeAll
    static void customers_buy_in_one_segment_and_then_in_another() {
        server = TestServer.start();
        rest = new Rest(server);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            UUID customer = UUID.randomUUID();
            customers.add(customer);
            Instant begun = Instant.parse("2024-11-01T00:00:00Z").plus(Duration.ofDays(i));
            facts.add(new Fact(customer, begun, registered(customer, begun.toString())));
            classify(facts, customer, begun.plus(Duration.ofDays(20)), i % 2 == 0 ? "gold" : "silver");
            classify(
                    facts,
                    customer,
                    Instant.parse("2025-07-01T00:00:00Z").plusSeconds(i),
                    i % 3 == 0 ? "silver" : "gold");
            for (int n = 0; n < 3 + i % 4; n++) {
                Instant at = Instant.parse("2025-01-10T00:00:00Z").plus(Duration.ofDays(70L * n + 9L * i));
                Instant recorded = n == 2 ? at.plus(Duration.ofDays(100)) : at;
                facts.add(new Fact(customer, recorded, order("O" + i + "-" + n, at)));
            }
        }
        facts.sort(Comparator.comparing(Fact::recordedAt));
        new LogWriter(server).write(facts.toArray(Fact[]::new));
    }

    private static void classify(List<Fact> facts, UUID customer, Instant at, String segment) {
        facts.add(new Fact(customer, at, new CustomerClassified(at, segment, null)));
    }

    @AfterAll
    static void it_stops() {
        server.close();
    }

    private static String number(JsonNode node) {
        return node.isNumber() ? node.asString() : "none";
    }

    /** Value and score by the key of the figure, and the composite. */
    private static Map<String, String> scorecard(String query) {
        JsonNode scorecard = rest.get("/api/v1/scorecard?" + query);
        Map<String, String> figures = new TreeMap<>();
        scorecard
                .path("kpis")
                .forEach(kpi -> figures.put(
                        kpi.path("kpi").asString(),
                        number(kpi.path("value")) + " scores " + number(kpi.path("score"))));
        figures.put("composite", "none scores " + number(scorecard.path("composite")));
        return figures;
    }

    private static Map<String, String> whatIf(String query, String policy, String when) {
        JsonNode summary = rest.post("/api/v1/what-if?" + query, policy)
                .ok()
                .lines()
                .getLast()
                .path("summary");
        Map<String, String> figures = new TreeMap<>();
        String score = "score" + when.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + when.substring(1);
        summary.path("kpis")
                .forEach(kpi -> figures.put(
                        kpi.path("kpi").asString(), number(kpi.path(when)) + " scores " + number(kpi.path(score))));
        return figures;
    }

    @Test
    @Order(1)
    void with_a_segment_they_are_those_of_what_happened_in_the_segment() {
        for (String point : POINTS) {
            for (String period : List.of("2025", "2025-Q3")) {
                Map<String, String> company = scorecard("period=" + period + point);
                assertThat(whatIf("kind=sla&period=" + period + point, SLA, "before"))
                        .as("%s %s", period, point)
                        .isEqualTo(company);
                for (String segment : List.of("gold", "silver")) {
                    Map<String, String> part =
                            scorecard("dimension=segment&member=" + segment + "&period=" + period + point);
                    assertThat(part).isNotEqualTo(company);
                    assertThat(whatIf("kind=sla&segment=" + segment + "&period=" + period + point, SLA, "before"))
                            .as("%s %s %s", segment, period, point)
                            .isEqualTo(part);
                }
            }
        }
    }

    @Test
    @Order(2)
    void a_period_that_is_over_is_judged_by_the_definitions_in_force_then() {
        String shipped = PolicyReader.shippedText(PolicyKind.KPI);
        String easier = shipped.replace(
                "unit: money, better: higher, target: 100,", "unit: money, better: higher, target: 20,");
        assertThat(easier).isNotEqualTo(shipped);
        Map<String, String> before = scorecard("period=2025");
        rest.post(
                        "/api/v1/policies/kpi",
                        easier,
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .ok();
        assertThat(scorecard("period=2025")).isEqualTo(before);
        assertThat(whatIf("kind=sla&period=2025", SLA, "before")).isEqualTo(before);
        assertThat(whatIf("kind=sla&period=2025", SLA, "after")).isEqualTo(before);
        Map<String, String> tried = whatIf("kind=kpi&period=2025", easier, "after");
        assertThat(tried.get("order_value")).isNotEqualTo(before.get("order_value"));
        assertThat(tried.get("order_value")).startsWith("10");
    }

    @Test
    @Order(3)
    void one_customer_has_no_scorecard() {
        JsonNode refused = rest.post("/api/v1/what-if?kind=sla&period=2025&customer=" + customers.getFirst(), SLA)
                .refused(400, "invalid-request")
                .json();
        assertThat(refused.path("errors").get(0).path("field").asString()).isEqualTo("period");
        assertThat(refused.path("errors").get(0).path("code").asString()).isEqualTo("not-allowed");
    }
}
