package org.relatum.projection.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.projection.Story.CUSTOMER;
import static org.relatum.projection.Story.answer;
import static org.relatum.projection.Story.instant;
import static org.relatum.projection.Story.opened;
import static org.relatum.projection.Story.order;
import static org.relatum.projection.Story.points;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.EventRef;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.PointsSettled;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.Money;
import org.relatum.events.Personal;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.projection.Story;
import org.relatum.projection.loyalty.LoyaltyStatus.Part;
import org.relatum.projection.loyalty.LoyaltyStatus.PartScore;
import org.relatum.projection.loyalty.LoyaltyStatus.Step;
import org.relatum.projection.loyalty.LoyaltyStatus.Value;

/** Worked out by hand, by the policies that the product ships with. */
class LoyaltyTest {
    private static Story<LoyaltyFeatures, LoyaltyStatus, Value> known() {
        return Story.of(new LoyaltyProjection()).then("2024-01-01", at -> new CustomerQualified(at, null));
    }

    private static Story<LoyaltyFeatures, LoyaltyStatus, Value> enrolled() {
        return known().then("2024-01-01", at -> new LoyaltyEnrolled(at, "club"));
    }

    private static PartScore part(LoyaltyStatus status, Part part) {
        return status.score().parts().get(part.ordinal());
    }

    @Test
    void of_a_customer_of_whom_nothing_is_known_only_the_neutral_satisfaction_counts() {
        var story = known();
        assertThat(story.at("2024-06-01").score().value()).isEqualTo(10);
        assertThat(story.at("2024-06-01").band()).isEqualTo("low");
        assertThat(story.values("2024-06-01")).containsOnlyKeys("band");
        assertThat(story.next("2024-06-01")).isEmpty();
    }

    @Test
    void an_order_of_5000_on_the_day_gives_46_and_a_quarter() {
        // 20 + 1.25 + 15 + 0 + 10 + 0 + 0
        assertThat(known().then("2024-02-01", order("o", 5000))
                        .at("2024-02-01")
                        .score()
                        .value())
                .isCloseTo(46.25, within(1e-9));
    }

    @Test
    void recency_halves_in_90_days_and_tenure_fills_in_1095() {
        var story = known().then("2024-02-01", order("o", 0));
        assertThat(part(story.at("2024-05-01"), Part.RECENCY).points()).isCloseTo(50, within(1e-9));
        assertThat(part(story.at("2024-05-01"), Part.RECENCY).raw()).isEqualTo(90);
        Instant full = instant("2024-02-01").plus(Duration.ofDays(1095));
        assertThat(part(story.at(full), Part.TENURE).points()).isEqualTo(100);
        assertThat(part(story.at(full.minus(1, ChronoUnit.DAYS)), Part.TENURE).points())
                .isCloseTo(100 * 1094.0 / 1095, within(1e-9));
    }

    @Test
    void an_order_leaves_its_windows_when_it_is_exactly_365_days_old() {
        var story = known().then("2024-02-01", order("o", 5000));
        Instant leaves = instant("2024-02-01").plus(Duration.ofDays(365));
        assertThat(part(story.at(leaves.minus(1, ChronoUnit.MICROS)), Part.FREQUENCY)
                        .raw())
                .isEqualTo(1);
        assertThat(part(story.at(leaves), Part.FREQUENCY).raw()).isZero();
        assertThat(part(story.at(leaves), Part.MONETARY).raw()).isZero();
        // Above 25 all that time, below from then on.
        assertThat(story.next("2024-02-01")).contains(leaves);
        assertThat(story.values(leaves).get("band")).isEqualTo(new Value("low"));
    }

