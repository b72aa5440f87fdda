package org.relatum.server.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.Command;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.PartyKind;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.ReadModels;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import tools.jackson.databind.JsonNode;

/** A policy that comes into force judges everybody anew, at its instant, also those with whom nothing happens. */
class NewPolicyTest {
    private static final int CUSTOMERS = 40;
    private static final String STRICTER = PolicyReader.shippedText(PolicyKind.LIFECYCLE)
            .replace("minimum_silence: 60d, cadence_factor: 2.0", "minimum_silence: 10d, cadence_factor: 0.5");

    @Test
    void rows_and_intervals_follow_a_policy_from_the_instant_it_comes_into_force() throws Exception {
        try (TestServer server = TestServer.start()) {
            Instant ordered = Instant.now().minus(70, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
            for (int i = 0; i < CUSTOMERS; i++) {
                UUID customer = accepted(server, null, register(ordered)).stream();
                accepted(server, customer, order(ordered));
            }
            await(server, "select count(*) from bi.lifecycle where stage = 'ACTIVE'", CUSTOMERS);

            Instant at = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MICROS);
            publish(server, STRICTER, at);
            await(server, "select count(*) from bi.lifecycle where stage = 'AT_RISK'", CUSTOMERS);
            assertThat(number(
                            server,
                            "select count(*) from bi.scd_lifecycle where stage = 'AT_RISK' and valid_from = '" + at
                                    + "'"))
                    .isEqualTo(CUSTOMERS);
            assertThat(number(
                            server,
                            "select count(*) from bi.scd_lifecycle where stage = 'ACTIVE' and valid_to = '" + at + "'"))
                    .isEqualTo(CUSTOMERS);
            List<Check.Difference> differences = new ArrayList<>();
            server.bean(Check.class).run(differences::add, customers -> {});
            assertThat(differences).isEmpty();
        }
    }

    /** Somebody else holds on to one row, so that judging everybody anew stops there and its progress is seen. */
    @Test
    void it_is_seen_how_many_customers_are_judged_anew() throws Exception {
        try (TestServer server = TestServer.start(Map.of("relatum.projection.batch-size", "5"))) {
            Rest rest = new Rest(server);
            Instant ordered = Instant.now().minus(70, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
            for (int i = 0; i < CUSTOMERS; i++) {
                UUID customer = accepted(server, null, register(ordered)).stream();
                accepted(server, customer, order(ordered));
            }
            await(server, "select count(*) from bi.lifecycle where stage = 'ACTIVE'", CUSTOMERS);
            assertThat(rendering(rest, "lifecycle").isNull()).isTrue();

            Instant at = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MICROS);
            publish(server, STRICTER, at);
            try (Connection other = server.owner().connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                String rows = "read." + ReadModels.LIFECYCLE.table();
                statement.execute("select from " + rows + " where customer = (select customer from " + rows
                        + " order by customer offset 17 limit 1) for update");
                await(server, "select count(*) from bi.lifecycle where stage = 'AT_RISK'", 15);
                JsonNode rendering = rendering(rest, "lifecycle");
                assertThat(rendering.path("effectiveFrom").asString()).isEqualTo(at.toString());
                assertThat(rendering.path("customers").asInt()).isEqualTo(15);
                assertThat(rendering.path("of").asInt()).isEqualTo(CUSTOMERS);
                for (String unconcerned : List.of("profile", "commitments", "cases", "loyalty", "timeline")) {
                    assertThat(rendering(rest, unconcerned).isNull())
                            .as(unconcerned)
                            .isTrue();
                }
                other.rollback();
            }
            await(server, "select count(*) from bi.lifecycle where stage = 'AT_RISK'", CUSTOMERS);
            await(server, "select count(*) from control.projections where rendering_at is not null", 0);
            assertThat(rendering(rest, "lifecycle").isNull()).isTrue();
        }
    }

    private static JsonNode rendering(Rest rest, String projection) {
        return rest.get("/api/v1/status")
                .path("projections")
                .valueStream()
                .filter(p -> p.path("name").asString().equals(projection))
                .findFirst()
                .orElseThrow()
                .path("rendering");
    }

    /** An identifier may hold whatever a caller puts in it; it names an interval, and that is read again. */
    @Test
    void names_with_line_breaks_stop_nobody() throws Exception {
        try (TestServer server = TestServer.start()) {
            Instant at = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
            UUID customer = accepted(server, null, register(at)).stream();
            for (String name : List.of("a\nb", "50%0A", "%")) {
                accepted(
                        server,
                        customer,
                        new OpenCase(at, name, CaseKind.ENQUIRY, "delivery", CaseSeverity.LOW, null, null, null, null));
            }
            await(server, "select count(*) from bi.scd_cases where valid_to = 'infinity'", 3);
            List<Check.Difference> differences = new ArrayList<>();
            server.bean(Check.class).run(differences::add, customers -> {});
            assertThat(differences).isEmpty();
        }
    }

    private static RegisterCustomer register(Instant at) {
        return new RegisterCustomer(at, PartyKind.PERSON, null, null, null, null, List.of(), List.of());
    }

    private static PlaceOrder order(Instant at) {
        OrderLineInput tea = new OrderLineInput(null, "Tea", "food", BigDecimal.TWO, new BigDecimal("9.50"));
        return new PlaceOrder(at, "O-1", "USD", null, List.of(tea), "web");
    }

    private static Accepted accepted(TestServer server, @Nullable UUID customer, Command command) {
        return (Accepted) server.bean(CommandService.class).execute(customer, command, Issuance.by("test"));
    }

    private static void publish(TestServer server, String text, Instant from) throws IOException, InterruptedException {
        HttpRequest request = Keys.request(
                        URI.create(server.url() + "/api/v1/policies/lifecycle?effectiveFrom=" + from),
                        Keys.of(server.service()))
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    private static void await(TestServer server, String query, long expected) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (number(server, query) != expected && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
        assertThat(number(server, query)).isEqualTo(expected);
    }

    private static long number(TestServer server, String query) throws Exception {
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
