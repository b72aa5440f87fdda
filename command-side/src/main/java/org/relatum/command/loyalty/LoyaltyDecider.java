package org.relatum.command.loyalty;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LoyaltyCommand;
import org.relatum.command.language.LoyaltyCommand.AdjustPoints;
import org.relatum.command.language.LoyaltyCommand.ConvertReferral;
import org.relatum.command.language.LoyaltyCommand.Enrol;
import org.relatum.command.language.LoyaltyCommand.ExpirePoints;
import org.relatum.command.language.LoyaltyCommand.GrantPoints;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.LoyaltyCommand.RedeemPoints;
import org.relatum.command.language.LoyaltyCommand.ReviewTier;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.loyalty.Account.Lot;
import org.relatum.command.loyalty.Account.Referral;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsExpired;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.Personal;
import org.relatum.events.PointsCause;
import org.relatum.events.PolicyKind;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.policy.PointsPolicy;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.policy.TiersPolicy;

/** The rules of loyalty. Everything that is taken from a lot happened after it was accrued, so that no answer about the past is overdrawn. */
public final class LoyaltyDecider {
    /** The program of those who don't say which. */
    public static final String STANDARD_PROGRAM = "standard";

    private LoyaltyDecider() {}

    /**
     * What loyalty decisions may know beside the customer's streams.
     *
     * @param company the company's time zone
     * @param referred whether the customer that a referral names is registered
     */
    public record Known(PolicyTimeline policies, ZoneId company, boolean referred) {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own account first, then those of the customers merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Account> histories,
            LoyaltyCommand command,
            UUID customer,
            Instant at,
            long nextSequence,
            Known known) {
        return switch (command) {
            case Enrol c -> {
                if (Account.enrolledAt(histories) != null) {
                    throw refusal(RefusalCode.ALREADY_ENROLLED, "The customer joined the program already");
                }
                yield List.of(new LoyaltyEnrolled(at, Objects.requireNonNullElse(c.program(), STANDARD_PROGRAM)));
            }
            case RedeemPoints c -> List.of(redeem(histories, c, customer, at, nextSequence));
            case GrantPoints c -> {
                requireEnrolled(histories, at);
                Bound.requireRoom(lotsWithoutOrder(histories.getFirst()), Bound.PER_CUSTOMER);
                String referral = c.referral();
                if (referral != null) {
                    requireReferral(histories, referral);
                }
                yield given(
                        histories,
                        c.points(),
                        referral == null ? PointsCause.BONUS : PointsCause.REFERRAL,
                        referral,
                        personal(customer, c.reason()),
                        customer,
                        at,
                        nextSequence,
                        known);
            }
            case AdjustPoints c -> adjust(histories, c, customer, at, nextSequence, known);
            case ExpirePoints c -> {
                List<LotShare> expired = new Ledger(histories).expiredAt(at);
                yield expired.isEmpty() ? List.of() : List.of(new PointsExpired(at, expired));
            }
            case ReviewTier c -> {
                requireEnrolled(histories, at);
                TiersPolicy tiers = known.policies().at(at).tiers();
                if (tiers.named(c.tier()).isEmpty()) {
                    throw Refusal.of(
                                    RefusalCode.UNKNOWN_TIER,
                                    "The policy in force has no such tier",
                                    "allowed",
                                    tiers.tiers().stream()
                                            .map(TiersPolicy.Tier::name)
                                            .toList())
                            .asException();
                }
                yield List.of(new TierReviewed(at, c.tier(), tiers.version(), personal(customer, c.reason())));
            }
            case RecordReferral c -> {
                String referral =
                        c.referral() != null ? c.referral() : DerivedId.within(customer, "referral", nextSequence);
                if (Account.referral(histories, referral) != null) {
                    throw refusal(
                            RefusalCode.REFERRAL_ALREADY_RECORDED,
                            "A referral with this identifier is recorded already");
                }
                if (c.referredCustomer() != null) {
                    requireOther(customer, c.referredCustomer(), known);
                }
                Bound.requireRoom(histories.getFirst().referrals().size(), Bound.PER_CUSTOMER);
                yield List.of(new ReferralRecorded(at, referral, c.referredCustomer(), personal(customer, c.note())));
            }
            case ConvertReferral c -> {
                Referral referral = requireReferral(histories, c.referral());
                if (referral.converted()) {
                    throw refusal(RefusalCode.REFERRAL_ALREADY_CONVERTED, "The referral had success already");
                }
                Instant recordedAt = referral.recordedAt();
                if (recordedAt != null) {
                    OccurredAt.requireOrder(at, recordedAt, "The referral had success before it was made");
                }
                requireOther(customer, c.referredCustomer(), known);
                yield List.of(new ReferralConverted(at, c.referral(), c.referredCustomer()));
            }
        };
    }

