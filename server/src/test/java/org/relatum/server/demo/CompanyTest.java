package org.relatum.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relatum.server.demo.Company.Fate;

class CompanyTest {

    private static final LocalDate PRESENT = LocalDate.parse("2026-06-30");
    private final Company company = Company.imagine(7, 100, PRESENT);

    @Test
    void the_same_seed_makes_the_same_company() {
        assertThat(Company.imagine(7, 100, PRESENT).steps()).isEqualTo(company.steps());
        assertThat(Company.imagine(8, 100, PRESENT).steps()).isNotEqualTo(company.steps());
    }

    @Test
    void of_a_larger_company_the_first_customers_buy_as_in_a_smaller_one() {
        Company larger = Company.imagine(7, 140, PRESENT);
        assertThat(larger.customers().subList(0, 100)).isEqualTo(company.customers());
        for (int i = 1; i <= 100; i++) {
            String customer = "customer-" + i;
            assertThat(orders(larger, customer)).isEqualTo(orders(company, customer));
        }
    }

    @Test
    void it_has_customers_of_every_fate() {
        assertThat(company.customers()).hasSize(100);
        assertThat(company.customers().stream().map(Company.Known::fate).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(Fate.class));
    }

    @Test
    void every_context_has_something_to_do() {
        Set<String> kinds = company.steps().stream()
                .map(step -> step.method() + " "
                        + step.path()
                                .replaceAll("\\{[^}]*}|[A-Z]+-[0-9A-Z-]+", "*")
                                .replaceAll(
                                        "(care|staff|risk-flags|commitments|needs|referrals|policies)/[^/]+", "$1/*"))
                .collect(Collectors.toSet());
        assertThat(kinds)
                .contains(
                        "POST /departments",
                        "POST /staff",
                        "POST /staff/*/leaving",
                        "POST /staff/*/trainings",
                        "POST /products",
                        "POST /products/*/prices",
                        "POST /products/*/discontinuation",
                        "POST /articles",
                        "POST /articles/*/revisions",
                        "POST /surveys",
                        "POST /surveys/*/waves",
                        "POST /improvements",
                        "POST /improvements/*/closure",
                        "POST /scorecard/targets",
                        "POST /scorecard/reviews",
                        "POST /policies/*",
                        "POST /customers",
                        "PATCH /customers/*/profile",
                        "PUT /customers/*/classification",
                        "POST /customers/*/qualification",
                        "PUT /customers/*/owner",
                        "POST /customers/*/merges",
                        "POST /customers/*/merges/*/reversal",
                        "POST /customers/*/closure",
                        "POST /customers/*/reopening",
                        "POST /customers/*/interactions",
                        "POST /customers/*/feedback",
                        "POST /customers/*/care",
                        "POST /customers/*/care/*/delivery",
                        "POST /customers/*/care/*/cancellation",
                        "POST /customers/*/orders",
                        "POST /customers/*/orders/*/returns",
                        "POST /customers/*/needs",
                        "POST /customers/*/needs/*/confirmation",
                        "POST /customers/*/needs/*/fulfilment",
                        "POST /customers/*/commitments",
                        "POST /customers/*/commitments/*/fulfilment",
                        "POST /customers/*/commitments/*/breach",
                        "POST /customers/*/cases",
                        "PUT /customers/*/cases/*/assignment",
                        "POST /customers/*/cases/*/responses",
                        "POST /customers/*/cases/*/pause",
                        "POST /customers/*/cases/*/resumption",
                        "POST /customers/*/cases/*/escalation",
                        "POST /customers/*/cases/*/resolution",
                        "POST /customers/*/cases/*/reopening",
                        "POST /customers/*/cases/*/closure",
                        "PUT /customers/*/cases/*/root-cause",
                        "POST /customers/*/cases/*/articles",
                        "POST /customers/*/survey-responses",
                        "POST /customers/*/loyalty",
                        "POST /customers/*/redemptions",
                        "POST /customers/*/points",
                        "POST /customers/*/referrals",
                        "POST /customers/*/referrals/*/conversion",
                        "POST /customers/*/risk-flags",
                        "PUT /customers/*/risk-flags/*/assessment",
                        "PUT /customers/*/risk-flags/*/response",
                        "POST /customers/*/risk-flags/*/measures",
                        "POST /customers/*/risk-flags/*/recovery",
                        "POST /customers/*/risk-flags/*/clearance");
        assertThat(company.steps().stream().map(Step::refusal).collect(Collectors.toSet()))
                .contains("customer-closed", "out-of-order", "return-exceeds-order", "insufficient-points");
    }

    @Test
    void more_is_bought_before_christmas_than_in_summer() {
        List<Step> orders = company.steps().stream()
                .filter(step -> step.path().endsWith("/orders"))
                .toList();
        assertThat(inMonths(orders, 11, 12)).isGreaterThan(inMonths(orders, 7, 8) * 3 / 2);
    }

    @Test
    void some_orders_become_known_late() {
        long late = company.steps().stream()
                .filter(step -> step.path().endsWith("/orders")
                        && Instant.parse(occurredAt(step)).plusSeconds(86_400).isBefore(step.at()))
                .count();
        assertThat(late).isPositive();
    }

    @Test
    void nothing_is_sent_before_its_subject_is_registered_or_after_the_present_or_before_it_happened() {
        assertThat(company.steps()).isSortedAccordingTo(Comparator.comparing(Step::at));
        Set<String> known = new HashSet<>(Set.of(Step.COMPANY));
        Set<String> orders = new HashSet<>();
        for (Step step : company.steps()) {
            if (step.idField().isPresent()) {
                assertThat(known.add(step.subjects().getFirst())).isTrue();
            }
            assertThat(known).containsAll(step.subjects());
            assertThat(step.at()).isBefore(company.end());
            if (!(step.body() instanceof Map<?, ?> body)) {
                continue;
            }
            assertThat(Instant.parse(occurredAt(step))).isBeforeOrEqualTo(step.at());
            if (body.get("order") instanceof String order) {
                orders.add(order);
            }
            if (step.path().endsWith("/returns")) {
                assertThat(orders).contains(step.path().split("/")[4]);
            }
            Stream.concat(Stream.of(step.path().split("/")), body.values().stream())
                    .map(String::valueOf)
                    .filter(text -> text.startsWith("{") && text.endsWith("}") && !text.contains("="))
                    .forEach(text -> assertThat(known).contains(text.substring(1, text.length() - 1)));
        }
    }

    private static String occurredAt(Step step) {
        return String.valueOf(((Map<?, ?>) step.body()).get("occurredAt"));
    }

    private static long inMonths(List<Step> orders, int first, int last) {
        return orders.stream()
                .mapToInt(step ->
                        LocalDate.parse(occurredAt(step).substring(0, 10)).getMonthValue())
                .filter(month -> month >= first && month <= last)
                .count();
    }

    private static List<Step> orders(Company of, String customer) {
        return new ArrayList<>(of.steps().stream()
                .filter(step -> step.path().equals("/customers/{" + customer + "}/orders"))
                .toList());
    }
}
