package org.relatum.benchmarks.peers;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.store.postgres.RowFields;
import org.relatum.projection.timeline.TimelineEntry;

/** The timeline: an entry an event. */
final class JpaTimeline extends JpaProjector {
    JpaTimeline(Tools tools) {
        super(tools, TimelineEntry.TABLE);
    }

    @Override
    void take(Recorded<CustomerEvent> fact) {
        Object entry = type().create();
        RowFields.entry(TimelineEntry.of(fact), type().into(entry));
        entities().persist(entry);
    }

    @Override
    List<UUID> due(Instant now) {
        return List.of();
    }

    @Override
    void settle(UUID customer, Instant now) {
        // Nothing comes by time.
    }
}
