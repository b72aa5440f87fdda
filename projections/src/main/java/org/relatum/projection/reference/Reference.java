package org.relatum.projection.reference;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.SlaPolicy;

/**
 * Everything a view may know beyond its own subject at one instant.
 *
 * @param policies the policies in force
 * @param slaUntil the SLA policies up to then, each with the instant from which it was in force, the first from {@link Instant#MIN}:
 *     time that has gone by was counted by the calendar of its day
 * @param fit the newest fit of the model that tells whether a customer is alive, null before the first
 */
public record Reference(Policies policies, @Nullable Fit fit, NavigableMap<Instant, SlaPolicy> slaUntil) {

    /** Whether something else than in another is in force, as far as policies of some kinds and perhaps the fit go. */
    public boolean differs(Reference other, Set<PolicyKind> kinds, boolean fits) {
        return kinds.stream().anyMatch(kind -> !policies.of(kind).equals(other.policies.of(kind)))
                || fits && !Objects.equals(fit, other.fit);
    }

    /** The lifecycle policy in force. */
    public LifecyclePolicy lifecycle() {
        return policies.lifecycle();
    }
}
