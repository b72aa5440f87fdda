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

    /** Version 0, in force from the beginning of time. */
    public static final SatisfactionFactorsPolicy DEFAULT = new SatisfactionFactorsPolicy(
            0,
            Map.of("product_fit", 0.35, "response_speed", 0.25, "problem_solved", 0.20, "price", 0.12, "brand", 0.08));

    public SatisfactionFactorsPolicy {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.SATISFACTION_FACTORS;
    }
}
