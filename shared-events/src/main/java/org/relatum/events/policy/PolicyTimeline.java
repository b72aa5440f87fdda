package org.relatum.events.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.relatum.events.PolicyKind;

/**
 * The policies over time: which were in force from which instant on. Immutable. What the product ships with is version 0 and in force
 * from the beginning of time. Of the published versions of a kind that have come into effect, the highest is in force: a later
 * publication that takes effect earlier overtakes one that was planned.
 */
public final class PolicyTimeline {
    /** A published version. */
    public record Publication(Instant recordedAt, Instant effectiveFrom, Policy policy) {}

    private final Policies defaults;
    private final List<Publication> publications;
    private final NavigableMap<Instant, Policies> inForceFrom;

    private PolicyTimeline(Policies defaults, List<Publication> publications) {
        this.defaults = defaults;
        this.publications = List.copyOf(publications);
        this.inForceFrom = inForceFrom(defaults, publications);
    }

    /** Nothing but what the product ships with. */
    public static PolicyTimeline of(Policies defaults) {
        return new PolicyTimeline(defaults, List.of());
    }

    /** This timeline with one more publication. */
    public PolicyTimeline with(Publication publication) {
        List<Publication> more = new ArrayList<>(publications);
        more.add(publication);
        return new PolicyTimeline(defaults, more);
    }

    /** This timeline as it was known at an instant. */
    public PolicyTimeline knownAt(Instant knownAt) {
        List<Publication> known = publications.stream()
                .filter(publication -> !publication.recordedAt().isAfter(knownAt))
                .toList();
        return known.size() == publications.size() ? this : new PolicyTimeline(defaults, known);
    }

    /** What is in force at an instant. */
    public Policies at(Instant instant) {
        return inForceFrom.floorEntry(instant).getValue();
    }

    /** The instants at which something else comes into force, each with what is in force from then on; the first is {@link Instant#MIN}. */
    public NavigableMap<Instant, Policies> inForceFrom() {
        return inForceFrom;
    }

    /** What was published, in the order it was recorded. */
    public List<Publication> publications() {
        return publications;
    }

    /** A version of a policy, whether or not it was ever in force. */
    public Optional<Policy> version(PolicyKind kind, int version) {
        if (version == 0) {
            return Optional.of(defaults.of(kind));
        }
        return publications.stream()
                .map(Publication::policy)
                .filter(policy -> policy.kind() == kind && policy.version() == version)
                .findFirst();
    }

    private static NavigableMap<Instant, Policies> inForceFrom(Policies defaults, List<Publication> publications) {
        NavigableMap<Instant, List<Policy>> beginning = new TreeMap<>();
        for (Publication publication : publications) {
            beginning
                    .computeIfAbsent(publication.effectiveFrom(), at -> new ArrayList<>())
                    .add(publication.policy());
        }
        NavigableMap<Instant, Policies> inForce = new TreeMap<>();
        Policies current = defaults;
        inForce.put(Instant.MIN, current);
        Map<PolicyKind, Integer> versions = new EnumMap<>(PolicyKind.class);
        for (Map.Entry<Instant, List<Policy>> at : beginning.entrySet()) {
            for (Policy policy : at.getValue()) {
                if (policy.version() > versions.getOrDefault(policy.kind(), 0)) {
                    versions.put(policy.kind(), policy.version());
                    current = current.with(policy);
                }
            }
            if (!inForce.lastEntry().getValue().equals(current)) {
                inForce.put(at.getKey(), current);
            }
        }
        return Collections.unmodifiableNavigableMap(inForce);
    }
}
