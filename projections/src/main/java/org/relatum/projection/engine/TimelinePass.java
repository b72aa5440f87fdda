package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.core.Facts;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.timeline.TimelineEntry;

/** The timeline within a pass of the live engine: an entry a fact, which neither time nor a policy changes. */
final class TimelinePass implements TablePass {
    private final ProjectionStore.Writer writer;
    private final EventDecoder decoder;
    private final Clock clock;
    private final Set<UUID> parked;
    private long position;

    TimelinePass(ProjectionStore.Writer writer, EventDecoder decoder, Clock clock) {
        this.writer = writer;
        this.decoder = decoder;
        this.clock = clock;
        this.position = writer.position(TimelineEntry.TABLE);
        this.parked = new HashSet<>(writer.parked(TimelineEntry.TABLE));
    }

    @Override
    public String table() {
        return TimelineEntry.TABLE;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public @Nullable Runnable fold(Batch batch) {
        if (batch.last() <= position) {
            return null;
        }
        batch.unreadable().forEach((customer, error) -> {
            if (parked.add(customer)) {
                park(customer, batch.first(), error);
            }
        });
        writer.append(batch.facts().values().stream()
                .flatMap(List::stream)
                .filter(f -> f.position() > position && !parked.contains(f.stream()))
                .map(TimelineEntry::of)
                .toList());
        writer.advance(TimelineEntry.TABLE, batch.last(), batch.lastEvent());
        position = batch.last();
        return null;
    }

    private void park(UUID customer, long at, RuntimeException error) {
        writer.park(
                TimelineEntry.TABLE,
                new Parked(TimelineEntry.TABLE, customer, at, String.valueOf(error), clock.instant()));
    }

    @Override
    public void retry(Collection<UUID> customers) {
        customers.stream().filter(parked::contains).toList().forEach(this::retry);
    }

    private void retry(UUID customer) {
        Map<UUID, Facts> facts;
        try {
            facts = decoder.facts(List.of(customer), position);
        } catch (UnreadableEventException stillUnreadable) {
            park(customer, position, stillUnreadable);
            return;
        }
        writer.clearTimeline(customer);
        facts.values()
                .forEach(f ->
                        writer.append(f.own().stream().map(TimelineEntry::of).toList()));
        writer.unpark(TimelineEntry.TABLE, customer);
        parked.remove(customer);
    }

    @Override
    public Instant nextDue() {
        return Instant.MAX;
    }

    @Override
    public int settle(Instant now) {
        return 0;
    }

    @Override
    public void reference(ReferenceTimeline newTimeline) {
        // An entry goes by its fact alone.
    }

    @Override
    public Instant nextRendering() {
        return Instant.MAX;
    }

    @Override
    public void render(long end, IntConsumer done) {
        // An entry goes by its fact alone.
    }
}
