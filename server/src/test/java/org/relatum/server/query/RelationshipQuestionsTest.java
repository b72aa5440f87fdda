package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.Personal;
import org.relatum.events.PointsCause;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/**
 * One relationship over HTTP: a complaint on Monday 3 March 2025 that is answered late and resolved in time, a promise that is kept late, points,
 * a discontent answer and a flag raised by hand. The resolution becomes known a week late.
 */
class RelationshipQuestionsTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final Rest rest = new Rest(TestServer.shared());

    @BeforeAll
    static void a_relationship() {
        Personal text = Personal.clear(CUSTOMER, "call about the parcel");
        LogWriter log = new LogWriter(TestServer.shared());
        log.write(
                fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                fact(CUSTOMER, "2025-01-02T00:00:00Z", new LoyaltyEnrolled(at("2025-01-02T00:00:00Z"), "club")),
                fact(CUSTOMER, "2025-02-01T00:00:00Z", order("O1", "2025-02-01T00:00:00Z")),
                fact(
                        CUSTOMER,
                        "2025-02-01T00:00:01Z",
                        new PointsAccrued(
                                at("2025-02-01T00:00:00Z"),
                                "O1",
                                600,
                                at("2025-02-15T00:00:00Z"),
                                at("2026-03-01T00:00:00Z"),
                                PointsCause.ORDER,
                                "O1",
                                null,
                                0,
                                null)),
                fact(
                        CUSTOMER,
                        "2025-03-03T10:00:00Z",
                        new CaseOpened(
                                at("2025-03-03T10:00:00Z"),
                                "parcel",
                                CaseKind.COMPLAINT,
                                "delivery",
                                CaseSeverity.HIGH,
                                null,
                                null,
                                null,
                                null)),
                fact(
                        CUSTOMER,
                        "2025-03-03T10:30:00Z",
                        new CommitmentMade(
                                at("2025-03-03T10:30:00Z"), "call", text, at("2025-03-04T10:30:00Z"), "li.wei")),
                fact(
                        CUSTOMER,
                        "2025-03-03T12:00:00Z",
                        new CaseResponded(at("2025-03-03T12:00:00Z"), "parcel", null, null)),
                fact(CUSTOMER, "2025-03-05T09:00:00Z", new CommitmentKept(at("2025-03-05T09:00:00Z"), "call", null)),
                fact(CUSTOMER, "2025-03-11T09:00:00Z", new CaseResolved(at("2025-03-03T17:00:00Z"), "parcel", null)),
                fact(
                        CUSTOMER,
                        "2025-03-12T00:00:00Z",
                        new SurveyResponded(
                                at("2025-03-12T00:00:00Z"), new UUID(1, 1), "w1", new TreeMap<>(), 2, 3, null, null)),
                fact(
                        CUSTOMER,
                        "2025-03-13T00:00:00Z",
                        new RiskRaised(at("2025-03-13T00:00:00Z"), "rival", RiskCause.COMPETITOR, 4, 5, null, null)),
                fact(CUSTOMER, "2025-03-20T00:00:00Z", new RiskCleared(at("2025-03-20T00:00:00Z"), "rival", null)));
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }

    private static JsonNode ask(String what, String asOf, String knownAt) {
        return rest.get("/api/v1/customers/" + CUSTOMER + "/" + what + "?asOf=" + asOf + "&knownAt=" + knownAt);
    }

    @Test
    void a_case_tells_how_it_stands_with_its_targets_and_what_will_be_late_when() {
        JsonNode early = ask("cases", "2025-03-03T10:45:00Z", "2025-03-03T10:45:00Z");
        assertThat(early.at("/cases/0/sla").asString()).isEqualTo("ON_TIME");
        assertThat(early.at("/cases/0/response/limit").asString()).isEqualTo("PT1H");
        assertThat(early.at("/cases/0/response/used").asString()).isEqualTo("PT45M");
        assertThat(early.at("/nextChange/at").asString()).isEqualTo("2025-03-03T11:00:00.000001Z");
        assertThat(early.at("/nextChange/values/parcel/sla").asString()).isEqualTo("RESPONSE_BREACHED");
        // Eight hours until 18:00, the ninth on the next morning.
        assertThat(early.at("/cases/0/resolution/breachAt").asString()).isEqualTo("2025-03-04T09:00:00.000001Z");
    }

    @Test
    void what_became_known_late_changes_what_is_known_of_the_past() {
        JsonNode before = ask("cases", "2025-03-05T00:00:00Z", "2025-03-05T00:00:00Z");
        assertThat(before.at("/cases/0/sla").asString()).isEqualTo("RESOLUTION_BREACHED");
        assertThat(ask("risk", "2025-03-05T00:00:00Z", "2025-03-05T00:00:00Z")
                        .at("/flags/0/flag")
                        .asString())
                .isEqualTo("complaint:parcel");
        JsonNode after = ask("cases", "2025-03-05T00:00:00Z", "2025-03-12T00:00:00Z");
        assertThat(after.at("/cases/0/state").asString()).isEqualTo("RESOLVED");
        assertThat(after.at("/cases/0/sla").asString()).isEqualTo("RESPONSE_BREACHED");
        assertThat(after.at("/cases/0/resolution/used").asString()).isEqualTo("PT7H");
    }

    @Test
    void promises_and_the_record_of_trust() {
        JsonNode overdue = ask("commitments", "2025-03-05T00:00:00Z", "2025-03-05T00:00:00Z");
        assertThat(overdue.at("/commitments/0/state").asString()).isEqualTo("OVERDUE");
        assertThat(overdue.at("/commitments/0/text").asString()).isEqualTo("call about the parcel");
        JsonNode now = rest.get("/api/v1/customers/" + CUSTOMER + "/commitments");
        assertThat(now.at("/commitments/0/state").asString()).isEqualTo("KEPT");
        assertThat(now.at("/trust/due").asInt()).isEqualTo(1);
        assertThat(now.at("/trust/keptInTime").asInt()).isZero();
        assertThat(now.at("/history").size()).isEqualTo(3);
    }

    @Test
    void loyalty_adds_up() {
        JsonNode loyalty = ask("loyalty", "2025-03-12T00:00:00Z", "2025-03-12T00:00:00Z");
        // 39 days of silence: 100 × 2^(−39/90); 1 order of 12; ln 11 / ln 5001; 39 of 1095 days; (25 + 30) / 2; no
        // contact, nobody.
        double[] parts = {74.0549, 8.3333, 28.1529, 3.5616, 27.5, 0, 0};
        double[] weights = {.20, .15, .15, .10, .20, .10, .10};
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            assertThat(loyalty.at("/parts/" + i + "/points").asDouble()).isCloseTo(parts[i], within(0.001));
            sum += parts[i] * weights[i];
        }
        assertThat(loyalty.at("/penalty/points").asDouble()).isEqualTo(3);
        assertThat(loyalty.at("/score").asDouble()).isCloseTo(sum - 3, within(0.001));
        assertThat(loyalty.at("/band").asString()).isEqualTo("low");
        assertThat(loyalty.at("/tier/name").asString()).isEqualTo("silver");
        assertThat(loyalty.at("/tier/pointsToNext").asLong()).isEqualTo(1400);
        assertThat(loyalty.at("/points/active").asLong()).isEqualTo(600);
        assertThat(loyalty.at("/points/liability/amount").asString()).isEqualTo("6.00");
        assertThat(ask("loyalty", "2025-02-10T00:00:00Z", "2025-03-12T00:00:00Z")
                        .at("/points/pending")
                        .asLong())
                .isEqualTo(600);
    }

    @Test
    void flags_come_and_go_and_are_explained() {
        JsonNode risk = ask("risk", "2025-03-15T00:00:00Z", "2025-03-15T00:00:00Z");
        List<String> flags = new ArrayList<>();
        risk.path("flags")
                .forEach(f -> flags.add(
                        f.path("flag").asString() + " " + f.path("severity").asString()));
        assertThat(flags).containsExactly("rival CRITICAL", "satisfaction LOW");
        JsonNode now = rest.get("/api/v1/customers/" + CUSTOMER + "/risk");
        assertThat(now.path("flags").toString()).contains("churn").doesNotContain("rival");
        JsonNode explanation = rest.get("/api/v1/customers/" + CUSTOMER + "/risk/explain?onlyChanges=true&limit=500");
        List<String> changes = new ArrayList<>();
        explanation
                .path("steps")
                .forEach(s -> s.path("changes")
                        .forEach(c -> changes.add(s.path("cause").asString() + " "
                                + c.path("key").asString() + (c.path("after").isNull() ? " ends" : ""))));
        assertThat(changes)
                .contains("FACT rival", "FACT rival ends", "TIME churn", "TIME inactivity", "TIME satisfaction ends")
                .doesNotContain("FACT complaint:parcel");
    }

    @Test
    void lists_tell_what_was_so_at_any_point_of_both_axes() {
        String then = "asOf=2025-03-05&knownAt=2025-03-05&limit=500";
        assertThat(rest.get("/api/v1/cases?sla=RESOLUTION_BREACHED&" + then)
                        .path("items")
                        .toString())
                .contains(CUSTOMER.toString());
        assertThat(rest.get("/api/v1/cases?sla=RESOLUTION_BREACHED&asOf=2025-03-05&limit=500")
                        .path("items")
                        .toString())
                .doesNotContain(CUSTOMER.toString());
        assertThat(rest.get("/api/v1/commitments?state=OVERDUE&promisedBy=li.wei&" + then)
                        .path("items")
                        .toString())
                .contains(CUSTOMER.toString());
        assertThat(rest.get("/api/v1/risk-flags?rule=COMPLAINT&" + then)
                        .path("items")
                        .toString())
                .contains(CUSTOMER.toString());
        assertThat(rest.get("/api/v1/loyalty?tier=silver&" + then).path("items").toString())
                .contains(CUSTOMER.toString());
        assertThat(rest.get("/api/v1/risk-flags/matrix?asOf=2025-03-15&knownAt=2025-03-15")
                        .path("cells")
                        .size())
                .isPositive();
    }

    @Test
    void lists_are_paged_by_customer_and_key() {
        // Of one moment: others' facts may still be folded.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String list = "/api/v1/risk-flags?asOf=" + now + "&knownAt=" + now + "&limit=";
        List<String> whole = new ArrayList<>();
        rest.get(list + "500")
                .path("items")
                .forEach(i -> whole.add(
                        i.path("customerId").asString() + i.path("flag").asString()));
        List<String> paged = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonNode page = rest.get(list + "2" + next);
            page.path("items")
                    .forEach(i -> paged.add(
                            i.path("customerId").asString() + i.path("flag").asString()));
            next = page.path("next").isNull()
                    ? null
                    : "&cursor=" + page.path("next").asString();
        }
        assertThat(paged).startsWith(whole.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    @Test
    void a_list_ahead_or_later_than_what_is_known_is_refused() {
        rest.answer("/api/v1/cases?asOf=2999-01-01").refused(400, "invalid-request");
        rest.answer("/api/v1/cases?asOf=2025-03-05&knownAt=2025-03-04").refused(400, "invalid-request");
    }

    @Test
    void tools_find_the_same_in_views() throws SQLException {
        try (Connection connection = TestServer.shared().pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select key, value from bi.scd_loyalty where customer = ? and valid_to = 'infinity' order by"
                                + " key")) {
            query.setObject(1, CUSTOMER);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("band");
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("tier");
            }
        }
    }
}
