package org.relatum.projection.reference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.policy.SlaPolicy;

/**
 * Reference over time: what was in force from which instant on, as far as it is known. Immutable. There is always something in force:
 * the shipped defaults hold from the beginning of time. Nothing takes effect before it was recorded, so the answer for an instant
 * that is past does not change with what becomes known later; for an instant ahead it does ({@link #knownAt}).
 */
public final class ReferenceTimeline implements ReferenceSource {
    /** The shipped defaults, for all time. */
    public static final ReferenceTimeline DEFAULTS =
            new ReferenceTimeline(PolicyTimeline.of(Policies.DEFAULT), List.of());

    private final PolicyTimeline policies;
    private final List<Fit> fits;
    private final NavigableMap<Instant, Reference> inForceFrom;
    /** The instants at which another policy of a kind comes into force than just before. Found out once, asked for each customer. */
    private final Map<PolicyKind, NavigableSet<Instant>> policyChanges;
    /** The instants at which another fit comes into force than just before. */
    private final NavigableSet<Instant> fitChanges;
    /** Nothing that comes into force after it is looked at. */
    private final Instant end;

    private ReferenceTimeline(PolicyTimeline policies, List<Fit> fits) {
        this.policies = policies;
        this.fits = List.copyOf(fits);
        inForceFrom = inForceFrom(policies, fits);
        policyChanges = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            policyChanges.put(kind, changes(inForceFrom, Set.of(kind), false));
        }
        fitChanges = changes(inForceFrom, Set.of(), true);
        end = Instant.MAX;
    }

    /** One that ends with what is in force at an instant. */
    private ReferenceTimeline(ReferenceTimeline whole, Instant end) {
        policies = whole.policies;
        fits = whole.fits;
        inForceFrom = whole.inForceFrom.headMap(end, true);
        policyChanges = whole.policyChanges;
        fitChanges = whole.fitChanges;
        this.end = end;
    }

    /**
     * What was published and fitted.
     *
     * @param fits in the order they were recorded; those of other models are left aside
     */
    public static ReferenceTimeline of(PolicyTimeline policies, List<Fit> fits) {
        return new ReferenceTimeline(policies, fits);
    }

    /** This timeline with one more fit. */
    public ReferenceTimeline with(Fit fit) {
        List<Fit> more = new ArrayList<>(fits);
        more.add(fit);
        return new ReferenceTimeline(policies, more);
    }

    /** This timeline with one more published policy. */
    public ReferenceTimeline with(PolicyTimeline.Publication publication) {
        return new ReferenceTimeline(policies.with(publication), fits);
    }

    /** This timeline as it was known at an instant. */
    public ReferenceTimeline knownAt(Instant knownAt) {
        PolicyTimeline knownPolicies = policies.knownAt(knownAt);
        List<Fit> knownFits = fits.stream()
                .filter(fit -> !fit.fact().recordedAt().isAfter(knownAt))
                .toList();
        return knownPolicies == policies && knownFits.size() == fits.size()
                ? this
                : new ReferenceTimeline(knownPolicies, knownFits);
    }

    /** This very timeline: one that is fixed. */
    @Override
    public ReferenceTimeline current() {
        return this;
    }

    /** This very timeline: one that is fixed. */
    @Override
    public ReferenceTimeline including(long position) {
        return this;
    }

    /** The policies alone. */
    public PolicyTimeline policies() {
        return policies;
    }

    /** What is in force at an instant. */
    public Reference at(Instant instant) {
        return inForceFrom.floorEntry(instant).getValue();
    }

    /** The first instant from which on something is in force that isn't in another timeline. */
    public Optional<Instant> firstDifference(ReferenceTimeline other) {
        return inForceFrom.entrySet().stream()
                .filter(at -> !at.getValue().equals(other.inForceFrom.get(at.getKey())))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The first instant from which on a policy of some kinds is in force that isn't in another timeline. */
    public Optional<Instant> firstDifference(ReferenceTimeline other, Set<PolicyKind> kinds) {
        return inForceFrom.entrySet().stream()
                .filter(at -> at.getValue().differs(other.at(at.getKey()), kinds, false))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** This timeline, as if what is in force at an instant were in force for ever after. */
    public ReferenceTimeline keptFrom(Instant instant) {
        return inForceFrom.higherKey(instant) == null ? this : new ReferenceTimeline(this, instant);
    }

    /**
     * The first instant after the given one at which something else than before it comes into force, as far as policies of some kinds
     * and perhaps the fit go.
     */
    public Optional<Instant> nextChange(Instant after, Set<PolicyKind> kinds, boolean fits) {
        // Up to the first change of a kind what is in force of it is what was in force before: the first of all is the
        // answer.
        Instant next = fits ? fitChanges.higher(after) : null;
        for (Map.Entry<PolicyKind, NavigableSet<Instant>> changes : policyChanges.entrySet()) {
            Instant change =
                    kinds.contains(changes.getKey()) ? changes.getValue().higher(after) : null;
            if (change != null && (next == null || change.isBefore(next))) {
                next = change;
            }
        }
        return Optional.ofNullable(next).filter(change -> !change.isAfter(end));
    }

    /** All instants up to and including one at which something else comes into force, as {@link #nextChange} names them. */
    public List<Instant> changes(Instant until, Set<PolicyKind> kinds, boolean fits) {
        List<Instant> changes = new ArrayList<>();
        Optional<Instant> next = nextChange(Instant.MIN, kinds, fits);
        while (next.isPresent() && !next.get().isAfter(until)) {
            changes.add(next.get());
            next = nextChange(next.get(), kinds, fits);
        }
        return changes;
    }

    private static NavigableSet<Instant> changes(
            NavigableMap<Instant, Reference> inForceFrom, Set<PolicyKind> kinds, boolean fits) {
        TreeSet<Instant> changes = new TreeSet<>();
        Reference before = inForceFrom.firstEntry().getValue();
        for (Map.Entry<Instant, Reference> at : inForceFrom.entrySet()) {
            if (at.getValue().differs(before, kinds, fits)) {
                changes.add(at.getKey());
            }
            before = at.getValue();
        }
        return changes;
    }

    private static NavigableMap<Instant, Reference> inForceFrom(PolicyTimeline policies, List<Fit> fits) {
        TreeMap<Instant, Fit> fitFrom = new TreeMap<>();
        for (Fit fit : fits) {
            if (fit.fact().event().model().equals(Fit.MODEL)) {
                fitFrom.put(fit.effectiveFrom(), fit);
            }
        }
        TreeMap<Instant, Reference> inForce = new TreeMap<>();
        NavigableMap<Instant, SlaPolicy> sla = slaFrom(policies);
        policies.inForceFrom().forEach((at, set) -> inForce.put(at, reference(set, valueAt(fitFrom, at), sla, at)));
        fitFrom.forEach((at, fit) -> inForce.put(at, reference(policies.at(at), fit, sla, at)));
        return inForce;
    }

    private static Reference reference(
            Policies policies, @Nullable Fit fit, NavigableMap<Instant, SlaPolicy> sla, Instant at) {
        return new Reference(policies, fit, sla.headMap(at, true));
    }

    private static NavigableMap<Instant, SlaPolicy> slaFrom(PolicyTimeline policies) {
        TreeMap<Instant, SlaPolicy> from = new TreeMap<>();
        policies.inForceFrom().forEach((at, set) -> {
            if (from.isEmpty() || !from.lastEntry().getValue().equals(set.sla())) {
                from.put(at, set.sla());
            }
        });
        return Collections.unmodifiableNavigableMap(from);
    }

    private static @Nullable Fit valueAt(TreeMap<Instant, Fit> fits, Instant at) {
        Map.Entry<Instant, Fit> entry = fits.floorEntry(at);
        return entry == null ? null : entry.getValue();
    }
}
