package org.relatum.command.ingest;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order in a file: an article by SKU, or free text; always priced.
 *
 * @param quantity greater than zero
 * @param unitPrice price of one unit in the order's currency, zero allowed
 */
record FileLine(
        @Nullable String sku,
        @Nullable String description,
        @Nullable String category,
        BigDecimal quantity,
        BigDecimal unitPrice) {

    /** Quantity times unit price, in the order's currency. */
    BigDecimal amount() {
        return quantity.multiply(unitPrice);
    }
}
