package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.PointsCause;

/**
 * How loyal a customer is at an instant.
 *
 * @param score with its parts
 * @param band name of the score's band
 * @param tier null unless enrolled
 * @param account null unless enrolled
 * @param funnel how far the customer has come
 * @param survivor for a merged customer, the one it lives on in; score, band, tier, account and funnel are those of nobody then
 */
public record LoyaltyStatus(
        Score score,
        String band,
        @Nullable Tier tier,
        @Nullable Account account,
        Funnel funnel,
        @Nullable UUID survivor,
        Versions versions) {

    /** Versions of the policies in force. */
    public record Versions(int score, int points, int tiers) {}

    /** The discrete output: the name of a band or a tier. */
    public record Value(String value) {}

    /** What the score is made of. */
    public enum Part {
        RECENCY,
        FREQUENCY,
        MONETARY,
        TENURE,
        SATISFACTION,
        ENGAGEMENT,
        ADVOCACY
    }

    /**
     * The loyalty score.
     *
     * @param value from 0 to 100
     */
    public record Score(double value, List<PartScore> parts, Penalty penalty) {}

    /**
     * A part of the score.
     *
     * @param raw the figure it is reckoned from, null where there is none: days, orders, money, CSAT and NPS from 0 to 100, contacts,
     *     converted referrals
     * @param points from 0 to 100
     * @param contribution points times weight
     * @param evidence the events it rests on
     */
    public record PartScore(
            Part part,
            double weight,
            @Nullable Double raw,
            double points,
            double contribution,
            List<EventRef> evidence) {}

    /**
     * What complaints cost.
     *
     * @param open complaints that are neither resolved nor closed
     * @param recent other complaints in the window
     */
    public record Penalty(int open, int recent, double points, List<EventRef> evidence) {}

    /**
     * The tier.
     *
     * @param points that qualify
     * @param since when it was reached
     * @param reviewAt when it is confirmed or lost next, null for the lowest
     * @param next the tier above, null for the highest
     * @param pointsToNext how many points are missing
     */
    public record Tier(
            String name,
            long points,
            Instant since,
            @Nullable Instant reviewAt,
            @Nullable String next,
            @Nullable Long pointsToNext) {}

    /** What a lot's points are good for. */
    public enum LotState {
        /** They can't be redeemed yet. */
        PENDING,
        /** They can be redeemed. */
        ACTIVE,
        /** They are worth nothing any more. */
        EXPIRED
    }

    /** A lot at an instant. */
    public record LotStanding(
            String lot,
            LotState state,
            long points,
            long rest,
            PointsCause cause,
            @Nullable String order,
            Instant activeFrom,
            Instant expiresAt,
            EventRef event) {}

    /** Points that expire at an instant if they are not redeemed. */
    public record Expiry(Instant at, long points) {}

    /**
     * The points account.
     *
     * @param balance pending and active points less the debt
     * @param debt what was taken back of points that were spent already
     * @param expired what was left of lots when they expired
     * @param liability active points, in the reporting currency
     * @param forecast what expires when, ascending
     */
    public record Account(
            String program,
            Instant enrolledAt,
            long balance,
            long pending,
            long active,
            long debt,
            long expired,
            long redeemed,
            BigDecimal liability,
            List<LotStanding> lots,
            List<Expiry> forecast) {}

    /** Steps from a content customer to one who brings others. */
    public enum Step {
        SATISFACTION,
        TRUST,
        DEPENDENCE,
        LOYALTY,
        REFERRAL
    }

    /**
     * How far a customer has come.
     *
     * @param reached the steps taken one after another, without a gap
     */
    public record Funnel(List<Step> reached) {
        /** The last of them, null before the first. */
        public @Nullable Step furthest() {
            return reached.isEmpty() ? null : reached.getLast();
        }
    }
}
