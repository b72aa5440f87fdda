package org.relatum.projection.performance;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.relatum.events.policy.KpiGroup;

/**
 * What is expected of one scorecard.
 *
 * @param kpis by key, of every key figure of the policy and in its order
 * @param groups the weight of every group
 */
public record Standard(Map<String, Expected> kpis, Map<KpiGroup, Double> groups) {
    public Standard {
        kpis = Collections.unmodifiableMap(new LinkedHashMap<>(kpis));
        groups = Collections.unmodifiableMap(new EnumMap<>(groups));
    }

    /**
     * What is expected of one key figure.
     *
     * @param target for the scorecard's period, in the figure's unit; none: it has no score
     * @param weight its part in the group
     */
    public record Expected(OptionalDouble target, double weight) {}
}