    @Test
    void a_return_reduces_the_window_in_which_it_happened() {
        var story = known().then("2024-02-01", order("o", 300))
                .then(
                        "2024-12-01",
                        at -> new OrderReturned(
                                at,
                                "o",
                                "r",
                                new Money(BigDecimal.valueOf(200), "USD"),
                                BigDecimal.ONE,
                                List.of(),
                                null));
        assertThat(part(story.at("2024-12-02"), Part.MONETARY).raw()).isEqualTo(100);
        assertThat(part(story.at("2025-03-01"), Part.MONETARY).raw()).isEqualTo(-200);
        assertThat(part(story.at("2025-03-01"), Part.MONETARY).points()).isZero();
        assertThat(part(story.at("2024-12-02"), Part.FREQUENCY).raw()).isEqualTo(1);
    }

    @Test
    void satisfaction_is_the_mean_of_all_answers_of_which_old_ones_count_less() {
        var story = known().then("2024-02-01", answer("w1", 5, 10)).then("2024-07-30", answer("w2", 1, null));
        // 180 days: (½ × 100 + ½ × 100 + 1 × 0) / 2
        assertThat(part(story.at("2024-07-30"), Part.SATISFACTION).points()).isCloseTo(50, within(1e-9));
        assertThat(part(story.at("2026-07-30"), Part.SATISFACTION).points()).isCloseTo(50, within(1e-9));
        assertThat(part(story.at("2024-03-01"), Part.SATISFACTION).points()).isEqualTo(100);
    }

    @Test
    void inbound_contacts_and_answered_care_are_engagement() {
        var story = known().then(
                        "2024-02-01",
                        at -> new InteractionLogged(at, "phone", Direction.INBOUND, "other", null, null, null))
                .then(
                        "2024-02-02",
                        at -> new InteractionLogged(at, "phone", Direction.OUTBOUND, "other", null, null, null))
                .then("2024-02-03", at -> new CareDelivered(at, "c", "phone", true, null))
                .then("2024-02-04", at -> new CareDelivered(at, "d", "phone", false, null));
        assertThat(part(story.at("2024-02-05"), Part.ENGAGEMENT).points()).isEqualTo(20);
        assertThat(part(story.at("2024-07-30"), Part.ENGAGEMENT).points()).isEqualTo(10);
    }

    @Test
    void one_converted_referral_and_a_promoter_are_full_advocacy() {
        var story = known().then("2024-02-01", at -> new ReferralRecorded(at, "r", null, null))
                .then("2024-03-01", at -> new ReferralConverted(at, "r", new UUID(4, 4)))
                .then("2024-04-01", answer("w", null, 9));
        assertThat(part(story.at("2024-02-15"), Part.ADVOCACY).points()).isZero();
        assertThat(part(story.at("2024-03-15"), Part.ADVOCACY).points()).isEqualTo(50);
        assertThat(part(story.at("2024-04-15"), Part.ADVOCACY).points()).isEqualTo(100);
    }

    @Test
    void an_open_complaint_costs_five_a_resolved_one_three_for_180_days_and_all_together_twenty_at_most() {
        var story = known();
        for (int i = 1; i <= 5; i++) {
            story.then("2024-02-0" + i, opened("c" + i, CaseKind.COMPLAINT, CaseSeverity.LOW));
        }
        assertThat(story.at("2024-02-03").score().penalty().points()).isEqualTo(15);
        assertThat(story.at("2024-02-06").score().penalty().points()).isEqualTo(20);
        assertThat(story.at("2024-02-06").score().value()).isZero();
        var one = known().then("2024-02-01", opened("c", CaseKind.COMPLAINT, CaseSeverity.LOW))
                .then("2024-02-02", at -> new CaseResolved(at, "c", null));
        assertThat(one.at("2024-02-03").score().penalty().points()).isEqualTo(3);
        assertThat(one.at("2024-07-30").score().penalty().points()).isZero();
    }

