package org.relatum.events.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.relatum.events.PolicyKind;

/**
 * How much each factor of satisfaction weighs. The weights add up to 1.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param weights by the factor's name, in the order of the policy
 */
public record SatisfactionFactorsPolicy(int version, Map<String, Double> weights) implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final SatisfactionFactorsPolicy DEFAULT =
            PolicyReader.shipped(PolicyKind.SATISFACTION_FACTORS, SatisfactionFactorsPolicy.class);

    public SatisfactionFactorsPolicy {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.SATISFACTION_FACTORS;
    }
}
