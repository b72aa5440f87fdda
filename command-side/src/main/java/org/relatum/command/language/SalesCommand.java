package org.relatum.command.language;

import static org.relatum.command.language.Absent.asEmpty;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands of the context <em>sales</em>: orders and returns. */
public sealed interface SalesCommand extends CustomerCommand {

    /**
     * Records that the customer bought something.
     *
     * @param order the order's reference, accepted once per customer
     * @param currency ISO 4217; the reporting currency when absent
     * @param conversionRate units of the reporting currency for one unit of the order's currency; required when they differ
     * @param lines what was bought; the order's total is their sum
     * @param channel where it was bought
     */
    record PlaceOrder(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String order,
            @CurrencyCode @Nullable String currency,

            @Decimal(integer = 9, fraction = 12, sign = Decimal.Sign.POSITIVE) @Nullable
            BigDecimal conversionRate,

            @Size(min = 1, max = 500) List<@Valid @NotNull OrderLineInput> lines,
            @Text(max = 60) @Nullable String channel)
            implements SalesCommand {
        public PlaceOrder {
            lines = asEmpty(lines);
        }
    }

    /**
     * Records that goods of an order came back, or that money was given back for them.
     *
     * @param order the order's reference
     * @param returned the return's reference, accepted once per order; one is made when absent
     * @param amount what was taken back, in the order's currency; the value of the returned lines when absent
     * @param lines units taken back, by line of the order
     */
    record ReturnOrder(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String order,
            @Text(max = 100) @Nullable String returned,
            @Decimal(integer = 15, fraction = 12) @Nullable BigDecimal amount,
            @Size(max = 500) List<@Valid @NotNull ReturnedLineInput> lines,
            @Text(max = 2000) @Nullable String reason)
            implements SalesCommand {
        public ReturnOrder {
            lines = asEmpty(lines);
        }

        @Override
        public boolean corrects() {
            return true;
        }
    }
}