    @Test
    void a_case_with_the_name_of_a_duplicates_complaint_does_not_end_it() {
        UUID other = new UUID(2, 2);
        var story = known().then("2024-02-01", other, opened("c", CaseKind.COMPLAINT, CaseSeverity.LOW))
                .then("2024-02-02", opened("c", CaseKind.ENQUIRY, CaseSeverity.LOW))
                .then("2024-02-03", at -> new CaseResolved(at, "c", null));
        assertThat(story.at("2024-02-04").score().penalty().open()).isEqualTo(1);
        // A second case of that name was resolved already: this is the duplicate's.
        story.then("2024-02-05", other, at -> new CaseResolved(at, "c", null));
        assertThat(story.at("2024-02-06").score().penalty().open()).isZero();
        assertThat(story.at("2024-02-06").score().penalty().recent()).isEqualTo(1);
    }

    @Test
    void the_score_falls_into_a_band_and_rises_out_of_it_by_time_alone() {
        // Satisfaction (75 + 100) / 2, a promoter, one order over nothing, an open complaint.
        var story = known().then("2024-02-01", answer("w", 4, 10))
                .then("2024-02-01", opened("c", CaseKind.COMPLAINT, CaseSeverity.LOW))
                .then("2024-02-01", order("o", 0));
        assertThat(story.at("2024-02-01").score().value()).isCloseTo(17.5 + 5 + 20 + 1.25 - 5, within(1e-9));
        Instant low = story.next("2024-02-01").orElseThrow();
        Instant fair = story.next(low).orElseThrow();
        assertThat(story.values(low).get("band")).isEqualTo(new Value("low"));
        assertThat(story.values(low.minus(1, ChronoUnit.MICROS)).get("band")).isEqualTo(new Value("fair"));
        assertThat(story.at(low).score().value()).isCloseTo(25, within(1e-9));
        assertThat(story.values(fair).get("band")).isEqualTo(new Value("fair"));
        assertThat(story.values(fair.minus(1, ChronoUnit.MICROS)).get("band")).isEqualTo(new Value("low"));
        assertThat(story.at(fair).score().value()).isCloseTo(25, within(1e-9));
        assertThat(Duration.between(instant("2024-02-01"), low).toDays()).isBetween(190L, 205L);
        assertThat(Duration.between(instant("2024-02-01"), fair).toDays()).isBetween(810L, 825L);
        assertThat(story.next(fair)).isEmpty();
    }

    @Test
    void a_customer_rises_at_once_and_falls_by_one_tier_at_each_anniversary() {
        var story = enrolled().then("2024-02-01", points("l", 2500));
        assertThat(story.values("2024-01-31").get("tier")).isEqualTo(new Value("bronze"));
        assertThat(story.values("2024-02-01").get("tier")).isEqualTo(new Value("gold"));
        // 365 days later the points have left the window; 2024 is a leap year.
        assertThat(story.at("2025-01-30").tier().reviewAt()).isEqualTo(instant("2025-01-31"));
        assertThat(story.values("2025-01-30T23:59:59.999999").get("tier")).isEqualTo(new Value("gold"));
        assertThat(story.values("2025-01-31").get("tier")).isEqualTo(new Value("silver"));
        assertThat(story.values("2026-01-31").get("tier")).isEqualTo(new Value("bronze"));
        assertThat(story.at("2026-01-31").tier().reviewAt()).isNull();
    }

    @Test
    void a_tier_that_its_points_still_reach_is_confirmed_for_another_year() {
        var story = enrolled().then("2024-02-01", points("l", 2500)).then("2024-12-01", points("m", 2100));
        assertThat(story.values("2025-02-01").get("tier")).isEqualTo(new Value("gold"));
        assertThat(story.at("2025-02-01").tier().points()).isEqualTo(2100);
        assertThat(story.at("2025-02-01").tier().since()).isEqualTo(instant("2024-02-01"));
        assertThat(story.values("2026-01-30").get("tier")).isEqualTo(new Value("gold"));
        assertThat(story.values("2026-01-31").get("tier")).isEqualTo(new Value("silver"));
    }

