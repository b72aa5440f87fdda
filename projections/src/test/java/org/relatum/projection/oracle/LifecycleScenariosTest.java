package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Rule;
import org.relatum.projection.oracle.Chronicle.Customer;

/**
 * Stories worked out by hand, with the figures of a calendar and a pencil. Every answer is the fold's and the slow oracle's, every table
 * is the one replayed, the one continued fact by fact and the oracle's. Columns of a table: value, valid from, valid to, known
 * from, known to.
 */
class LifecycleScenariosTest {
    private final Chronicle chronicle = new Chronicle();
    private final Customer ada = chronicle.customer("Ada");
    private final Customer bob = chronicle.customer("Bob");
    private final Customer eve = chronicle.customer("Eve");

    @Test
    void a_customer_with_orders_every_40_days_is_at_risk_80_days_after_the_last_one_and_lost_180_days_after() {
        ada.ordered("2024-01-01");
        ada.ordered("2024-02-10");
        ada.ordered("2024-03-21");

        // Twice the 40 days is more than the minimum of 60; four times 40 is 160, less than the minimum of 180.
        LifecycleStatus status = ada.statusAt("2024-03-21");
        assertThat(status.cadence()).isEqualTo(Duration.ofDays(40));
        assertThat(status.atRiskAfter()).isEqualTo(Duration.ofDays(80));
        assertThat(status.lostAfter()).isEqualTo(Duration.ofDays(180));
        assertThat(status.orders()).isEqualTo(3);

        // The silence has to be longer than 80 days: at 80 days sharp it is not.
        assertThat(ada.nextChangeAfter("2024-03-21")).isEqualTo("2024-06-09 00:00:00.000001");
        assertThat(ada.at("2024-06-09")).isEqualTo("ACTIVE");
        assertThat(ada.at("2024-06-09 00:00:00.000001")).isEqualTo("AT_RISK");

        assertThat(ada.nextChangeAfter("2024-06-09 00:00:00.000001")).isEqualTo("2024-09-17 00:00:00.000001");
        assertThat(ada.at("2024-09-17")).isEqualTo("AT_RISK");
        assertThat(ada.at("2024-09-17 00:00:00.000001")).isEqualTo("LOST");
        assertThat(ada.nextChangeAfter("2024-09-17 00:00:00.000001")).isEqualTo("never");

        assertThat(ada.table("2025-01-01")).isEqualTo("""
            | ACTIVE | 2024-01-01 |  | 2024-01-01 | 2024-06-09 00:00:00.000001 |
            | ACTIVE | 2024-01-01 | 2024-06-09 00:00:00.000001 | 2024-06-09 00:00:00.000001 |  |
            | AT_RISK | 2024-06-09 00:00:00.000001 |  | 2024-06-09 00:00:00.000001 | 2024-09-17 00:00:00.000001 |
            | AT_RISK | 2024-06-09 00:00:00.000001 | 2024-09-17 00:00:00.000001 | 2024-09-17 00:00:00.000001 |  |
            | LOST | 2024-09-17 00:00:00.000001 |  | 2024-09-17 00:00:00.000001 |  |
            """);
    }

    @Test
    void before_the_third_order_90_days_stand_for_the_cadence() {
        ada.ordered("2023-01-01");
        ada.ordered("2023-01-08");

        // A week between two orders is no cadence yet: 2 × 90 and 4 × 90 days after the last order.
        assertThat(ada.at("2023-07-07")).isEqualTo("ACTIVE");
        assertThat(ada.at("2023-07-07 00:00:00.000001")).isEqualTo("AT_RISK");
        assertThat(ada.at("2024-01-03")).isEqualTo("AT_RISK");
        assertThat(ada.at("2024-01-03 00:00:00.000001")).isEqualTo("LOST");

        // The third makes it one: a week's cadence leaves the minimum of 60 and 180 days.
        ada.ordered("2023-01-15");
        assertThat(ada.at("2023-03-16")).isEqualTo("ACTIVE");
        assertThat(ada.at("2023-03-16 00:00:00.000001")).isEqualTo("AT_RISK");
        assertThat(ada.at("2023-07-14")).isEqualTo("AT_RISK");
        assertThat(ada.at("2023-07-14 00:00:00.000001")).isEqualTo("LOST");
    }

