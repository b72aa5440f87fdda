package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.engine.Courses;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What changed between two points of time, step by step, and for one field. */
class CourseTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final String ADDRESS = "/api/v1/customers/" + CUSTOMER;
    private static final Rest rest = new Rest(TestServer.shared());
    private static final List<List<Recorded<CustomerEvent>>> GENERATED = List.of(
            RelationshipGenerator.generate(70_001),
            RelationshipGenerator.generate(70_002),
            RelationshipGenerator.generate(70_003),
            RelationshipGenerator.generate(70_004));

    @BeforeAll
    static void somebody_buys_and_one_order_becomes_known_late() {
        LogWriter log = new LogWriter(TestServer.shared());
        log.write(
                fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                fact(CUSTOMER, "2025-01-10T00:00:00Z", order("O1", "2025-01-10T00:00:00Z")),
                fact(CUSTOMER, "2025-02-10T00:00:00Z", order("O2", "2025-02-10T00:00:00Z")),
                fact(CUSTOMER, "2025-11-01T00:00:00Z", order("O4", "2025-11-01T00:00:00Z")),
                fact(CUSTOMER, "2025-12-01T00:00:00Z", order("O3", "2025-08-20T00:00:00Z")));
        for (List<Recorded<CustomerEvent>> facts : GENERATED) {
            log.write(facts.stream()
                    .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                    .toArray(Fact[]::new));
        }
    }

    private static JsonNode change(JsonNode changes, String view, String field) {
        return changes.valueStream()
                .filter(c -> c.path("view").asString().equals(view)
                        && c.path("field").asString().equals(field))
                .findFirst()
                .orElseGet(() -> JsonMapper.shared().createObjectNode());
    }

    @Test
    void a_diff_says_what_changed_in_the_world_and_what_did_it() {
        JsonNode diff = rest.get(ADDRESS + "/diff?from=2025-03-01&to=2025-11-02&knownAtTo=2025-11-15");
        assertThat(diff.path("known").asBoolean()).isTrue();
        assertThat(diff.path("steps")
                        .valueStream()
                        .map(s ->
                                s.path("at").asString() + " " + s.path("cause").asString() + " "
                                        + change(s.path("changes"), "lifecycle", "stage")
                                                .path("after")
                                                .asString("-")))
                .contains("2025-08-09T00:00:00.000001Z TIME AT_RISK", "2025-11-01T00:00:00Z FACT ACTIVE");
        assertThat(change(diff.path("changes"), "lifecycle", "stage").isEmpty()).isTrue();
        JsonNode orders = change(diff.path("changes"), "lifecycle", "orders");
        assertThat(orders.path("before").asInt()).isEqualTo(2);
        assertThat(orders.path("after").asInt()).isEqualTo(3);
    }

    @Test
    void a_diff_says_what_became_known() {
        JsonNode diff = rest.get(ADDRESS + "/diff?to=2025-09-01&knownAtFrom=2025-11-15&knownAtTo=2025-12-15");
        JsonNode stage = change(diff.path("changes"), "lifecycle", "stage");
        assertThat(stage.path("before").asString()).isEqualTo("AT_RISK");
        assertThat(stage.path("after").asString()).isEqualTo("ACTIVE");
        assertThat(diff.path("steps").size()).isEqualTo(1);
        JsonNode step = diff.path("steps").get(0);
        assertThat(step.path("cause").asString()).isEqualTo("LEARNED");
        assertThat(step.path("event").path("sequence").asLong()).isEqualTo(4);
        assertThat(step.path("event").path("recordedAt").asString()).isEqualTo("2025-12-01T00:00:00Z");
    }

    @Test
    void before_anything_was_known_everything_is_new() {
        JsonNode diff = rest.get(ADDRESS + "/diff?from=2024-01-01&to=2025-01-05");
        assertThat(diff.path("known").asBoolean()).isFalse();
        JsonNode name = change(diff.path("changes"), "profile", "profile.name");
        assertThat(name.path("before").isNull()).isTrue();
        assertThat(name.path("after").asString()).isEqualTo("Ada Example");
        rest.answer(ADDRESS + "/diff?from=2023-01-01&to=2024-01-01").refused(404, "not-known-yet");
        rest.answer(ADDRESS + "/diff?from=2025-02-01&to=2025-01-01").refused(400, "invalid-request");
    }

    @Test
    void a_diff_names_exactly_what_differs_in_the_answers_at_its_two_points() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, List<String>> fields = Map.of(
                "lifecycle", List.of("stage", "recovered", "rule", "orders", "lastOrderAt", "thresholds.cadence"),
                "loyalty", List.of("score", "band", "penalty.points", "points.balance", "tier.name"),
                "risk", List.of("indicators.revenue.amount", "indicators.satisfaction.trend"),
                "commitments", List.of("trust.due", "trust.keptInTime"));
        for (List<Recorded<CustomerEvent>> facts : GENERATED) {
            UUID customer = facts.getFirst().stream();
            for (int i = 0; i < 6; i++) {
                Instant one = point(facts, random);
                Instant other = point(facts, random);
                Instant from = one.isBefore(other) ? one : other;
                Instant to = one.isBefore(other) ? other : one;
                String address = "/api/v1/customers/" + customer;
                JsonNode diff = rest.get(address + "/diff?from=" + from + "&to=" + to + "&knownAtFrom=" + from
                        + "&knownAtTo=" + to + "&limit=500");
                fields.forEach((view, names) -> {
                    Rest.Answer first = rest.answer(address + "/" + view + "?asOf=" + from + "&knownAt=" + from);
                    JsonNode before = first.status() == 404
                            ? JsonMapper.shared().createObjectNode()
                            : first.ok().json();
                    JsonNode after = rest.get(address + "/" + view + "?asOf=" + to + "&knownAt=" + to);
                    for (String name : names) {
                        JsonNode was = at(before, name);
                        JsonNode is = at(after, name);
                        JsonNode change = change(diff.path("changes"), view, name);
                        if (was.equals(is)) {
                            assertThat(change.isEmpty()).as(name + change).isTrue();
                        } else {
                            assertThat(change.path("before")).as(name).isEqualTo(was);
                            assertThat(change.path("after")).as(name).isEqualTo(is);
                        }
                    }
                });
            }
        }
    }

    private static Instant point(List<Recorded<CustomerEvent>> facts, SplittableRandom random) {
        Instant point = facts.get(random.nextInt(facts.size())).recordedAt();
        Instant latest = Instant.parse("2026-06-01T00:00:00Z");
        return point.isAfter(latest) ? latest : point;
    }

    private static JsonNode at(JsonNode answer, String path) {
        JsonNode node = answer;
        for (String name : path.split("\\.")) {
            node = node.path(name);
        }
        return node.isMissingNode() ? JsonMapper.shared().nullNode() : node;
    }

    @Test
    void a_diff_comes_in_pages() {
        for (List<Recorded<CustomerEvent>> facts : GENERATED) {
            String diff = "/api/v1/customers/" + facts.getFirst().stream() + "/diff?from=2024-01-01&to=2026-01-01";
            List<JsonNode> whole =
                    rest.get(diff + "&limit=500").path("steps").valueStream().toList();
            assertThat(rest.pages(diff + "&limit=3", "steps")).isEqualTo(whole);
        }
    }

    private record Message(String event, String id, JsonNode data) {}

    private static List<Message> replay(String address, String... headers) {
        Rest.Answer answer = rest.answer(address, headers).ok();
        List<Message> messages = new ArrayList<>();
        for (String block : answer.text().split("\n\n")) {
            if (!block.isBlank()) {
                Map<String, String> lines = block.lines()
                        .map(line -> line.split(": ", 2))
                        .collect(Collectors.toMap(line -> line[0], line -> line[1]));
                messages.add(new Message(
                        lines.get("event"), lines.get("id"), JsonMapper.shared().readTree(lines.get("data"))));
            }
        }
        return messages;
    }

    @Test
    void a_replay_shows_every_event_in_the_order_of_occurrence_and_what_it_changed() {
        List<Message> messages = replay(ADDRESS + "/replay?asOf=2026-01-01");
        assertThat(messages.getLast().event()).isEqualTo("end");
        List<JsonNode> steps = messages.stream()
                .filter(m -> m.event().equals("step"))
                .map(Message::data)
                .toList();
        assertThat(messages.getLast().data().path("steps").asInt()).isEqualTo(steps.size());
        assertThat(steps.stream()
                        .filter(s -> s.path("cause").asString().equals("FACT"))
                        .map(s -> s.path("event").path("sequence").asLong()))
                .containsExactly(0L, 1L, 2L, 4L, 3L);
        assertThat(steps.stream()
                        .map(s -> change(s.path("changes"), "lifecycle", "stage"))
                        .filter(c -> !c.isEmpty())
                        .map(c -> c.path("after").asString()))
                .containsExactly("PROSPECT", "ACTIVE", "AT_RISK", "ACTIVE");
        String whole = rest.answer(ADDRESS + "/replay?asOf=2026-01-01").text();
        assertThat(rest.answer(ADDRESS + "/replay?asOf=2026-01-01&pace=500")
                        .ok()
                        .text())
                .hasSameSizeAs(whole);
        rest.answer(ADDRESS + "/replay?pace=0").refused(400, "invalid-request");
    }

    @Test
    void what_a_replay_adds_up_to_is_what_is_so() {
        for (List<Recorded<CustomerEvent>> facts : GENERATED) {
            String address = "/api/v1/customers/" + facts.getFirst().stream();
            String point = "asOf=2025-06-01&knownAt=2025-06-01";
            Map<String, JsonNode> fields = new HashMap<>();
            replay(address + "/replay?" + point)
                    .forEach(message -> message.data()
                            .path("changes")
                            .forEach(c -> fields.put(
                                    c.path("view").asString() + "."
                                            + c.path("field").asString(),
                                    c.path("after"))));
            JsonNode lifecycle = rest.get(address + "/lifecycle?" + point);
            assertThat(fields.get("lifecycle.stage")).isEqualTo(lifecycle.path("stage"));
            assertThat(fields.get("lifecycle.orders")).isEqualTo(lifecycle.path("orders"));
            JsonNode loyalty = rest.get(address + "/loyalty?" + point);
            assertThat(fields.get("loyalty.band")).isEqualTo(loyalty.path("band"));
            Set<String> flags = new HashSet<>();
            rest.get(address + "/risk?" + point)
                    .path("flags")
                    .forEach(f -> flags.add(f.path("flag").asString()));
            assertThat(fields.entrySet().stream()
                            .filter(f -> f.getKey().matches("risk\\.flags\\..*\\.severity")
                                    && !f.getValue().isNull())
                            .map(f -> f.getKey().substring(11, f.getKey().length() - 9))
                            .collect(Collectors.toSet()))
                    .isEqualTo(flags);
        }
    }

    @Test
    void a_replay_that_broke_off_goes_on_after_any_step() {
        List<String> addresses = new ArrayList<>(List.of(ADDRESS + "/replay?asOf=2026-01-01"));
        GENERATED.forEach(facts -> facts.stream()
                .map(Recorded::stream)
                .distinct()
                .forEach(customer -> addresses.add("/api/v1/customers/" + customer + "/replay?asOf=2026-01-01")));
        for (String address : addresses) {
            List<Message> whole = replay(address);
            for (int i = 0; i + 1 < whole.size(); i++) {
                List<Message> rest =
                        replay(address, "Last-Event-ID", whole.get(i).id());
                assertThat(rest.subList(0, rest.size() - 1)).isEqualTo(whole.subList(i + 1, whole.size() - 1));
            }
            assertThat(rest.answer(address, "Last-Event-ID", whole.getLast().id())
                            .status())
                    .isEqualTo(204);
        }
        rest.answer(addresses.getFirst(), "Last-Event-ID", "nonsense").refused(400, "invalid-request");
    }

    @Test
    void a_field_is_explained_by_the_events_that_made_it() {
        JsonNode explained = rest.get(ADDRESS + "/explain?field=lifecycle.orders&field=loyalty.score&asOf=2025-12-15");
        List<JsonNode> steps = explained.path("steps").valueStream().toList();
        assertThat(steps.stream()
                        .flatMap(s -> s.path("contributions").valueStream())
                        .filter(c -> c.path("field").asString().equals("lifecycle.orders"))
                        .map(c -> c.path("contribution").asInt()))
                .containsExactly(0, 1, 1, 1, 1);
        Map<String, BigDecimal> sums = new TreeMap<>();
        Map<String, JsonNode> last = new TreeMap<>();
        steps.forEach(s -> s.path("contributions").forEach(c -> {
            String field = c.path("field").asString();
            BigDecimal byTime = c.path("byTime").isNull()
                    ? BigDecimal.ZERO
                    : c.path("byTime").decimalValue();
            sums.merge(field, c.path("contribution").decimalValue().add(byTime), BigDecimal::add);
            last.put(field, c.path("after"));
        }));
        sums.forEach((field, sum) ->
                assertThat(sum.doubleValue()).isCloseTo(last.get(field).asDouble(), within(1e-9)));
        JsonNode loyalty = rest.get(ADDRESS + "/loyalty?asOf=2025-12-15");
        assertThat(explained.path("values").get(1).path("value")).isEqualTo(loyalty.path("score"));
        assertThat(rest.pages(
                        ADDRESS + "/explain?field=lifecycle.orders&field=loyalty.score&asOf=2025-12-15&limit=2",
                        "steps"))
                .isEqualTo(steps);
        rest.answer(ADDRESS + "/explain").refused(400, "invalid-request");
        rest.answer(ADDRESS + "/explain?field=stage").refused(400, "invalid-request");
    }

    @Test
    void neither_a_diff_nor_an_explanation_waits_for_timelines_that_are_being_built() throws SQLException {
        try (TestServer server = TestServer.start()) {
            Rest own = new Rest(server);
            new LogWriter(server)
                    .write(
                            fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                            fact(CUSTOMER, "2025-01-10T00:00:00Z", order("O1", "2025-01-10T00:00:00Z")));
            try (Connection connection = server.owner().connect();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate(
                                "update control.projections set position = 0 where projection = 'timeline_v1'"))
                        .isEqualTo(1);
            }
            assertThat(server.bean(Courses.class).replayable()).isZero();
            JsonNode diff = own.get(ADDRESS + "/diff?from=2025-01-05&to=2025-01-15");
            assertThat(diff.path("position").asLong()).isEqualTo(2);
            assertThat(diff.path("steps").size()).isEqualTo(1);
            assertThat(own.get(ADDRESS + "/explain?field=lifecycle.orders&asOf=2025-01-15")
                            .path("values")
                            .get(0)
                            .path("value")
                            .asInt())
                    .isEqualTo(1);
        }
    }
}
