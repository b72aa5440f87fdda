package org.relatum.command.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ReturnedLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.product.Product;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.ReturnedLine;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;

class SalesDeciderTest {
    private static final Instant ORDERED = NOW.minus(Duration.ofDays(10));
    /** Two teapots at 40 and three teas at 2.50: 87.50. */
    private static final OrderPlaced ORDER = new OrderPlaced(
            ORDERED,
            "A-1",
            usd("87.50"),
            BigDecimal.ONE,
            List.of(
                    new OrderLine(null, personal("teapot"), null, decimal("2"), decimal("40")),
                    new OrderLine(null, personal("tea"), null, decimal("3"), decimal("2.50"))),
            null);

    private static final Product TEA = Product.UNKNOWN
            .evolve(new ProductRegistered(ORDERED, "TEA", "Tea", "food"))
            .evolve(priced("standard", "2.00", "USD", ORDERED))
            .evolve(priced("standard", "2.50", "USD", ORDERED.plusSeconds(60)))
            .evolve(priced("standard", "2.20", "EUR", ORDERED))
            .evolve(priced("vip", "1.00", "USD", ORDERED));

    @Test
    void an_order_is_worth_the_sum_of_its_lines() {
        given().when(order(
                        "A-1",
                        null,
                        null,
                        new OrderLineInput(null, "teapot", "kitchen", decimal("2"), decimal("40")),
                        new OrderLineInput(null, "tea", null, decimal("0.333"), decimal("0.10"))))
                .then(new OrderPlaced(
                        NOW,
                        "A-1",
                        usd("80.03330"),
                        BigDecimal.ONE,
                        List.of(
                                new OrderLine(null, personal("teapot"), "kitchen", decimal("2"), decimal("40")),
                                new OrderLine(null, personal("tea"), null, decimal("0.333"), decimal("0.10"))),
                        null));
    }

    @Test
    void an_order_for_nothing_counts() {
        given().when(order("A-1", null, null, new OrderLineInput(null, "gift", null, decimal("1"), decimal("0"))))
                .then(new OrderPlaced(
                        NOW,
                        "A-1",
                        usd("0"),
                        BigDecimal.ONE,
                        List.of(new OrderLine(null, personal("gift"), null, decimal("1"), decimal("0"))),
                        null));
    }

    @Test
    void an_order_reference_is_accepted_once_even_from_a_merged_duplicate() {
        given(ORDER).when(order("A-1", null, null, text())).thenRefused(RefusalCode.ORDER_ALREADY_RECORDED);
        given(absorbed())
                .andPredecessor(REGISTERED, ORDER)
                .when(order("A-1", null, null, text()))
                .thenRefused(RefusalCode.ORDER_ALREADY_RECORDED);
        assertThat(given(ORDER).when(order("A-2", null, null, text())).decide()).hasSize(1);
    }

    @Test
    void an_order_in_another_currency_states_what_that_is_worth() {
        assertThat(given().when(order("A-1", "EUR", null, text()))
                        .thenRefused(RefusalCode.CONVERSION_RATE_REQUIRED)
                        .facts())
                .containsEntry("reportingCurrency", "USD");
        assertThat(given().when(order("A-1", "EUR", decimal("1.08"), text())).decide())
                .first()
                .satisfies(e -> {
                    assertThat(((OrderPlaced) e).conversionRate()).isEqualTo("1.08");
                    assertThat(((OrderPlaced) e).total().currency()).isEqualTo("EUR");
                });
        given().when(order("A-1", "USD", decimal("1.08"), text())).thenInvalid("conversionRate", "not-one");
        assertThat(given().when(order("A-1", "USD", decimal("1.00"), text())).decide())
                .hasSize(1);
    }

    @Test
    void a_line_without_a_product_says_what_it_is_and_what_it_costs() {
        given().when(order("A-1", null, null, new OrderLineInput(null, null, null, decimal("1"), decimal("1"))))
                .thenInvalid("lines[0].description", "required");
        assertThat(given().when(order("A-1", null, null, new OrderLineInput(null, "x", null, decimal("1"), null)))
                        .thenRefused(RefusalCode.PRICE_REQUIRED)
                        .facts())
                .containsEntry("field", "lines[0].unitPrice");
    }

