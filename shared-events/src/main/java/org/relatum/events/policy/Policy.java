package org.relatum.events.policy;

import org.relatum.events.PolicyKind;

/** One version of one of the company's policies. */
public sealed interface Policy
        permits LifecyclePolicy,
                LoyaltyScorePolicy,
                PointsPolicy,
                TiersPolicy,
                RiskPolicy,
                SlaPolicy,
                SatisfactionFactorsPolicy,
                KpiPolicy,
                RetentionPolicy {

    /** Grows by one with every publication; 0 is what the product ships with. */
    int version();

    /** Which policy it is. */
    PolicyKind kind();
}
