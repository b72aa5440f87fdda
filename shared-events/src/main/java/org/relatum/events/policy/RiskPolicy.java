package org.relatum.events.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.relatum.events.PolicyKind;
import org.relatum.events.RiskResponse;

/**
 * When a risk flag is raised, and how grave it is. Probability and impact are from 1 to 5.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param severity how grave a product of probability and impact is
 * @param impact how much hangs on a customer
 * @param responses what is suggested for a flag of each rule
 */
public record RiskPolicy(
        int version,
        SeverityLimits severity,
        Impact impact,
        Churn churn,
        Satisfaction satisfaction,
        Complaint complaint,
        Commitment commitment,
        Contract contract,
        Inactivity inactivity,
        ConsentWithdrawn consentWithdrawn,
        Concentration concentration,
        Map<RiskRule, RiskResponse> responses)
        implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final RiskPolicy DEFAULT = PolicyReader.shipped(PolicyKind.RISK, RiskPolicy.class);

    public RiskPolicy {
        responses = Collections.unmodifiableMap(new EnumMap<>(responses));
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.RISK;
    }

    /** How grave a risk is. */
    public enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** How grave a risk of this probability and impact is. */
    public Severity severityOf(int probability, int impactFigure) {
        int product = probability * impactFigure;
        if (product <= severity.lowTo()) {
            return Severity.LOW;
        }
        if (product <= severity.mediumTo()) {
            return Severity.MEDIUM;
        }
        return product <= severity.highTo() ? Severity.HIGH : Severity.CRITICAL;
    }

    /**
     * The greatest products of probability and impact of the first three severities; what is greater is critical.
     */
    public record SeverityLimits(int lowTo, int mediumTo, int highTo) {}

    /**
     * Impact by net revenue.
     *
     * @param window how far back revenue counts
     * @param from the revenues, in the reporting currency and ascending, from which the impact is 2, 3, 4 and 5
     */
    public record Impact(Duration window, List<BigDecimal> from) {
        public Impact {
            from = List.copyOf(from);
        }

        /** The impact of losing a customer with this net revenue in the window. */
        public int of(BigDecimal revenue) {
            int impact = 1;
            for (BigDecimal limit : from) {
                if (revenue.compareTo(limit) >= 0) {
                    impact++;
                }
            }
            return impact;
        }
    }

    /**
     * A customer who is probably gone.
     *
     * @param aliveBelow by the probability that the customer is alive, descending; the last one that holds counts
     * @param atRisk probability figure of a customer whose lifecycle stage is AT_RISK
     */
    public record Churn(List<AliveBelow> aliveBelow, int atRisk) {
        public Churn {
            aliveBelow = List.copyOf(aliveBelow);
        }
    }

    /**
     * A limit of P(alive).
     *
     * @param pAlive the flag is raised when P(alive) is below
     * @param probability its probability figure
     */
    public record AliveBelow(double pAlive, int probability) {}

    /**
     * A discontent customer.
     *
     * @param csatAtMost an overall CSAT up to here raises the flag
     * @param npsAtMost an NPS that falls from above to here or below raises the flag
     * @param clearsAtCsat a later CSAT from here on clears it
     * @param clearsAtNps a later NPS from here on clears it
     * @param clearsAfter time after which it clears by itself
     */
    public record Satisfaction(
            int csatAtMost, int npsAtMost, int probability, int clearsAtCsat, int clearsAtNps, Duration clearsAfter) {}

    /** A complaint that is open beyond its target of resolution. */
    public record Complaint(int probability) {}

    /**
     * A promise that was not kept.
     *
     * @param overdue probability figure while it is overdue
     * @param broken probability figure once it is broken
     * @param brokenClears time after which a broken promise is forgotten
     */
    public record Commitment(int overdue, int broken, Duration brokenClears) {}

    /** A contract that ends within this time. */
    public record Contract(Duration endsWithin, int probability) {}

    /** A customer with neither contact nor purchase for longer than this. */
    public record Inactivity(Duration noContactOrPurchase, int probability) {}

    /** A consent that was withdrawn. */
    public record ConsentWithdrawn(int probability) {}

    /**
     * A customer on whom too much hangs.
     *
     * @param window how far back revenue counts
     * @param shareAbove the flag is raised when the customer's share of the company's revenue is above
     */
    public record Concentration(Duration window, double shareAbove, int probability, int impact) {}
}
