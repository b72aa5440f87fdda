package org.relatum.projection.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.relatum.projection.Story.CUSTOMER;
import static org.relatum.projection.Story.answer;
import static org.relatum.projection.Story.instant;
import static org.relatum.projection.Story.opened;
import static org.relatum.projection.Story.order;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.EventRef;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.MeasureKind;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.Recorded;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.RiskResponse;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.Story;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.risk.RiskFeatures.Measure;
import org.relatum.projection.risk.RiskFeatures.RecoveryStep;
import org.relatum.projection.risk.RiskRegister.Trend;
import org.relatum.projection.risk.RiskRegister.Value;

/** Worked out by hand, by the policies that the product ships with. */
class RiskFlagsTest {
    private static final Personal TEXT = Personal.clear(CUSTOMER, "call");

    private static Story<RiskFeatures, RiskRegister, Value> known() {
        return Story.of(new RiskProjection()).then("2024-01-01", at -> new CustomerQualified(at, null));
    }

    private static Instant after(String instant, int days) {
        return instant(instant).plus(Duration.ofDays(days)).plus(1, ChronoUnit.MICROS);
    }

    @Test
    void churn_is_raised_when_the_silence_is_longer_than_twice_the_cadence() {
        var story = known().then("2024-02-01", order("o", 50));
        // Of one order the policy's 90 days count.
        Instant raised = after("2024-02-01", 180);
        assertThat(story.values(raised.minus(1, ChronoUnit.MICROS))).doesNotContainKey("churn");
        assertThat(story.values(raised).get("churn")).isEqualTo(new Value(RiskRule.CHURN, 3, 1, Severity.LOW));
        var flag = story.at("2025-06-01").flags().stream()
                .filter(f -> f.flag().equals("churn"))
                .findFirst()
                .orElseThrow();
        assertThat(flag.raisedAt()).isEqualTo(raised);
        assertThat(flag.suggested()).isEqualTo(RiskResponse.MITIGATE);
        assertThat(flag.evidence()).hasSize(1);
    }

    @Test
    void a_fit_says_from_when_on_a_customer_is_probably_gone() {
        Instant fitted = instant("2024-01-15");
        Fit fit = new Fit(new Recorded<>(
                1,
                new UUID(3, 3),
                0,
                fitted,
                new ValueModelFitted(
                        fitted,
                        Fit.MODEL,
                        fitted,
                        fitted,
                        new TreeMap<>(Map.of("r", 0.52484, "alpha", 6.18309, "a", 0.89136, "b", 1.61400)),
                        -9582.1357,
                        2357,
                        946,
                        1)));
        var story = Story.of(new RiskProjection(), ReferenceTimeline.DEFAULTS.with(fit))
                .then("2024-02-01T08:00", order("o", 50));
        // P(alive) = 1 / (1 + a / b × ((α + T) / α)^r) is below .15 when T > α × ((1 / .15 − 1) × b / a)^(1/r) − α
        // weeks.
        double weeks = 6.18309 * (Math.pow((1 / .15 - 1) * 1.61400 / 0.89136, 1 / 0.52484) - 1);
        long days = (long) Math.floor(weeks * 7) + 1;
        Instant gone = instant("2024-02-01").plus(Duration.ofDays(days));
        assertThat(story.values(gone.minus(1, ChronoUnit.MICROS)).get("churn").probability())
                .isEqualTo(4);
        assertThat(story.values(gone).get("churn").probability()).isEqualTo(5);
        assertThat(story.at("2024-02-01T09:00").indicators().pAlive())
                .isCloseTo(1 / (1 + 0.89136 / 1.614), within(1e-12));
        assertThat(known().then("2024-02-01", order("o", 50))
                        .at("2024-02-02")
                        .indicators()
                        .pAlive())
                .isNull();
    }

