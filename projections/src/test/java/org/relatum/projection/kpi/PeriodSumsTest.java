package org.relatum.projection.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.events.CareKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.KpiDimension;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.Money;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.PointsCause;
import org.relatum.events.Profile;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Facts;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceTimeline;

/** What customers add to the measures of a period, worked out by hand; the company is in UTC. */
class PeriodSumsTest {
    private static final UUID ANN = new UUID(0, 1);
    private static final UUID BEN = new UUID(0, 2);

    private final Map<UUID, List<Recorded<CustomerEvent>>> streams = new LinkedHashMap<>();
    private long position;

    private static Instant at(String day) {
        return Instant.parse(day.length() == 10 ? day + "T00:00:00Z" : day);
    }

    private void told(UUID customer, CustomerEvent event) {
        List<Recorded<CustomerEvent>> stream = streams.computeIfAbsent(customer, c -> new ArrayList<>());
        position++;
        stream.add(new Recorded<>(
                position, customer, stream.size(), event.occurredAt().plusNanos(position * 1000), event));
    }

    private void registered(UUID customer, String day) {
        told(
                customer,
                new CustomerRegistered(at(day), PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, "web", null));
    }

    private void ordered(UUID customer, String day, String amount) {
        told(
                customer,
                new OrderPlaced(
                        at(day),
                        "o" + position,
                        new Money(new BigDecimal(amount), "EUR"),
                        new BigDecimal("2"),
                        List.of(),
                        "store"));
    }

    private Scores.Sums measured(String period, KpiDimension dimension, @Nullable String member, UUID... customers) {
        KpiPeriod asked = KpiPeriod.of(period).orElseThrow();
        PeriodSums sums =
                new PeriodSums(new ScorecardName(asked, dimension, member), asked.to(ZoneOffset.UTC), ZoneOffset.UTC);
        KpiFold fold = new KpiFold(ReferenceTimeline.DEFAULTS, ZoneOffset.UTC);
        for (UUID customer : customers) {
            fold.replay(Facts.of(customer, streams), asked.to(ZoneOffset.UTC), sums);
        }
        return sums;
    }

    private Scores.Sums measured(String period) {
        return measured(period, KpiDimension.COMPANY, null, ANN);
    }

    private static double of(Scores.Sums sums, Measure measure, At at) {
        return sums.of(measure, at).doubleValue();
    }

    private static double in(Scores.Sums sums, Measure measure) {
        return of(sums, measure, At.IN_PERIOD);
    }

    @Test
    void periods_are_half_open_and_money_is_in_the_reporting_currency() {
        registered(ANN, "2025-01-01");
        ordered(ANN, "2025-02-01", "10");
        ordered(ANN, "2025-03-01", "20");
        assertThat(in(measured("2025-01"), Measure.ORDERS)).isZero();
        assertThat(in(measured("2025-02"), Measure.ORDER_REVENUE)).isEqualTo(20);
        assertThat(in(measured("2025-03"), Measure.ORDER_REVENUE)).isEqualTo(40);
        assertThat(in(measured("2025-Q1"), Measure.NET_REVENUE)).isEqualTo(60);
        assertThat(in(measured("2025-Q1"), Measure.WON)).isEqualTo(1);
        assertThat(in(measured("2025-03"), Measure.NEW_CUSTOMERS)).isZero();
    }

    @Test
    void what_is_there_has_a_value_at_both_ends_and_a_mean_over_time() {
        registered(ANN, "2025-01-01");
        ordered(ANN, "2025-02-15", "10");
        ordered(ANN, "2025-03-01", "10");
        Scores.Sums february = measured("2025-02");
        assertThat(of(february, Measure.ACTIVE, At.START)).isZero();
        assertThat(of(february, Measure.ACTIVE, At.END)).isEqualTo(1);
        assertThat(of(february, Measure.ACTIVE, At.MEAN)).as("14 of 28 days").isEqualTo(0.5);
        assertThat(of(february, Measure.REPEAT_BUYERS, At.END))
                .as("the order of March is not in February")
                .isZero();
        Scores.Sums march = measured("2025-03");
        assertThat(of(march, Measure.REPEAT_BUYERS, At.START))
                .as("at the very start the order is of the period")
                .isZero();
        assertThat(of(march, Measure.REPEAT_BUYERS, At.END)).isEqualTo(1);
        assertThat(of(march, Measure.ACTIVE, At.MEAN)).isEqualTo(1);
    }

