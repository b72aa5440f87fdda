package org.relatum.query.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.StoredEvent;

/** Events in hand, as a log that nothing is added to. */
final class ListedLog implements EventLog {
    private final List<StoredEvent> events;
    private final Map<UUID, List<StoredEvent>> byStream;

    ListedLog(List<StoredEvent> events) {
        this.events = events.stream()
                .sorted(Comparator.comparingLong(StoredEvent::position))
                .toList();
        this.byStream = events.stream()
                .sorted(Comparator.comparingLong(StoredEvent::sequence))
                .collect(Collectors.groupingBy(StoredEvent::stream));
    }

    /** The highest sequence that there is of a stream; -1 when there is none. */
    long last(UUID stream) {
        return byStream.getOrDefault(stream, List.of()).stream()
                .mapToLong(StoredEvent::sequence)
                .max()
                .orElse(-1);
    }

    @Override
    public long head() {
        return events.isEmpty() ? 0 : events.getLast().position();
    }

    @Override
    public List<StoredEvent> read(long after, int limit) {
        return events.stream()
                .filter(event -> event.position() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public List<StoredEvent> streams(Map<UUID, Long> from, long upTo) {
        return from.entrySet().stream()
                .flatMap(wanted -> from(wanted.getKey(), wanted.getValue(), upTo))
                .toList();
    }

    @Override
    public List<StoredEvent> known(UUID stream, long from, int limit, Instant knownAt, long upTo) {
        return from(stream, from, upTo)
                .limit(limit)
                .filter(event -> !event.recordedAt().isAfter(knownAt))
                .toList();
    }

    private Stream<StoredEvent> from(UUID stream, long from, long upTo) {
        return byStream.getOrDefault(stream, List.of()).stream()
                .filter(event -> event.sequence() >= from && event.position() <= upTo);
    }

    @Override
    public boolean awaitBeyond(long position, Duration timeout) {
        return head() > position;
    }
}