    @Test
    void a_bad_answer_raises_a_flag_until_a_good_one_or_for_180_days() {
        var story = known().then("2024-02-01", answer("w1", 2, null));
        assertThat(story.values("2024-02-01").get("satisfaction"))
                .isEqualTo(new Value(RiskRule.SATISFACTION, 3, 1, Severity.LOW));
        Instant forgotten = instant("2024-02-01").plus(Duration.ofDays(180));
        assertThat(story.values(forgotten.minus(1, ChronoUnit.MICROS))).containsKey("satisfaction");
        assertThat(story.values(forgotten)).doesNotContainKey("satisfaction");
        story.then("2024-03-01", answer("w2", 3, null));
        assertThat(story.values("2024-03-02")).containsKey("satisfaction");
        story.then("2024-03-05", answer("w3", 4, null));
        assertThat(story.values("2024-03-06")).doesNotContainKey("satisfaction");
    }

    @Test
    void an_nps_that_falls_to_six_raises_a_flag_and_one_that_was_never_higher_does_not() {
        var story = known().then("2024-02-01", answer("w1", null, 6));
        assertThat(story.values("2024-02-02")).doesNotContainKey("satisfaction");
        story.then("2024-03-01", answer("w2", null, 8)).then("2024-04-01", answer("w3", null, 6));
        assertThat(story.values("2024-04-02")).containsKey("satisfaction");
        story.then("2024-05-01", answer("w4", null, 7));
        assertThat(story.values("2024-05-02")).doesNotContainKey("satisfaction");
    }

    @Test
    void a_complaint_beyond_its_target_raises_a_flag_of_its_own_until_it_is_resolved() {
        var story = known().then("2025-03-03T09:00", opened("a", CaseKind.COMPLAINT, CaseSeverity.CRITICAL))
                .then("2025-03-03T09:00", opened("b", CaseKind.ENQUIRY, CaseSeverity.CRITICAL));
        assertThat(story.values("2025-03-03T13:00").keySet()).noneMatch(k -> k.startsWith("complaint"));
        assertThat(story.values("2025-03-03T13:00:00.000001").keySet().stream().filter(k -> k.startsWith("complaint")))
                .containsExactly("complaint:a");
        story.then("2025-03-04T09:00", at -> new CaseResolved(at, "a", null));
        assertThat(story.values("2025-03-04T09:00").keySet()).noneMatch(k -> k.startsWith("complaint"));
    }

    @Test
    void a_promise_is_a_risk_while_it_is_overdue_and_graver_for_90_days_after_it_was_broken() {
        var story = known().then("2024-02-01", at -> new CommitmentMade(at, "p", TEXT, instant("2024-02-10"), "ann"))
                .then("2024-02-20", at -> new CommitmentBroken(at, "p", null));
        assertThat(story.values("2024-02-10")).doesNotContainKey("commitment:p");
        assertThat(story.values("2024-02-11").get("commitment:p").probability()).isEqualTo(3);
        assertThat(story.values("2024-02-20").get("commitment:p").probability()).isEqualTo(4);
        assertThat(story.at("2024-02-21").flags().getFirst().raisedAt())
                .isEqualTo(instant("2024-02-10T00:00:00.000001"));
        Instant forgotten = instant("2024-02-20").plus(Duration.ofDays(90));
        assertThat(story.values(forgotten.minus(1, ChronoUnit.MICROS))).containsKey("commitment:p");
        assertThat(story.values(forgotten)).doesNotContainKey("commitment:p");
        var kept = known().then("2024-02-01", at -> new CommitmentMade(at, "p", TEXT, instant("2024-02-10"), "ann"))
                .then("2024-02-20", at -> new CommitmentKept(at, "p", null));
        assertThat(kept.values("2024-02-20")).doesNotContainKey("commitment:p");
    }

    @Test
    void neither_contact_nor_order_for_more_than_120_days_is_inactivity() {
        var story = known().then(
                        "2024-02-01",
                        at -> new InteractionLogged(at, "phone", Direction.OUTBOUND, "other", null, null, null));
        Instant raised = after("2024-02-01", 120);
        assertThat(story.next("2024-02-01")).contains(raised);
        assertThat(story.values(raised)).containsOnlyKeys("inactivity");
        story.then("2024-07-01", order("o", 10));
        assertThat(story.values("2024-07-01")).isEmpty();
    }