    @Test
    void a_customer_who_buys_once_a_year_is_not_at_risk_after_half_a_year() {
        ada.ordered("2020-06-01");
        ada.ordered("2021-06-01");
        ada.ordered("2022-06-01");

        // 365 days: at risk after 730, lost after 1460.
        assertThat(ada.at("2024-05-31")).isEqualTo("ACTIVE");
        assertThat(ada.at("2024-05-31 00:00:00.000001")).isEqualTo("AT_RISK");
        assertThat(ada.at("2026-05-31")).isEqualTo("AT_RISK");
        assertThat(ada.at("2026-05-31 00:00:00.000001")).isEqualTo("LOST");
    }

    @Test
    void of_an_even_number_of_gaps_the_mean_of_the_two_middle_ones_is_the_cadence() {
        ada.ordered("2024-01-01");
        ada.ordered("2024-01-31 00:00:00.000001");
        ada.ordered("2024-03-31 00:00:00.000002");

        // Gaps of 30 days and 60 days, each and a microsecond: 45 days and a microsecond; twice that, and strictly
        // more.
        assertThat(ada.nextChangeAfter("2024-04-01")).isEqualTo("2024-06-29 00:00:00.000005");
        // Four times 45 days and a microsecond is just above the minimum of 180.
        assertThat(ada.nextChangeAfter("2024-07-01")).isEqualTo("2024-09-27 00:00:00.000007");
    }

    @Test
    void a_customer_is_a_prospect_from_its_first_fact_a_target_once_qualified_and_never_lost_before_an_order() {
        ada.registered("2024-01-10");
        ada.qualified("2024-02-20");

        assertThat(ada.at("2024-01-09 23:59:59.999999")).isEqualTo("unknown");
        assertThat(ada.at("2024-01-10")).isEqualTo("PROSPECT");
        assertThat(ada.at("2024-02-19 23:59:59.999999")).isEqualTo("PROSPECT");
        assertThat(ada.at("2024-02-20")).isEqualTo("TARGET");
        assertThat(ada.nextChangeAfter("2024-02-20")).isEqualTo("never");
        assertThat(ada.at("2034-02-20")).isEqualTo("TARGET");

        ada.orderedForNothing("2024-03-01");
        assertThat(ada.at("2024-03-01")).isEqualTo("ACTIVE");
        assertThat(ada.statusAt("2024-03-01").rule()).isEqualTo(Rule.ORDERED_WITHIN_CADENCE);
        assertThat(ada.table("2024-03-02")).isEqualTo("""
            | PROSPECT | 2024-01-10 |  | 2024-01-10 | 2024-02-20 |
            | PROSPECT | 2024-01-10 | 2024-02-20 | 2024-02-20 |  |
            | TARGET | 2024-02-20 |  | 2024-02-20 | 2024-03-01 |
            | TARGET | 2024-02-20 | 2024-03-01 | 2024-03-01 |  |
            | ACTIVE | 2024-03-01 |  | 2024-03-01 |  |
            """);
    }

    @Test
    void a_late_order_undoes_a_loss_and_what_was_believed_before_stays_on_record() {
        ada.ordered("2023-01-01");
        // On 2024-01-10 somebody finds an order of 1 May; Ada had counted as lost for a fortnight.
        ada.ordered("2023-05-01", "2024-01-10");

        assertThat(ada.at("2024-01-05", "2024-01-09")).isEqualTo("LOST");
        assertThat(ada.at("2024-01-05", "2024-01-10")).isEqualTo("AT_RISK");
        assertThat(ada.at("2023-08-01", "2024-01-09")).isEqualTo("AT_RISK");
        assertThat(ada.at("2023-08-01", "2024-01-10")).isEqualTo("ACTIVE");
        assertThat(ada.table("2024-01-31")).isEqualTo("""
            | ACTIVE | 2023-01-01 |  | 2023-01-01 | 2023-06-30 00:00:00.000001 |
            | ACTIVE | 2023-01-01 | 2023-06-30 00:00:00.000001 | 2023-06-30 00:00:00.000001 | 2024-01-10 |
            | AT_RISK | 2023-06-30 00:00:00.000001 |  | 2023-06-30 00:00:00.000001 | 2023-12-27 00:00:00.000001 |
            | AT_RISK | 2023-06-30 00:00:00.000001 | 2023-12-27 00:00:00.000001 | 2023-12-27 00:00:00.000001 | 2024-01-10 |
            | LOST | 2023-12-27 00:00:00.000001 |  | 2023-12-27 00:00:00.000001 | 2024-01-10 |
            | ACTIVE | 2023-01-01 | 2023-10-28 00:00:00.000001 | 2024-01-10 |  |
            | AT_RISK | 2023-10-28 00:00:00.000001 |  | 2024-01-10 |  |
            """);
    }

