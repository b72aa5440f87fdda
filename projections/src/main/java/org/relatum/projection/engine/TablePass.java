package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.timeline.TimelineEntry;

/** What is kept up to date in one pass of the live engine over the log, and in tables of its own. */
interface TablePass {
    /**
     * All that a writer keeps up to date.
     *
     * @param tables that it serves; others are left aside
     */
    static List<TablePass> all(
            ProjectionStore.Writer writer,
            ReferenceSource references,
            EventDecoder decoder,
            ZoneId zone,
            Clock clock,
            int batchSize,
            Set<String> tables) {
        ReferenceTimeline known = references.including(
                tables.stream().mapToLong(writer::position).max().orElse(0));
        List<TablePass> all = new ArrayList<>();
        for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
            if (tables.contains(model.table())) {
                all.add(new ModelPass<>(model, known, writer, decoder, clock, batchSize));
            }
        }
        if (tables.contains(KpiRow.TABLE)) {
            all.add(new KpiPass(known, writer, decoder, zone, clock));
        }
        if (tables.contains(TimelineEntry.TABLE)) {
            all.add(new TimelinePass(writer, decoder, clock));
        }
        return all;
    }

    /** Has all take a batch in, first what need not wait until the batch before is written. */
    static void fold(List<TablePass> passes, Batch batch, ProjectionStore.Writer writer) {
        List<Runnable> rest = new ArrayList<>();
        for (TablePass pass : passes) {
            Runnable left = pass.fold(batch);
            if (left != null) {
                rest.add(left);
            }
        }
        if (!rest.isEmpty()) {
            writer.await();
            rest.forEach(Runnable::run);
        }
    }

    /** The table by which positions and parked customers are known. */
    String table();

    /** Position up to which it contains the log. */
    long position();

    /**
     * Takes a batch in, unless it contains it already. The batch before may still be on its way to the database.
     *
     * @return what is left to do once that is written, null when nothing: taking in customers whose facts don't continue their history
     */
    @Nullable
    Runnable fold(Batch batch);

    /** When the next change by time is due at the earliest. */
    Instant nextDue();

    /**
     * Writes what changed by time alone. Returns how many customers were due. While something is on its way to the database, some that are due may be left
     * for the next time.
     */
    int settle(Instant now);

    /** Judges by another timeline from now on. */
    void reference(ReferenceTimeline newTimeline);

    /** When the rows have to be judged anew next, because something else comes into force; the end of time when never. */
    Instant nextRendering();

    /**
     * Judges rows by what comes into force at {@link #nextRendering}, which is due: some, and more until {@link System#nanoTime} reaches
     * {@code end}. Writes only those that change then, or that change by time earlier than they say: the others say when at the latest
     * they have to be looked at again.
     *
     * @param done is told how many were judged, again and again, and sends what was written
     */
    void render(long end, IntConsumer done);

    /** Whether a change by time comes before another; null is never. */
    static boolean isEarlier(@Nullable Instant a, @Nullable Instant b) {
        return a != null && (b == null || a.isBefore(b));
    }

    /** Whether a change by time, null when there is none, has come. */
    static boolean isDue(@Nullable Instant next, Instant now) {
        return next != null && !next.isAfter(now);
    }

    /** Folds parked customers again; those that fail again stay parked. */
    void retry(Collection<UUID> customers);
}
