package org.relatum.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CompanyTest {

    private static final Instant PRESENT = Instant.parse("2026-06-30T12:00:00Z");
    private final Company company = Company.imagine(7, 100, PRESENT);

    @Test
    void the_same_seed_makes_the_same_company() {
        assertThat(Company.imagine(7, 100, PRESENT).steps()).isEqualTo(company.steps());
        assertThat(Company.imagine(8, 100, PRESENT).steps()).isNotEqualTo(company.steps());
    }

    @Test
    void it_has_customers_of_every_fate() {
        assertThat(company.customers()).hasSize(100);
        assertThat(company.customers().stream().map(Company.Known::fate).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(Company.Fate.class));
    }

    @Test
    void nothing_is_sent_before_its_subject_is_registered_or_after_the_present_or_before_it_happened() {
        assertThat(company.steps()).isSortedAccordingTo(Comparator.comparing(Step::at));
        Set<String> known = new HashSet<>();
        Set<String> orders = new HashSet<>();
        for (Step step : company.steps()) {
            if (step.registers()
                    || Set.of("/products", "/departments", "/staff").contains(step.path())) {
                assertThat(known.add(step.subjects().getFirst())).isTrue();
            }
            assertThat(known).containsAll(step.subjects());
            assertThat(step.at()).isBeforeOrEqualTo(PRESENT);
            if (step.body().get("order") instanceof String order) {
                orders.add(order);
            }
            if (step.path().endsWith("/returns")) {
                assertThat(orders).contains(step.path().split("/")[4]);
            }
            if (step.body().get("occurredAt") instanceof String occurredAt) {
                assertThat(Instant.parse(occurredAt)).isBeforeOrEqualTo(step.at());
            }
        }
    }
}
