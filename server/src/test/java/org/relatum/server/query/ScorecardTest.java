package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** The small company of docs/scorecard.md, told over HTTP, and what becomes of its scorecard. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScorecardTest {
    private static final String QUARTER = "/api/v1/scorecard?period=2026-Q1";
    private static final Map<String, String> IDS = new HashMap<>();

    private static TestServer server;
    private static Rest rest;
    private static long position;

    @BeforeAll
    static void tell() throws IOException {
        server = TestServer.start();
        rest = new Rest(server);
        post("/departments", "{'occurredAt':'2025-01-01T00:00:00Z','department':'service','name':'Service'}");
        post(
                "/staff",
                "{'occurredAt':'2025-01-01T00:00:00Z','staff':'eve','name':'Eve','role':'agent','department':'service'}");
        IDS.put(
                "survey",
                post(
                                "/surveys",
                                "{'occurredAt':'2026-01-01T00:00:00Z','title':'How are we"
                                        + " doing?','wave':'q1','overall':true,'nps':true}")
                        .path("surveyId")
                        .asString());
        register("ann", "2025-10-01", "{'name':'Ann','language':'en','country':'CH'}");
        register("ben", "2025-10-01", "{'name':'Ben','country':'CH'}");
        order("ben", "2025-10-10", "b1", "{'category':'lamps','description':'lamp','quantity':'1','unitPrice':'80'}");
        order("ann", "2025-11-01", "a1", "{'category':'tea','description':'tea','quantity':'1','unitPrice':'100'}");
        interaction("ann", "2026-01-15", "email", "INBOUND", ",'responseSeconds':3600");
        order(
                "ann",
                "2026-01-20",
                "a2",
                "{'category':'tea','description':'tea','quantity':'1','unitPrice':'90'},"
                        + "{'category':'ware','description':'cup','quantity':'1','unitPrice':'60'}");
        register("cid", "2026-02-01", "{'name':'Cid'}");
        post(
                "/customers/ben/cases",
                "{'occurredAt':'2026-02-02T09:00:00Z','caseId':'c1','kind':'COMPLAINT','category':'quality','severity':'NORMAL'}");
        post("/customers/ben/cases/c1/responses", "{'occurredAt':'2026-02-02T11:00:00Z'}");
        interaction("ben", "2026-02-03", "phone", "OUTBOUND", "");
        post("/customers/ben/cases/c1/resolution", "{'occurredAt':'2026-02-04T10:00:00Z'}");
        promise("ben", "p1", "2026-02-05", "2026-02-20", "2026-02-18");
        answer("ben", "2026-02-06", 2, 4);
        answer("ann", "2026-02-10", 5, 10);
        order("cid", "2026-02-15", "c1", "{'category':'lamps','description':'lamp','quantity':'1','unitPrice':'120'}");
        interaction("cid", "2026-02-20", "chat", "INBOUND", ",'responseSeconds':10800");
        post("/customers/cid/orders/c1/returns", "{'occurredAt':'2026-03-01T00:00:00Z','returned':'r1','amount':'20'}");
        promise("ann", "p2", "2026-03-01", "2026-03-10", "2026-03-12");
        answer("cid", "2026-03-05", 4, 8);
        post("/scorecard/targets", "{'period':'2026-Q1','kpis':[{'kpi':'csat','target':'4'}]}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode post(String path, String body) {
        String address = path;
        for (Map.Entry<String, String> id : IDS.entrySet()) {
            address = address.replace("/customers/" + id.getKey() + "/", "/customers/" + id.getValue() + "/");
        }
        JsonNode answer =
                rest.post("/api/v1" + address, body.replace('\'', '"')).ok().json();
        position = answer.path("position").asLong();
        return answer;
    }

    private static void register(String name, String day, String profile) {
        IDS.put(
                name,
                post(
                                "/customers",
                                "{'occurredAt':'" + day
                                        + "T00:00:00Z','party':'PERSON','sourceChannel':'web','profile':" + profile
                                        + "}")
                        .path("customerId")
                        .asString());
    }

    private static void order(String customer, String day, String order, String lines) {
        post(
                "/customers/" + customer + "/orders",
                "{'occurredAt':'" + day + "T00:00:00Z','order':'" + order
                        + "','currency':'USD','channel':'web','lines':[" + lines + "]}");
    }

    private static void interaction(String customer, String day, String channel, String direction, String more) {
        post(
                "/customers/" + customer + "/interactions",
                "{'occurredAt':'" + day + "T10:00:00Z','channel':'" + channel + "','direction':'" + direction
                        + "','topic':'order'" + more + "}");
    }

    private static void promise(String customer, String promise, String made, String due, String kept) {
        post(
                "/customers/" + customer + "/commitments",
                "{'occurredAt':'" + made + "T09:00:00Z','commitment':'" + promise + "','text':'x','dueAt':'" + due
                        + "T18:00:00Z','promisedBy':'eve'}");
        post(
                "/customers/" + customer + "/commitments/" + promise + "/fulfilment",
                "{'occurredAt':'" + kept + "T09:00:00Z'}");
    }

    private static void answer(String customer, String day, int overall, int nps) {
        post(
                "/customers/" + customer + "/survey-responses",
                "{'occurredAt':'" + day + "T09:00:00Z','survey':'" + IDS.get("survey") + "','wave':'q1','overall':"
                        + overall + ",'nps':" + nps + "}");
    }

    private static JsonNode scorecard(String more) {
        return rest.get(QUARTER + more + "&minPosition=" + position);
    }

    private static JsonNode kpi(JsonNode scorecard, String key) {
        return scorecard
                .path("kpis")
                .valueStream()
                .filter(kpi -> kpi.path("kpi").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void the_scorecard_is_the_one_worked_out_by_hand() throws IOException {
        JsonNode scorecard = scorecard("");
        String page = Files.readString(Path.of("../docs/scorecard.md"));
        StringBuilder figures = new StringBuilder();
        for (JsonNode kpi : scorecard.path("kpis")) {
            String key = kpi.path("kpi").asString();
            if (!key.matches("csat_(product_fit|response_speed|problem_solved|price|brand)")) {
                figures.append("| " + key + " | " + plain(kpi.path("numerator").decimalValue())
                        + (kpi.path("denominator").isNull()
                                ? ""
                                : " / " + plain(kpi.path("denominator").decimalValue()))
                        + " |" + cell(kpi.path("value"), 4) + cell(kpi.path("target"), 4)
                        + cell(kpi.path("score"), 3) + cell(kpi.path("weight"), 4) + "\n");
            }
        }
        assertThat(page).contains(figures);
        StringBuilder groups = new StringBuilder();
        for (JsonNode group : scorecard.path("groups")) {
            groups.append("| " + group.path("group").asString().toLowerCase(java.util.Locale.ROOT) + " |"
                    + cell(group.path("score"), 3) + cell(group.path("weight"), 4) + "\n");
        }
        assertThat(page).contains(groups);
        assertThat(page)
                .contains("= **" + rounded(scorecard.path("composite"), 3) + "**: grade **"
                        + scorecard.path("grade").asString() + "**.");
        assertThat(scorecard.path("definitionVersion").asInt()).isZero();
        assertThat(kpi(scorecard, "order_value").path("trend").asDouble())
                .as("orders of 80 and 100 in the quarter before")
                .isEqualTo(135 - 90);
    }

    private static String cell(JsonNode number, int digits) {
        return number.isNull() ? " |" : " " + rounded(number, digits) + " |";
    }

    private static String rounded(JsonNode number, int digits) {
        return plain(BigDecimal.valueOf(number.asDouble()).setScale(digits, RoundingMode.HALF_UP));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    @Test
    @Order(2)
    void parts_of_the_company_have_scorecards_of_their_own() {
        JsonNode none = scorecard("&dimension=owner&member=none");
        assertThat(none.path("composite")).isNotNull();
        assertThat(kpi(none, "net_revenue").path("value").asDouble()).isEqualTo(250);
        JsonNode chat = scorecard("&dimension=channel&member=chat");
        assertThat(kpi(chat, "response_speed").path("value").asDouble()).isEqualTo(3);
        assertThat(kpi(chat, "net_revenue").path("value").asDouble()).isZero();
        assertThat(kpi(scorecard("&dimension=channel&member=web"), "net_revenue")
                        .path("value")
                        .asDouble())
                .isEqualTo(250);
        rest.answer("/api/v1/scorecard?period=2026-Q5").refused(400, "invalid-request");
        rest.answer("/api/v1/scorecard").refused(400, "invalid-request");
        rest.answer(QUARTER + "&dimension=planet&member=earth").refused(400, "invalid-request");
        rest.answer(QUARTER + "&dimension=owner").refused(400, "invalid-request");
        rest.answer(QUARTER + "&member=none").refused(400, "invalid-request");
    }

    /** By the cells, by what was known, and as of a day in the middle of the quarter. */
    @Test
    @Order(2)
    void the_scorecards_of_all_parts_at_once_are_those_of_each() {
        String known = "&knownAt=" + scorecard("").path("knownAt").asString();
        for (String more : List.of("", known, known + "&asOf=2026-02-15T12:00:00Z")) {
            JsonNode all = rest.get("/api/v1/scorecard/parts?period=2026-Q1" + more + "&minPosition=" + position);
            List<String> names = new ArrayList<>();
            for (JsonNode part : all.path("parts")) {
                String dimension = part.path("dimension").asString();
                String member = part.path("member").isNull()
                        ? ""
                        : "&member=" + part.path("member").asString();
                names.add(dimension + member);
                JsonNode own = scorecard("&dimension=" + dimension + member + more);
                for (String field : List.of("composite", "grade", "groups", "kpis")) {
                    assertThat(part.path(field))
                            .as("%s of %s%s", field, names.getLast(), more)
                            .isEqualTo(own.path(field));
                }
            }
            assertThat(names)
                    .startsWith("COMPANY")
                    .contains("SEGMENT&member=none", "OWNER&member=none", "CHANNEL&member=web", "CHANNEL&member=email");
        }
        JsonNode channels = rest.get("/api/v1/scorecard/parts?period=2026-Q1&dimension=channel");
        assertThat(channels.path("parts"))
                .isNotEmpty()
                .allMatch(part -> part.path("dimension").asString().equals("CHANNEL"));
        assertThat(rest.get("/api/v1/scorecard/parts?period=1999").path("parts"))
                .isEmpty();
        rest.answer("/api/v1/scorecard/parts").refused(400, "invalid-request");
        rest.answer("/api/v1/scorecard/parts?period=2026&dimension=planet").refused(400, "invalid-request");
        rest.answer("/api/v1/scorecard/parts?period=2026&member=x").refused(400, "invalid-request");
    }

    /** Page by page, and by what was known as well as by the cells. */
    @Test
    @Order(2)
    void what_customers_contribute_adds_up_to_each_figure() {
        JsonNode now = scorecard("");
        for (String known : List.of("", "&knownAt=" + now.path("knownAt").asString())) {
            JsonNode scorecard = scorecard(known);
            assertThat(scorecard.path("kpis")).isEqualTo(now.path("kpis"));
            for (JsonNode kpi : scorecard.path("kpis")) {
                BigDecimal numerator = BigDecimal.ZERO;
                BigDecimal denominator = BigDecimal.ZERO;
                String address = "/api/v1/scorecard/contributions?period=2026-Q1&limit=2" + known + "&kpi="
                        + kpi.path("kpi").asString();
                String next = "";
                while (next != null) {
                    JsonNode page = rest.get(address + next);
                    for (JsonNode item : page.path("items")) {
                        BigDecimal amount = item.path("amount").decimalValue();
                        assertThat(item.path("event").path("stream").asString())
                                .isEqualTo(item.path("customerId").asString());
                        if (item.path("part").asString().equals("NUMERATOR")) {
                            numerator = numerator.add(amount);
                        } else {
                            denominator = denominator.add(amount);
                        }
                    }
                    next = page.path("next").isNull()
                            ? null
                            : "&cursor=" + page.path("next").asString();
                }
                assertThat(numerator)
                        .as(address)
                        .isEqualByComparingTo(kpi.path("numerator").decimalValue());
                if (!kpi.path("denominator").isNull()) {
                    assertThat(denominator)
                            .as(address)
                            .isEqualByComparingTo(kpi.path("denominator").decimalValue());
                }
            }
        }
        JsonNode returned = rest.get("/api/v1/scorecard/contributions?period=2026-03-01&kpi=return_rate");
        assertThat(returned.path("items").size()).isEqualTo(1);
        JsonNode item = returned.path("items").get(0);
        assertThat(item.path("customerId").asString()).isEqualTo(IDS.get("cid"));
        assertThat(item.path("channel").asString()).as("that of the order").isEqualTo("web");
        assertThat(item.path("occurredAt").asString()).isEqualTo("2026-03-01T00:00:00Z");
        rest.answer("/api/v1/scorecard/contributions?period=2026&kpi=beauty").refused(400, "invalid-request");
    }

    @Test
    @Order(3)
    void figures_that_were_published_stay_when_later_facts_change_the_scorecard() {
        double before = scorecard("").path("composite").asDouble();
        post("/scorecard/evaluations", "{'period':'2026-Q1'}");
        String known = scorecard("").path("knownAt").asString();
        // What Ben said of April is told late: of March, and he was content.
        post("/surveys/" + IDS.get("survey") + "/waves", "{'occurredAt':'2026-03-01T00:00:00Z','wave':'march'}");
        post(
                "/customers/ben/survey-responses",
                "{'occurredAt':'2026-03-20T09:00:00Z','survey':'" + IDS.get("survey")
                        + "','wave':'march','overall':5,'nps':9}");
        JsonNode now = scorecard("");
        assertThat(kpi(now, "csat").path("value").asDouble()).isEqualTo(16 / 4.0);
        assertThat(now.path("composite").asDouble()).isGreaterThan(before);
        JsonNode published = now.path("evaluations").get(0);
        assertThat(published.path("composite").asDouble()).isEqualTo(before);
        assertThat(published.path("grade").asString()).isEqualTo("B");
        assertThat(published.path("kpis").size()).isEqualTo(now.path("kpis").size());
        assertThat(published.path("asOf").asString()).isEqualTo("2026-04-01T00:00:00Z");
        assertThat(scorecard("&knownAt=" + known).path("composite").asDouble())
                .as("as it was known then")
                .isEqualTo(before);
        rest.post("/api/v1/scorecard/evaluations", "{\"period\":\"2100\"}").refused(409, "period-not-over");
    }

    @Test
    @Order(4)
    void judgements_and_improvements_stand_beside_the_figures() {
        post(
                "/scorecard/reviews",
                "{'period':'2026-Q1','kpi':'sla_attainment','reviewer':'eve','text':'one case only'}");
        String improvement = post(
                        "/improvements",
                        "{'kpi':'sla_attainment','period':'2026-Q1','owner':'eve','text':'a second"
                                + " agent','dueAt':'2100-01-01T00:00:00Z'}")
                .path("improvementId")
                .asString();
        JsonNode scorecard = scorecard("");
        assertThat(scorecard.path("reviews").get(0).path("text").asString()).isEqualTo("one case only");
        assertThat(scorecard.path("improvements").valueStream().map(JsonNode::asString))
                .isEqualTo(List.of(improvement));
        assertThat(scorecard("&knownAt=2026-01-01").path("reviews").isEmpty()).isTrue();
    }

    @Test
    @Order(5)
    void weights_that_do_not_add_up_to_one_are_refused_and_change_nothing() {
        double before = scorecard("").path("composite").asDouble();
        rest.post(
                        "/api/v1/scorecard/targets",
                        "{\"period\":\"2026-Q1\",\"kpis\":[{\"kpi\":\"csat\",\"weight\":\"0.7\"},{\"kpi\":\"nps\",\"weight\":\"0.4\"}]}")
                .refused(422, "weights-sum");
        assertThat(scorecard("").path("composite").asDouble()).isEqualTo(before);
        post(
                "/scorecard/targets",
                "{'period':'2026-Q1','groups':[{'group':'LOYALTY','weight':1}],'kpis':[{'kpi':'retention','weight':1}]}");
        assertThat(scorecard("").path("composite").asDouble()).isEqualTo(100);
    }
}
