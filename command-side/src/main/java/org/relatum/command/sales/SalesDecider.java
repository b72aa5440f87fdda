package org.relatum.command.sales;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ReturnedLineInput;
import org.relatum.command.language.SalesCommand;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.product.Product;
import org.relatum.command.sales.Orders.Returned;
import org.relatum.command.sales.Orders.Sold;
import org.relatum.command.sales.Orders.SoldLine;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.Personal;
import org.relatum.events.ReturnedLine;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;

/** The rules of orders and returns. */
public final class SalesDecider {
    /** No order is worth more, in its own currency; the number keeps every later sum exact and of bounded size. */
    private static final BigDecimal TOTAL_LIMIT = BigDecimal.TEN.pow(15);

    private SalesDecider() {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own orders first, then those of the customers merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @param products the articles that the order lines name, by SKU, as far as they are known
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Orders> histories,
            SalesCommand command,
            UUID customer,
            Instant at,
            long nextSequence,
            Vocabulary vocabulary,
            Map<String, Product> products) {
        return switch (command) {
            case PlaceOrder c -> List.of(place(histories, c, customer, at, vocabulary, products));
            case ReturnOrder c -> List.of(giveBack(histories, c, customer, at, nextSequence));
        };
    }

    private static OrderPlaced place(
            List<Orders> histories,
            PlaceOrder c,
            UUID customer,
            Instant at,
            Vocabulary vocabulary,
            Map<String, Product> products) {
        if (find(histories, c.order()).isPresent()) {
            throw Refusal.of(RefusalCode.ORDER_ALREADY_RECORDED, "An order with this reference is recorded already")
                    .asException();
        }
        String currency = Objects.requireNonNullElse(c.currency(), vocabulary.reportingCurrency());
        BigDecimal rate = conversionRate(c, currency, vocabulary.reportingCurrency());
        List<OrderLine> lines = new ArrayList<>(c.lines().size());
        BigDecimal total = BigDecimal.ZERO;
        for (int i = 0; i < c.lines().size(); i++) {
            OrderLine line = line(c.lines().get(i), i, customer, currency, at, products);
            lines.add(line);
            total = total.add(line.amount());
        }
        if (total.compareTo(TOTAL_LIMIT) >= 0) {
            throw Refusal.invalid("lines", "too-large", "add up to " + TOTAL_LIMIT + " or more")
                    .asException();
        }
        return new OrderPlaced(at, c.order(), new Money(total, currency), rate, lines, c.channel());
    }

    private static BigDecimal conversionRate(PlaceOrder c, String currency, String reportingCurrency) {
        BigDecimal given = c.conversionRate();
        if (currency.equals(reportingCurrency)) {
            if (given != null && given.compareTo(BigDecimal.ONE) != 0) {
                throw Refusal.invalid("conversionRate", "not-one", "must be 1 for the reporting currency")
                        .asException();
            }
            return BigDecimal.ONE;
        }
        if (given == null) {
            throw Refusal.of(
                            RefusalCode.CONVERSION_RATE_REQUIRED,
                            "An order in " + currency + " must state how many " + reportingCurrency + " one " + currency
                                    + " is worth",
                            "reportingCurrency",
                            reportingCurrency)
                    .asException();
        }
        return given;
    }

    private static OrderLine line(
            OrderLineInput input,
            int index,
            UUID customer,
            String currency,
            Instant at,
            Map<String, Product> products) {
        String field = "lines[" + index + "]";
        String category = input.category();
        BigDecimal price = input.unitPrice();
        String sku = input.sku();
        if (sku == null) {
            if (input.description() == null) {
                throw Refusal.invalid(field + ".description", "required", "is required where there is no sku")
                        .asException();
            }
        } else {
            Product product = products.getOrDefault(sku, Product.UNKNOWN);
            requireSold(product, field, sku, at);
            category = category != null ? category : product.category();
            price = price != null ? price : product.priceAt(PriceProduct.STANDARD_LIST, currency, at);
        }
        if (price == null) {
            throw Refusal.of(
                            RefusalCode.PRICE_REQUIRED,
                            sku == null
                                    ? "A line without a product must state its unitPrice"
                                    : "The product has no list price in " + currency + " at that instant",
                            "field",
                            field + ".unitPrice")
                    .asException();
        }
        String description = input.description();
        return new OrderLine(
                sku,
                description == null ? null : Personal.clear(customer, description),
                category,
                input.quantity(),
                price);
    }

