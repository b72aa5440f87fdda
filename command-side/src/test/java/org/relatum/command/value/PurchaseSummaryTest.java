package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PurchaseSummaryTest {
    private static final LocalDate UNTIL = LocalDate.parse("1997-09-30");

    @Test
    void a_customer_won_on_new_year_is_272_days_old_on_the_last_of_september() {
        assertThat(summary("1997-01-01")).isEqualTo(new PurchaseSummary(0, 0, 272 / 7.0));
    }

    @Test
    void repeats_are_further_days_and_the_last_one_is_measured_from_the_first() {
        assertThat(summary("1997-01-01", "1997-01-18", "1997-08-02"))
                .isEqualTo(new PurchaseSummary(2, 213 / 7.0, 272 / 7.0));
    }

    @Test
    void a_purchase_on_the_last_day_counts() {
        assertThat(summary("1997-09-29", "1997-09-30")).isEqualTo(new PurchaseSummary(1, 1 / 7.0, 1 / 7.0));
        assertThat(summary("1997-09-30")).isEqualTo(new PurchaseSummary(0, 0, 0));
    }

    @Test
    void a_purchase_after_the_last_day_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> summary("1997-09-30", "1997-10-01")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void impossible_summaries_are_refused() {
        assertThatThrownBy(() -> new PurchaseSummary(-1, 0, 1)).hasMessageContaining("repeats");
        assertThatThrownBy(() -> new PurchaseSummary(1, 2, 1)).hasMessageContaining("lastWeeks");
        assertThatThrownBy(() -> new PurchaseSummary(1, -1, 1)).hasMessageContaining("lastWeeks");
        assertThatThrownBy(() -> new PurchaseSummary(0, 1, 2)).hasMessageContaining("without a repeat");
        assertThatThrownBy(() -> new PurchaseSummary(1, Double.NaN, 2)).hasMessageContaining("lastWeeks");
        assertThatThrownBy(() -> new PurchaseSummary(1, 1, Double.POSITIVE_INFINITY))
                .hasMessageContaining("lastWeeks");
    }

    @Test
    void a_population_counts_equal_customers_and_those_who_came_back() {
        Population population = Population.of(
                List.of(new PurchaseSummary(1, 2, 3), new PurchaseSummary(0, 0, 3), new PurchaseSummary(1, 2, 3)));

        assertThat(population.customers()).isEqualTo(3);
        assertThat(population.repeaters()).isEqualTo(2);
        assertThat(population.groups()).isEqualTo(2);
    }

    @Test
    void a_thinned_population_keeps_every_nth_group_with_its_weight() {
        Population.Builder builder = new Population.Builder();
        for (int i = 0; i < 10; i++) {
            builder.add(new PurchaseSummary(i, i, 20));
            builder.add(new PurchaseSummary(i, i, 20));
        }

        Population thinned = builder.build().thinned(4);

        assertThat(thinned.groups()).isEqualTo(4);
        assertThat(thinned.customers()).isEqualTo(8);
        assertThat(thinned.mostRepeats()).isEqualTo(9);
    }

    private static PurchaseSummary summary(String... days) {
        return PurchaseSummary.of(
                new TreeSet<>(Stream.of(days).map(LocalDate::parse).toList()), UNTIL);
    }
}
