package org.relatum.command.shell;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.relatum.command.language.DerivedId;
import org.relatum.events.PolicyEvent;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.policy.PolicyTimeline.Publication;

/** The company's policies as decisions see them, read from their streams and kept for a moment. Safe for concurrent use. */
final class KnownPolicies {
    private final Readings<List<PolicyPublished>, PolicyEvent> published;
    private final PolicyReader reader;
    private final PolicyTimeline shipped;
    private volatile Built built;

    /** A timeline and what it was built from. */
    private record Built(List<PolicyPublished> from, PolicyTimeline timeline) {}

    KnownPolicies(EventStore events, PolicyReader reader) {
        this.published = new Readings<>(events, PolicyEvent.class, List.of(), KnownPolicies::with);
        this.reader = reader;
        this.shipped = PolicyTimeline.of(reader.shipped());
        this.built = new Built(List.of(), shipped);
    }

    private static List<PolicyPublished> with(List<PolicyPublished> before, PolicyEvent event) {
        List<PolicyPublished> all = new ArrayList<>(before);
        switch (event) {
            case PolicyPublished e -> all.add(e);
        }
        return List.copyOf(all);
    }

    /** The company's time zone. */
    ZoneId company() {
        return reader.company();
    }

    /** What the product ships with, and nothing else. */
    PolicyTimeline shipped() {
        return shipped;
    }

    /** The policies over time. */
    PolicyTimeline current() {
        List<PolicyPublished> all = new ArrayList<>();
        for (PolicyKind kind : PolicyKind.values()) {
            all.addAll(published.of(DerivedId.ofPolicy(kind)));
        }
        Built known = built;
        if (!known.from().equals(all)) {
            PolicyTimeline timeline = shipped;
            for (PolicyPublished e : all) {
                // What decides is when a policy takes effect; it was recorded when it occurred.
                timeline = timeline.with(new Publication(
                        e.occurredAt(), e.effectiveFrom(), reader.policy(e.kind(), e.version(), e.document())));
            }
            known = new Built(List.copyOf(all), timeline);
            built = known;
        }
        return known.timeline();
    }

    /** Says that a stream has changed. */
    void changed(UUID stream) {
        published.changed(stream);
    }
}