    private static void requireSold(Product product, String field, String sku, Instant at) {
        if (!product.registered()) {
            throw new Refusal(
                            RefusalCode.UNKNOWN_PRODUCT,
                            "No product with this SKU is registered",
                            Map.of("field", field + ".sku", "sku", sku),
                            List.of())
                    .asException();
        }
        if (product.isDiscontinuedAt(at)) {
            throw new Refusal(
                            RefusalCode.PRODUCT_DISCONTINUED,
                            "The product was discontinued before the order",
                            Map.of("field", field + ".sku", "sku", sku),
                            List.of())
                    .asException();
        }
    }

    private static OrderReturned giveBack(
            List<Orders> histories, ReturnOrder c, UUID customer, Instant at, long nextSequence) {
        Sold sold = find(histories, c.order())
                .orElseThrow(
                        () -> Refusal.of(RefusalCode.ORDER_NOT_FOUND, "The customer has no order with this reference")
                                .asException());
        OccurredAt.requireOrder(at, sold.occurredAt(), "The return occurred before the order");
        Returned before = Returned.NOTHING;
        for (Orders history : histories) {
            before = before.plus(history.returned().getOrDefault(c.order(), Returned.NOTHING));
        }
        List<ReturnedLine> lines = returnedLines(sold, before, c.lines());
        BigDecimal amount = amount(sold, c.amount(), lines);
        BigDecimal left = sold.total().amount().subtract(before.amount());
        if (amount.compareTo(left) > 0) {
            throw Refusal.of(
                            RefusalCode.RETURN_EXCEEDS_ORDER,
                            "More would be taken back than is left of the order",
                            "left",
                            left.toPlainString())
                    .asException();
        }
        return new OrderReturned(
                at,
                c.order(),
                reference(c.returned(), before, DerivedId.within(customer, "return", nextSequence)),
                new Money(amount, sold.total().currency()),
                sold.conversionRate(),
                lines,
                c.reason() == null ? null : Personal.clear(customer, c.reason()));
    }

    private static List<ReturnedLine> returnedLines(Sold sold, Returned before, List<ReturnedLineInput> inputs) {
        List<ReturnedLine> lines = new ArrayList<>(inputs.size());
        Map<Integer, BigDecimal> now = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            int number = inputs.get(i).line();
            if (number > sold.lines().size()) {
                throw Refusal.invalid(
                                "lines[" + i + "].line",
                                "out-of-range",
                                "the order has " + sold.lines().size() + " lines")
                        .asException();
            }
            BigDecimal quantity = inputs.get(i).quantity();
            BigDecimal all = now.merge(number, quantity, BigDecimal::add);
            BigDecimal left = sold.lines().get(number - 1).quantity().subtract(before.ofLine(number));
            if (all.compareTo(left) > 0) {
                throw new Refusal(
                                RefusalCode.RETURN_EXCEEDS_ORDER,
                                "More units would be taken back than are left of line " + number,
                                Map.of("line", number, "left", left.toPlainString()),
                                List.of())
                        .asException();
            }
            lines.add(new ReturnedLine(number, quantity));
        }
        return lines;
    }

    private static BigDecimal amount(Sold sold, @Nullable BigDecimal given, List<ReturnedLine> lines) {
        if (lines.isEmpty() && (given == null || given.signum() == 0)) {
            throw Refusal.invalid("amount", "required", "is required, greater than zero, where no lines come back")
                    .asException();
        }
        if (given != null) {
            return given;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (ReturnedLine line : lines) {
            SoldLine ordered = sold.lines().get(line.line() - 1);
            sum = sum.add(ordered.unitPrice().multiply(line.quantity()));
        }
        return sum;
    }

    private static String reference(@Nullable String given, Returned before, String otherwise) {
        if (given != null && before.references().contains(given)) {
            throw Refusal.of(RefusalCode.RETURN_ALREADY_RECORDED, "The order has a return with this reference")
                    .asException();
        }
        return Objects.requireNonNullElse(given, otherwise);
    }

    private static Optional<Sold> find(List<Orders> histories, String order) {
        return histories.stream()
                .map(history -> history.sold().get(order))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