    /**
     * What an order earns; recorded with it.
     *
     * @param histories the customer's own account first, then those of the customers merged into it
     * @param nextSequence the sequence that the first of the facts will have
     */
    public static List<CustomerEvent> earned(
            List<Account> histories, OrderPlaced order, UUID customer, long nextSequence, Known known) {
        Instant at = order.occurredAt();
        Instant enrolledAt = Account.enrolledAt(histories);
        if (enrolledAt == null || at.isBefore(enrolledAt)) {
            return List.of();
        }
        PointsPolicy policy = known.policies().at(at).points();
        long points = policy.earnedBy(order.total().amount().multiply(order.conversionRate()));
        if (points == 0) {
            return List.of();
        }
        return accrued(
                histories,
                new PointsAccrued(
                        at,
                        DerivedId.within(customer, "lot", nextSequence),
                        points,
                        policy.activeFrom(at),
                        policy.expiresAt(at, known.company()),
                        PointsCause.ORDER,
                        order.order(),
                        null,
                        policy.version(),
                        null));
    }

    /**
     * What a return takes back of what its order earned: so much that the order has earned what its rest would have; recorded with it.
     *
     * @param histories the customer's own account first, then those of the customers merged into it
     * @param earner the account of the stream that the order stands in
     * @param left what is left of the order's total after the return, in the order's currency
     */
    public static List<CustomerEvent> reversed(
            List<Account> histories, Account earner, OrderReturned returned, BigDecimal left, Known known) {
        for (Map.Entry<String, Lot> entry : earner.lots().entrySet()) {
            Lot lot = entry.getValue();
            if (returned.order().equals(lot.order())) {
                PointsPolicy policy = (PointsPolicy) known.policies()
                        .version(PolicyKind.POINTS, lot.policyVersion())
                        .orElseThrow(() -> new IllegalStateException("no points policy " + lot.policyVersion()));
                long kept = Math.min(lot.points(), policy.earnedBy(left.multiply(returned.conversionRate())));
                long before = histories.stream()
                        .mapToLong(history -> history.reversed().getOrDefault(returned.order(), 0L))
                        .sum();
                long points = lot.points() - kept - before;
                return points <= 0 ? List.of() : reversed(histories, returned, entry.getKey(), points);
            }
        }
        return List.of();
    }

    private static List<CustomerEvent> reversed(
            List<Account> histories, OrderReturned returned, String lot, long points) {
        Ledger ledger = new Ledger(histories);
        List<LotShare> from = ledger.takeBack(points, lot, returned.occurredAt());
        List<CustomerEvent> events = new ArrayList<>();
        events.add(new PointsReversed(returned.occurredAt(), returned.order(), returned.returned(), points, from));
        events.addAll(ledger.settle());
        return events;
    }

