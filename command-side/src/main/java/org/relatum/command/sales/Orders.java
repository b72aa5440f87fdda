package org.relatum.command.sales;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.Money;
import org.relatum.events.ReturnedLine;
import org.relatum.events.SalesEvent;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;

/**
 * What decisions need to know of one customer's orders.
 *
 * @param sold by order reference
 * @param returned by order reference; the order itself may stand in the stream of a merged customer
 */
public record Orders(TreePMap<String, Sold> sold, TreePMap<String, Returned> returned) {

    /** No orders. */
    public static final Orders NONE = new Orders(TreePMap.empty(), TreePMap.empty());

    @JsonCreator
    static Orders of(
            @JsonProperty("sold") Map<String, Sold> sold, @JsonProperty("returned") Map<String, Returned> returned) {
        return new Orders(TreePMap.from(sold), TreePMap.from(returned));
    }

    /** An order as it was placed. */
    public record Sold(Instant occurredAt, Money total, BigDecimal conversionRate, List<SoldLine> lines) {
        public Sold {
            lines = List.copyOf(lines);
        }
    }

    /** A line of an order as it was placed. */
    public record SoldLine(BigDecimal quantity, BigDecimal unitPrice) {}

    /**
     * Everything taken back of one order.
     *
     * @param quantities by number of the line
     * @param references of the returns
     */
    public record Returned(BigDecimal amount, TreePMap<Integer, BigDecimal> quantities, TreePSet<String> references) {

        static final Returned NOTHING = new Returned(BigDecimal.ZERO, TreePMap.empty(), TreePSet.empty());

        @JsonCreator
        static Returned of(
                @JsonProperty("amount") BigDecimal amount,
                @JsonProperty("quantities") Map<Integer, BigDecimal> quantities,
                @JsonProperty("references") Set<String> references) {
            return new Returned(amount, TreePMap.from(quantities), TreePSet.from(references));
        }

        Returned plus(OrderReturned event) {
            TreePMap<Integer, BigDecimal> sum = quantities;
            for (ReturnedLine line : event.lines()) {
                sum = sum.plus(line.line(), ofLine(sum, line.line()).add(line.quantity()));
            }
            return new Returned(amount.add(event.amount().amount()), sum, references.plus(event.returned()));
        }

        Returned plus(Returned other) {
            TreePMap<Integer, BigDecimal> sum = quantities;
            for (Map.Entry<Integer, BigDecimal> line : other.quantities.entrySet()) {
                sum = sum.plus(line.getKey(), ofLine(sum, line.getKey()).add(line.getValue()));
            }
            return new Returned(amount.add(other.amount), sum, references.plusAll(other.references));
        }

        BigDecimal ofLine(int line) {
            return ofLine(quantities, line);
        }

        private static BigDecimal ofLine(Map<Integer, BigDecimal> quantities, int line) {
            return quantities.getOrDefault(line, BigDecimal.ZERO);
        }
    }

    /** When an order was placed with one of these; null when with none. */
    public static @Nullable Instant placedAt(Collection<Orders> histories, String order) {
        for (Orders history : histories) {
            Sold placed = history.sold.get(order);
            if (placed != null) {
                return placed.occurredAt();
            }
        }
        return null;
    }

    /** In which of these an order was placed. */
    public static int indexOf(List<Orders> histories, String order) {
        for (int i = 0; i < histories.size(); i++) {
            if (histories.get(i).sold.containsKey(order)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no history has the order");
    }

    /** What is left of an order's total, in its own currency, after all returns so far. */
    public static BigDecimal leftOf(List<Orders> histories, String order) {
        Sold placed = histories.get(indexOf(histories, order)).sold.get(order);
        if (placed == null) {
            throw new IllegalStateException("an order that was found is gone");
        }
        BigDecimal left = placed.total().amount();
        for (Orders history : histories) {
            left = left.subtract(
                    history.returned.getOrDefault(order, Returned.NOTHING).amount());
        }
        return left;
    }

    /** The state after one more event. */
    public Orders evolve(SalesEvent event) {
        return switch (event) {
            case OrderPlaced e ->
                new Orders(
                        sold.plus(
                                e.order(),
                                new Sold(
                                        e.occurredAt(),
                                        e.total(),
                                        e.conversionRate(),
                                        e.lines().stream()
                                                .map(l -> new SoldLine(l.quantity(), l.unitPrice()))
                                                .toList())),
                        returned);
            case OrderReturned e ->
                new Orders(
                        sold,
                        returned.plus(
                                e.order(),
                                returned.getOrDefault(e.order(), Returned.NOTHING)
                                        .plus(e)));
        };
    }
}
