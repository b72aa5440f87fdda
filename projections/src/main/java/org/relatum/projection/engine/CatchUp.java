package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.relatum.projection.reference.ReferenceSource;

/**
 * Brings tables that are not served to a later position of the log, by the steps of the live engine. For one thread at a time.
 */
public final class CatchUp {
    private final ProjectionStore.Writer writer;
    private final EventLog log;
    private final EventDecoder decoder;
    private final ReferenceSource references;
    private final Clock clock;
    private final int batchSize;
    private final List<TablePass> passes;

    /** @param tables that are caught up */
    public CatchUp(
            ProjectionStore.Writer writer,
            EventLog log,
            EventDecoder decoder,
            ReferenceSource references,
            ZoneId zone,
            Clock clock,
            int batchSize,
            Set<String> tables) {
        this.writer = writer;
        this.log = log;
        this.decoder = decoder;
        this.references = references;
        this.clock = clock;
        this.batchSize = batchSize;
        this.passes = TablePass.all(writer, references, decoder, zone, clock, batchSize, tables);
    }

    /** Up to where all tables contain the log. */
    public long position() {
        return passes.stream().mapToLong(TablePass::position).min().orElse(0);
    }

    /** Takes one more batch in, of events up to a position. Returns how many there were. */
    public int step(long upTo) {
        long after = position();
        List<StoredEvent> events = log.read(after, (int) Math.min(batchSize, upTo - after));
        if (events.isEmpty()) {
            return 0;
        }
        Batch batch = Batch.of(events, decoder);
        writer.await();
        if (batch.references()) {
            passes.forEach(pass -> pass.reference(references.including(batch.last())));
        }
        TablePass.fold(passes, batch, writer);
        commit();
        return events.size();
    }

    /** Decides what came by time or into force meanwhile. */
    public void settle() {
        Instant now = clock.instant();
        writer.await();
        for (TablePass pass : passes) {
            while (!pass.nextRendering().isAfter(now)) {
                pass.render(System.nanoTime(), judged -> commit());
            }
            while (pass.settle(now) > 0) {
                commit();
            }
        }
    }

    private void commit() {
        writer.commit(() -> {});
        writer.await();
    }
}