    @Test
    void what_a_return_takes_back_stops_qualifying_and_takes_no_tier_before_the_anniversary() {
        var story = enrolled()
                .then("2024-02-01", points("l", 2500))
                .then("2024-03-01", at -> new PointsReversed(at, "l", "r", 1000, List.of(new LotShare("l", 1000))));
        assertThat(story.at("2024-03-02").tier().points()).isEqualTo(1500);
        assertThat(story.at("2024-03-02").tier().name()).isEqualTo("gold");
        assertThat(story.at("2024-03-02").tier().pointsToNext()).isEqualTo(3500);
    }

    @Test
    void a_tier_set_by_hand_counts_as_reached_then() {
        var story = enrolled()
                .then("2024-02-01", points("l", 600))
                .then("2024-06-01", at -> new TierReviewed(at, "platinum", 0, null));
        assertThat(story.at("2024-06-02").tier().name()).isEqualTo("platinum");
        assertThat(story.at("2024-06-02").tier().next()).isNull();
        assertThat(story.values("2025-05-31").get("tier")).isEqualTo(new Value("platinum"));
        assertThat(story.values("2025-06-01").get("tier")).isEqualTo(new Value("gold"));
    }

    @Test
    void a_tier_set_by_hand_below_what_is_earned_is_risen_from_at_once() {
        var story = enrolled()
                .then("2024-02-01", points("l", 2500))
                .then("2024-06-01", at -> new TierReviewed(at, "silver", 0, null));
        assertThat(story.values("2024-06-01").get("tier")).isEqualTo(new Value("gold"));
        assertThat(story.at("2024-06-01").tier().since()).isEqualTo(instant("2024-06-01"));
    }

    @Test
    void a_return_takes_no_qualifying_points_from_a_duplicates_order_of_the_same_name() {
        UUID other = new UUID(2, 2);
        var story = enrolled()
                .then("2024-02-01", points("l", 300))
                .then("2024-02-02", other, points("l", 400))
                .then("2024-02-03", at -> new PointsReversed(at, "l", "r", 300, List.of(new LotShare("l", 300))));
        assertThat(story.at("2024-02-02").tier().points()).isEqualTo(700);
        assertThat(story.at("2024-02-03").tier().points()).isEqualTo(400);
        // What is returned to the survivor of an order of the duplicate's.
        var later = enrolled()
                .then("2024-02-02", other, points("l", 400))
                .then("2024-02-03", at -> new PointsReversed(at, "l", "r", 100, List.of(new LotShare("l", 100))));
        assertThat(later.at("2024-02-03").tier().points()).isEqualTo(300);
    }

    @Test
    void points_are_pending_active_and_expired_by_time_alone() {
        var story = enrolled().then("2024-02-01", points("l", 100));
        assertThat(story.at("2024-02-14T23:59").account().pending()).isEqualTo(100);
        assertThat(story.at("2024-02-15").account().active()).isEqualTo(100);
        assertThat(story.at("2024-02-15").account().liability()).isEqualByComparingTo("1.00");
        Instant expires = instant("2024-02-01").plus(Duration.ofDays(380));
        assertThat(story.at("2024-02-15").account().forecast()).containsExactly(new LoyaltyStatus.Expiry(expires, 100));
        assertThat(story.at(expires).account().expired()).isEqualTo(100);
        assertThat(story.at(expires).account().balance()).isZero();
    }

    @Test
    void spent_points_that_a_return_takes_back_are_a_debt_that_new_points_pay() {
        var story = enrolled()
                .then("2024-02-01", points("l", 100))
                .then("2024-03-01", at -> new PointsRedeemed(at, "x", 80, List.of(new LotShare("l", 80)), null))
                .then("2024-03-02", at -> new PointsReversed(at, "l", "r", 100, List.of(new LotShare("l", 20))));
        assertThat(story.at("2024-03-03").account().debt()).isEqualTo(80);
        assertThat(story.at("2024-03-03").account().balance()).isEqualTo(-80);
        story.then("2024-04-01", points("m", 200))
                .then("2024-04-01", at -> new PointsSettled(at, 80, List.of(new LotShare("m", 80))));
        assertThat(story.at("2024-05-01").account().debt()).isZero();
        assertThat(story.at("2024-05-01").account().balance()).isEqualTo(120);
        assertThat(story.at("2024-05-01").account().redeemed()).isEqualTo(80);
    }

