package org.relatum.projection.oracle;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;

/**
 * The facts of many customers, as a log holds them.
 *
 * @param facts in the order of the log: positions are dense and begin with 1; within a stream sequences are dense, begin with 0 and
 *     recordedAt grows strictly; between streams recordedAt is nearly in order only, as commits of one instant are
 */
public record History(List<Recorded<CustomerEvent>> facts) {
    public History {
        facts = List.copyOf(facts);
    }

    /** Each stream, in its own order. */
    public Map<UUID, List<Recorded<CustomerEvent>>> streams() {
        return facts.stream().collect(Collectors.groupingBy(Recorded::stream, LinkedHashMap::new, Collectors.toList()));
    }

    /** The customers, in the order in which they became known. */
    public List<UUID> customers() {
        return List.copyOf(streams().keySet());
    }

    /** When the last fact was recorded. */
    public Instant lastRecordedAt() {
        return facts.stream().map(Recorded::recordedAt).max(Instant::compareTo).orElseThrow();
    }

    /** When the first fact was recorded. */
    public Instant firstRecordedAt() {
        return facts.stream().map(Recorded::recordedAt).min(Instant::compareTo).orElseThrow();
    }

    /** When the earliest fact happened. */
    public Instant firstOccurredAt() {
        return facts.stream().map(Recorded::occurredAt).min(Instant::compareTo).orElseThrow();
    }

    /** When the latest fact happened. */
    public Instant lastOccurredAt() {
        return facts.stream().map(Recorded::occurredAt).max(Instant::compareTo).orElseThrow();
    }
}
