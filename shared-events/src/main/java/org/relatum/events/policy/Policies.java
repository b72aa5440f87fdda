package org.relatum.events.policy;

import org.relatum.events.PolicyKind;

/** The policies in force at one instant. */
public record Policies(
        LifecyclePolicy lifecycle,
        LoyaltyScorePolicy loyaltyScore,
        PointsPolicy points,
        TiersPolicy tiers,
        RiskPolicy risk,
        SlaPolicy sla,
        SatisfactionFactorsPolicy satisfactionFactors,
        KpiPolicy kpi,
        RetentionPolicy retention) {

    /** What the product ships with, for a company in UTC. */
    public static final Policies DEFAULT = new Policies(
            LifecyclePolicy.DEFAULT,
            LoyaltyScorePolicy.DEFAULT,
            PointsPolicy.DEFAULT,
            TiersPolicy.DEFAULT,
            RiskPolicy.DEFAULT,
            SlaPolicy.DEFAULT,
            SatisfactionFactorsPolicy.DEFAULT,
            KpiPolicy.DEFAULT,
            RetentionPolicy.DEFAULT);

    /** The policy of a kind. */
    public Policy of(PolicyKind kind) {
        return switch (kind) {
            case LIFECYCLE -> lifecycle;
            case LOYALTY_SCORE -> loyaltyScore;
            case POINTS -> points;
            case TIERS -> tiers;
            case RISK -> risk;
            case SLA -> sla;
            case SATISFACTION_FACTORS -> satisfactionFactors;
            case KPI -> kpi;
            case RETENTION -> retention;
        };
    }

    /** These policies, except that this one takes the place of the one of its kind. */
    public Policies with(Policy policy) {
        return switch (policy) {
            case LifecyclePolicy p ->
                new Policies(p, loyaltyScore, points, tiers, risk, sla, satisfactionFactors, kpi, retention);
            case LoyaltyScorePolicy p ->
                new Policies(lifecycle, p, points, tiers, risk, sla, satisfactionFactors, kpi, retention);
            case PointsPolicy p ->
                new Policies(lifecycle, loyaltyScore, p, tiers, risk, sla, satisfactionFactors, kpi, retention);
            case TiersPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, p, risk, sla, satisfactionFactors, kpi, retention);
            case RiskPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, tiers, p, sla, satisfactionFactors, kpi, retention);
            case SlaPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, tiers, risk, p, satisfactionFactors, kpi, retention);
            case SatisfactionFactorsPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, tiers, risk, sla, p, kpi, retention);
            case KpiPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, tiers, risk, sla, satisfactionFactors, p, retention);
            case RetentionPolicy p ->
                new Policies(lifecycle, loyaltyScore, points, tiers, risk, sla, satisfactionFactors, kpi, p);
        };
    }
}
