package org.relatum.command.loyalty;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsExpired;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.PointsSettled;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;

/**
 * What decisions need to know of one customer's points and referrals. A stream may take from a lot that stands in the stream of a merged
 * customer, so what was taken is remembered apart from the lots; the account is all streams together. Lots, redemptions and referrals
 * have the {@linkplain org.relatum.command.language.Bound bound} of every customer's, except that each order may have a lot.
 *
 * @param enrolledAt when the customer joined the program, null while it has not
 * @param lots those that began here
 * @param taken what was taken here, by lot
 * @param closed lots that were booked as expired here
 * @param debt what was taken here without a lot, less what was settled here
 * @param owingSince when a debt was last made here
 * @param redemptions references of those recorded here
 * @param reversed points taken back here, by order
 * @param referrals by identifier
 */
public record Account(
        @Nullable Instant enrolledAt,
        TreePMap<String, Lot> lots,
        TreePMap<String, Long> taken,
        TreePSet<String> closed,
        long debt,
        @Nullable Instant owingSince,
        TreePSet<String> redemptions,
        TreePMap<String, Long> reversed,
        TreePMap<String, Referral> referrals) {

    /** Nothing was ever earned. */
    public static final Account NONE = new Account(
            null,
            TreePMap.empty(),
            TreePMap.empty(),
            TreePSet.empty(),
            0,
            null,
            TreePSet.empty(),
            TreePMap.empty(),
            TreePMap.empty());

    @JsonCreator
    static Account of(
            @JsonProperty("enrolledAt") @Nullable Instant enrolledAt,
            @JsonProperty("lots") Map<String, Lot> lots,
            @JsonProperty("taken") Map<String, Long> taken,
            @JsonProperty("closed") Set<String> closed,
            @JsonProperty("debt") long debt,
            @JsonProperty("owingSince") @Nullable Instant owingSince,
            @JsonProperty("redemptions") Set<String> redemptions,
            @JsonProperty("reversed") Map<String, Long> reversed,
            @JsonProperty("referrals") Map<String, Referral> referrals) {
        return new Account(
                enrolledAt,
                TreePMap.from(lots),
                TreePMap.from(taken),
                TreePSet.from(closed),
                debt,
                owingSince,
                TreePSet.from(redemptions),
                TreePMap.from(reversed),
                TreePMap.from(referrals));
    }

    /**
     * Points that were accrued together.
     *
     * @param order the order that earned them, null for others
     * @param policyVersion version of the points policy they were reckoned by
     */
    public record Lot(
            long points,
            Instant accruedAt,
            Instant activeFrom,
            Instant expiresAt,
            @Nullable String order,
            int policyVersion) {}

    /**
     * What this stream says of a referral.
     *
     * @param recordedAt when it was made; null when that stands in the stream of a merged customer
     */
    public record Referral(@Nullable Instant recordedAt, boolean converted) {
        private Referral and(Referral other) {
            return new Referral(recordedAt != null ? recordedAt : other.recordedAt, converted || other.converted);
        }
    }

    /** The state after one more event. */
    public Account evolve(LoyaltyEvent event) {
        return switch (event) {
            case LoyaltyEnrolled e ->
                new Account(e.occurredAt(), lots, taken, closed, debt, owingSince, redemptions, reversed, referrals);
            case PointsAccrued e ->
                new Account(
                        enrolledAt,
                        lots.plus(
                                e.lot(),
                                new Lot(
                                        e.points(),
                                        e.occurredAt(),
                                        e.activeFrom(),
                                        e.expiresAt(),
                                        e.order(),
                                        e.policyVersion())),
                        taken,
                        closed,
                        debt,
                        owingSince,
                        redemptions,
                        reversed,
                        referrals);
            case PointsRedeemed e -> with(taken(e.from()), redemptions.plus(e.redemption()));
            case PointsReversed e -> reversed(e);
            case PointsSettled e -> with(taken(e.from()), debt - e.points(), owingSince);
            case PointsDeducted e -> with(taken(e.from()), redemptions);
            case PointsExpired e ->
                new Account(
                        enrolledAt,
                        lots,
                        taken,
                        closed.plusAll(e.lots().stream().map(LotShare::lot).toList()),
                        debt,
                        owingSince,
                        redemptions,
                        reversed,
                        referrals);
            case TierReviewed e -> this;
            case ReferralRecorded e -> with(e.referral(), new Referral(e.occurredAt(), false));
            case ReferralConverted e ->
                with(
                        e.referral(),
                        referrals
                                .getOrDefault(e.referral(), new Referral(null, false))
                                .and(new Referral(null, true)));
        };
    }

    private Account reversed(PointsReversed e) {
        long lacking =
                e.points() - e.from().stream().mapToLong(LotShare::points).sum();
        Account after = with(
                taken(e.from()),
                debt + lacking,
                lacking > 0 && (owingSince == null || owingSince.isBefore(e.occurredAt()))
                        ? e.occurredAt()
                        : owingSince);
        return new Account(
                enrolledAt,
                lots,
                after.taken,
                closed,
                after.debt,
                after.owingSince,
                redemptions,
                reversed.plus(e.order(), reversed.getOrDefault(e.order(), 0L) + e.points()),
                referrals);
    }

    private TreePMap<String, Long> taken(List<LotShare> from) {
        TreePMap<String, Long> sum = taken;
        for (LotShare share : from) {
            sum = sum.plus(share.lot(), sum.getOrDefault(share.lot(), 0L) + share.points());
        }
        return sum;
    }

    private Account with(TreePMap<String, Long> nowTaken, TreePSet<String> nowRedeemed) {
        return new Account(enrolledAt, lots, nowTaken, closed, debt, owingSince, nowRedeemed, reversed, referrals);
    }

    private Account with(TreePMap<String, Long> nowTaken, long nowDebt, @Nullable Instant since) {
        return new Account(enrolledAt, lots, nowTaken, closed, nowDebt, since, redemptions, reversed, referrals);
    }

    private Account with(String id, Referral referral) {
        return new Account(
                enrolledAt, lots, taken, closed, debt, owingSince, redemptions, reversed, referrals.plus(id, referral));
    }

    /** When the customer, or one merged into it, first joined the program; null when none has. */
    static @Nullable Instant enrolledAt(Collection<Account> histories) {
        return histories.stream()
                .map(Account::enrolledAt)
                .filter(at -> at != null)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** A referral that was recorded in one of the streams, as all of them together have it; null when in none. */
    static @Nullable Referral referral(Collection<Account> histories, String id) {
        Referral all = null;
        for (Account history : histories) {
            Referral here = history.referrals.get(id);
            if (here != null) {
                all = all == null ? here : all.and(here);
            }
        }
        return all == null || all.recordedAt() == null ? null : all;
    }
}