    @Test
    void a_return_does_not_change_the_stage() {
        ada.ordered("2024-01-01");
        ada.sentEverythingBack("2024-01-05");
        ada.ordered("2024-04-10");
        ada.sentEverythingBack("2024-04-11");

        // Both orders count, sent back or not, and silence is counted from the order.
        assertThat(ada.statusAt("2024-04-12").orders()).isEqualTo(2);
        assertThat(ada.at("2024-04-12")).isEqualTo("ACTIVE");
        assertThat(ada.nextChangeAfter("2024-04-12")).isEqualTo("2024-10-07 00:00:00.000001");
    }

    @Test
    void a_lost_customer_who_orders_again_is_marked_recovered_for_180_days() {
        ada.ordered("2022-01-01");
        ada.ordered("2022-02-10");
        ada.ordered("2022-03-22");
        // Lost since 18 September, 180 days after.
        ada.ordered("2022-12-01");
        ada.ordered("2023-01-10");
        ada.ordered("2023-02-19");
        ada.ordered("2023-03-31");
        ada.ordered("2023-05-10");

        assertThat(ada.at("2022-11-30 23:59:59.999999")).isEqualTo("LOST");
        assertThat(ada.at("2022-12-01")).isEqualTo("ACTIVE recovered");
        // Of the gaps 40, 40, 254, 40, 40, 40, 40 the median is 40: at risk 80 days after the last order, after the
        // mark's end.
        assertThat(ada.nextChangeAfter("2023-05-10")).isEqualTo("2023-05-30");
        assertThat(ada.at("2023-05-29 23:59:59.999999")).isEqualTo("ACTIVE recovered");
        assertThat(ada.at("2023-05-30")).isEqualTo("ACTIVE");
        assertThat(ada.nextChangeAfter("2023-05-30")).isEqualTo("2023-07-29 00:00:00.000001");
        assertThat(ada.table("2023-06-01")).isEqualTo("""
            | ACTIVE | 2022-01-01 |  | 2022-01-01 | 2022-06-10 00:00:00.000001 |
            | ACTIVE | 2022-01-01 | 2022-06-10 00:00:00.000001 | 2022-06-10 00:00:00.000001 |  |
            | AT_RISK | 2022-06-10 00:00:00.000001 |  | 2022-06-10 00:00:00.000001 | 2022-09-18 00:00:00.000001 |
            | AT_RISK | 2022-06-10 00:00:00.000001 | 2022-09-18 00:00:00.000001 | 2022-09-18 00:00:00.000001 |  |
            | LOST | 2022-09-18 00:00:00.000001 |  | 2022-09-18 00:00:00.000001 | 2022-12-01 |
            | LOST | 2022-09-18 00:00:00.000001 | 2022-12-01 | 2022-12-01 |  |
            | ACTIVE recovered | 2022-12-01 |  | 2022-12-01 | 2023-05-30 |
            | ACTIVE recovered | 2022-12-01 | 2023-05-30 | 2023-05-30 |  |
            | ACTIVE | 2023-05-30 |  | 2023-05-30 |  |
            """);
    }

    @Test
    void the_mark_goes_when_the_customer_is_silent_again_and_its_own_end_is_no_change_then() {
        ada.ordered("2022-01-01");
        ada.ordered("2022-01-02");
        ada.ordered("2022-01-03");
        ada.ordered("2022-07-03");

        // A day's cadence: lost on 2 July a microsecond after midnight, back on 3 July, silent for 60 days by 1
        // September.
        assertThat(ada.at("2022-07-02 00:00:00.000001")).isEqualTo("LOST");
        assertThat(ada.at("2022-07-03")).isEqualTo("ACTIVE recovered");
        assertThat(ada.at("2022-09-01")).isEqualTo("ACTIVE recovered");
        assertThat(ada.at("2022-09-01 00:00:00.000001")).isEqualTo("AT_RISK");
        // 180 days after 3 July is 30 December: the mark would end, but nobody carries it, and the loss is what comes.
        assertThat(ada.nextChangeAfter("2022-09-01 00:00:00.000001")).isEqualTo("2022-12-30 00:00:00.000001");
        assertThat(ada.at("2022-12-30")).isEqualTo("AT_RISK");
        assertThat(ada.at("2022-12-30 00:00:00.000001")).isEqualTo("LOST");
    }

