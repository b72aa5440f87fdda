package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.order;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** Pages are pieces of one answer, whatever is recorded while they are read. */
class PagingTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final Rest rest = new Rest(TestServer.shared());
    private final LogWriter log = new LogWriter(TestServer.shared());
    private final UUID customer = UUID.randomUUID();

    @Test
    void pages_of_a_timeline_and_of_a_history_are_one_answer_while_facts_come_in() throws Exception {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(customer, START, LogWriter.registered(customer, START.toString())));
        for (int i = 1; i <= 60; i++) {
            // Three orders share each instant: the order of entries must not depend on the time alone.
            facts.add(new Fact(customer, START.plusSeconds(i), order("O" + i, START.plus(Duration.ofDays(i / 3)))));
        }
        log.awaitRead(log.record(facts, null));

        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                // Late and new ones, before and behind every page.
                Instant at = START.plus(Duration.ofHours(i * 7L % 700));
                log.record(
                        List.of(new Fact(
                                customer, START.plus(Duration.ofDays(100)).plusSeconds(i), order("N" + i, at))),
                        null);
                // One customer's late facts are folded again each time: not more of them than the engine keeps up with.
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                List<JsonNode> timeline = rest.pages("/api/v1/customers/" + customer + "/timeline?limit=7", "entries");
                assertThat(timeline).doesNotHaveDuplicates();
                assertThat(timeline.stream()
                                .filter(e -> e.path("subject").asString("").startsWith("O")))
                        .hasSize(60);
                assertThat(timeline)
                        .isSortedAccordingTo((a, b) -> b.path("occurredAt")
                                .asString()
                                .compareTo(a.path("occurredAt").asString()));
                long last = timeline.stream()
                        .mapToLong(e -> e.path("position").asLong())
                        .max()
                        .orElseThrow();
                assertThat(timeline).hasSize(recordedUpTo(last));

                List<JsonNode> history = rest.pages("/api/v1/customers/" + customer + "/history?limit=13", "events");
                for (int i = 0; i < history.size(); i++) {
                    assertThat(history.get(i).path("sequence").asInt()).isEqualTo(i);
                }
                assertThat(history).hasSizeGreaterThanOrEqualTo(61);
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private int recordedUpTo(long position) {
        return (int)
                rest
                        .answer("/api/v1/customers/" + customer + "/history", "Accept", "application/x-ndjson")
                        .ok()
                        .lines()
                        .stream()
                        .filter(e -> e.path("position").asLong() <= position)
                        .count();
    }

    @Test
    void every_customer_of_a_list_comes_once_though_others_are_added() {
        String segment = "paging-" + customer;
        List<UUID> customers = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            customers.add(classified(segment));
        }
        String path = "/api/v1/customers?segment=" + segment + "&limit=4";
        List<String> seen = new ArrayList<>();
        JsonNode page = rest.get(path);
        while (true) {
            page.path("items").forEach(item -> seen.add(item.path("customerId").asString()));
            if (page.path("next").isNull()) {
                break;
            }
            classified(segment);
            page = rest.get(path + "&cursor=" + page.path("next").asString());
        }
        assertThat(seen).doesNotHaveDuplicates().isSorted();
        assertThat(seen).containsAll(customers.stream().map(UUID::toString).toList());
    }

    private UUID classified(String segment) {
        UUID id = UUID.randomUUID();
        log.write(
                new Fact(id, START, LogWriter.registered(id, START.toString())),
                new Fact(id, START.plusSeconds(1), new CustomerClassified(START, segment, null)));
        return id;
    }

    @Test
    void a_cursor_is_good_for_its_own_question_only() {
        log.awaitRead(log.record(
                List.of(
                        new Fact(customer, START, LogWriter.registered(customer, START.toString())),
                        new Fact(customer, START.plusSeconds(1), order("A", START)),
                        new Fact(customer, START.plusSeconds(2), order("B", START))),
                null));
        String path = "/api/v1/customers/" + customer;
        String cursor = rest.get(path + "/timeline?limit=1").path("next").asString();
        rest.answer(path + "/timeline?limit=2&cursor=" + cursor).ok();
        rest.answer(path + "/timeline?limit=1&category=SALES&cursor=" + cursor).refused(400, "invalid-request");
        rest.answer(path + "/history?limit=1&cursor=" + cursor).refused(400, "invalid-request");
        rest.answer("/api/v1/customers?cursor=" + cursor).refused(400, "invalid-request");
        for (int i = 0; i < cursor.length(); i += 5) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            Rest.Answer answer = rest.answer(path + "/timeline?limit=1&cursor=" + changed);
            assertThat(answer.status()).as(changed).isEqualTo(400);
        }
    }
}
