package org.relatum.query.request;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An amount of money as it is shown: a decimal text, so that nobody turns it into a binary fraction. */
@Schema(name = "MoneyAmount")
public record MoneyAnswer(
        @Schema(description = "Decimal number in units of the currency", example = "214.50")
        String amount,

        @Schema(description = "ISO 4217", example = "USD") String currency) {

    /** An amount; null when there is none. */
    public static @Nullable MoneyAnswer of(@Nullable BigDecimal amount, String currency) {
        return amount == null ? null : new MoneyAnswer(amount.toPlainString(), currency);
    }
}
