package org.relatum.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order: a known product by SKU, or free text; always priced.
 *
 * @param sku the article's number, when it is a known product
 * @param description what was bought in words, where there is no SKU or more to say
 * @param category category of the line at that time
 * @param quantity greater than zero
 * @param unitPrice price of one unit in the order's currency, zero allowed
 */
public record OrderLine(
        @Nullable String sku,
        @Nullable Personal description,
        @Nullable String category,
        BigDecimal quantity,
        BigDecimal unitPrice) {

    /** Quantity times unit price, in the order's currency. */
    public BigDecimal amount() {
        return quantity.multiply(unitPrice);
    }
}
