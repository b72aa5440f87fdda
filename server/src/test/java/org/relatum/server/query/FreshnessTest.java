package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** Whoever wrote something reads it. */
class FreshnessTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final Rest rest = new Rest(TestServer.shared());
    private final LogWriter log = new LogWriter(TestServer.shared());
    private final UUID customer = UUID.randomUUID();
    private final String path = "/api/v1/customers/" + customer;

    @Test
    void an_answer_with_minVersion_contains_it_right_after_the_command() {
        log.record(List.of(new Fact(customer, START, registered(customer, START.toString()))), null);
        for (int version = 2; version <= 40; version++) {
            Instant at = START.plusSeconds(version);
            log.record(List.of(new Fact(customer, at, order("O" + version, at))), null);
            for (String resource : new String[] {"", "/lifecycle", "/timeline", "/history", "/lifecycle/explain"}) {
                assertThat(rest.get(path + resource + "?minVersion=" + version)
                                .path("version")
                                .asLong())
                        .as(resource)
                        .isGreaterThanOrEqualTo(version);
            }
        }
    }

    @Test
    void an_answer_with_minPosition_contains_it_right_after_the_command() {
        for (int i = 0; i < 20; i++) {
            UUID next = UUID.randomUUID();
            String country = "X" + i;
            long position = log.record(List.of(new Fact(next, START, registered(next, START.toString()))), null);
            assertThat(rest.get("/api/v1/customers?minPosition=" + position + "&merged=false&limit=500")
                            .path("position")
                            .asLong())
                    .as(country)
                    .isGreaterThanOrEqualTo(position);
            assertThat(rest.get("/api/v1/customers/" + next + "?minPosition=" + position)
                            .path("position")
                            .asLong())
                    .isEqualTo(position);
        }
    }

    @Test
    void it_waits_for_what_is_recorded_a_moment_later() throws Exception {
        log.write(fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")));
        CompletableFuture<Rest.Answer> waiting =
                CompletableFuture.supplyAsync(() -> rest.answer(path + "/lifecycle?minVersion=2"));
        Thread.sleep(700);
        assertThat(waiting).isNotDone();
        log.write(fact(customer, "2025-01-02T00:00:00Z", order("A", "2025-01-02T00:00:00Z")));
        assertThat(waiting.get(4, TimeUnit.SECONDS).ok().json().path("version").asLong())
                .isEqualTo(2);
    }

    @Test
    void what_does_not_come_within_five_seconds_is_answered_as_a_problem() {
        log.write(fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")));
        for (String question : new String[] {
            path + "?minVersion=2", path + "/history?minVersion=2", "/api/v1/customers?minPosition=999999999"
        }) {
            long start = System.nanoTime();
            Rest.Answer answer = rest.answer(question).refused(503, "projection-behind");
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
        }
        rest.answer("/api/v1/customers/" + UUID.randomUUID() + "?minVersion=1").refused(404, "customer-not-found");
    }

    /** Something is due by time and can't be written: a list that tells what was known would tell something else later. */
    @Test
    void a_list_of_what_was_known_waits_until_everybody_is_judged() throws Exception {
        log.write(fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")));
        String row = " where customer = '" + customer + "'";
        String lock = "lock table read.risk_v1 in exclusive mode";
        String list = "/api/v1/risk-flags?knownAt=";
        try (Connection first = TestServer.shared().owner().connect();
                Connection second = TestServer.shared().owner().connect();
                Statement one = first.createStatement();
                Statement two = second.createStatement()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            one.execute(lock);
            // Waits for the lock, and has it before the engine finds what is due.
            CompletableFuture<Void> locked = CompletableFuture.runAsync(() -> {
                try {
                    two.execute(lock);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(300);
            String due;
            try (ResultSet before = one.executeQuery("select next_change_at::text from read.risk_v1" + row)) {
                before.next();
                due = before.getString(1);
            }
            one.execute("update read.risk_v1 set next_change_at = now() - interval '1 hour'" + row);
            first.commit();
            locked.get(5, TimeUnit.SECONDS);
            rest.answer(list + ago(60)).refused(503, "projection-behind");
            rest.answer(list + ago(7_200)).ok();
            two.execute("update read.risk_v1 set next_change_at = " + (due == null ? "null" : "'" + due + "'") + row);
            second.commit();
        }
        rest.answer(list + ago(60)).ok();
    }

    private static Instant ago(long seconds) {
        return Instant.now().minusSeconds(seconds).truncatedTo(ChronoUnit.MICROS);
    }

    @Test
    void a_knownAt_that_is_a_little_ahead_is_now() {
        log.write(fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")));
        JsonNode answer = rest.get(path + "/lifecycle?knownAt=" + ago(-240));
        assertThat(Instant.parse(answer.path("knownAt").asString())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void a_fact_of_a_caller_whose_clock_is_ahead_is_there_at_once() {
        Instant ahead = Instant.now().plus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.MICROS);
        log.write(
                fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")),
                new Fact(customer, Instant.parse("2025-02-01T00:00:00Z"), order("AHEAD", ahead)));
        for (String resource : new String[] {"", "/lifecycle", "/timeline", "/history", "/lifecycle/explain"}) {
            assertThat(rest.get(path + resource).path("version").asLong())
                    .as(resource)
                    .isEqualTo(2);
        }
    }
}
