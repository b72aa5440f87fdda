package org.relatum.server.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;

/** The least that keeps to what a log has to: the suite asks for nothing that only a server has. */
class MemoryEventLogTest extends EventLogSuite {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final MemoryEventLog log = new MemoryEventLog();

    @Override
    EventLog log() {
        return log;
    }

    @Override
    void record(List<UUID> streams) {
        streams.forEach(log::append);
    }

    private static final class MemoryEventLog implements EventLog {
        private final List<StoredEvent> events = new ArrayList<>();

        synchronized void append(UUID stream) {
            events.add(new StoredEvent(
                    events.size() + 1L,
                    "customer",
                    stream,
                    events.stream().filter(e -> e.stream().equals(stream)).count(),
                    UUID.randomUUID(),
                    "customer.registered",
                    1,
                    Instant.now(),
                    NOTHING,
                    NOTHING));
            notifyAll();
        }

        @Override
        public synchronized long head() {
            return events.size();
        }

        @Override
        public synchronized List<StoredEvent> read(long after, int limit) {
            return events.stream()
                    .filter(e -> e.position() > after)
                    .limit(limit)
                    .toList();
        }

        @Override
        public synchronized List<StoredEvent> streams(Map<UUID, Long> from, long upTo) {
            return events.stream()
                    .filter(e -> e.position() <= upTo && e.sequence() >= from.getOrDefault(e.stream(), Long.MAX_VALUE))
                    .toList();
        }

        @Override
        public synchronized List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo) {
            return streams(Map.of(stream, from), upTo).stream()
                    .limit(limit)
                    .filter(e -> !e.recordedAt().isAfter(knownAt))
                    .toList();
        }

        @Override
        public synchronized boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            while (head() <= position) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }
}
