package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** A relationship from its first day on: every command over REST, and what is answered afterwards. */
class EndToEndTest {
    private static final String API = "/api/v1";

    private final Rest rest = new Rest(TestServer.shared());
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void what_commands_record_is_what_questions_answer() {
        String sku = "TEA-" + run;
        command(
                "/products",
                "{'occurredAt':'2025-01-01T00:00:00Z','sku':'%s','name':'Green tea','category':'tea'}".formatted(sku));
        command(
                "/products/" + sku + "/prices",
                "{'occurredAt':'2025-01-01T00:00:00Z','amount':'8.50','currency':'USD','effectiveFrom':'2025-01-01T00:00:00Z'}");

        command("/departments", "{'department':'north-%s','name':'North'}".formatted(run));
        command(
                "/staff",
                "{'staff':'li.wei-%s','name':'Li Wei','role':'account manager','department':'north-%s'}"
                        .formatted(run, run));
        String id = command("/customers", """
            {'occurredAt':'2025-01-01T09:00:00Z','party':'PERSON','role':'CUSTOMER',
             'profile':{'name':'Ada Example','language':'en','country':'CH'},'sourceChannel':'web',
             'contactPoints':[{'kind':'EMAIL','value':'ada@example.org','label':'private'}],
             'externalReferences':[{'system':'shop','value':'%s'}]}\
            """.formatted(run), "Relatum-Reason", "signed up at the fair")
                .path("customerId")
                .asString();
        String customer = API + "/customers/" + id;
        assertThat(stage(customer)).isEqualTo("PROSPECT");

        on(id, "/qualification", "{'occurredAt':'2025-01-10T00:00:00Z','reason':'asked for a quote'}");
        put(
                id,
                "/owner",
                "{'occurredAt':'2025-01-10T00:00:00Z','owner':'li.wei-%s','department':'north-%s'}"
                        .formatted(run, run));
        JsonNode classified = put(
                id,
                "/classification",
                "{'occurredAt':'2025-01-10T00:00:00Z','segment':'seg-%s','relationshipType':'PROACTIVE'}"
                        .formatted(run));
        assertThat(stage(customer + "?minVersion=" + classified.path("version").asLong()))
                .isEqualTo("TARGET");

        on(
                id,
                "/orders",
                "{'occurredAt':'2025-02-01T10:00:00Z','order':'A-1','lines':[{'sku':'%s','quantity':'2'}],'channel':'web'}"
                        .formatted(sku));
        on(
                id,
                "/orders",
                "{'occurredAt':'2025-03-01T10:00:00Z','order':'A-2','lines':[{'description':'pot','quantity':'1','unitPrice':'30.00'}]}");
        on(
                id,
                "/orders/A-2/returns",
                "{'occurredAt':'2025-03-05T10:00:00Z','returned':'R-1','amount':'30.00','reason':'broken'}");
        on(
                id,
                "/interactions",
                "{'occurredAt':'2025-03-06T10:00:00Z','channel':'phone','direction':'INBOUND','topic':'return','summary':'asked"
                    + " for a new one'}");
        on(
                id,
                "/care",
                "{'occurredAt':'2025-03-07T00:00:00Z','care':'call-%s','kind':'CALL_BACK','dueAt':'2025-03-20T00:00:00Z'}"
                        .formatted(run));
        JsonNode last = on(
                id,
                "/orders",
                "{'occurredAt':'2025-03-31T10:00:00Z','order':'A-3','lines':[{'sku':'%s','quantity':'1'}]}"
                        .formatted(sku));

        JsonNode now = rest.get(
                customer + "?asOf=2025-04-01&minVersion=" + last.path("version").asLong());
        assertThat(now.path("profile").path("name").asString()).isEqualTo("Ada Example");
        assertThat(now.path("contactPoints").get(0).path("value").asString()).isEqualTo("ada@example.org");
        assertThat(now.path("externalReferences").get(0).path("value").asString())
                .isEqualTo(run);
        assertThat(now.path("assignment").path("owner").asString()).isEqualTo("li.wei-" + run);
        assertThat(now.path("sales").toString())
                .isEqualTo("{\"orders\":3,\"returns\":1,\"netRevenue\":{\"amount\":\"25.50\",\"currency\":\"USD\"},"
                        + "\"firstOrderAt\":\"2025-02-01T10:00:00Z\",\"lastOrderAt\":\"2025-03-31T10:00:00Z\"}");
        assertThat(now.path("contact").path("nextDue").asString()).isEqualTo("2025-03-20T00:00:00Z");
        assertThat(now.path("lifecycle").path("stage").asString()).isEqualTo("ACTIVE");
        assertThat(now.path("version")).isEqualTo(last.path("version"));
        assertThat(now.path("position")).isEqualTo(last.path("position"));

        // Gaps of 28 and 30 days: the median is 29, so at risk after max(60, 58) days, lost after max(180, 116).
        JsonNode lifecycle = rest.get(customer + "/lifecycle?asOf=2025-04-01");
        assertThat(lifecycle.path("thresholds").toString())
                .isEqualTo("{\"cadence\":\"P29D\",\"atRiskAfter\":\"P60D\",\"lostAfter\":\"P180D\"}");
        assertThat(lifecycle.path("nextChange").path("at").asString()).isEqualTo("2025-05-30T10:00:00.000001Z");
        assertThat(stage(customer + "?asOf=2025-05-30T10:00:00Z")).isEqualTo("ACTIVE");
        assertThat(stage(customer + "?asOf=2025-05-30T10:00:00.000001Z")).isEqualTo("AT_RISK");
        assertThat(stage(customer)).isEqualTo("LOST");

        JsonNode listed = rest.get(API + "/customers?segment=seg-" + run + "&stage=LOST&minPosition="
                + last.path("position").asLong());
        assertThat(listed.path("items").get(0).path("customerId").asString()).isEqualTo(id);
        assertThat(listed.path("items").get(0).path("since").asString()).isEqualTo("2025-09-27T10:00:00.000001Z");
        assertThat(rest.get(API + "/customers?segment=seg-" + run + "&stage=ACTIVE")
                        .path("items")
                        .size())
                .isZero();

        List<JsonNode> history = rest.answer(customer + "/history", "Accept", "application/x-ndjson")
                .ok()
                .lines();
        assertThat(history).hasSize((int) last.path("version").asLong());
        assertThat(history.getFirst().path("metadata").path("actor").asString()).isEqualTo("test");
        assertThat(history.getFirst().path("metadata").path("reason").asString())
                .isEqualTo("signed up at the fair");
        assertThat(history.stream()
                        .filter(e -> e.path("type").asString().equals("order.returned"))
                        .map(e -> e.path("data").path("reason").asString()))
                .containsExactly("broken");
        assertThat(rest.get(customer + "/timeline?category=INTERACTION")
                        .path("entries")
                        .valueStream()
                        .map(e -> e.path("type").asString()))
                .containsExactly("care.planned", "interaction.logged");
    }

