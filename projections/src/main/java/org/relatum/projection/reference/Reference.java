package org.relatum.projection.reference;

import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.Policies;

/**
 * Everything a view may know beyond its own subject at one instant.
 *
 * @param policies the policies in force
 * @param fit the newest fit of the model that tells whether a customer is alive, null before the first
 */
public record Reference(Policies policies, @Nullable Fit fit) {

    /** The lifecycle policy in force. */
    public LifecyclePolicy lifecycle() {
        return policies.lifecycle();
    }
}