    @Test
    void whether_a_silence_had_made_a_customer_lost_is_judged_by_the_cadence_before_it() {
        ada.ordered("2020-01-01");
        ada.ordered("2020-04-10");
        ada.ordered("2020-07-19");
        // 401 days later: more than four times the 100 days between the orders until then.
        ada.ordered("2021-08-24");

        assertThat(ada.at("2021-08-23 00:00:00.000001")).isEqualTo("LOST");
        assertThat(ada.at("2021-08-24")).isEqualTo("ACTIVE recovered");

        // 400 days sharp are not more.
        bob.ordered("2020-01-01");
        bob.ordered("2020-04-10");
        bob.ordered("2020-07-19");
        bob.ordered("2021-08-23");

        assertThat(bob.at("2021-08-22 23:59:59.999999")).isEqualTo("AT_RISK");
        assertThat(bob.at("2021-08-23")).isEqualTo("ACTIVE");
    }

    @Test
    void a_closed_customer_is_closed_until_it_is_reopened_and_its_silence_goes_on_meanwhile() {
        ada.ordered("2024-01-01");
        ada.closed("2024-02-01");

        assertThat(ada.at("2024-02-01")).isEqualTo("CLOSED");
        assertThat(ada.nextChangeAfter("2024-02-01")).isEqualTo("never");
        assertThat(ada.at("2030-01-01")).isEqualTo("CLOSED");

        ada.reopened("2024-08-01");
        // 180 days after 1 January is 29 June: at risk since then, had it been open.
        assertThat(ada.at("2024-07-31 23:59:59.999999")).isEqualTo("CLOSED");
        assertThat(ada.at("2024-08-01")).isEqualTo("AT_RISK");
        assertThat(ada.table("2024-08-02")).isEqualTo("""
            | ACTIVE | 2024-01-01 |  | 2024-01-01 | 2024-02-01 |
            | ACTIVE | 2024-01-01 | 2024-02-01 | 2024-02-01 |  |
            | CLOSED | 2024-02-01 |  | 2024-02-01 | 2024-08-01 |
            | CLOSED | 2024-02-01 | 2024-08-01 | 2024-08-01 |  |
            | AT_RISK | 2024-08-01 |  | 2024-08-01 |  |
            """);
    }

    @Test
    void a_closing_that_is_recorded_late_takes_back_the_stages_that_were_believed_after_it() {
        ada.ordered("2023-01-01");
        ada.closed("2023-03-01", "2023-08-01");

        assertThat(ada.at("2023-07-15", "2023-07-15")).isEqualTo("AT_RISK");
        assertThat(ada.at("2023-07-15")).isEqualTo("CLOSED");
        assertThat(ada.table("2024-06-01")).isEqualTo("""
            | ACTIVE | 2023-01-01 |  | 2023-01-01 | 2023-06-30 00:00:00.000001 |
            | ACTIVE | 2023-01-01 | 2023-06-30 00:00:00.000001 | 2023-06-30 00:00:00.000001 | 2023-08-01 |
            | AT_RISK | 2023-06-30 00:00:00.000001 |  | 2023-06-30 00:00:00.000001 | 2023-08-01 |
            | ACTIVE | 2023-01-01 | 2023-03-01 | 2023-08-01 |  |
            | CLOSED | 2023-03-01 |  | 2023-08-01 |  |
            """);
    }

