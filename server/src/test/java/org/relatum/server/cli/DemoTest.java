package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.access.Role;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.SimulatedClock;
import org.relatum.server.demo.Company;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The commands against the real service, each of which starts and stops it. */
class DemoTest {

    private static final Pattern ADDRESS = Pattern.compile("'(http://[^']+)'");

    private static final Pattern KEY = Pattern.compile("-H 'Authorization: Bearer (rlt_[A-Za-z0-9_-]{43})'");

    @TempDir
    Path directory;

    @Test
    void a_made_up_company_goes_through_the_commands_is_made_once_and_checks_out() throws Exception {
        String demo = directory.resolve("demo").toString();
        JsonNode first = json("demo", "--customers", "20", "--port", "0", "--data-dir", demo, "--exit", "--json");
        // Of two customers a second record was made by mistake.
        assertThat(first.path("status").path("customers").asInt()).isEqualTo(22);
        assertThat(first.path("examples").size()).isEqualTo(6);
        assertThat(directory.resolve("demo/server.json")).doesNotExist();

        long facts;
        try (RelatumService service = RelatumService.start(new RelatumService.Options(Path.of(demo), 0))) {
            facts = facts(service);
            JsonNode marker = JsonMapper.shared().readTree(Files.readString(Path.of(demo, "demo.json")));
            String auditor = first.path("keys").path("auditor").asString();
            for (Examples.Example example : Examples.of(marker, new ApiClient(service.url(), auditor))) {
                shows_what_it_says(example);
            }
        }

        JsonNode again = json("demo", "--port", "0", "--data-dir", demo, "--exit", "--json");
        assertThat(again.path("keys")).isEqualTo(first.path("keys"));
        try (RelatumService service = RelatumService.start(new RelatumService.Options(Path.of(demo), 0))) {
            assertThat(facts(service)).isEqualTo(facts);
        }

        JsonNode check = json("check", "--data-dir", demo, "--json");
        assertThat(check.path("summary").path("customers").asInt()).isEqualTo(22);
        assertThat(check.path("differences").isEmpty()).isTrue();
    }

    @Test
    void the_same_seed_makes_the_same_events_with_the_same_instants() {
        Map<String, List<String>> one = histories("one");
        Map<String, List<String>> another = histories("another");
        assertThat(one).hasSize(3);
        assertThat(another.keySet()).isEqualTo(one.keySet());
        one.forEach((customer, events) -> assertThat(another.get(customer)).containsExactlyElementsOf(events));
    }

    @Test
    void a_directory_with_something_else_in_it_is_left_alone() throws IOException {
        Path mine = Files.writeString(directory.resolve("mine"), "precious");
        assertThat(Relatum.run("demo", "--port", "0", "--data-dir", directory.toString(), "--exit"))
                .isEqualTo(1);
        assertThat(mine).hasContent("precious");
    }

    @Test
    void a_present_ahead_is_refused() {
        assertThat(Relatum.run("demo", "--present", "2999-01-01", "--data-dir", directory.toString(), "--exit"))
                .isEqualTo(1);
    }

