package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.projection.oracle.HistoryGenerator.Shape;

/** A comparison is worth as much as the histories it is made on. */
class HistoryGeneratorTest {

    @Test
    void the_same_seed_gives_the_same_history() {
        assertThat(HistoryGenerator.generate(Shape.SMALL, 7)).isEqualTo(HistoryGenerator.generate(Shape.SMALL, 7));
        assertThat(HistoryGenerator.generate(Shape.SMALL, 7)).isNotEqualTo(HistoryGenerator.generate(Shape.SMALL, 8));
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void positions_and_sequences_are_dense_and_the_clock_of_a_stream_never_stands_still(long seed) {
        List<Recorded<CustomerEvent>> facts =
                HistoryGenerator.generate(Shape.SMALL, seed).facts();
        Map<UUID, Recorded<CustomerEvent>> last = new HashMap<>();
        for (int i = 0; i < facts.size(); i++) {
            Recorded<CustomerEvent> fact = facts.get(i);
            assertThat(fact.position()).isEqualTo(i + 1L);
            assertThat(fact.occurredAt()).isBeforeOrEqualTo(fact.recordedAt().plus(Duration.ofMinutes(5)));
            Recorded<CustomerEvent> before = last.put(fact.stream(), fact);
            assertThat(fact.sequence()).isEqualTo(before == null ? 0 : before.sequence() + 1);
            if (before != null) {
                assertThat(fact.recordedAt()).isAfter(before.recordedAt());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void nothing_is_recorded_that_a_decider_would_refuse(long seed) {
        Set<UUID> closed = new HashSet<>();
        Map<UUID, UUID> survivors = new HashMap<>();
        Map<UUID, Long> sequences = new HashMap<>();
        Set<String> orders = new HashSet<>();
        Set<UUID> erased = new HashSet<>();
        Map<String, UUID> holds = new HashMap<>();
        for (Recorded<CustomerEvent> fact :
                HistoryGenerator.generate(Shape.SMALL, seed).facts()) {
            UUID customer = fact.stream();
            if (fact.event() instanceof MergeUndone undone) {
                assertThat(survivors.remove(customer)).isEqualTo(undone.survivor());
            }
            assertThat(survivors).as("%s", fact).doesNotContainKey(customer);
            assertThat(erased).as("%s", fact).doesNotContain(customer);
            switch (fact.event()) {
                case CustomerClosed e -> assertThat(closed.add(customer)).isTrue();
                case CustomerReopened e -> assertThat(closed.remove(customer)).isTrue();
                case AbsorptionUndone e -> {}
                case MergeUndone e -> {}
                case PersonalDataErased e -> {
                    assertThat(e.subjects()).doesNotHaveDuplicates().contains(customer);
                    assertThat(holds.values()).doesNotContainAnyElementsOf(e.subjects());
                    assertThat(e.occurredAt()).isEqualTo(fact.recordedAt());
                    erased.addAll(e.subjects());
                }
                default -> assertThat(closed).as("%s", fact).doesNotContain(customer);
            }
            switch (fact.event()) {
                case OrderPlaced order -> assertThat(orders.add(order.order())).isTrue();
                case OrderReturned returned -> assertThat(orders).contains(returned.order());
                case CustomerAbsorbed merge ->
                    assertThat(sequences.get(merge.absorbed())).isEqualTo(merge.finalSequence());
                case LegalHoldPlaced e -> holds.put(e.hold(), customer);
                case LegalHoldLifted e -> assertThat(holds.remove(e.hold())).isEqualTo(customer);
                case CustomerMerged merged -> survivors.put(customer, merged.survivor());
                default -> {}
            }
            sequences.put(customer, fact.sequence());
        }
    }

    @Test
    void histories_are_full_of_what_is_awkward() {
        Map<String, Integer> found = new TreeMap<>();
        for (long seed = 1; seed <= 40; seed++) {
            History history = HistoryGenerator.generate(Shape.SMALL, seed);
            Map<UUID, Instant> latest = new HashMap<>();
            Map<UUID, Set<Instant>> orders = new HashMap<>();
            Set<UUID> survivors = new HashSet<>();
            Instant clock = Instant.MIN;
            for (Recorded<CustomerEvent> fact : history.facts()) {
                count(found, "facts", true);
                count(found, "late by more than a month", lateness(fact).toDays() > 30);
                count(found, "ahead of the clock", lateness(fact).isNegative());
                count(
                        found,
                        "out of order",
                        fact.occurredAt().isBefore(latest.getOrDefault(fact.stream(), Instant.MIN)));
                latest.merge(fact.stream(), fact.occurredAt(), (a, b) -> a.isAfter(b) ? a : b);
                count(
                        found,
                        "recorded before its predecessor in the log",
                        fact.recordedAt().isBefore(clock));
                clock = fact.recordedAt();
                if (fact.event() instanceof OrderPlaced) {
                    count(
                            found,
                            "orders of one instant",
                            !orders.computeIfAbsent(fact.stream(), stream -> new HashSet<>())
                                    .add(fact.occurredAt()));
                }
                if (fact.event() instanceof CustomerAbsorbed merge) {
                    count(found, "merges", true);
                    count(found, "merges of a survivor", survivors.contains(merge.absorbed()));
                    survivors.add(fact.stream());
                    count(
                            found,
                            "merges with a fact of a later clock",
                            fact.recordedAt()
                                    .isBefore(history.streams()
                                            .get(merge.absorbed())
                                            .get((int) merge.finalSequence())
                                            .recordedAt()));
                }
                count(found, "undone merges", fact.event() instanceof AbsorptionUndone);
                count(found, "closings", fact.event() instanceof CustomerClosed);
                count(found, "reopenings", fact.event() instanceof CustomerReopened);
                count(found, "erasures", fact.event() instanceof PersonalDataErased);
                count(
                        found,
                        "erasures of merged customers",
                        fact.event() instanceof PersonalDataErased e
                                && e.subjects().size() > 1);
                count(found, "holds", fact.event() instanceof LegalHoldPlaced);
                count(found, "consents", fact.event() instanceof ConsentGranted);
                count(found, "objections", fact.event() instanceof ConsentWithdrawn);
                count(found, "returns", fact.event() instanceof OrderReturned);
            }
        }
        assertThat(found)
                .hasSize(18)
                .allSatisfy((what, times) -> assertThat(times).isGreaterThan(15));
    }

    @Test
    void few_customers_have_most_of_the_orders() {
        History history = HistoryGenerator.generate(
                Shape.SMALL.withCustomers(2000).withMostOrders(1000).withoutMerges(), 1);
        List<Integer> orders = history.streams().values().stream()
                .map(facts -> (int) facts.stream()
                        .filter(fact -> fact.event() instanceof OrderPlaced)
                        .count())
                .sorted()
                .toList();
        int all = orders.stream().mapToInt(Integer::intValue).sum();
        int best =
                orders.subList(1800, 2000).stream().mapToInt(Integer::intValue).sum();
        assertThat(best).isGreaterThan(all / 2);
        assertThat(orders.get(1000)).isLessThanOrEqualTo(3);
    }

    private static Duration lateness(Recorded<CustomerEvent> fact) {
        return Duration.between(fact.occurredAt(), fact.recordedAt());
    }

    private static void count(Map<String, Integer> found, String what, boolean is) {
        found.merge(what, is ? 1 : 0, Integer::sum);
    }
}