    @Test
    void from_a_merge_on_the_survivor_has_both_histories_and_after_its_undoing_its_own_again() {
        ada.registered("2024-01-01");
        bob.registered("2024-01-02");
        bob.ordered("2024-01-10");
        ada.absorbed(bob, "2024-02-01");
        ada.gaveBack(bob, "2024-03-01");

        assertThat(ada.statusAt("2024-02-01").orders()).isEqualTo(1);
        assertThat(bob.statusAt("2024-02-01").survivor()).isEqualTo(ada.id());
        assertThat(bob.statusAt("2024-03-01").survivor()).isNull();
        assertThat(ada.table("2024-04-01")).isEqualTo("""
            | PROSPECT | 2024-01-01 |  | 2024-01-01 | 2024-02-01 |
            | PROSPECT | 2024-01-01 | 2024-02-01 | 2024-02-01 |  |
            | ACTIVE | 2024-02-01 |  | 2024-02-01 | 2024-03-01 |
            | ACTIVE | 2024-02-01 | 2024-03-01 | 2024-03-01 |  |
            | PROSPECT | 2024-03-01 |  | 2024-03-01 |  |
            """);
        assertThat(bob.table("2024-04-01")).isEqualTo("""
            | PROSPECT | 2024-01-02 |  | 2024-01-02 | 2024-01-10 |
            | PROSPECT | 2024-01-02 | 2024-01-10 | 2024-01-10 |  |
            | ACTIVE | 2024-01-10 |  | 2024-01-10 | 2024-02-01 |
            | ACTIVE | 2024-01-10 | 2024-02-01 | 2024-02-01 |  |
            | MERGED | 2024-02-01 |  | 2024-02-01 | 2024-03-01 |
            | MERGED | 2024-02-01 | 2024-03-01 | 2024-03-01 |  |
            | ACTIVE | 2024-03-01 |  | 2024-03-01 |  |
            """);
    }

    @Test
    void a_survivor_that_is_merged_itself_takes_along_what_it_absorbed() {
        ada.ordered("2024-01-01");
        bob.ordered("2024-02-10");
        eve.ordered("2024-03-21");
        bob.absorbed(ada, "2024-04-01");
        eve.absorbed(bob, "2024-05-01");

        assertThat(ada.at("2024-04-30")).isEqualTo("MERGED");
        assertThat(bob.at("2024-04-30")).isEqualTo("ACTIVE");
        assertThat(bob.statusAt("2024-04-30").orders()).isEqualTo(2);
        assertThat(bob.at("2024-05-01")).isEqualTo("MERGED");
        // Three orders 40 days apart: at risk 80 days after 21 March, and not 180 as by one order alone.
        assertThat(eve.statusAt("2024-05-01").orders()).isEqualTo(3);
        assertThat(eve.nextChangeAfter("2024-05-01")).isEqualTo("2024-06-09 00:00:00.000001");
        assertThat(eve.nextChangeAfter("2024-04-30")).isEqualTo("2024-09-17 00:00:00.000001");
    }

    @Test
    void what_is_recorded_of_a_duplicate_after_it_stands_on_its_own_again_is_its_own_even_if_it_happened_before() {
        ada.ordered("2024-01-01");
        bob.ordered("2024-01-01");
        ada.absorbed(bob, "2024-02-01");
        ada.gaveBack(bob, "2024-03-01");
        bob.ordered("2024-02-15", "2024-03-02");

        assertThat(ada.statusAt("2024-02-20").orders()).isEqualTo(2);
        assertThat(bob.at("2024-02-20")).isEqualTo("MERGED");
        assertThat(bob.statusAt("2024-03-02").orders()).isEqualTo(2);
        assertThat(ada.statusAt("2024-03-02").orders()).isEqualTo(1);
    }

    @Test
    void a_fact_four_minutes_ahead_of_the_clock_counts_from_the_instant_it_is_about() {
        ada.registered("2024-01-01");
        ada.ordered("2024-02-01 12:04:00", "2024-02-01 12:00:00");

        assertThat(ada.at("2024-02-01 12:00:00")).isEqualTo("PROSPECT");
        assertThat(ada.at("2024-02-01 12:03:59.999999")).isEqualTo("PROSPECT");
        assertThat(ada.at("2024-02-01 12:04:00")).isEqualTo("ACTIVE");
        assertThat(ada.at("2024-02-01 12:04:00", "2024-02-01 11:59:59.999999")).isEqualTo("PROSPECT");
        assertThat(ada.table("2024-03-01")).isEqualTo("""
            | PROSPECT | 2024-01-01 |  | 2024-01-01 | 2024-02-01 12:00:00 |
            | PROSPECT | 2024-01-01 | 2024-02-01 12:04:00 | 2024-02-01 12:00:00 |  |
            | ACTIVE | 2024-02-01 12:04:00 |  | 2024-02-01 12:00:00 |  |
            """);
    }

