package org.relatum.query.product;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Money;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.product.Product;
import org.relatum.query.request.MoneyAnswer;

/** An article of the catalogue. */
@Schema(name = "Product", description = "An article at asOf, going by what was recorded at knownAt")
public record ProductAnswer(
        UUID productId,
        @Schema(example = "tea-1") String sku,

        @Schema(description = "Number of the article's events that count", example = "3")
        long version,

        @Schema(description = "Position of the last event that counts", example = "911")
        long position,

        @Nullable String name,
        @Nullable String category,
        @Nullable Instant registeredAt,

        @Schema(description = "Since when it is no longer sold; null while it is") @Nullable
        Instant discontinuedAt,

        @Schema(description = "Prices in force at asOf, one for each list and currency")
        List<Price> prices,

        @Schema(description = "Prices that were set and come into force later")
        List<Price> upcomingPrices) {

    /** A price of one unit. */
    @Schema(name = "ProductPrice")
    public record Price(@Schema(example = "standard") String list, MoneyAnswer price, Instant effectiveFrom) {
        private static Price of(Product.Price price) {
            Money money = price.price();
            return new Price(
                    price.list(),
                    new MoneyAnswer(money.amount().toPlainString(), money.currency()),
                    price.effectiveFrom());
        }
    }

    static ProductAnswer of(Found<String, Product> found, Product product, Instant asOf) {
        return new ProductAnswer(
                found.id(),
                found.key(),
                found.version(),
                found.position(),
                product.name(),
                product.category(),
                product.registeredAt(),
                product.discontinuedAt(),
                product.pricesAt(asOf).stream().map(Price::of).toList(),
                product.pricesAfter(asOf).stream().map(Price::of).toList());
    }
}
