package org.relatum.projection.engine;

import java.time.Duration;
import java.util.List;
import org.relatum.events.DomainEvent;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.Recorded;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Reads the timeline of reference from the log and keeps it current: the shipped policies, then what was published and fitted. Safe for
 * concurrent use.
 */
public final class References implements ReferenceSource {
    /** How long a question may be answered without what another node's engine has seen meanwhile. */
    private static final long KEPT = Duration.ofMillis(500).toNanos();

    private final EventLog log;
    private final EventSearch search;
    private final EventCodec codec;
    private final PolicyReader policies;
    private final ReferenceTimeline shipped;
    private volatile Known known;

    /**
     * A timeline and the position up to which it contains the log.
     *
     * @param readAt when it was read, by {@link System#nanoTime()}
     */
    private record Known(ReferenceTimeline timeline, long position, long readAt) {}

    public References(EventLog log, EventSearch search, EventCodec codec, PolicyReader policies) {
        this.log = log;
        this.search = search;
        this.codec = codec;
        this.policies = policies;
        this.shipped = shipped(policies);
        this.known = new Known(shipped, 0, System.nanoTime() - KEPT);
    }

    @Override
    public ReferenceTimeline current() {
        Known before = known;
        long head = log.head();
        if (head > before.position() && System.nanoTime() - before.readAt() >= KEPT) {
            return including(head);
        }
        return before.timeline();
    }

    @Override
    public ReferenceTimeline including(long position) {
        if (known.position() < position) {
            synchronized (this) {
                Known before = known;
                if (before.position() < position) {
                    known = new Known(
                            extended(before.timeline(), before.position(), position), position, System.nanoTime());
                }
            }
        }
        return known.timeline();
    }

    /** The timeline with everything up to a position, and nothing more. */
    public ReferenceTimeline upTo(long position) {
        return extended(shipped, 0, position);
    }

    /**
     * The timeline that events make.
     *
     * @param events published policies and fits, in the order of the log
     */
    public static ReferenceTimeline of(List<StoredEvent> events, EventCodec codec, PolicyReader policies) {
        return extended(shipped(policies), events, codec, policies);
    }

    private static ReferenceTimeline shipped(PolicyReader policies) {
        return ReferenceTimeline.of(PolicyTimeline.of(policies.shipped()), List.of());
    }

    private ReferenceTimeline extended(ReferenceTimeline before, long after, long upTo) {
        return extended(before, search.references(after, upTo), codec, policies);
    }

    private static ReferenceTimeline extended(
            ReferenceTimeline before, List<StoredEvent> events, EventCodec codec, PolicyReader policies) {
        ReferenceTimeline timeline = before;
        for (StoredEvent event : events) {
            timeline = with(timeline, event, codec, policies);
        }
        return timeline;
    }

    private static ReferenceTimeline with(
            ReferenceTimeline timeline, StoredEvent event, EventCodec codec, PolicyReader policies) {
        return switch (codec.decode(event.stream(), event.type(), event.revision(), event.payload())) {
            case PolicyPublished e ->
                timeline.with(new PolicyTimeline.Publication(
                        event.recordedAt(), e.effectiveFrom(), policies.policy(e.kind(), e.version(), e.document())));
            case ValueModelFitted e ->
                timeline.with(new Fit(
                        new Recorded<>(event.position(), event.stream(), event.sequence(), event.recordedAt(), e)));
            case DomainEvent e -> timeline;
        };
    }

    /** Whether an event extends the timeline. */
    static boolean isReference(StoredEvent event) {
        return event.streamType().equals(EventSearch.POLICY)
                || event.streamType().equals(EventSearch.VALUE_MODEL);
    }
}
