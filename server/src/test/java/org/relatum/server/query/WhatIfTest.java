package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.PointsCause;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.EventLog;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** What a policy would change is what it does change. */
class WhatIfTest {
    private static final int CUSTOMERS = 60;
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final List<UUID> customers = new ArrayList<>();
    private static TestServer server;
    private static Rest rest;

    @BeforeAll
    static void customers_bought_at_all_times() {
        server = TestServer.start();
        rest = new Rest(server);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            UUID customer = UUID.randomUUID();
            customers.add(customer);
            Instant begun = NOW.minus(Duration.ofDays(500));
            facts.add(new Fact(customer, begun, registered(customer, begun.toString())));
            facts.add(new Fact(customer, begun.plusSeconds(1), new LoyaltyEnrolled(begun, "club")));
            if (i % 3 == 0) {
                facts.add(new Fact(customer, begun.plusSeconds(2), new CustomerClassified(begun, "gold", null)));
            }
            for (int n = 0; n <= i % 4; n++) {
                Instant at = NOW.minus(Duration.ofDays(7L * i + 30L * (3 - n))).minusSeconds(3_600);
                Instant recorded = at.isAfter(begun) ? at : begun.plusSeconds(10 + 2L * n);
                facts.add(new Fact(customer, recorded, order("O" + i + "-" + n, at)));
                facts.add(new Fact(
                        customer,
                        recorded.plusSeconds(1),
                        new PointsAccrued(
                                at,
                                "L" + n,
                                10,
                                at.plus(Duration.ofDays(14)),
                                at.plus(Duration.ofDays(380)),
                                PointsCause.ORDER,
                                "O" + i + "-" + n,
                                null,
                                0,
                                null)));
            }
        }
        facts.sort(Comparator.comparing(Fact::recordedAt));
        new LogWriter(server).write(facts.toArray(Fact[]::new));
    }

    @AfterAll
    static void it_stops() {
        server.close();
    }

    private static Rest.Answer ask(String query, String policy) {
        return rest.post("/api/v1/what-if?" + query, policy);
    }

    private static JsonNode summary(List<JsonNode> lines) {
        return lines.getLast().path("summary");
    }

    @Test
    void the_policies_in_force_change_nobody_and_no_figure() {
        long head = server.bean(EventLog.class).head();
        for (PolicyKind kind : PolicyKind.values()) {
            List<JsonNode> lines = ask(
                            "kind=" + kind.key() + "&period=" + NOW.toString().substring(0, 4),
                            PolicyReader.shippedText(kind))
                    .ok()
                    .lines();
            assertThat(lines.getFirst().has("progress")).isTrue();
            JsonNode summary = summary(lines);
            assertThat(summary.path("customers").asInt()).as(kind.key()).isEqualTo(CUSTOMERS);
            assertThat(summary.path("changed").asInt()).as(kind.key()).isZero();
            summary.path("matrix")
                    .forEach(cell -> assertThat(cell.path("before")).isEqualTo(cell.path("after")));
            assertThat(summary.path("kpis").size()).isGreaterThan(10);
            summary.path("kpis").forEach(kpi -> {
                assertThat(kpi.path("after")).as(kpi.toString()).isEqualTo(kpi.path("before"));
                assertThat(kpi.path("scoreAfter")).as(kpi.toString()).isEqualTo(kpi.path("scoreBefore"));
            });
        }
        assertThat(server.bean(EventLog.class).head()).isEqualTo(head);
    }

    private static String stricter(PolicyKind kind, String... edits) {
        String text = PolicyReader.shippedText(kind);
        for (int i = 0; i < edits.length; i += 2) {
            assertThat(text).contains(edits[i]);
            text = text.replace(edits[i], edits[i + 1]);
        }
        return text;
    }

    @Test
    void a_stricter_policy_would_change_what_publishing_it_changes() throws Exception {
        assertSame(
                PolicyKind.LIFECYCLE,
                stricter(
                        PolicyKind.LIFECYCLE,
                        "minimum_silence: 60d, cadence_factor: 2.0",
                        "minimum_silence: 10d, cadence_factor: 0.5"),
                "stage");
        assertSame(
                PolicyKind.LOYALTY_SCORE,
                stricter(PolicyKind.LOYALTY_SCORE, "half_life: 90d", "half_life: 2d"),
                "band");
        assertSame(PolicyKind.TIERS, stricter(PolicyKind.TIERS, "silver: 500", "silver: 5"), "tier");
        assertSame(
                PolicyKind.RISK,
                stricter(PolicyKind.RISK, "no_contact_or_purchase: 120d", "no_contact_or_purchase: 12d"),
                "flag INACTIVITY");
    }

    private static void assertSame(PolicyKind kind, String policy, String outcome) throws Exception {
        Map<UUID, String> before = outcomes(outcome);
        List<JsonNode> lines = ask("kind=" + kind.key(), policy).ok().lines();
        Map<UUID, String> expected = new HashMap<>(before);
        for (JsonNode line : lines) {
            for (JsonNode change : line.path("changed").path("changes")) {
                if (change.path("outcome").asString().equals(outcome)) {
                    UUID customer = UUID.fromString(
                            line.path("changed").path("customerId").asString());
                    assertThat(change.path("before").asString()).isEqualTo(before.get(customer));
                    expected.put(customer, change.path("after").asString());
                }
            }
        }
        assertThat(expected).as(outcome).isNotEqualTo(before);
        JsonNode summary = summary(lines);
        assertThat(summary.path("changed").asLong())
                .isEqualTo(lines.stream().filter(line -> line.has("changed")).count());
        Map<String, Long> cells = new HashMap<>();
        customers.forEach(c -> cells.merge(before.get(c) + " > " + expected.get(c), 1L, Long::sum));
        cells.remove("none > none");
        assertThat(summary.path("matrix")
                        .valueStream()
                        .filter(cell -> cell.path("outcome").asString().equals(outcome))
                        .collect(Collectors.toMap(
                                cell -> cell.path("before").asString() + " > "
                                        + cell.path("after").asString(),
                                cell -> cell.path("count").asLong())))
                .isEqualTo(cells);

        JsonNode published = rest.post(
                        "/api/v1/policies/" + kind.key(),
                        policy,
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .ok()
                .json();
        rest.get("/api/v1/customers?limit=1&minPosition="
                + published.path("position").asLong());
        assertThat(outcomes(outcome)).isEqualTo(expected);
        for (UUID customer : customers.subList(0, 5)) {
            assertThat(summary(ask("kind=" + kind.key() + "&customer=" + customer, policy)
                                    .ok()
                                    .lines())
                            .path("changed")
                            .asInt())
                    .as("it is in force already")
                    .isZero();
        }
    }

    /** As the answers about each customer say. */
    private static Map<UUID, String> outcomes(String outcome) {
        Map<UUID, String> outcomes = new HashMap<>();
        for (UUID customer : customers) {
            String address = "/api/v1/customers/" + customer;
            outcomes.put(
                    customer,
                    switch (outcome) {
                        case "stage" -> {
                            JsonNode lifecycle = rest.get(address + "/lifecycle");
                            yield lifecycle.path("stage").asString()
                                    + (lifecycle.path("recovered").asBoolean() ? " recovered" : "");
                        }
                        case "band" ->
                            rest.get(address + "/loyalty").path("band").asString();
                        case "tier" ->
                            rest.get(address + "/loyalty")
                                    .path("tier")
                                    .path("name")
                                    .asString();
                        default ->
                            rest.get(address + "/risk")
                                    .path("flags")
                                    .valueStream()
                                    .filter(f -> outcome.equals(
                                            "flag " + f.path("rule").asString()))
                                    .map(f -> f.path("severity").asString())
                                    .findFirst()
                                    .orElse("none");
                    });
        }
        return outcomes;
    }

    @Test
    void it_is_tried_on_one_customer_or_a_segment() {
        String policy = PolicyReader.shippedText(PolicyKind.SLA);
        assertThat(summary(ask("kind=sla&customer=" + customers.getFirst(), policy)
                                .ok()
                                .lines())
                        .path("customers")
                        .asInt())
                .isEqualTo(1);
        assertThat(summary(ask("kind=sla&segment=gold", policy).ok().lines())
                        .path("customers")
                        .asInt())
                .isEqualTo(CUSTOMERS / 3);
        assertThat(summary(ask("kind=sla&asOf=" + NOW.minus(Duration.ofDays(2_000)), policy)
                                .ok()
                                .lines())
                        .path("customers")
                        .asInt())
                .isZero();
    }

    @Test
    void what_is_no_policy_is_refused_with_the_line() {
        Rest.Answer refused = ask("kind=lifecycle", "at_risk: 7\n").refused(422, "invalid-policy");
        assertThat(refused.json().path("errors").get(0).path("reason").asString())
                .startsWith("line 1");
        ask("kind=nonsense", "x: 1").refused(404, "policy-not-found");
        ask("", "x: 1").refused(400, "invalid-request");
        ask("kind=sla&customer=" + UUID.randomUUID(), PolicyReader.shippedText(PolicyKind.SLA))
                .refused(404, "customer-not-found");
    }
}
