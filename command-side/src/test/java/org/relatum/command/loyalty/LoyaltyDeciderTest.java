package org.relatum.command.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.customer.Standing;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LoyaltyCommand.AdjustPoints;
import org.relatum.command.language.LoyaltyCommand.ConvertReferral;
import org.relatum.command.language.LoyaltyCommand.Enrol;
import org.relatum.command.language.LoyaltyCommand.ExpirePoints;
import org.relatum.command.language.LoyaltyCommand.GrantPoints;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.LoyaltyCommand.RedeemPoints;
import org.relatum.command.language.LoyaltyCommand.ReviewTier;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LotShare;
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
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.PointsCause;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.policy.PointsPolicy;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.policy.PolicyTimeline.Publication;

class LoyaltyDeciderTest {
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(500));
    private static final LoyaltyEnrolled ENROLLED = new LoyaltyEnrolled(LONG_AGO, "standard");
    private static final UUID OTHER = new UUID(0, 2);

    @Test
    void a_customer_joins_the_program_once() {
        given().when(new Enrol(null, null)).then(new LoyaltyEnrolled(NOW, "standard"));
        given(ENROLLED).when(new Enrol(null, "gold")).thenRefused(RefusalCode.ALREADY_ENROLLED);
        given().andPredecessor(ENROLLED).when(new Enrol(null, null)).thenRefused(RefusalCode.ALREADY_ENROLLED);
    }

    @Test
    void an_order_earns_whole_points_in_the_same_breath() {
        List<CustomerEvent> events = given(ENROLLED).when(order("A-1", "99.99")).decide();
        assertThat(events.get(1))
                .isEqualTo(new PointsAccrued(
                        NOW,
                        DerivedId.within(CUSTOMER, "lot", 3),
                        99,
                        NOW.plus(Duration.ofDays(14)),
                        Instant.parse("2027-06-01T00:00:00Z"),
                        PointsCause.ORDER,
                        "A-1",
                        null,
                        0,
                        null));
        assertThat(events).hasSize(2);
    }

    @Test
    void an_order_of_one_who_had_not_joined_earns_nothing_nor_does_one_below_a_point() {
        assertThat(given().when(order("A-1", "10")).decide()).hasSize(1);
        assertThat(given(ENROLLED).when(order("A-1", "0.99")).decide()).hasSize(1);
        assertThat(given(ENROLLED)
                        .when(new PlaceOrder(LONG_AGO.minusSeconds(1), "A-1", null, null, lines("10"), null))
                        .decide())
                .hasSize(1);
    }

    @Test
    void points_are_reckoned_in_the_reporting_currency_by_the_policy_in_force_when_the_order_was_placed() {
        PolicyTimeline doubled = PolicyTimeline.of(Policies.DEFAULT)
                .with(new Publication(NOW.minusSeconds(100), NOW.minusSeconds(50), points(1, "2")));
        assertThat(accrued(given(ENROLLED)
                                .under(doubled)
                                .when(new PlaceOrder(null, "A-1", "EUR", new BigDecimal("1.5"), lines("10"), null))
                                .decide())
                        .points())
                .isEqualTo(30);
        PointsAccrued before = accrued(given(ENROLLED)
                .under(doubled)
                .when(new PlaceOrder(NOW.minusSeconds(51), "A-1", null, null, lines("10"), null))
                .decide());
        assertThat(before.points()).isEqualTo(10);
        assertThat(before.policyVersion()).isZero();
    }

    @Test
    void a_return_takes_back_what_the_rest_of_the_order_would_not_have_earned() {
        CustomerEvent[] bought = {ENROLLED, placed("A-1", NOW, "99.90"), lot("l1", 99, NOW, "A-1")};
        assertThat(given(bought).when(returned("A-1", "R-1", "0.50")).decide())
                .as("99.40 earn 99 points as well")
                .hasSize(1);
        assertThat(given(bought).when(returned("A-1", "R-1", "1")).decide())
                .endsWith(new PointsReversed(NOW, "A-1", "R-1", 1, List.of(new LotShare("l1", 1))));
        assertThat(given(
                                ENROLLED,
                                placed("A-1", NOW, "99.90"),
                                lot("l1", 99, NOW, "A-1"),
                                sentBack("A-1", "R-1", "1"),
                                new PointsReversed(NOW, "A-1", "R-1", 1, List.of(new LotShare("l1", 1))))
                        .when(returned("A-1", "R-2", "98.90"))
                        .decide())
                .endsWith(new PointsReversed(NOW, "A-1", "R-2", 98, List.of(new LotShare("l1", 98))));
    }

    @Test
    void a_return_is_reckoned_by_the_policy_that_the_order_earned_by() {
        PolicyTimeline doubled = PolicyTimeline.of(Policies.DEFAULT)
                .with(new Publication(NOW.minusSeconds(100), NOW.minusSeconds(50), points(1, "2")));
        assertThat(given(ENROLLED, placed("A-1", NOW, "10"), lot("l1", 10, NOW, "A-1"))
                        .under(doubled)
                        .when(returned("A-1", "R-1", "4"))
                        .decide())
                .endsWith(new PointsReversed(NOW, "A-1", "R-1", 4, List.of(new LotShare("l1", 4))));
    }

    @Test
    void a_return_without_a_reference_is_named_as_the_answer_to_it_will_say() {
        List<CustomerEvent> events = given(ENROLLED, placed("A-1", NOW, "10"), lot("l1", 10, NOW, "A-1"))
                .when(returned("A-1", null, "10"))
                .decide();
        String name = DerivedId.within(CUSTOMER, "return", 5);
        assertThat(((OrderReturned) events.get(0)).returned()).isEqualTo(name);
        assertThat(((PointsReversed) events.get(1)).returned()).isEqualTo(name);
    }

    @Test
    void what_was_spent_already_is_taken_from_other_lots_and_the_rest_is_owed() {
        assertThat(given(
                                ENROLLED,
                                placed("A-1", LONG_AGO, "100"),
                                lot("l1", 100, NOW.minus(Duration.ofDays(30)), "A-1"),
                                lot("l2", 25, NOW.minus(Duration.ofDays(20)), null),
                                redeemed("V-1", NOW, new LotShare("l1", 80)))
                        .when(returned("A-1", "R-1", "100"))
                        .decide())
                .endsWith(new PointsReversed(
                        NOW, "A-1", "R-1", 100, List.of(new LotShare("l1", 20), new LotShare("l2", 25))));
    }

    @Test
    void later_points_pay_a_debt_first() {
        CustomerEvent[] owing = {
            ENROLLED,
            placed("A-1", LONG_AGO, "100"),
            lot("l1", 100, NOW.minus(Duration.ofDays(30)), "A-1"),
            redeemed("V-1", NOW.minusSeconds(20), new LotShare("l1", 100)),
            sentBack("A-1", "R-1", "100"),
            new PointsReversed(NOW.minusSeconds(10), "A-1", "R-1", 100, List.of())
        };
        String lot = DerivedId.within(CUSTOMER, "lot", 7);
        assertThat(given(owing).when(new GrantPoints(null, 30L, null, null)).decide())
                .endsWith(new PointsSettled(NOW, 30, List.of(new LotShare(lot, 30))));
        List<CustomerEvent> more =
                given(owing).when(new GrantPoints(null, 130L, null, null)).decide();
        assertThat(more).endsWith(new PointsSettled(NOW, 100, List.of(new LotShare(lot, 100))));
        given(owing).when(new RedeemPoints(null, "V-2", 1L, null)).thenRefused(RefusalCode.INSUFFICIENT_POINTS);
    }

    @Test
    void points_that_became_known_late_pay_a_debt_when_there_was_one() {
        CustomerEvent[] owing = {
            ENROLLED,
            placed("A-1", LONG_AGO, "100"),
            lot("l1", 100, NOW.minus(Duration.ofDays(30)), "A-1"),
            redeemed("V-1", NOW.minusSeconds(20), new LotShare("l1", 100)),
            sentBack("A-1", "R-1", "100"),
            new PointsReversed(NOW.minusSeconds(10), "A-1", "R-1", 100, List.of())
        };
        assertThat(given(owing)
                        .when(new PlaceOrder(NOW.minusSeconds(60), "A-2", null, null, lines("40"), null))
                        .decide())
                .endsWith(new PointsSettled(
                        NOW.minusSeconds(10), 40, List.of(new LotShare(DerivedId.within(CUSTOMER, "lot", 8), 40))));
        assertThat(given(owing)
                        .when(new PlaceOrder(LONG_AGO, "A-2", null, null, lines("40"), null))
                        .decide())
                .as("they had expired by then")
                .hasSize(2);
    }

    @Test
    void a_redemption_takes_what_expires_first_and_nothing_that_is_pending_or_expired() {
        Instant earlier = NOW.minus(Duration.ofDays(100));
        CustomerEvent[] lots = {
            ENROLLED,
            lot("late", 10, earlier.plusSeconds(5), null),
            lot("early", 10, earlier, null),
            pending("pending", 10, NOW.minusSeconds(1)),
            lot("expired", 10, LONG_AGO, null)
        };
        given(lots)
                .when(new RedeemPoints(null, "V-1", 15L, "a teapot"))
                .then(new PointsRedeemed(
                        NOW,
                        "V-1",
                        15,
                        List.of(new LotShare("early", 10), new LotShare("late", 5)),
                        personal("a teapot")));
        assertThat(given(lots)
                        .when(new RedeemPoints(null, "V-1", 21L, null))
                        .thenRefused(RefusalCode.INSUFFICIENT_POINTS)
                        .facts())
                .containsEntry("available", 20L);
        given(lots)
                .when(new RedeemPoints(LONG_AGO.plusSeconds(1), "V-1", 10L, null))
                .then(new PointsRedeemed(
                        LONG_AGO.plusSeconds(1), "V-1", 10, List.of(new LotShare("expired", 10)), null));
    }

    @Test
    void a_redemption_has_its_reference_once_and_needs_a_member() {
        given(ENROLLED, lot("l1", 10, NOW, null), redeemed("V-1", NOW, new LotShare("l1", 5)))
                .when(new RedeemPoints(null, "V-1", 1L, null))
                .thenRefused(RefusalCode.REDEMPTION_ALREADY_RECORDED);
        given().when(new RedeemPoints(null, null, 1L, null)).thenRefused(RefusalCode.NOT_ENROLLED);
        given(ENROLLED)
                .when(new RedeemPoints(LONG_AGO.minusSeconds(1), null, 1L, null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void the_reward_of_a_referral_names_it() {
        PointsAccrued reward = accrued(given(ENROLLED, new ReferralRecorded(NOW, "r1", null, null))
                .when(new GrantPoints(null, 50L, "r1", null))
                .decide());
        assertThat(reward.cause()).isEqualTo(PointsCause.REFERRAL);
        assertThat(reward.referral()).isEqualTo("r1");
        assertThat(reward.activeFrom()).isEqualTo(NOW);
        given(ENROLLED).when(new GrantPoints(null, 50L, "r1", null)).thenRefused(RefusalCode.REFERRAL_NOT_FOUND);
        given().when(new GrantPoints(null, 50L, null, null)).thenRefused(RefusalCode.NOT_ENROLLED);
    }

    @Test
    void a_correction_downwards_takes_active_points_first_and_never_more_than_there_are() {
        CustomerEvent[] lots = {ENROLLED, pending("pending", 10, NOW), lot("active", 10, NOW, null)};
        given(lots)
                .when(new AdjustPoints(null, -12L, "error"))
                .then(new PointsDeducted(
                        NOW, 12, List.of(new LotShare("active", 10), new LotShare("pending", 2)), personal("error")));
        given(lots).when(new AdjustPoints(null, -21L, "error")).thenRefused(RefusalCode.INSUFFICIENT_POINTS);
        given(lots).when(new AdjustPoints(null, 0L, "error")).thenInvalid("points", "zero");
        assertThat(accrued(given(lots).when(new AdjustPoints(null, 7L, "error")).decide())
                        .cause())
                .isEqualTo(PointsCause.ADJUSTMENT);
    }

    @Test
    void expiry_is_booked_once_and_closes_the_lot() {
        given(ENROLLED, lot("l1", 10, LONG_AGO, null), redeemed("V-1", LONG_AGO, new LotShare("l1", 4)))
                .when(new ExpirePoints(null))
                .then(new PointsExpired(NOW, List.of(new LotShare("l1", 6))));
        CustomerEvent[] booked = {
            ENROLLED, lot("l1", 10, LONG_AGO, null), new PointsExpired(NOW, List.of(new LotShare("l1", 10)))
        };
        given(booked).when(new ExpirePoints(null)).then();
        given(booked)
                .when(new RedeemPoints(LONG_AGO.plusSeconds(1), null, 1L, null))
                .thenRefused(RefusalCode.INSUFFICIENT_POINTS);
        given(ENROLLED, lot("l1", 10, NOW, null)).when(new ExpirePoints(null)).then();
    }

    @Test
    void what_expired_unspent_pays_for_a_return() {
        assertThat(given(
                                ENROLLED,
                                placed("A-1", LONG_AGO, "10"),
                                lot("l1", 10, LONG_AGO, "A-1"),
                                new PointsExpired(NOW, List.of(new LotShare("l1", 10))))
                        .when(returned("A-1", "R-1", "10"))
                        .decide())
                .endsWith(new PointsReversed(NOW, "A-1", "R-1", 10, List.of(new LotShare("l1", 10))));
    }

    @Test
    void a_tier_that_is_set_exists() {
        given(ENROLLED)
                .when(new ReviewTier(null, "silver", "sorry"))
                .then(new TierReviewed(NOW, "silver", 0, personal("sorry")));
        given(ENROLLED).when(new ReviewTier(null, "tin", null)).thenRefused(RefusalCode.UNKNOWN_TIER);
    }

    @Test
    void a_referral_is_recorded_once_and_has_success_once() {
        Standing known = new Standing.Open(NOW);
        given().andCustomer(known)
                .when(new RecordReferral(null, "r1", OTHER, "her sister"))
                .then(new ReferralRecorded(NOW, "r1", OTHER, personal("her sister")));
        given().when(new RecordReferral(null, "r1", OTHER, null)).thenRefused(RefusalCode.REFERRED_CUSTOMER_NOT_FOUND);
        given().andCustomer(known)
                .when(new RecordReferral(null, "r1", CUSTOMER, null))
                .thenRefused(RefusalCode.SELF_REFERRAL);
        ReferralRecorded recorded = new ReferralRecorded(NOW.minusSeconds(10), "r1", null, null);
        given(recorded)
                .when(new RecordReferral(null, "r1", null, null))
                .thenRefused(RefusalCode.REFERRAL_ALREADY_RECORDED);
        given(recorded)
                .andCustomer(known)
                .when(new ConvertReferral(null, "r1", OTHER))
                .then(new ReferralConverted(NOW, "r1", OTHER));
        given(recorded)
                .andCustomer(known)
                .when(new ConvertReferral(NOW.minusSeconds(11), "r1", OTHER))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(recorded, new ReferralConverted(NOW, "r1", OTHER))
                .andCustomer(known)
                .when(new ConvertReferral(null, "r1", OTHER))
                .thenRefused(RefusalCode.REFERRAL_ALREADY_CONVERTED);
        given().andCustomer(known)
                .when(new ConvertReferral(null, "r1", OTHER))
                .thenRefused(RefusalCode.REFERRAL_NOT_FOUND);
    }

    @Test
    void the_points_of_a_merged_customer_are_spent_and_returned_with_the_survivors() {
        Instant earlier = NOW.minus(Duration.ofDays(10));
        assertThat(given(new PointsRedeemed(NOW, "V-1", 30, List.of(new LotShare("l1", 30)), null))
                        .andPredecessor(ENROLLED, placed("A-1", earlier, "50"), lot("l1", 50, earlier, "A-1"))
                        .when(returned("A-1", "R-1", "50"))
                        .decide())
                .endsWith(new PointsReversed(NOW, "A-1", "R-1", 50, List.of(new LotShare("l1", 20))));
        given(new PointsRedeemed(NOW, "V-1", 30, List.of(new LotShare("l1", 30)), null))
                .andPredecessor(ENROLLED, lot("l1", 50, earlier, null))
                .when(new RedeemPoints(null, "V-2", 21L, null))
                .thenRefused(RefusalCode.INSUFFICIENT_POINTS);
    }

    @Test
    void what_was_spent_of_a_customer_that_is_separate_again_is_owed() {
        given(ENROLLED, lot("own", 50, NOW, null), redeemed("V-1", NOW, new LotShare("lot of the other", 30)))
                .when(new RedeemPoints(null, "V-2", 21L, null))
                .thenRefused(RefusalCode.INSUFFICIENT_POINTS);
    }

    private static PointsAccrued accrued(List<CustomerEvent> events) {
        return events.stream()
                .filter(PointsAccrued.class::isInstance)
                .map(PointsAccrued.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static PlaceOrder order(String reference, String amount) {
        return new PlaceOrder(null, reference, null, null, lines(amount), null);
    }

    private static List<OrderLineInput> lines(String amount) {
        return List.of(new OrderLineInput(null, "thing", null, BigDecimal.ONE, new BigDecimal(amount)));
    }

    private static ReturnOrder returned(String order, String reference, String amount) {
        return new ReturnOrder(null, order, reference, new BigDecimal(amount), List.of(), null);
    }

    private static OrderPlaced placed(String reference, Instant at, String amount) {
        return new OrderPlaced(
                at,
                reference,
                new Money(new BigDecimal(amount), "USD"),
                BigDecimal.ONE,
                List.of(new OrderLine(null, null, null, BigDecimal.ONE, new BigDecimal(amount))),
                null);
    }

    private static OrderReturned sentBack(String order, String reference, String amount) {
        return new OrderReturned(
                NOW, order, reference, new Money(new BigDecimal(amount), "USD"), BigDecimal.ONE, List.of(), null);
    }

    /** A lot that is active at once and lives for a year. */
    private static PointsAccrued lot(String id, long points, Instant at, String order) {
        return new PointsAccrued(
                at,
                id,
                points,
                at,
                at.plus(Duration.ofDays(365)),
                order == null ? PointsCause.BONUS : PointsCause.ORDER,
                order,
                null,
                0,
                null);
    }

    private static PointsAccrued pending(String id, long points, Instant at) {
        return new PointsAccrued(
                at,
                id,
                points,
                at.plus(Duration.ofDays(14)),
                at.plus(Duration.ofDays(100)),
                PointsCause.ORDER,
                "A-" + id,
                null,
                0,
                null);
    }

    private static PointsRedeemed redeemed(String id, Instant at, LotShare share) {
        return new PointsRedeemed(at, id, share.points(), List.of(share), null);
    }

    private static PointsPolicy points(int version, String perUnit) {
        PointsPolicy shipped = Policies.DEFAULT.points();
        return new PointsPolicy(
                version,
                new BigDecimal(perUnit),
                shipped.pending(),
                shipped.expireAfter(),
                shipped.expireAt(),
                shipped.value());
    }

    @Test
    void nothing_is_granted_corrected_or_set_before_a_customer_joined() {
        given().when(new GrantPoints(null, 5L, null, null)).thenRefused(RefusalCode.NOT_ENROLLED);
        given().when(new AdjustPoints(null, 5L, "sorry")).thenRefused(RefusalCode.NOT_ENROLLED);
        given().when(new ReviewTier(null, "silver", null)).thenRefused(RefusalCode.NOT_ENROLLED);
    }

    @Test
    void a_referral_has_success_with_a_customer_that_is_there() {
        ReferralRecorded recorded = new ReferralRecorded(NOW.minusSeconds(10), "r1", null, null);
        given(recorded)
                .when(new ConvertReferral(null, "r1", OTHER))
                .thenRefused(RefusalCode.REFERRED_CUSTOMER_NOT_FOUND);
        given(recorded)
                .andCustomer(new Standing.Open(NOW))
                .when(new ConvertReferral(null, "r1", CUSTOMER))
                .thenRefused(RefusalCode.SELF_REFERRAL);
    }

    /** Those of orders are not counted: orders have a bound of their own. */
    @Test
    void lots_without_an_order_redemptions_and_referrals_of_a_customer_are_bounded() {
        List<CustomerEvent> gifts = new ArrayList<>(List.of(ENROLLED));
        List<CustomerEvent> bought = new ArrayList<>(List.of(ENROLLED));
        List<CustomerEvent> redemptions = new ArrayList<>(List.of(ENROLLED, lot("l", 50, NOW, null)));
        CustomerEvent[] referrals = new CustomerEvent[Bound.PER_CUSTOMER];
        for (int i = 0; i < Bound.PER_CUSTOMER; i++) {
            gifts.add(lot("l" + i, 1, NOW, null));
            bought.add(lot("l" + i, 1, NOW, "A-" + i));
            redemptions.add(new PointsRedeemed(NOW, "d" + i, 0, List.of(), null));
            referrals[i] = new ReferralRecorded(NOW, "r" + i, null, null);
        }
        given(gifts.toArray(CustomerEvent[]::new))
                .when(new GrantPoints(null, 5L, null, null))
                .thenRefused(RefusalCode.LIMIT_REACHED);
        given(gifts.toArray(CustomerEvent[]::new))
                .when(new AdjustPoints(null, 5L, "sorry"))
                .thenRefused(RefusalCode.LIMIT_REACHED);
        assertThat(given(bought.toArray(CustomerEvent[]::new))
                        .when(new GrantPoints(null, 5L, null, null))
                        .decide())
                .hasSize(1);
        given(redemptions.toArray(CustomerEvent[]::new))
                .when(new RedeemPoints(null, "one-more", 5L, null))
                .thenRefused(RefusalCode.LIMIT_REACHED);
        given(referrals).when(new RecordReferral(null, "one-more", null, null)).thenRefused(RefusalCode.LIMIT_REACHED);
    }
}
