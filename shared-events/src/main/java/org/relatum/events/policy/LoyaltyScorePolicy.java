package org.relatum.events.policy;

import java.time.Duration;
import java.util.List;
import org.relatum.events.PolicyKind;

/**
 * How the loyalty score, from 0 to 100, is put together: each of seven parts, from 0 to 100, times its weight, less a penalty for
 * complaints. The weights add up to 1.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param bands names of spans of the score, ascending; the first begins at 0
 */
public record LoyaltyScorePolicy(
        int version,
        Recency recency,
        Frequency frequency,
        Monetary monetary,
        Tenure tenure,
        Satisfaction satisfaction,
        Engagement engagement,
        Advocacy advocacy,
        Penalty penalty,
        List<Band> bands)
        implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final LoyaltyScorePolicy DEFAULT =
            PolicyReader.shipped(PolicyKind.LOYALTY_SCORE, LoyaltyScorePolicy.class);

    public LoyaltyScorePolicy {
        bands = List.copyOf(bands);
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.LOYALTY_SCORE;
    }

    /** The band of a score. */
    public Band bandOf(double score) {
        Band found = bands.getFirst();
        for (Band band : bands) {
            if (score >= band.from()) {
                found = band;
            }
        }
        return found;
    }

    /**
     * How long ago the last purchase is: 100 × 2^(−silence / halfLife).
     *
     * @param halfLife silence after which half is left
     */
    public record Recency(double weight, Duration halfLife) {}

    /**
     * How often the customer buys: 100 × min(1, orders in the window / full).
     *
     * @param full number of orders that gives all points
     */
    public record Frequency(double weight, int full, Duration window) {}

    /**
     * How much the customer spends: 100 × min(1, ln(1 + net revenue in the window) / ln(1 + full)).
     *
     * @param full net revenue in the reporting currency that gives all points
     */
    public record Monetary(double weight, double full, Duration window) {}

    /**
     * How long the customer is one: 100 × min(1, time since the first purchase / full).
     *
     * @param full time that gives all points
     */
    public record Tenure(double weight, Duration full) {}

    /**
     * How content the customer is: mean of CSAT (1 is 0, 5 is 100) and NPS (times 10), each counting half as much after every half-life.
     *
     * @param halfLife age at which an answer counts half
     * @param otherwise points without any answer
     */
    public record Satisfaction(double weight, Duration halfLife, double otherwise) {}

    /**
     * How lively the exchange is: 100 × min(1, inbound interactions and answered care in the window / full).
     *
     * @param full number of contacts that gives all points
     */
    public record Engagement(double weight, int full, Duration window) {}

    /**
     * Whether the customer recommends the company: min(100, perReferral × converted referrals, and promoter when the latest NPS is at
     * least promoterFrom).
     *
     * @param perReferral points for each referral that had success
     * @param promoter points of a promoter
     * @param promoterFrom the NPS from which a customer is a promoter
     */
    public record Advocacy(double weight, double perReferral, double promoter, int promoterFrom) {}

    /**
     * What complaints cost.
     *
     * @param openComplaint points for each complaint that is neither resolved nor closed
     * @param recentComplaint points for each other complaint opened in the window
     * @param window how long a complaint is recent
     * @param atMost points that are subtracted at most
     */
    public record Penalty(double openComplaint, double recentComplaint, Duration window, double atMost) {}

    /**
     * A named span of the score, up to where the next begins.
     *
     * @param from lowest score of the band
     */
    public record Band(String name, double from) {}
}
