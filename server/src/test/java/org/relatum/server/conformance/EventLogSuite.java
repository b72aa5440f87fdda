package org.relatum.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;

/** The log of all events in its one order: {@link EventLog}. */
abstract class EventLogSuite {
    abstract EventLog log();

    /** Records some events of streams, in this order and one transaction each; returns when all have a position. */
    abstract void record(List<UUID> streams);

    private List<StoredEvent> all(long after) {
        List<StoredEvent> events = new ArrayList<>();
        long position = after;
        while (true) {
            List<StoredEvent> page = log().read(position, 3);
            if (page.isEmpty()) {
                return events;
            }
            events.addAll(page);
            position = page.getLast().position();
        }
    }

    @Test
    void positions_are_dense_and_in_the_order_of_recording_and_what_was_read_is_read_again() {
        long before = log().head();
        UUID a = UUID.randomUUID();
        UUID b = UUID.randomUUID();
        record(List.of(a, b, a, a, b, a, b));
        List<StoredEvent> events = all(before);
        assertThat(events).extracting(StoredEvent::position).containsExactlyElementsOf(positions(before, 7));
        assertThat(events).extracting(StoredEvent::stream).containsExactly(a, b, a, a, b, a, b);
        assertThat(events).extracting(StoredEvent::sequence).containsExactly(0L, 0L, 1L, 2L, 1L, 3L, 2L);
        assertThat(log().head()).isEqualTo(before + 7);
        record(List.of(a));
        assertThat(all(before).subList(0, 7))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(events);
        assertThat(log().read(log().head(), 10)).isEmpty();
    }

    private static List<Long> positions(long before, int count) {
        List<Long> positions = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            positions.add(before + i);
        }
        return positions;
    }

    @Test
    void streams_come_in_order_from_where_they_are_wanted_up_to_a_position() {
        UUID a = UUID.randomUUID();
        UUID b = UUID.randomUUID();
        long before = log().head();
        record(List.of(a, b, a, b, a, b));
        assertThat(log().streams(Map.of(a, 1L, b, 0L), before + 5))
                .extracting(e -> (e.stream().equals(a) ? "a" : "b") + e.sequence())
                .containsExactlyInAnyOrder("a1", "a2", "b0", "b1");
        List<StoredEvent> own = log().streams(List.of(a), Long.MAX_VALUE);
        assertThat(own).extracting(StoredEvent::sequence).containsExactly(0L, 1L, 2L);
        assertThat(own).extracting(StoredEvent::recordedAt).isSortedAccordingTo(Instant::compareTo);
        assertThat(log().streams(List.of(UUID.randomUUID()), Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void what_was_known_of_a_stream_at_an_instant_is_what_had_been_recorded_by_then() {
        UUID a = UUID.randomUUID();
        record(List.of(a, UUID.randomUUID(), a, a, a));
        List<StoredEvent> own = log().streams(List.of(a), Long.MAX_VALUE);
        for (StoredEvent latest : own) {
            Instant at = latest.recordedAt();
            assertThat(log().known(a, 0, 10, at, Long.MAX_VALUE))
                    .extracting(StoredEvent::eventId)
                    .containsExactlyElementsOf(own.stream()
                            .filter(event -> !event.recordedAt().isAfter(at))
                            .map(StoredEvent::eventId)
                            .toList());
        }
        Instant end = own.getLast().recordedAt();
        assertThat(log().known(a, 0, 10, own.getFirst().recordedAt().minusNanos(1_000), Long.MAX_VALUE))
                .isEmpty();
        assertThat(log().known(a, 1, 2, end, Long.MAX_VALUE))
                .extracting(StoredEvent::sequence)
                .containsExactly(1L, 2L);
        assertThat(log().known(a, 0, 10, end, own.get(2).position()))
                .extracting(StoredEvent::sequence)
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void whoever_waits_is_woken_by_the_next_event_and_not_before() throws Exception {
        long head = log().head();
        assertThat(log().awaitBeyond(head, Duration.ofMillis(50))).isFalse();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return log().awaitBeyond(head, Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        record(List.of(UUID.randomUUID()));
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(log().head()).isEqualTo(head + 1);
    }
}