    @Test
    void impact_follows_revenue_and_changes_when_an_order_leaves_the_window() {
        var story = known().then("2024-02-01", order("o", 2000));
        assertThat(story.values("2024-12-01").get("churn").severity()).isEqualTo(Severity.HIGH);
        Instant leaves = instant("2024-02-01").plus(Duration.ofDays(365));
        assertThat(story.next("2024-12-01")).contains(leaves);
        assertThat(story.values(leaves).get("churn")).isEqualTo(new Value(RiskRule.CHURN, 3, 1, Severity.LOW));
    }

    @Test
    void what_a_person_assessed_holds_until_the_flag_is_over_and_not_for_the_next_one() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-10-01", at -> new RiskAssessed(at, "churn", 5, 5, null, null))
                .then("2024-10-02", at -> new RiskResponseChosen(at, "churn", RiskResponse.ACCEPT, null));
        assertThat(story.values("2024-10-03").get("churn"))
                .isEqualTo(new Value(RiskRule.CHURN, 5, 5, Severity.CRITICAL));
        var flag = story.at("2024-10-03").flags().getFirst();
        assertThat(flag.assessed()).isTrue();
        assertThat(flag.chosen()).isEqualTo(RiskResponse.ACCEPT);
        story.then("2024-11-01", order("p", 50));
        assertThat(story.values("2024-11-01")).doesNotContainKey("churn");
        assertThat(story.values("2026-01-01").get("churn")).isEqualTo(new Value(RiskRule.CHURN, 3, 1, Severity.LOW));
        assertThat(story.at("2026-01-01").flags().getFirst().chosen()).isNull();
    }

    @Test
    void a_reopening_raises_flags_anew_and_what_was_assessed_before_is_over() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-10-01", at -> new RiskAssessed(at, "churn", 5, 5, null, null))
                .then("2024-11-01", at -> new CustomerClosed(at, null))
                .then("2024-12-01", at -> new CustomerReopened(at, null));
        assertThat(story.values("2024-10-31").get("churn").probability()).isEqualTo(5);
        assertThat(story.values("2024-11-01")).doesNotContainKey("churn");
        assertThat(story.values("2024-12-01").get("churn")).isEqualTo(new Value(RiskRule.CHURN, 3, 1, Severity.LOW));
        assertThat(story.at("2024-12-01").flags())
                .filteredOn(f -> f.flag().equals("churn"))
                .singleElement()
                .satisfies(f -> assertThat(f.raisedAt()).isEqualTo(instant("2024-12-01")));
    }

    @Test
    void a_relationship_that_was_ended_and_taken_up_at_one_instant_never_lost_its_flags() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-10-01", at -> new RiskAssessed(at, "churn", 5, 5, null, null))
                .then("2024-11-01", at -> new CustomerClosed(at, null))
                .then("2024-11-01", at -> new CustomerReopened(at, null));
        assertThat(story.values("2024-11-01").get("churn"))
                .isEqualTo(new Value(RiskRule.CHURN, 5, 5, Severity.CRITICAL));
    }

    @Test
    void of_two_flags_with_one_name_from_two_streams_each_is_handled_for_itself() {
        UUID other = new UUID(2, 2);
        var story = known().then(
                        "2024-02-01", at -> new RiskRaised(at, "rival", RiskCause.COMPETITOR, 4, 5, null, null))
                .then("2024-02-02", other, at -> new RiskRaised(at, "rival", RiskCause.LAW, 2, 2, null, null))
                .then("2024-02-03", at -> new RiskAssessed(at, "rival", 1, 1, null, null))
                .then("2024-02-04", other, at -> new RiskResponseChosen(at, "rival", RiskResponse.ACCEPT, null));
        assertThat(story.values("2024-02-05").get("rival")).isEqualTo(new Value(null, 1, 1, Severity.LOW));
        assertThat(story.values("2024-02-05").get("rival@" + other)).isEqualTo(new Value(null, 2, 2, Severity.LOW));
        assertThat(story.at("2024-02-05").flags())
                .extracting(f -> f.flag() + " " + f.chosen())
                .containsExactlyInAnyOrder("rival null", "rival@" + other + " ACCEPT");
        story.then("2024-02-06", at -> new RiskCleared(at, "rival", null));
        assertThat(story.values("2024-02-06")).containsOnlyKeys("rival@" + other);
    }

    @Test
    void a_flag_raised_by_hand_stays_until_it_is_cleared() {
        var story = known().then(
                        "2024-02-01", at -> new RiskRaised(at, "rival", RiskCause.COMPETITOR, 4, 5, null, null))
                .then("2024-03-01", at -> new RiskCleared(at, "rival", null));
        assertThat(story.values("2024-02-02").get("rival")).isEqualTo(new Value(null, 4, 5, Severity.CRITICAL));
        assertThat(story.values("2024-03-01")).isEmpty();
        assertThat(story.history("rival", "2024-04-01")).singleElement().satisfies(i -> {
            assertThat(i.validFrom()).isEqualTo(instant("2024-02-01"));
            assertThat(i.validTo()).isEqualTo(instant("2024-03-01"));
        });
    }

    @Test
    void an_objection_raises_a_flag_until_a_consent_to_some_of_it_comes_later() {
        var story = known().then("2024-02-01", order("o", 150))
                .then("2024-02-01T10:00", at -> new ConsentWithdrawn(at, "marketing", "email", null));
        assertThat(story.values("2024-02-01T09:59")).isEmpty();
        assertThat(story.values("2024-02-01T10:00"))
                .containsOnly(
                        Map.entry("consent-withdrawn", new Value(RiskRule.CONSENT_WITHDRAWN, 2, 2, Severity.LOW)));
        story.then("2024-02-02", at -> new ConsentGranted(at, "marketing", "phone", null))
                .then("2024-02-03", at -> new ConsentGranted(at, "research", null, null));
        assertThat(story.values("2024-02-03")).as("about something else").containsOnlyKeys("consent-withdrawn");
        story.then("2024-02-04", at -> new ConsentWithdrawn(at, null, "letter", null))
                .then("2024-02-05", at -> new ConsentGranted(at, "marketing", null, null));
        assertThat(story.values("2024-02-05")).as("both were about marketing").isEmpty();
        story.then("2024-02-06", at -> new ConsentGranted(at, "marketing", null, null))
                .then("2024-02-06", at -> new ConsentWithdrawn(at, "marketing", null, null))
                .then("2024-02-06", at -> new ConsentGranted(at, "marketing", null, null));
        assertThat(story.values("2024-02-06"))
                .as("at one instant the objection counts")
                .hasSize(1);
    }

    @Test
    void a_flag_of_objections_is_raised_since_the_first_that_others_follow_without_a_break() {
        var story = known().then("2024-02-01", at -> new ConsentWithdrawn(at, "marketing", "email", null))
                .then("2024-02-02", at -> new ConsentWithdrawn(at, "research", null, null))
                .then("2024-02-03", at -> new ConsentGranted(at, "marketing", "email", null));
        assertThat(story.at("2024-02-03").flags()).singleElement().satisfies(flag -> {
            assertThat(flag.raisedAt()).isEqualTo(instant("2024-02-01"));
            assertThat(flag.evidence()).extracting(EventRef::sequence).containsExactly(2L);
            assertThat(flag.suggested()).isEqualTo(RiskResponse.ACCEPT);
        });
        // Taken back and said again at one instant, then with a day between.
        story.then("2024-02-04", at -> new ConsentGranted(at, "research", null, null))
                .then("2024-02-04", at -> new ConsentWithdrawn(at, "research", null, null));
        assertThat(story.at("2024-02-04").flags().getFirst().raisedAt()).isEqualTo(instant("2024-02-01"));
        story.then("2024-02-05", at -> new ConsentGranted(at, "research", null, null))
                .then("2024-02-06", at -> new ConsentWithdrawn(at, "research", null, null));
        assertThat(story.at("2024-02-06").flags().getFirst().raisedAt()).isEqualTo(instant("2024-02-06"));
        assertThat(story.history("consent-withdrawn", "2024-03-01"))
                .hasSize(2)
                .first()
                .satisfies(i -> {
                    assertThat(i.validFrom()).isEqualTo(instant("2024-02-01"));
                    assertThat(i.validTo()).isEqualTo(instant("2024-02-05"));
                });
    }

    @Test
    void an_ended_relationship_has_only_flags_raised_by_hand() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-02-02", at -> new RiskRaised(at, "rival", RiskCause.COMPETITOR, 4, 5, null, null))
                .then("2024-10-01", at -> new CustomerClosed(at, null))
                .then("2024-12-01", at -> new CustomerReopened(at, null));
        assertThat(story.values("2024-09-30")).containsKeys("churn", "inactivity", "rival");
        assertThat(story.values("2024-10-01")).containsOnlyKeys("rival");
        assertThat(story.values("2024-12-01")).containsKeys("churn", "inactivity", "rival");
    }

    @Test
    void the_gravest_flag_comes_first() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-02-02", at -> new RiskRaised(at, "rival", RiskCause.COMPETITOR, 4, 5, null, null));
        assertThat(story.at("2024-12-01").flags())
                .extracting(RiskRegister.Flag::flag)
                .containsExactly("rival", "churn", "inactivity");
    }

    @Test
    void three_early_warnings_are_always_shown() {
        var story = known().then("2024-02-01", order("o", 50))
                .then("2024-02-02", answer("w1", 5, null))
                .then("2024-03-02", answer("w2", 3, null))
                .then(
                        "2024-03-05",
                        at -> new InteractionLogged(at, "phone", Direction.INBOUND, "other", null, null, null));
        var indicators = story.at("2024-08-01").indicators();
        assertThat(indicators.cadence().trend()).isEqualTo(Trend.FALLING);
        assertThat(indicators.satisfaction().latest()).isEqualTo(50);
        assertThat(indicators.satisfaction().before()).isEqualTo(100);
        assertThat(indicators.satisfaction().trend()).isEqualTo(Trend.FALLING);
        assertThat(indicators.engagement().latest()).isZero();
        assertThat(indicators.engagement().before()).isEqualTo(1);
        assertThat(indicators.engagement().trend()).isEqualTo(Trend.FALLING);
        var quiet = known().at("2024-01-02").indicators();
        assertThat(quiet.cadence().trend()).isEqualTo(Trend.UNKNOWN);
        assertThat(quiet.satisfaction().trend()).isEqualTo(Trend.UNKNOWN);
        assertThat(quiet.engagement().trend()).isEqualTo(Trend.UNKNOWN);
    }

    @Test
    void satisfaction_is_csat_and_nps_from_0_to_100_and_falls_below_the_mean_of_the_earlier_answers() {
        var both =
                known().then("2024-02-01", answer("a", 4, 9)).at("2024-03-01").indicators();
        // CSAT 4 is 75, NPS 9 is 90.
        assertThat(both.satisfaction()).isEqualTo(new RiskRegister.Satisfaction(Trend.UNKNOWN, 82.5, null));
        var csat = known().then("2024-02-01", answer("a", 2, null))
                .at("2024-03-01")
                .indicators();
        assertThat(csat.satisfaction().latest()).isEqualTo(25);
        var nps = known().then("2024-02-01", answer("a", null, 7))
                .at("2024-03-01")
                .indicators();
        assertThat(nps.satisfaction().latest()).isEqualTo(70);
        var story = known().then("2024-02-01", answer("a", 5, null))
                .then("2024-02-02", answer("b", 3, null))
                .then("2024-02-03", answer("c", null, null))
                .then("2024-02-04", answer("d", 4, null))
                .then("2024-02-05", answer("e", null, 7));
        assertThat(story.at("2024-02-04").indicators().satisfaction())
                .isEqualTo(new RiskRegister.Satisfaction(Trend.STEADY, 75.0, 75.0));
        assertThat(story.at("2024-02-05").indicators().satisfaction())
                .isEqualTo(new RiskRegister.Satisfaction(Trend.FALLING, 70.0, 75.0));
    }

    @Test
    void contacts_are_counted_in_the_last_90_days_and_in_the_90_before() {
        var story = known().then("2024-02-01", RiskFlagsTest::contact)
                .then("2024-02-02", RiskFlagsTest::contact)
                .then("2024-03-01", RiskFlagsTest::contact);
        Instant first = instant("2024-02-01");
        assertThat(story.at("2024-03-02").indicators().engagement())
                .isEqualTo(new RiskRegister.Engagement(Trend.STEADY, 3, 0));
        Instant in90 = first.plus(Duration.ofDays(90));
        assertThat(story.at(in90.minus(1, ChronoUnit.MICROS))
                        .indicators()
                        .engagement()
                        .latest())
                .isEqualTo(3);
        assertThat(story.at(in90).indicators().engagement()).isEqualTo(new RiskRegister.Engagement(Trend.STEADY, 2, 1));
        assertThat(story.at(in90.plus(Duration.ofDays(1))).indicators().engagement())
                .isEqualTo(new RiskRegister.Engagement(Trend.FALLING, 1, 2));
        Instant in180 = first.plus(Duration.ofDays(180));
        assertThat(story.at(in180.minus(1, ChronoUnit.MICROS)).indicators().engagement())
                .isEqualTo(new RiskRegister.Engagement(Trend.FALLING, 0, 3));
        assertThat(story.at(in180).indicators().engagement().before()).isEqualTo(2);
        assertThat(story.at("2025-06-01").indicators().engagement())
                .isEqualTo(new RiskRegister.Engagement(Trend.UNKNOWN, 0, 0));
    }

    private static CustomerEvent contact(Instant at) {
        return new InteractionLogged(at, "phone", Direction.INBOUND, "delivery", null, null, null);
    }

    @Test
    void a_silence_as_long_as_usual_is_steady_and_a_longer_one_falling() {
        var story = known().then("2024-02-01", order("o", 50));
        Instant usual = instant("2024-02-01").plus(Duration.ofDays(90));
        assertThat(story.at(usual).indicators().cadence())
                .isEqualTo(new RiskRegister.Cadence(Trend.STEADY, Duration.ofDays(90), Duration.ofDays(90)));
        assertThat(story.at(usual.plus(1, ChronoUnit.MICROS))
                        .indicators()
                        .cadence()
                        .trend())
                .isEqualTo(Trend.FALLING);
    }

    @Test
    void measures_and_steps_belong_to_their_flag_since_it_was_raised() {
        var story = known().then("2024-02-01", at -> raised(at, "a"))
                .then("2024-02-01", at -> raised(at, "b"))
                .then("2024-02-02", at -> measure(at, "a", "m-1"))
                .then("2024-02-03", at -> measure(at, "b", "m-2"))
                .then("2024-02-04", at -> new RecoveryStepRecorded(at, "a", null, TEXT))
                .then("2024-02-05", at -> new RecoveryStepRecorded(at, "b", RecoveryOutcome.RECOVERED, TEXT))
                .then("2024-02-06", at -> new RiskCleared(at, "a", null))
                .then("2024-02-07", at -> raised(at, "a"))
                .then("2024-02-07", at -> measure(at, "a", "m-3"));
        assertThat(flag(story, "a", "2024-02-05").measures())
                .extracting(Measure::measure)
                .containsExactly("m-1");
        assertThat(flag(story, "a", "2024-02-05").steps())
                .extracting(RecoveryStep::at)
                .containsExactly(instant("2024-02-04"));
        assertThat(flag(story, "b", "2024-02-05").measures())
                .extracting(Measure::measure)
                .containsExactly("m-2");
        assertThat(flag(story, "b", "2024-02-05").steps())
                .extracting(RecoveryStep::outcome)
                .containsExactly(RecoveryOutcome.RECOVERED);
        assertThat(flag(story, "a", "2024-02-08").measures())
                .extracting(Measure::measure)
                .containsExactly("m-3");
        assertThat(flag(story, "a", "2024-02-08").steps()).isEmpty();
    }

    private static RiskRegister.Flag flag(Story<RiskFeatures, RiskRegister, Value> story, String flag, String at) {
        return story.at(at).flags().stream()
                .filter(f -> f.flag().equals(flag))
                .findFirst()
                .orElseThrow();
    }

    private static RiskRaised raised(Instant at, String flag) {
        return new RiskRaised(at, flag, RiskCause.values()[0], 2, 2, null, null);
    }

    private static PreventiveMeasureRecorded measure(Instant at, String flag, String measure) {
        return new PreventiveMeasureRecorded(at, flag, measure, MeasureKind.RULE, instant("2024-06-01"), TEXT);
    }
}