    @Test
    void a_product_takes_the_standard_price_of_its_instant_in_the_orders_currency() {
        assertThat(price(null, ORDERED)).isEqualTo("2.00");
        assertThat(price(null, ORDERED.plusSeconds(59))).isEqualTo("2.00");
        assertThat(price(null, ORDERED.plusSeconds(60))).isEqualTo("2.50");
        assertThat(price("EUR", ORDERED.plusSeconds(60))).isEqualTo("2.20");
    }

    private static BigDecimal price(@Nullable String currency, Instant at) {
        PlaceOrder order = new PlaceOrder(
                at,
                "A-1",
                currency,
                currency == null ? null : decimal("1.1"),
                List.of(new OrderLineInput("TEA", null, null, decimal("1"), null)),
                null);
        OrderPlaced placed = (OrderPlaced)
                given().andProduct("TEA", TEA).when(order).decide().getFirst();
        assertThat(placed.lines().getFirst().category()).isEqualTo("food");
        return placed.lines().getFirst().unitPrice();
    }

    @Test
    void a_stated_price_and_category_go_before_those_of_the_catalogue() {
        OrderPlaced placed = (OrderPlaced) given().andProduct("TEA", TEA)
                .when(order("A-1", null, null, new OrderLineInput("TEA", null, "promo", decimal("1"), decimal("9"))))
                .decide()
                .getFirst();
        assertThat(placed.lines()).containsExactly(new OrderLine("TEA", null, "promo", decimal("1"), decimal("9")));
    }

    @Test
    void a_product_without_a_price_in_the_currency_needs_one() {
        given().andProduct("TEA", TEA)
                .when(order("A-1", "CHF", decimal("1.1"), new OrderLineInput("TEA", null, null, decimal("1"), null)))
                .thenRefused(RefusalCode.PRICE_REQUIRED);
    }

    @Test
    void a_line_names_no_unknown_and_no_discontinued_product() {
        assertThat(given().when(order("A-1", null, null, sku()))
                        .thenRefused(RefusalCode.UNKNOWN_PRODUCT)
                        .facts())
                .containsEntry("sku", "TEA")
                .containsEntry("field", "lines[0].sku");
        Product discontinued = TEA.evolve(new ProductDiscontinued(NOW));
        given().andProduct("TEA", discontinued)
                .when(order("A-1", null, null, sku()))
                .thenRefused(RefusalCode.PRODUCT_DISCONTINUED);
        PlaceOrder before = new PlaceOrder(NOW.minusNanos(1000), "A-1", null, null, List.of(sku()), null);
        assertThat(given().andProduct("TEA", discontinued).when(before).decide())
                .as("an order from before the end of sale")
                .hasSize(1);
    }

    @Test
    void no_order_is_worth_more_than_can_be_added_up_exactly() {
        OrderLineInput dear = new OrderLineInput(null, "x", null, decimal("999999999"), decimal("999999999999"));
        given().when(order("A-1", null, null, dear)).thenInvalid("lines", "too-large");
    }

    @Test
    void a_return_of_lines_is_worth_what_they_cost() {
        given(ORDER)
                .when(giveBack("R-1", null, line(1, "1"), line(2, "2")))
                .then(new OrderReturned(
                        NOW,
                        "A-1",
                        "R-1",
                        usd("45.00"),
                        BigDecimal.ONE,
                        List.of(new ReturnedLine(1, decimal("1")), new ReturnedLine(2, decimal("2"))),
                        null));
    }

    @Test
    void money_can_be_given_back_without_goods() {
        given(ORDER)
                .when(new ReturnOrder(null, "A-1", "R-1", decimal("10"), List.of(), "late"))
                .then(new OrderReturned(NOW, "A-1", "R-1", usd("10"), BigDecimal.ONE, List.of(), personal("late")));
        given(ORDER).when(giveBack("R-1", null)).thenInvalid("amount", "required");
        given(ORDER).when(giveBack("R-1", "0")).thenInvalid("amount", "required");
        assertThat(given(ORDER).when(giveBack("R-1", "0", line(1, "1"))).decide())
                .as("goods without money")
                .hasSize(1);
    }