    @Test
    void points_taken_away_by_hand_are_gone() {
        Personal reason = Personal.clear(CUSTOMER, "booked twice");
        var story = enrolled()
                .then("2024-02-01", points("l", 100))
                .then("2024-03-01", at -> new PointsDeducted(at, 30, List.of(new LotShare("l", 30)), reason));
        assertThat(story.at("2024-03-02").account().balance()).isEqualTo(70);
        assertThat(story.at("2024-03-02").account().lots().getFirst().rest()).isEqualTo(70);
    }

    @Test
    void the_funnel_is_gone_through_step_by_step() {
        var story = known().then("2024-02-01", answer("w", 5, 10))
                .then("2024-02-01", order("a", 5000))
                .then("2024-02-02", order("b", 100))
                .then("2024-02-03", at -> new ReferralRecorded(at, "r", null, null));
        assertThat(story.at("2024-02-04").funnel().reached()).containsExactly(Step.SATISFACTION, Step.TRUST);
        story.then("2024-02-05", order("c", 100));
        assertThat(story.at("2024-02-06").funnel().furthest()).isEqualTo(Step.REFERRAL);
        Personal text = Personal.clear(CUSTOMER, "call");
        story.then("2024-02-07", at -> new CommitmentMade(at, "p", text, instant("2024-03-01"), "ann"))
                .then("2024-02-08", at -> new CommitmentBroken(at, "p", null));
        assertThat(story.at("2024-02-09").funnel().reached()).containsExactly(Step.SATISFACTION);
    }

    @Test
    void a_merged_customer_has_neither_band_nor_tier() {
        var story = enrolled()
                .then("2024-02-01", points("l", 2500))
                .then("2024-03-01", at -> new CustomerMerged(at, new UUID(2, 2)));
        assertThat(story.values("2024-03-02")).isEmpty();
        assertThat(story.next("2024-03-02")).isEmpty();
        assertThat(story.at("2024-03-02").account()).isNull();
    }

    @Test
    void each_part_names_the_facts_it_rests_on() {
        UUID friend = new UUID(8, 8);
        var story = known().then("2024-01-10", order("a", 100)) // 1
                .then("2024-02-01", answer("w", 4, 9)) // 2
                .then("2024-02-02", at -> new InteractionLogged(at, "phone", Direction.INBOUND, "t", null, null, null))
                .then("2024-02-03", at -> new ReferralRecorded(at, "r", null, null))
                .then("2024-02-04", at -> new ReferralConverted(at, "r", friend)) // 5
                .then("2024-02-05", order("b", 50)) // 6
                .then(
                        "2024-02-06",
                        at -> new OrderReturned(
                                at, "b", "x", new Money(BigDecimal.TEN, "USD"), BigDecimal.ONE, List.of(), null)) // 7
                .then("2024-02-07", opened("open", CaseKind.COMPLAINT, CaseSeverity.LOW)) // 8
                .then("2024-02-08", opened("done", CaseKind.COMPLAINT, CaseSeverity.LOW)) // 9
                .then("2024-02-09", at -> new CaseResolved(at, "done", null));
        LoyaltyStatus early = story.at("2024-03-01");
        assertThat(evidence(early, Part.RECENCY)).containsExactly(6L);
        assertThat(evidence(early, Part.FREQUENCY)).containsExactly(1L, 6L);
        assertThat(evidence(early, Part.MONETARY)).containsExactly(1L, 6L, 7L);
        assertThat(evidence(early, Part.TENURE)).containsExactly(1L);
        assertThat(evidence(early, Part.SATISFACTION)).containsExactly(2L);
        assertThat(evidence(early, Part.ENGAGEMENT)).containsExactly(3L);
        assertThat(part(early, Part.ENGAGEMENT).raw()).isEqualTo(1);
        assertThat(evidence(early, Part.ADVOCACY)).containsExactly(5L, 2L);
        assertThat(early.score().penalty().open()).isEqualTo(1);
        assertThat(early.score().penalty().recent()).isEqualTo(1);
        assertThat(early.score().penalty().evidence())
                .extracting(EventRef::sequence)
                .containsExactly(8L, 9L);

        LoyaltyStatus late = story.at("2025-01-20");
        assertThat(evidence(late, Part.FREQUENCY)).containsExactly(6L);
        assertThat(evidence(late, Part.MONETARY)).containsExactly(6L, 7L);
        assertThat(evidence(late, Part.TENURE)).containsExactly(1L);
        assertThat(evidence(late, Part.ENGAGEMENT)).isEmpty();
        assertThat(late.score().penalty().open()).isEqualTo(1);
        assertThat(late.score().penalty().recent()).isZero();
        assertThat(late.score().penalty().evidence())
                .extracting(EventRef::sequence)
                .containsExactly(8L);

        LoyaltyStatus nothing = known().at("2024-03-01");
        assertThat(nothing.score().parts())
                .allSatisfy(p -> assertThat(p.evidence()).isEmpty());
        assertThat(part(nothing, Part.SATISFACTION).raw()).isNull();
        assertThat(part(nothing, Part.RECENCY).raw()).isNull();
    }

