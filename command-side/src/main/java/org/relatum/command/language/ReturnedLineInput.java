package org.relatum.command.language;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * The part of a return that concerns one line of the order.
 *
 * @param line number of the order's line, the first is 1
 * @param quantity units taken back
 */
public record ReturnedLineInput(
        @NotNull @Min(1) @Max(500) Integer line,

        @NotNull @Decimal(integer = 9, fraction = 6, sign = Decimal.Sign.POSITIVE)
        BigDecimal quantity) {}
