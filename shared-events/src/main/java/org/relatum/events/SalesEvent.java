package org.relatum.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>sales</em>: orders and returns. */
public sealed interface SalesEvent extends CustomerEvent {

    /**
     * A customer bought something.
     *
     * @param order the order's reference, accepted once per customer
     * @param total sum of the lines, in the order's own currency
     * @param conversionRate units of the reporting currency for one unit of the order's currency at that time
     * @param lines what was bought, in the order of the order; the first has number 1
     * @param channel one of the configured channels
     */
    record OrderPlaced(
            Instant occurredAt,
            String order,
            Money total,
            BigDecimal conversionRate,
            List<OrderLine> lines,
            @Nullable String channel)
            implements SalesEvent {
        public OrderPlaced {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Goods of an order came back, or money was given back for them.
     *
     * @param order reference of the order
     * @param returned the return's reference, accepted once per order
     * @param amount what was taken back, in the order's own currency; never more than is left of the order
     * @param conversionRate the rate recorded with the order
     * @param lines the goods taken back; empty when only money was given back
     * @param reason why, in free text
     */
    record OrderReturned(
            Instant occurredAt,
            String order,
            String returned,
            Money amount,
            BigDecimal conversionRate,
            List<ReturnedLine> lines,
            @Nullable Personal reason)
            implements SalesEvent {
        public OrderReturned {
            lines = List.copyOf(lines);
        }
    }
}
