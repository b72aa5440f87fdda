package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Commands to one article of the catalogue, named by its SKU. */
public sealed interface ProductCommand extends Command {

    /** The article's stock keeping unit. */
    String sku();

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /** Puts an article into the catalogue. */
    record RegisterProduct(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String sku,
            @NotNull @Text(max = 200) String name,
            @Text(max = 100) @Nullable String category)
            implements ProductCommand {}

    /**
     * Sets the price of an article in one list and currency.
     *
     * @param list the price list; {@link #STANDARD_LIST} when absent
     * @param amount price of one unit
     * @param effectiveFrom the instant from which it holds; {@code occurredAt} when absent
     */
    record PriceProduct(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String sku,
            @Text(max = 60) @Nullable String list,
            @NotNull @Decimal(integer = 12, fraction = 6) BigDecimal amount,
            @NotNull @CurrencyCode String currency,
            @Moment @Nullable Instant effectiveFrom)
            implements ProductCommand {

        /** The list an order line takes its price from when it states none. */
        public static final String STANDARD_LIST = "standard";
    }

    /** Stops selling an article: later orders may not name it. */
    record DiscontinueProduct(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String sku) implements ProductCommand {}
}