    @Test
    void a_customer_is_lost_by_time_alone_and_recovered_by_an_order() {
        registered(ANN, "2024-01-01");
        ordered(ANN, "2024-01-01", "10");
        // Silent for more than max(180, 4 x 90) = 360 days: lost a microsecond after 2024-12-26.
        assertThat(in(measured("2024-12"), Measure.LOST)).isEqualTo(1);
        assertThat(of(measured("2024-12"), Measure.ACTIVE, At.END)).isZero();
        assertThat(in(measured("2025"), Measure.LOST)).isZero();
        ordered(ANN, "2025-05-01", "10");
        Scores.Sums year = measured("2025");
        assertThat(in(year, Measure.RECOVERED)).isEqualTo(1);
        assertThat(in(year, Measure.NEW_CUSTOMERS))
                .as("not active when the year began")
                .isEqualTo(1);
        assertThat(in(year, Measure.WON)).isZero();
        assertThat(of(year, Measure.ACTIVE, At.START)).isZero();
        assertThat(of(year, Measure.ACTIVE, At.END)).isEqualTo(1);
    }

    @Test
    void what_happens_goes_on_the_account_of_whoever_has_the_customer_then() {
        registered(ANN, "2025-01-01");
        told(ANN, new CustomerClassified(at("2025-02-01"), "silver", null));
        ordered(ANN, "2025-02-10", "10");
        told(ANN, new CustomerClassified(at("2025-02-15"), "gold", null));
        ordered(ANN, "2025-02-20", "30");
        Scores.Sums silver = measured("2025-02", KpiDimension.SEGMENT, "silver", ANN);
        Scores.Sums gold = measured("2025-02", KpiDimension.SEGMENT, "gold", ANN);
        assertThat(in(silver, Measure.ORDER_REVENUE)).isEqualTo(20);
        assertThat(in(gold, Measure.ORDER_REVENUE)).isEqualTo(60);
        assertThat(of(silver, Measure.ACTIVE, At.END)).isZero();
        assertThat(of(gold, Measure.ACTIVE, At.END)).isEqualTo(1);
        assertThat(of(silver, Measure.CUSTOMERS, At.MEAN)).isEqualTo(0.5);
        assertThat(of(measured("2025-02", KpiDimension.SEGMENT, "none", ANN), Measure.CUSTOMERS, At.START))
                .isEqualTo(1);
        assertThat(in(measured("2025-02", KpiDimension.CHANNEL, "store", ANN), Measure.ORDERS))
                .isEqualTo(2);
        assertThat(in(measured("2025-02", KpiDimension.CHANNEL, "web", ANN), Measure.ORDERS))
                .isZero();
        assertThat(of(measured("2025-02", KpiDimension.CHANNEL, "web", ANN), Measure.ACTIVE, At.END))
                .as("it was found through the web")
                .isEqualTo(1);
    }

    @Test
    void a_closed_customer_is_neither_known_nor_active() {
        registered(ANN, "2025-01-01");
        ordered(ANN, "2025-01-10", "10");
        told(ANN, new CustomerClosed(at("2025-02-15"), null));
        Scores.Sums february = measured("2025-02");
        assertThat(of(february, Measure.CUSTOMERS, At.START)).isEqualTo(1);
        assertThat(of(february, Measure.CUSTOMERS, At.END)).isZero();
        assertThat(of(february, Measure.ACTIVE, At.MEAN)).isEqualTo(0.5);
        assertThat(of(february, Measure.PROFILE_KEYS, At.END)).isZero();
        assertThat(in(february, Measure.LOST)).as("ended, not lost").isZero();
    }

    @Test
    void care_counts_when_it_is_due_unless_it_is_cancelled() {
        registered(ANN, "2025-01-01");
        told(ANN, new CarePlanned(at("2025-01-02"), "c1", CareKind.BIRTHDAY, at("2025-02-03"), null));
        told(ANN, new CarePlanned(at("2025-01-02"), "c2", CareKind.BIRTHDAY, at("2025-02-04"), null));
        told(ANN, new CareCancelled(at("2025-01-03"), "c2", null));
        told(ANN, new CareDelivered(at("2025-02-05"), "c1", "phone", true, null));
        assertThat(in(measured("2025-02"), Measure.CARE_PLANNED)).isEqualTo(1);
        assertThat(in(measured("2025-02"), Measure.CARE_DELIVERED)).isEqualTo(1);
        assertThat(in(measured("2025-01"), Measure.CARE_PLANNED)).isZero();
    }

