package org.relatum.command.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.given;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.LoyaltyCommand.AdjustPoints;
import org.relatum.command.language.LoyaltyCommand.ExpirePoints;
import org.relatum.command.language.LoyaltyCommand.GrantPoints;
import org.relatum.command.language.LoyaltyCommand.RedeemPoints;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.RefusedException;
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
import org.relatum.events.PointsCause;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;

/** Whatever is asked of a points account, in whatever order it becomes known: what always holds. */
class PointsAccountTest {
    private static final Instant ENROLLED = NOW.minus(Duration.ofDays(900));

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("points.seeds", 60));
    }

    @Test
    void the_histories_are_full_of_what_is_awkward() {
        Map<Class<?>, Integer> counts = new HashMap<>();
        int debts = 0;
        for (long seed = 0; seed < 40; seed++) {
            for (CustomerEvent event : history(seed, 120)) {
                counts.merge(event.getClass(), 1, Integer::sum);
                if (event instanceof PointsReversed e
                        && e.from().stream().mapToLong(LotShare::points).sum() < e.points()) {
                    debts++;
                }
            }
        }
        assertThat(List.of(
                        PointsAccrued.class,
                        PointsRedeemed.class,
                        PointsReversed.class,
                        PointsSettled.class,
                        PointsDeducted.class,
                        PointsExpired.class))
                .allSatisfy(kind -> assertThat(counts.getOrDefault(kind, 0)).isGreaterThan(20));
        assertThat(debts).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lots_sum_to_the_balance_at_every_position(long seed) {
        Books books = new Books();
        for (CustomerEvent event : history(seed, 120)) {
            books.add(event);
            assertThat(books.rests.values()).as("a lot").allMatch(rest -> rest >= 0);
            assertThat(books.debt).as("debt").isNotNegative();
            assertThat(books.rests.values().stream().mapToLong(rest -> rest).sum() - books.debt)
                    .isEqualTo(books.given - books.redeemed - books.reversed - books.deducted);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_answer_about_the_past_is_overdrawn(long seed) {
        List<CustomerEvent> history = new ArrayList<>(history(seed, 120));
        history.sort(Comparator.comparing(CustomerEvent::occurredAt));
        Books books = new Books();
        for (CustomerEvent event : history) {
            books.add(event);
            assertThat(books.rests.values()).allMatch(rest -> rest >= 0);
            assertThat(books.debt).isNotNegative();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void only_active_points_are_spent_and_never_more_than_there_are(long seed) {
        Books books = new Books();
        for (CustomerEvent event : history(seed, 120)) {
            if (event instanceof PointsRedeemed e) {
                assertThat(e.from().stream().mapToLong(LotShare::points).sum()).isEqualTo(e.points());
                long active = 0;
                for (PointsAccrued lot : books.lots.values()) {
                    if (!e.occurredAt().isBefore(lot.activeFrom())
                            && e.occurredAt().isBefore(lot.expiresAt())
                            && !books.closed.contains(lot.lot())) {
                        active += books.rests.get(lot.lot());
                    }
                }
                assertThat(e.points()).isLessThanOrEqualTo(active - books.debt);
                for (LotShare share : e.from()) {
                    PointsAccrued lot = books.lots.get(share.lot());
                    assertThat(e.occurredAt())
                            .isAfterOrEqualTo(lot.activeFrom())
                            .isBefore(lot.expiresAt());
                    for (PointsAccrued other : books.lots.values()) {
                        if (other.expiresAt().isBefore(lot.expiresAt())
                                && !other.activeFrom().isAfter(e.occurredAt())
                                && e.occurredAt().isBefore(other.expiresAt())
                                && !books.closed.contains(other.lot())) {
                            assertThat(shareOf(e.from(), other.lot()))
                                    .as("what expires first is spent first")
                                    .isEqualTo(books.rests.get(other.lot()));
                        }
                    }
                }
            }
            books.add(event);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void expiry_never_takes_spent_points_and_closes_a_lot_for_good(long seed) {
        Books books = new Books();
        for (CustomerEvent event : history(seed, 120)) {
            if (event instanceof PointsExpired e) {
                for (LotShare share : e.lots()) {
                    assertThat(share.points()).isEqualTo(books.rests.get(share.lot()));
                    assertThat(books.lots.get(share.lot()).expiresAt()).isBeforeOrEqualTo(e.occurredAt());
                    assertThat(books.closed).doesNotContain(share.lot());
                }
            }
            if (!(event instanceof PointsReversed)) {
                assertThat(taken(event)).noneMatch(share -> books.closed.contains(share.lot()));
            }
            books.add(event);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void to_buy_to_send_back_and_to_redeem_never_gains(long seed) {
        List<CustomerEvent> history = new ArrayList<>(history(seed, 120));
        Map<String, BigDecimal> left = new HashMap<>();
        for (CustomerEvent event : history) {
            switch (event) {
                case OrderPlaced e -> left.put(e.order(), e.total().amount());
                case OrderReturned e ->
                    left.merge(e.order(), e.amount().amount().negate(), BigDecimal::add);
                default -> {}
            }
        }
        left.forEach((order, amount) -> {
            if (amount.signum() > 0) {
                ask(history, new ReturnOrder(NOW, order, null, amount, List.of(), null));
            }
        });
        Books books = new Books();
        history.forEach(books::add);
        assertThat(books.givenByOrders).isEqualTo(books.reversed);
        assertThat(books.redeemed + books.deducted)
                .as("what was spent is a present, or owed")
                .isLessThanOrEqualTo(books.given - books.givenByOrders + books.debt);
        long owed = books.debt;
        if (owed > 0) {
            ask(history, new GrantPoints(NOW, owed, null, null));
            Books paid = new Books();
            history.forEach(paid::add);
            assertThat(paid.debt).as("new points pay the debt").isZero();
        }
    }

    private static long shareOf(List<LotShare> shares, String lot) {
        return shares.stream()
                .filter(share -> share.lot().equals(lot))
                .mapToLong(LotShare::points)
                .sum();
    }

    private static List<LotShare> taken(CustomerEvent event) {
        return switch (event) {
            case PointsRedeemed e -> e.from();
            case PointsReversed e -> e.from();
            case PointsSettled e -> e.from();
            case PointsDeducted e -> e.from();
            default -> List.of();
        };
    }

    /** A ledger kept by hand, from the events alone. */
    private static final class Books {
        private final Map<String, PointsAccrued> lots = new HashMap<>();
        private final Map<String, Long> rests = new HashMap<>();
        private final Set<String> closed = new HashSet<>();
        private long debt;
        private long given;
        private long givenByOrders;
        private long redeemed;
        private long reversed;
        private long deducted;

        void add(CustomerEvent event) {
            for (LotShare share : taken(event)) {
                rests.merge(share.lot(), -share.points(), Long::sum);
            }
            switch (event) {
                case PointsAccrued e -> {
                    lots.put(e.lot(), e);
                    rests.merge(e.lot(), e.points(), Long::sum);
                    given += e.points();
                    givenByOrders += e.cause() == PointsCause.ORDER ? e.points() : 0;
                }
                case PointsRedeemed e -> redeemed += e.points();
                case PointsReversed e -> {
                    reversed += e.points();
                    debt += e.points()
                            - e.from().stream().mapToLong(LotShare::points).sum();
                }
                case PointsSettled e -> debt -= e.points();
                case PointsDeducted e -> deducted += e.points();
                case PointsExpired e -> e.lots().forEach(share -> closed.add(share.lot()));
                default -> {}
            }
        }
    }

    private static List<CustomerEvent> history(long seed, int commands) {
        SplittableRandom random = new SplittableRandom(seed);
        List<CustomerEvent> history = new ArrayList<>(List.of(new LoyaltyEnrolled(ENROLLED, "standard")));
        List<OrderPlaced> orders = new ArrayList<>();
        for (int i = 0; i < commands; i++) {
            Instant at = ENROLLED.plusSeconds(
                    random.nextLong(Duration.between(ENROLLED, NOW).toSeconds() + 1));
            int before = history.size();
            ask(history, command(random, at, orders, i));
            for (CustomerEvent event : history.subList(before, history.size())) {
                if (event instanceof OrderPlaced placed) {
                    orders.add(placed);
                }
            }
        }
        return history;
    }

    private static CustomerCommand command(SplittableRandom random, Instant at, List<OrderPlaced> orders, int i) {
        int kind = random.nextInt(12);
        if (kind < 4 || kind < 7 && orders.isEmpty()) {
            BigDecimal price = BigDecimal.valueOf(random.nextInt(1, 30_000), 2);
            return new PlaceOrder(
                    at,
                    "A-" + i,
                    null,
                    null,
                    List.of(new OrderLineInput(null, "x", null, BigDecimal.ONE, price)),
                    null);
        }
        if (kind < 7) {
            OrderPlaced order = orders.get(random.nextInt(orders.size()));
            BigDecimal amount =
                    random.nextInt(3) == 0 ? order.total().amount() : BigDecimal.valueOf(random.nextInt(1, 5_000), 2);
            Instant later = at.isBefore(order.occurredAt()) ? order.occurredAt() : at;
            return new ReturnOrder(later, order.order(), null, amount, List.of(), null);
        }
        long points = random.nextLong(1, 200);
        return switch (kind) {
            case 7, 8, 9 -> new RedeemPoints(at, null, points, null);
            case 10 ->
                random.nextBoolean()
                        ? new GrantPoints(at, points, null, null)
                        : new AdjustPoints(at, random.nextBoolean() ? points : -points, "because");
            default -> new ExpirePoints(at);
        };
    }

    /** Asks, and records what is decided; a refusal records nothing. */
    private static void ask(List<CustomerEvent> history, CustomerCommand command) {
        try {
            history.addAll(
                    given(history.toArray(CustomerEvent[]::new)).when(command).decide());
        } catch (RefusedException refused) {
            // Nothing happened.
        }
    }
}
