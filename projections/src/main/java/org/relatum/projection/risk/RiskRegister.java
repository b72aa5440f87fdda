package org.relatum.projection.risk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.Money;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskResponse;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.risk.RiskFeatures.Measure;
import org.relatum.projection.risk.RiskFeatures.RecoveryStep;

/**
 * The risks of a relationship at an instant.
 *
 * @param flags that are raised, the gravest first
 * @param indicators early warnings; null for a merged customer
 * @param survivor for a merged customer, the one it lives on in
 * @param policyVersion version of the risk policy in force
 */
public record RiskRegister(
        List<Flag> flags,
        @Nullable Indicators indicators,
        @Nullable UUID survivor,
        int policyVersion) {

    /**
     * A flag that is raised.
     *
     * @param flag its name
     * @param rule that raised it, null when a person did
     * @param cause where the danger comes from, when a person raised it
     * @param probability from 1 to 5
     * @param impact from 1 to 5
     * @param assessed whether a person put these figures in the place of the rule's
     * @param raisedAt since when it is raised
     * @param evidence the events it rests on
     * @param suggested what the policy suggests, null for a flag raised by hand
     * @param chosen what the company decided to do, null while it has not
     */
    public record Flag(
            String flag,
            @Nullable RiskRule rule,
            @Nullable RiskCause cause,
            int probability,
            int impact,
            Severity severity,
            boolean assessed,
            @Nullable Money potentialLoss,
            Instant raisedAt,
            List<EventRef> evidence,
            @Nullable RiskResponse suggested,
            @Nullable RiskResponse chosen,
            List<Measure> measures,
            List<RecoveryStep> steps) {}

    /**
     * The discrete output of a flag.
     *
     * @param rule that raised it, null when a person did
     */
    public record Value(@Nullable RiskRule rule, int probability, int impact, Severity severity) {}

    /** How an indicator looks. */
    public enum Trend {
        /** As it was, or better. */
        STEADY,
        /** Worse than it was. */
        FALLING,
        /** Too little is known. */
        UNKNOWN
    }

    /** The three early warnings. */
    public record Indicators(
            Cadence cadence,
            Satisfaction satisfaction,
            Engagement engagement,
            @Nullable Double pAlive,
            BigDecimal revenue) {}

    /**
     * Whether the customer buys as often as usual; falling when silent for longer than the cadence.
     *
     * @param silence since the last order
     * @param usual time between orders
     */
    public record Cadence(
            Trend trend,
            @Nullable Duration silence,
            @Nullable Duration usual) {}

    /**
     * Whether the latest answer is as good as those before; CSAT and NPS from 0 to 100.
     *
     * @param latest answer
     * @param before mean of the earlier ones
     */
    public record Satisfaction(
            Trend trend, @Nullable Double latest, @Nullable Double before) {}

    /**
     * Whether there are as many contacts as before.
     *
     * @param latest contacts in the last 90 days
     * @param before in the 90 days before
     */
    public record Engagement(Trend trend, int latest, int before) {}
}
