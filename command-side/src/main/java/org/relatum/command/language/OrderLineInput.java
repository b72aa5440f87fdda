package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order as a caller states it. It names a product by {@code sku}, or describes in free text what was bought.
 *
 * @param unitPrice price of one unit in the order's currency; a line with a {@code sku} may leave it out and takes the price
 *     that the standard list has at the order's occurredAt
 */
public record OrderLineInput(
        @Text(max = 60) @Nullable String sku,
        @Text(max = 500) @Nullable String description,
        @Text(max = 100) @Nullable String category,

        @NotNull @Decimal(integer = 9, fraction = 6, sign = Decimal.Sign.POSITIVE)
        BigDecimal quantity,

        @Decimal(integer = 12, fraction = 6) @Nullable BigDecimal unitPrice) {}