    /** What the example's requests answer is worth being looked at. */
    private static void shows_what_it_says(Examples.Example example) throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        for (var address = ADDRESS.matcher(example.curl()); address.find(); ) {
            answers.add(get(address.group(1), example.curl()));
        }
        JsonNode first = answers.getFirst();
        JsonNode last = answers.getLast();
        switch (example.key()) {
            case "number" -> {
                double sum = -first.path("penalty").path("points").asDouble();
                for (JsonNode part : first.path("parts")) {
                    double points = part.path("contribution").asDouble();
                    sum += points;
                    boolean neutral =
                            part.path("raw").isNull() || part.path("raw").asDouble() == 0;
                    assertThat(points == 0 || neutral || !part.path("evidence").isEmpty())
                            .as("%s", part)
                            .isTrue();
                }
                assertThat(first.path("score").asDouble()).isCloseTo(sum, within(1e-9));
                assertThat(example.title()).contains("%.1f".formatted(sum));
            }
            case "known" -> {
                assertThat(first.path("asOf")).isEqualTo(last.path("asOf"));
                assertThat(first.path("stage").asString()).isEqualTo("LOST");
                assertThat(last.path("stage").asString()).isEqualTo("AT_RISK");
                assertThat(example.title()).contains("As known then: LOST. As known today: AT_RISK");
            }
            case "policy" -> {
                assertThat(first.path("flags").isEmpty()).isTrue();
                assertThat(first.path("policyVersion").asInt()).isEqualTo(0);
                assertThat(last.path("policyVersion").asInt()).isEqualTo(1);
                assertThat(last.path("flags").path(0).path("flag").asString()).isEqualTo("inactivity");
                assertThat(first.path("version")).isEqualTo(last.path("version"));
            }
            case "undone" -> {
                int before = first.path("orders").asInt();
                int merged = answers.get(1).path("orders").asInt();
                int after = last.path("orders").asInt();
                assertThat(merged).isGreaterThan(after);
                assertThat(after).isBetween(before, merged - 1);
                assertThat(example.title())
                        .contains("%d orders before, %d as one, %d of his own after".formatted(before, merged, after));
            }
            case "ahead" -> {
                assertThat(last.path("stage")).isNotEqualTo(first.path("stage"));
                assertThat(last.path("since").asString())
                        .isEqualTo(last.path("asOf").asString());
            }
            case "restated" -> {
                assertThat(last.path("period")).isEqualTo(first.path("period"));
                assertThat(netRevenue(last)).isGreaterThan(netRevenue(first));
                assertThat(example.title())
                        .contains(String.format(Locale.ROOT, "%.2f as known today", netRevenue(last)));
            }
            default -> throw new AssertionError("what does " + example.key() + " show?");
        }
    }

    /** How many events there are besides those about who looked at them. */
    private static long facts(RelatumService service) {
        Long count = service.application()
                .getBean(JdbcTemplate.class)
                .queryForObject("select count(*) from log.events where stream_type <> 'access'", Long.class);
        return count == null ? 0 : count;
    }

    private static double netRevenue(JsonNode scorecard) {
        for (JsonNode figure : scorecard.path("kpis")) {
            if (figure.path("kpi").asString("").equals("net_revenue")) {
                return figure.path("value").asDouble();
            }
        }
        throw new AssertionError("no net revenue");
    }

    /** Every event of every customer of a small company: what happened, when, and when it was recorded. */
    private Map<String, List<String>> histories(String name) {
        Company company = Company.imagine(3, 3, LocalDate.parse("2026-06-30"));
        Map<String, List<String>> histories = new TreeMap<>();
        try (RelatumService service = RelatumService.start(new RelatumService.Options(
                directory.resolve(name),
                0,
                null,
                Map.of(),
                Map.of("relatum.simulated-from", company.steps().getFirst().at().toString())))) {
            ApiClient api = new ApiClient(service.url(), service.makeKey("demo", EnumSet.allOf(Role.class)));
            SimulatedClock clock = (SimulatedClock) service.application().getBean(Clock.class);
            Map<String, String> ids = Rehearsal.play(company, 3, api, clock, new Progress("commands"));
            for (Company.Known customer : company.customers()) {
                List<String> events = new ArrayList<>();
                for (JsonNode event : api.get("/api/v1/customers/" + ids.get(customer.name()) + "/history?limit=500")
                        .path("events")) {
                    // Made with a secret of the store, as claims are meant to be.
                    ((ObjectNode) event.path("data")).remove("claim");
                    events.add(List.of(
                                    event.path("type"),
                                    event.path("occurredAt"),
                                    event.path("recordedAt"),
                                    event.path("data"))
                            .toString());
                }
                histories.put(ids.get(customer.name()), events);
            }
        }
        return histories;
    }

    /** With the key that the printed line says. */
    private static JsonNode get(String address, String curl) throws IOException, InterruptedException {
        var key = KEY.matcher(curl);
        assertThat(key.find()).as(curl).isTrue();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(Keys.request(URI.create(address), key.group(1)).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body());
        }
    }

    private static JsonNode json(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(Relatum.run(arguments)).isEqualTo(0);
        } finally {
            System.setOut(out);
        }
        return JsonMapper.shared().readTree(captured.toString(StandardCharsets.UTF_8));
    }
}
