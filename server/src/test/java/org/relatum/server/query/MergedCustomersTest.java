package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.projection.engine.Memberships;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** A duplicate with two orders is merged on 1 April into a survivor with one; on 1 June the merge is undone. */
class MergedCustomersTest {
    private static final UUID SURVIVOR = UUID.randomUUID();
    private static final UUID DUPLICATE = UUID.randomUUID();
    private static final Rest rest = new Rest(TestServer.shared());

    @BeforeAll
    static void two_become_one_and_two_again() {
        LogWriter log = new LogWriter(TestServer.shared());
        log.write(
                fact(SURVIVOR, "2025-01-01T00:00:00Z", registered(SURVIVOR, "2025-01-01T00:00:00Z", "Ada")),
                fact(DUPLICATE, "2025-01-02T00:00:00Z", registered(DUPLICATE, "2025-01-02T00:00:00Z", "A. Example")),
                fact(DUPLICATE, "2025-02-01T00:00:00Z", order("D1", "2025-02-01T00:00:00Z")),
                fact(SURVIVOR, "2025-03-01T00:00:00Z", order("S1", "2025-03-01T00:00:00Z")),
                fact(DUPLICATE, "2025-03-15T00:00:00Z", order("D2", "2025-03-15T00:00:00Z")));
        Instant merge = Instant.parse("2025-04-01T00:00:00Z");
        log.write(
                fact(SURVIVOR, "2025-04-01T00:00:00Z", new CustomerAbsorbed(merge, DUPLICATE, 2, null)),
                fact(DUPLICATE, "2025-04-01T00:00:00Z", new CustomerMerged(merge, SURVIVOR)));
        Instant undo = Instant.parse("2025-06-01T00:00:00Z");
        log.write(
                fact(SURVIVOR, "2025-06-01T00:00:00Z", new AbsorptionUndone(undo, DUPLICATE, null)),
                fact(DUPLICATE, "2025-06-01T00:00:00Z", new MergeUndone(undo, SURVIVOR)));
    }

    @ParameterizedTest(name = "as of {0}, known at {1}: survivor {2}, duplicate {3}")
    @CsvSource({
        // before the merge
        "2025-03-20, 2025-03-20, S1, D2 D1",
        // while it holds; the past before it stays two
        "2025-05-01, 2025-05-01, D2 S1 D1, D2 D1",
        "2025-03-20, 2025-05-01, S1, D2 D1",
        // asked for later about the time while it held
        "2025-05-01, 2025-07-01, D2 S1 D1, D2 D1",
        // once it is undone
        "2025-07-01, 2025-07-01, S1, D2 D1",
        // about later, by what was known while it held
        "2025-07-01, 2025-05-01, D2 S1 D1, D2 D1",
    })
    void the_orders_that_count_are_those_of_the_streams_that_belong_together(
            String asOf, String knownAt, String ofSurvivor, String ofDuplicate) {
        String when = "?asOf=" + asOf + "&knownAt=" + knownAt;
        assertThat(orders(SURVIVOR, when)).isEqualTo(ofSurvivor);
        assertThat(orders(DUPLICATE, when)).isEqualTo(ofDuplicate);
        int count = ofSurvivor.split(" ").length;
        assertThat(rest.get("/api/v1/customers/" + SURVIVOR + when)
                        .path("sales")
                        .path("orders")
                        .asInt())
                .isEqualTo(count);
        assertThat(rest.get("/api/v1/customers/" + SURVIVOR + "/lifecycle" + when)
                        .path("orders")
                        .asInt())
                .isEqualTo(count);
        assertThat(rest.get("/api/v1/customers/" + SURVIVOR + "/history" + when + "&types=order.placed")
                        .path("events")
                        .size())
                .isEqualTo(count);
    }

    private static String orders(UUID customer, String when) {
        List<String> orders = new ArrayList<>();
        rest.get("/api/v1/customers/" + customer + "/timeline" + when + "&type=order.placed")
                .path("entries")
                .forEach(e -> orders.add(e.path("subject").asString()));
        return String.join(" ", orders);
    }

    @Test
    void the_index_of_merges_has_every_kind_of_event_that_is_looked_up_by_it() throws Exception {
        try (Connection connection = TestServer.shared().pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select distinct m[1] from pg_index, regexp_matches(pg_get_expr(indpred, indrelid),"
                                + " '''([a-z.-]+)''', 'g') m where indexrelid = 'log.events_memberships'::regclass");
                ResultSet row = query.executeQuery()) {
            Set<String> types = new HashSet<>();
            while (row.next()) {
                types.add(row.getString(1));
            }
            assertThat(types).isEqualTo(Memberships.TYPES);
        }
    }

    @Test
    void a_merged_customer_still_answers_and_points_to_its_survivor() {
        String when = "?asOf=2025-05-01&knownAt=2025-05-01";
        for (String resource : new String[] {"", "/lifecycle", "/lifecycle/explain", "/timeline", "/history"}) {
            Rest.Answer answer = rest.answer("/api/v1/customers/" + DUPLICATE + resource + when)
                    .ok();
            assertThat(answer.header("link"))
                    .as(resource)
                    .isEqualTo("</api/v1/customers/" + SURVIVOR + ">; rel=\"canonical\"");
        }
        JsonNode lifecycle = rest.get("/api/v1/customers/" + DUPLICATE + "/lifecycle" + when);
        assertThat(lifecycle.path("stage").asString()).isEqualTo("MERGED");
        assertThat(lifecycle.path("survivor").asString()).isEqualTo(SURVIVOR.toString());
        JsonNode customer = rest.get("/api/v1/customers/" + DUPLICATE + when);
        assertThat(customer.path("lifecycle").path("stage").asString()).isEqualTo("MERGED");
        assertThat(customer.path("survivor").asString()).isEqualTo(SURVIVOR.toString());
        assertThat(customer.path("profile").path("name").asString()).isEqualTo("A. Example");
        assertThat(rest.get("/api/v1/customers/" + SURVIVOR + when)
                        .path("absorbed")
                        .toString())
                .isEqualTo("[\"" + DUPLICATE + "\"]");
    }

    @Test
    void undone_it_stands_on_its_own_again() {
        Rest.Answer answer = rest.answer("/api/v1/customers/" + DUPLICATE).ok();
        assertThat(answer.header("link")).isEmpty();
        assertThat(answer.json().path("survivor").isNull()).isTrue();
        assertThat(answer.json().path("sales").path("orders").asInt()).isEqualTo(2);
    }

    @Test
    void the_explanation_names_the_merge_and_adds_up() {
        JsonNode explanation =
                rest.get("/api/v1/customers/" + SURVIVOR + "/lifecycle/explain?asOf=2025-05-01&knownAt=2025-05-01");
        JsonNode last = explanation.path("steps").get(explanation.path("steps").size() - 1);
        assertThat(last.path("event").path("type").asString()).isEqualTo("customer.absorbed");
        assertThat(last.path("orders").asInt()).isEqualTo(3);
        assertThat(last.path("sentence").asString()).contains("Customer " + DUPLICATE + " was merged into this one");
        assertThat(last.path("after")).isEqualTo(explanation.path("result"));
    }
}
