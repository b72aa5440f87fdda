package org.relatum.events.policy;

import java.time.Duration;
import org.relatum.events.PolicyKind;

/**
 * When silence turns a customer into one at risk, and into a lost one. A customer's cadence is the median gap between its own
 * orders once it has enough of them, a common figure before.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param atRisk threshold of silence for AT_RISK
 * @param lost threshold of silence for LOST
 * @param medianFromOrders number of orders from which the own median counts, from 2 to {@link #MOST_ORDERS_BEFORE_MEDIAN}
 * @param defaultCadence cadence of a customer with fewer orders
 * @param recoveredMark how long a customer that had been lost is marked as recovered
 */
public record LifecyclePolicy(
        int version,
        Threshold atRisk,
        Threshold lost,
        int medianFromOrders,
        Duration defaultCadence,
        Duration recoveredMark)
        implements Policy {

    /** Upper limit of {@link #medianFromOrders()}: below it the features keep every order, from it on only what can matter. */
    public static final int MOST_ORDERS_BEFORE_MEDIAN = 12;

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final LifecyclePolicy DEFAULT = PolicyReader.shipped(PolicyKind.LIFECYCLE, LifecyclePolicy.class);

    public LifecyclePolicy {
        if (medianFromOrders < 2 || medianFromOrders > MOST_ORDERS_BEFORE_MEDIAN) {
            throw new IllegalArgumentException(
                    "medianFromOrders must be from 2 to " + MOST_ORDERS_BEFORE_MEDIAN + ", not " + medianFromOrders);
        }
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.LIFECYCLE;
    }

    /**
     * A limit of silence: crossed when the silence is longer than both the minimum and the factor times the cadence.
     *
     * @param minimumSilence shortest silence that can cross it
     * @param cadenceFactor multiple of the customer's cadence
     */
    public record Threshold(Duration minimumSilence, double cadenceFactor) {}
}
