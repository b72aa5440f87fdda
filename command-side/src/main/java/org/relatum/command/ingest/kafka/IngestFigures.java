package org.relatum.command.ingest.kafka;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;

/** What a node has done with what came in, since it was started. Safe for concurrent use. */
public final class IngestFigures {
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicReference<String> waitingFor = new AtomicReference<>("");
    private volatile Map<TopicPartition, Long> lag = Map.of();

    IngestFigures() {}

    /** Messages that became facts. */
    public long accepted() {
        return accepted.get();
    }

    /** Messages that had become facts before. */
    public long repeated() {
        return repeated.get();
    }

    /** Messages that became dead letters. */
    public long dead() {
        return dead.get();
    }

    /** Why messages wait; empty: they don't. */
    public String waitingFor() {
        return waitingFor.get();
    }

    /** Messages that are not taken yet, of each partition that this node takes from. */
    public Map<TopicPartition, Long> lag() {
        return lag;
    }

    void accepted(boolean again) {
        (again ? repeated : accepted).incrementAndGet();
    }

    void dead(int letters) {
        dead.addAndGet(letters);
    }

    /** Returns whether this was not known. */
    boolean waiting(String reason) {
        return !waitingFor.getAndSet(reason).equals(reason);
    }

    void going() {
        waitingFor.set("");
    }

    void lag(Map<TopicPartition, Long> now) {
        lag = Map.copyOf(now);
    }
}
