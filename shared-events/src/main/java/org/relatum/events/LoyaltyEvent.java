package org.relatum.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the context <em>loyalty</em>: the points account, tiers and referrals. Points live in lots. Of each lot is left what was
 * accrued in it, less the shares that redeemed, reversed, settled and deducted points name; whether it is pending, active or
 * expired, time alone decides. What was taken without a share, or out of a lot the account doesn't have, is a debt. The balance is
 * the lots' rest, less the debt.
 */
public sealed interface LoyaltyEvent extends CustomerEvent {

    /**
     * The customer joined the loyalty program: orders from now on earn points.
     *
     * @param program name of the program
     */
    record LoyaltyEnrolled(Instant occurredAt, String program) implements LoyaltyEvent {}

    /**
     * Points were earned or given: a new lot.
     *
     * @param lot the lot's identifier within the customer
     * @param points what is in the lot, greater than zero
     * @param activeFrom the instant from which the points may be redeemed; they are pending before
     * @param expiresAt the instant from which what is left of the lot is worth nothing
     * @param cause why there are points
     * @param order reference of the order that earned them
     * @param referral identifier of the referral they reward
     * @param policyVersion version of the points policy they were reckoned by
     * @param reason why, in free text
     */
    record PointsAccrued(
            Instant occurredAt,
            String lot,
            long points,
            Instant activeFrom,
            Instant expiresAt,
            PointsCause cause,
            @Nullable String order,
            @Nullable String referral,
            int policyVersion,
            @Nullable Personal reason)
            implements LoyaltyEvent {}

    /**
     * The customer spent points.
     *
     * @param redemption the redemption's reference, accepted once per customer
     * @param points what was spent, greater than zero; never more than was active
     * @param from the lots they were taken from, those that expire first first; they add up to the points
     * @param purpose what for, in free text
     */
    record PointsRedeemed(
            Instant occurredAt,
            String redemption,
            long points,
            List<LotShare> from,
            @Nullable Personal purpose) implements LoyaltyEvent {
        public PointsRedeemed {
            from = List.copyOf(from);
        }
    }

    /**
     * A return took back what its order had earned. It is taken from the order's own lot first, even if that has expired, then from the
     * other lots, those that expire first first.
     *
     * @param order reference of the order
     * @param returned reference of the return
     * @param points what is taken back, greater than zero
     * @param from the lots they were taken from; what is lacking was spent already and becomes a debt
     */
    record PointsReversed(Instant occurredAt, String order, String returned, long points, List<LotShare> from)
            implements LoyaltyEvent {
        public PointsReversed {
            from = List.copyOf(from);
        }
    }

    /**
     * New points paid a debt.
     *
     * @param points by how much the debt is smaller, greater than zero
     * @param from the lots that paid; they add up to the points
     */
    record PointsSettled(Instant occurredAt, long points, List<LotShare> from) implements LoyaltyEvent {
        public PointsSettled {
            from = List.copyOf(from);
        }
    }

    /**
     * Points were taken away by hand: the correction of an error. A correction upwards is a lot of its own.
     *
     * @param points what was taken away, greater than zero; never more than there was
     * @param from the lots they were taken from; they add up to the points
     * @param reason why, in free text
     */
    record PointsDeducted(Instant occurredAt, long points, List<LotShare> from, Personal reason)
            implements LoyaltyEvent {
        public PointsDeducted {
            from = List.copyOf(from);
        }
    }

    /**
     * The books were brought up to date with what time had done already: it changes no balance. A lot that is booked is closed: nothing
     * is redeemed from it any more, however late it becomes known.
     *
     * @param lots expired lots, each with what was left of it
     */
    record PointsExpired(Instant occurredAt, List<LotShare> lots) implements LoyaltyEvent {
        public PointsExpired {
            lots = List.copyOf(lots);
        }
    }

    /**
     * The company looked at the customer's tier and set it by hand. It counts as reached at this instant.
     *
     * @param tier one of the tiers of the policy
     * @param policyVersion version of the tiers policy that has it
     * @param reason why, in free text
     */
    record TierReviewed(
            Instant occurredAt,
            String tier,
            int policyVersion,
            @Nullable Personal reason) implements LoyaltyEvent {}

    /**
     * The customer recommended the company to somebody.
     *
     * @param referral the referral's identifier within the customer
     * @param referredCustomer id of the customer it was recommended to, where that is one already
     * @param note who it was and how it came, in free text
     */
    record ReferralRecorded(
            Instant occurredAt,
            String referral,
            @Nullable UUID referredCustomer,
            @Nullable Personal note) implements LoyaltyEvent {}

    /**
     * A recommendation had success: somebody became a customer because of it.
     *
     * @param referral identifier of the referral
     * @param customer id of the customer who came
     */
    record ReferralConverted(Instant occurredAt, String referral, UUID customer) implements LoyaltyEvent {}
}
