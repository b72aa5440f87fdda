package org.relatum.query.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.store.postgres.Sequencer;

/** How much there is and how far everything is. Safe for concurrent use. */
public final class Figures {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final StoreFigures.Source source;
    private final Sequencer sequencer;
    private final List<LiveEngine> engines;
    private final Clock clock;
    private @Nullable StoreFigures last;
    private long lastReadAt;

    public Figures(StoreFigures.Source source, Sequencer sequencer, List<LiveEngine> engines, Clock clock) {
        this.source = source;
        this.sequencer = sequencer;
        this.engines = List.copyOf(engines);
        this.clock = clock;
    }

    /** The figures of this moment. */
    public StoreFigures now() {
        return source.read();
    }

    /** The figures of the last two seconds, for those who ask often. */
    public synchronized StoreFigures recent() {
        StoreFigures figures = last;
        if (figures == null || System.nanoTime() - lastReadAt > FRESH.toNanos()) {
            figures = source.read();
            last = figures;
            lastReadAt = System.nanoTime();
        }
        return figures;
    }

    /** Whether positions are given and read models are kept up to date. */
    public boolean isRunning() {
        return isSequencerRunning() && isEngineRunning();
    }

    boolean isSequencerRunning() {
        return sequencer.isRunning();
    }

    boolean isEngineRunning() {
        return engines.stream().allMatch(LiveEngine::isRunning);
    }

    /** Of how many stores this node is the one that writes the read models. */
    long leading() {
        return engines.stream().filter(LiveEngine::isLeading).count();
    }

    /** How long ago the first event was recorded that a read model does not contain. */
    Duration lag(StoreFigures.Table table) {
        return since(table.behindSince());
    }

    /** How long ago the first event was recorded that has no position yet. */
    Duration unsequencedFor(StoreFigures figures) {
        return since(figures.unsequencedSince());
    }

    private Duration since(@Nullable Instant since) {
        Duration lag = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    /** Number of events that a read model does not contain. */
    static long missing(StoreFigures figures, StoreFigures.Table table) {
        return Math.max(0, figures.head() - table.position());
    }
}