    @Test
    void returns_never_exceed_the_order_in_money() {
        given(ORDER).when(giveBack("R-1", "87.51")).thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER);
        assertThat(given(ORDER).when(giveBack("R-1", "87.50")).decide()).hasSize(1);
        assertThat(given(ORDER, returned("R-1", "80"))
                        .when(giveBack("R-2", "7.51"))
                        .thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER)
                        .facts())
                .containsEntry("left", "7.50");
        assertThat(given(ORDER, returned("R-1", "80"))
                        .when(giveBack("R-2", "7.50"))
                        .decide())
                .hasSize(1);
    }

    @Test
    void returns_never_exceed_the_order_in_units_of_a_line() {
        given(ORDER).when(giveBack("R-1", "1", line(1, "2.1"))).thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER);
        assertThat(given(ORDER, returned("R-1", "40", line(1, "1")))
                        .when(giveBack("R-2", "1", line(1, "2")))
                        .thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER)
                        .facts())
                .containsEntry("line", 1)
                .containsEntry("left", "1");
        given(ORDER)
                .when(giveBack("R-1", "1", line(1, "1"), line(1, "1.5")))
                .thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER);
        given(ORDER).when(giveBack("R-1", "1", line(3, "1"))).thenInvalid("lines[0].line", "out-of-range");
    }

    @Test
    void a_return_is_of_an_order_of_this_customer_and_not_before_it() {
        given().when(giveBack("R-1", "1")).thenRefused(RefusalCode.ORDER_NOT_FOUND);
        given(ORDER)
                .when(new ReturnOrder(ORDERED.minusNanos(1000), "A-1", null, decimal("1"), List.of(), null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        assertThat(given(ORDER)
                        .when(new ReturnOrder(ORDERED, "A-1", null, decimal("1"), List.of(), null))
                        .decide())
                .hasSize(1);
    }

    @Test
    void a_return_reference_is_accepted_once_per_order_and_made_where_there_is_none() {
        given(ORDER, returned("R-1", "1")).when(giveBack("R-1", "1")).thenRefused(RefusalCode.RETURN_ALREADY_RECORDED);
        assertThat(given(ORDER).when(giveBack(null, "1")).decide())
                .first()
                .extracting(e -> ((OrderReturned) e).returned())
                .isEqualTo(DerivedId.within(CUSTOMER, "return", 2));
    }

    @Test
    void the_survivor_takes_back_what_the_duplicate_sold_and_both_count() {
        assertThat(given(absorbed())
                        .andPredecessor(REGISTERED, ORDER)
                        .when(giveBack("R-1", "87.50"))
                        .decide())
                .hasSize(1);
        given(absorbed(), returned("R-2", "10"))
                .andPredecessor(REGISTERED, ORDER, returned("R-1", "70"))
                .when(giveBack("R-3", "7.51"))
                .thenRefused(RefusalCode.RETURN_EXCEEDS_ORDER);
        given(absorbed(), returned("R-2", "10"))
                .andPredecessor(REGISTERED, ORDER, returned("R-1", "40", line(1, "1")))
                .when(giveBack("R-1", "1"))
                .thenRefused(RefusalCode.RETURN_ALREADY_RECORDED);
    }

    private static CustomerAbsorbed absorbed() {
        return new CustomerAbsorbed(ORDERED, new UUID(0, 2), 9, null);
    }

    private static ProductPriced priced(String list, String amount, String currency, Instant from) {
        return new ProductPriced(from, list, new Money(decimal(amount), currency), from);
    }

    private static OrderReturned returned(String reference, String amount, ReturnedLineInput... lines) {
        return new OrderReturned(
                NOW.minusSeconds(5),
                "A-1",
                reference,
                usd(amount),
                BigDecimal.ONE,
                List.of(lines).stream()
                        .map(l -> new ReturnedLine(l.line(), l.quantity()))
                        .toList(),
                null);
    }

    private static PlaceOrder order(
            String reference, @Nullable String currency, @Nullable BigDecimal rate, OrderLineInput... lines) {
        return new PlaceOrder(null, reference, currency, rate, List.of(lines), null);
    }

    private static ReturnOrder giveBack(
            @Nullable String reference, @Nullable String amount, ReturnedLineInput... lines) {
        return new ReturnOrder(null, "A-1", reference, amount == null ? null : decimal(amount), List.of(lines), null);
    }

    private static OrderLineInput text() {
        return new OrderLineInput(null, "x", null, decimal("1"), decimal("1"));
    }

    private static OrderLineInput sku() {
        return new OrderLineInput("TEA", null, null, decimal("1"), decimal("1"));
    }

    private static ReturnedLineInput line(int number, String quantity) {
        return new ReturnedLineInput(number, decimal(quantity));
    }

    private static Money usd(String amount) {
        return new Money(decimal(amount), "USD");
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }
}