    private static PointsRedeemed redeem(
            List<Account> histories, RedeemPoints c, UUID customer, Instant at, long nextSequence) {
        requireEnrolled(histories, at);
        String redemption =
                c.redemption() != null ? c.redemption() : DerivedId.within(customer, "redemption", nextSequence);
        if (histories.stream().anyMatch(history -> history.redemptions().contains(redemption))) {
            throw refusal(
                    RefusalCode.REDEMPTION_ALREADY_RECORDED, "A redemption with this reference is recorded already");
        }
        Bound.requireRoom(histories.getFirst().redemptions().size(), Bound.PER_CUSTOMER);
        Ledger ledger = new Ledger(histories);
        requirePoints(c.points(), ledger.activeAt(at));
        return new PointsRedeemed(
                at, redemption, c.points(), ledger.takeActive(c.points(), at), personal(customer, c.purpose()));
    }

    private static List<CustomerEvent> adjust(
            List<Account> histories, AdjustPoints c, UUID customer, Instant at, long nextSequence, Known known) {
        requireEnrolled(histories, at);
        Personal reason = Personal.clear(customer, c.reason());
        long points = c.points();
        if (points == 0) {
            throw Refusal.invalid("points", "zero", "must not be zero").asException();
        }
        if (points > 0) {
            Bound.requireRoom(lotsWithoutOrder(histories.getFirst()), Bound.PER_CUSTOMER);
            return given(histories, points, PointsCause.ADJUSTMENT, null, reason, customer, at, nextSequence, known);
        }
        Ledger ledger = new Ledger(histories);
        requirePoints(-points, ledger.leftAt(at));
        return List.of(new PointsDeducted(at, -points, ledger.takeLeft(-points, at), reason));
    }

    private static List<CustomerEvent> given(
            List<Account> histories,
            long points,
            PointsCause cause,
            @Nullable String referral,
            @Nullable Personal reason,
            UUID customer,
            Instant at,
            long nextSequence,
            Known known) {
        PointsPolicy policy = known.policies().at(at).points();
        return accrued(
                histories,
                new PointsAccrued(
                        at,
                        DerivedId.within(customer, "lot", nextSequence),
                        points,
                        at,
                        policy.expiresAt(at, known.company()),
                        cause,
                        null,
                        referral,
                        policy.version(),
                        reason));
    }

    /** New points, and what they pay of a debt. */
    private static List<CustomerEvent> accrued(List<Account> histories, PointsAccrued accrued) {
        Ledger ledger = new Ledger(histories);
        ledger.add(
                accrued.lot(),
                new Lot(
                        accrued.points(),
                        accrued.occurredAt(),
                        accrued.activeFrom(),
                        accrued.expiresAt(),
                        accrued.order(),
                        accrued.policyVersion()));
        List<CustomerEvent> events = new ArrayList<>();
        events.add(accrued);
        events.addAll(ledger.settle());
        return events;
    }

    private static int lotsWithoutOrder(Account account) {
        return Math.toIntExact(account.lots().values().stream()
                .filter(lot -> lot.order() == null)
                .count());
    }

    private static void requireEnrolled(List<Account> histories, Instant at) {
        Instant enrolledAt = Account.enrolledAt(histories);
        if (enrolledAt == null) {
            throw refusal(RefusalCode.NOT_ENROLLED, "The customer has not joined the program");
        }
        OccurredAt.requireOrder(at, enrolledAt, "It occurred before the customer joined the program");
    }

    private static void requirePoints(long wanted, long available) {
        if (wanted > available) {
            throw Refusal.of(RefusalCode.INSUFFICIENT_POINTS, "There are fewer points", "available", available)
                    .asException();
        }
    }

    private static Referral requireReferral(List<Account> histories, String id) {
        Referral referral = Account.referral(histories, id);
        if (referral == null) {
            throw refusal(RefusalCode.REFERRAL_NOT_FOUND, "The customer has no referral with this identifier");
        }
        return referral;
    }

    private static void requireOther(UUID customer, UUID referred, Known known) {
        if (referred.equals(customer)) {
            throw refusal(RefusalCode.SELF_REFERRAL, "A customer can't recommend the company to itself");
        }
        if (!known.referred()) {
            throw refusal(
                    RefusalCode.REFERRED_CUSTOMER_NOT_FOUND, "The customer that the referral names is not registered");
        }
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