    @Test
    void a_fact_of_a_clock_ahead_of_ours_has_happened_for_everybody_as_soon_as_it_is_recorded() {
        String id = registered("Zoe");
        JsonNode placed = on(
                id,
                "/orders",
                "{'occurredAt':'%s','order':'A','lines':[{'description':'a','quantity':'1','unitPrice':'1'}]}"
                        .formatted(Instant.now().plus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.MICROS)));
        JsonNode classified = put(id, "/classification", "{'segment':'ahead-%s'}".formatted(run));
        String customer = API + "/customers/" + id;
        String recorded = "minVersion=" + placed.path("version").asLong();
        assertThat(stage(customer + "?" + recorded)).isEqualTo("ACTIVE");
        assertThat(stage(customer + "?asOf=" + Instant.now().truncatedTo(ChronoUnit.MICROS)))
                .isEqualTo("ACTIVE");
        assertThat(rest.get(API + "/customers?stage=ACTIVE&segment=ahead-" + run + "&minPosition="
                                + classified.path("position").asLong())
                        .path("items")
                        .size())
                .isEqualTo(1);
        on(id, "/orders/A/returns", "{'returned':'R','amount':'1'}");
        rest.post(
                        customer + "/orders/A/returns",
                        "{'occurredAt':'2020-01-01T00:00:00Z','returned':'R2','amount':'1'}".replace('\'', '"'))
                .refused(422, "out-of-order");
    }

    @Test
    void the_ETag_of_an_answer_is_what_a_command_may_be_conditional_on() {
        String id = command("/customers", "{'party':'PERSON','role':'CUSTOMER','profile':{'name':'Eve'}}")
                .path("customerId")
                .asString();
        String etag = rest.answer(API + "/customers/" + id).ok().header("etag");
        String body = "{'segment':'x'}".replace('\'', '"');
        Rest.Answer changed = rest.put(API + "/customers/" + id + "/classification", body, "If-Match", etag)
                .ok();
        assertThat(rest.answer(API + "/customers/" + id + "?minVersion="
                                + changed.json().path("version").asLong())
                        .ok()
                        .header("etag"))
                .isEqualTo(changed.header("etag"))
                .isNotEqualTo(etag);
        rest.put(API + "/customers/" + id + "/classification", body, "If-Match", etag)
                .refused(412, "version-conflict");
    }

    @Test
    void a_merge_over_REST_is_seen_from_both_sides() {
        String survivor = registered("Ada Example");
        String duplicate = registered("A. Example");
        on(
                survivor,
                "/orders",
                "{'occurredAt':'2025-02-01T00:00:00Z','order':'S','lines':[{'description':'a','quantity':'1','unitPrice':'1'}]}");
        on(
                duplicate,
                "/orders",
                "{'occurredAt':'2025-03-01T00:00:00Z','order':'D','lines':[{'description':'a','quantity':'1','unitPrice':'2'}]}");
        JsonNode merged = on(survivor, "/merges", "{'duplicate':'%s','reason':'two sign-ups'}".formatted(duplicate));
        String position = "?minPosition=" + merged.path("position").asLong();
        assertThat(rest.get(API + "/customers/" + survivor + position)
                        .path("sales")
                        .path("orders")
                        .asInt())
                .isEqualTo(2);
        Rest.Answer pointer = rest.answer(API + "/customers/" + duplicate + "/lifecycle" + position)
                .ok();
        assertThat(pointer.json().path("stage").asString()).isEqualTo("MERGED");
        assertThat(pointer.json().path("survivor").asString()).isEqualTo(survivor);
        assertThat(pointer.header("link")).contains("/api/v1/customers/" + survivor);
        JsonNode undone = on(survivor, "/merges/" + duplicate + "/reversal", "{'reason':'father and son'}");
        position = "?minPosition=" + undone.path("position").asLong();
        assertThat(rest.get(API + "/customers/" + survivor + position)
                        .path("sales")
                        .path("orders")
                        .asInt())
                .isEqualTo(1);
        assertThat(stage(API + "/customers/" + duplicate)).isNotEqualTo("MERGED");
    }

    private String registered(String name) {
        return command(
                        "/customers",
                        "{'occurredAt':'2025-01-01T00:00:00Z','party':'PERSON','role':'CUSTOMER','profile':{'name':'%s'}}"
                                .formatted(name))
                .path("customerId")
                .asString();
    }

    private String stage(String address) {
        return rest.get(address.contains("?") ? address.replace("?", "/lifecycle?") : address + "/lifecycle")
                .path("stage")
                .asString();
    }

    private JsonNode on(String customer, String command, String body) {
        return command("/customers/" + customer + command, body);
    }

    private JsonNode put(String customer, String command, String body) {
        return rest.put(API + "/customers/" + customer + command, body.replace('\'', '"'))
                .ok()
                .json();
    }

    private JsonNode command(String path, String body, String... headers) {
        return rest.post(API + path, body.replace('\'', '"'), headers).ok().json();
    }
}