    @Test
    void two_orders_at_the_same_instant_are_two_orders_with_no_time_between_them() {
        ada.ordered("2024-01-01");
        ada.ordered("2024-01-01", "2024-01-01 00:00:00.000001");
        ada.ordered("2024-04-10", "2024-04-10 00:00:10");

        // Gaps of 0 and 100 days: 50 days is the cadence, so 100 and 200 days of silence.
        assertThat(ada.statusAt("2024-04-10").cadence()).isEqualTo(Duration.ofDays(50));
        assertThat(ada.nextChangeAfter("2024-04-10")).isEqualTo("2024-07-19 00:00:00.000001");
        assertThat(ada.nextChangeAfter("2024-07-20")).isEqualTo("2024-10-27 00:00:00.000001");
    }

    @Test
    void history_imported_years_later_is_known_from_the_import_on_and_complete_in_valid_time() {
        ada.ordered("2019-01-01", "2024-06-01 10:00:00");
        ada.ordered("2019-02-10", "2024-06-01 10:00:00.000001");
        ada.ordered("2019-03-22", "2024-06-01 10:00:00.000002");

        assertThat(ada.at("2019-04-01", "2024-06-01 09:59:59.999999")).isEqualTo("unknown");
        assertThat(ada.at("2019-04-01")).isEqualTo("ACTIVE");
        // Each row of the import corrects what the one before made of the past: 180 and 360 days, then 80 and 180.
        assertThat(ada.table("2024-07-01")).isEqualTo("""
            | ACTIVE | 2019-01-01 | 2019-06-30 00:00:00.000001 | 2024-06-01 10:00:00 | 2024-06-01 10:00:00.000001 |
            | AT_RISK | 2019-06-30 00:00:00.000001 | 2019-12-27 00:00:00.000001 | 2024-06-01 10:00:00 | 2024-06-01 10:00:00.000001 |
            | LOST | 2019-12-27 00:00:00.000001 |  | 2024-06-01 10:00:00 | 2024-06-01 10:00:00.000001 |
            | ACTIVE | 2019-01-01 | 2019-08-09 00:00:00.000001 | 2024-06-01 10:00:00.000001 | 2024-06-01 10:00:00.000002 |
            | AT_RISK | 2019-08-09 00:00:00.000001 | 2020-02-05 00:00:00.000001 | 2024-06-01 10:00:00.000001 | 2024-06-01 10:00:00.000002 |
            | LOST | 2020-02-05 00:00:00.000001 |  | 2024-06-01 10:00:00.000001 | 2024-06-01 10:00:00.000002 |
            | ACTIVE | 2019-01-01 | 2019-06-10 00:00:00.000001 | 2024-06-01 10:00:00.000002 |  |
            | AT_RISK | 2019-06-10 00:00:00.000001 | 2019-09-18 00:00:00.000001 | 2024-06-01 10:00:00.000002 |  |
            | LOST | 2019-09-18 00:00:00.000001 |  | 2024-06-01 10:00:00.000002 |  |
            """);
    }

    @Test
    void the_end_of_a_duplicates_history_counts_even_if_another_clock_recorded_it_after_the_merge() {
        ada.registered("2024-01-01");
        bob.registered("2024-01-01");
        // The clock of the server that wrote Bob's order was three seconds ahead of the one that wrote the merge.
        bob.ordered("2024-02-01 12:00:00", "2024-02-01 12:00:05");
        ada.absorbed(bob, "2024-02-01 12:00:02", "2024-02-01 12:00:06");
        chronicle.setBack(ada, "2024-02-01 12:00:02");

        assertThat(ada.table("2024-03-01")).isEqualTo("""
            | PROSPECT | 2024-01-01 |  | 2024-01-01 | 2024-02-01 12:00:05 |
            | PROSPECT | 2024-01-01 | 2024-02-01 12:00:02 | 2024-02-01 12:00:05 |  |
            | ACTIVE | 2024-02-01 12:00:02 |  | 2024-02-01 12:00:05 |  |
            """);
    }

    @Test
    void the_worked_examples_of_the_documentation_are_these() throws IOException {
        String page = Files.readString(Path.of("../docs/lifecycle.md"));
        Customer everyFortyDays = chronicle.customer("every 40 days");
        for (String order : List.of("2024-01-01", "2024-02-10", "2024-03-21")) {
            everyFortyDays.ordered(order);
            assertThat(page).contains(order);
        }
        Customer late = chronicle.customer("late order");
        late.ordered("2023-01-01");
        late.ordered("2023-05-01", "2024-01-10");
        assertThat(page).contains(everyFortyDays.table("2025-01-01"), late.table("2024-01-31"));
    }
}