    @Test
    void up_to_a_merge_customers_are_two_and_from_then_on_one() {
        registered(ANN, "2025-01-01");
        registered(BEN, "2025-01-01");
        ordered(ANN, "2025-01-20", "10");
        ordered(BEN, "2025-02-02", "30");
        told(ANN, new CustomerAbsorbed(at("2025-02-15"), BEN, 1, null));
        told(BEN, new CustomerMerged(at("2025-02-15"), ANN));
        Scores.Sums february = measured("2025-02", KpiDimension.COMPANY, null, ANN, BEN);
        assertThat(in(february, Measure.ORDER_REVENUE)).isEqualTo(60);
        assertThat(in(february, Measure.WON)).isEqualTo(1);
        assertThat(of(february, Measure.CUSTOMERS, At.START)).isEqualTo(2);
        assertThat(of(february, Measure.CUSTOMERS, At.END)).isEqualTo(1);
        assertThat(of(february, Measure.CUSTOMERS, At.MEAN)).isEqualTo(1.5);
        assertThat(of(february, Measure.REPEAT_BUYERS, At.START)).isZero();
        assertThat(of(february, Measure.REPEAT_BUYERS, At.END)).isEqualTo(1);
    }

    @Test
    void who_was_active_at_the_start_and_is_not_at_the_end_has_departed() {
        registered(ANN, "2024-01-01");
        told(ANN, new CustomerClassified(at("2024-01-01"), "silver", null));
        ordered(ANN, "2024-01-02", "10");
        told(ANN, new CustomerClassified(at("2024-11-05"), "gold", null));
        // Lost a microsecond after 2024-12-27, having been silent for 360 days; in gold by then.
        ordered(ANN, "2025-02-10", "10");
        assertThat(in(measured("2024-12"), Measure.DEPARTED)).isEqualTo(1);
        assertThat(in(measured("2024-11"), Measure.DEPARTED)).isZero();
        assertThat(in(measured("2024"), Measure.DEPARTED))
                .as("not active when the year began")
                .isZero();
        Scores.Sums silver = measured("2024-Q4", KpiDimension.SEGMENT, "silver", ANN);
        assertThat(of(silver, Measure.ACTIVE, At.START)).isEqualTo(1);
        assertThat(in(silver, Measure.DEPARTED))
                .as("on the account of the segment it was in when the quarter began")
                .isEqualTo(1);
        assertThat(in(measured("2024-Q4", KpiDimension.SEGMENT, "gold", ANN), Measure.DEPARTED))
                .isZero();
        assertThat(in(silver, Measure.LOST)).isZero();
    }

    @Test
    void points_are_there_while_they_may_be_redeemed() {
        registered(ANN, "2025-01-01");
        told(ANN, new LoyaltyEnrolled(at("2025-01-01"), "club"));
        told(
                ANN,
                new PointsAccrued(
                        at("2025-01-10"),
                        "l1",
                        100,
                        at("2025-02-08"),
                        at("2025-04-01"),
                        PointsCause.ADJUSTMENT,
                        null,
                        null,
                        0,
                        null));
        told(ANN, new PointsRedeemed(at("2025-02-22"), "r1", 40, List.of(new LotShare("l1", 40)), null));
        assertThat(of(measured("2025-01"), Measure.POINTS_ACTIVE, At.END))
                .as("pending")
                .isZero();
        assertThat(of(measured("2025-02"), Measure.POINTS_ACTIVE, At.END)).isEqualTo(60);
        assertThat(of(measured("2025-02"), Measure.POINTS_ACTIVE, At.MEAN))
                .as("14 days 100, 7 days 60, of 28")
                .isEqualTo(65);
        assertThat(of(measured("2025-04"), Measure.POINTS_ACTIVE, At.START)).isEqualTo(60);
        assertThat(of(measured("2025-04"), Measure.POINTS_ACTIVE, At.END))
                .as("expired")
                .isZero();
    }
}