    private static List<Long> evidence(LoyaltyStatus status, Part part) {
        return part(status, part).evidence().stream().map(EventRef::sequence).toList();
    }

    /** Found day by day and then by halving; whatever ages or leaves a window changes the band at the instant that was foretold. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void the_next_band_comes_when_looking_day_by_day_finds_it(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        var story = known();
        Instant at = instant("2024-01-02");
        for (int i = 0; i < 25; i++) {
            at = at.plus(random.nextInt(1, 20 * 24), ChronoUnit.HOURS);
            story.then(at.toString().substring(0, 16), any(random, i));
        }
        Instant until = at.plus(Duration.ofDays(1_500));
        for (int changes = 0; changes < 8; changes++) {
            Instant next = story.next(at).orElse(until);
            String band = story.at(at).band();
            assertThat(next).as("after %s", at).isEqualTo(dayByDay(story, at, band, until));
            if (!next.isBefore(until)) {
                break;
            }
            at = next;
        }
    }

    private static Instant dayByDay(
            Story<LoyaltyFeatures, LoyaltyStatus, Value> story, Instant after, String band, Instant until) {
        Instant low = after;
        while (low.isBefore(until)) {
            Instant high = low.plus(Duration.ofHours(24));
            if (!story.values(high).get("band").value().equals(band)) {
                while (low.until(high, ChronoUnit.MICROS) > 1) {
                    Instant middle = low.plus(low.until(high, ChronoUnit.MICROS) / 2, ChronoUnit.MICROS);
                    boolean same = story.values(middle).get("band").value().equals(band);
                    low = same ? middle : low;
                    high = same ? high : middle;
                }
                return high;
            }
            low = high;
        }
        return until;
    }

    private static Function<Instant, CustomerEvent> any(SplittableRandom random, int i) {
        String name = "n" + i;
        return switch (random.nextInt(7)) {
            case 0, 1 -> order(name, random.nextInt(50, 3_000));
            case 2 ->
                at -> new OrderReturned(
                        at,
                        "n0",
                        name,
                        new Money(BigDecimal.valueOf(random.nextInt(10, 800)), "USD"),
                        BigDecimal.ONE,
                        List.of(),
                        null);
            case 3 -> answer(name, random.nextInt(1, 6), random.nextInt(11));
            case 4 -> opened(name, CaseKind.COMPLAINT, CaseSeverity.LOW);
            default -> at -> new InteractionLogged(at, "phone", Direction.INBOUND, "t", null, null, null);
        };
    }
}
