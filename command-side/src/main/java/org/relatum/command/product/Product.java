package org.relatum.command.product;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.relatum.events.ProductEvent;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;

/**
 * What decisions need to know of one article.
 *
 * @param registeredAt when it came into the catalogue, in the world, or null
 * @param category its category in the catalogue
 * @param discontinuedAt when it was discontinued, or null
 * @param prices by price list and currency, then by the instant from which each holds
 */
public record Product(
        @Nullable Instant registeredAt,
        @Nullable String category,
        @Nullable Instant discontinuedAt,
        TreePMap<String, TreePMap<Instant, BigDecimal>> prices) {

    /** An article nobody has registered. */
    public static final Product UNKNOWN = new Product(null, null, null, TreePMap.empty());

    @JsonCreator
    static Product of(
            @JsonProperty("registeredAt") @Nullable Instant registeredAt,
            @JsonProperty("category") @Nullable String category,
            @JsonProperty("discontinuedAt") @Nullable Instant discontinuedAt,
            @JsonProperty("prices") Map<String, Map<Instant, BigDecimal>> prices) {
        TreePMap<String, TreePMap<Instant, BigDecimal>> all = TreePMap.empty();
        for (Map.Entry<String, Map<Instant, BigDecimal>> list : prices.entrySet()) {
            all = all.plus(list.getKey(), TreePMap.from(list.getValue()));
        }
        return new Product(registeredAt, category, discontinuedAt, all);
    }

    /** The state after one more event. */
    public Product evolve(ProductEvent event) {
        return switch (event) {
            case ProductRegistered e -> new Product(e.occurredAt(), e.category(), discontinuedAt, prices);
            case ProductPriced e -> {
                String list = key(e.list(), e.price().currency());
                TreePMap<Instant, BigDecimal> known = prices.getOrDefault(list, TreePMap.empty());
                yield new Product(
                        registeredAt,
                        category,
                        discontinuedAt,
                        prices.plus(
                                list, known.plus(e.effectiveFrom(), e.price().amount())));
            }
            case ProductDiscontinued e -> new Product(registeredAt, category, e.occurredAt(), prices);
        };
    }

    /** Whether it is in the catalogue. */
    public boolean registered() {
        return registeredAt != null;
    }

    /** Whether an order of that instant may no longer name it. */
    public boolean isDiscontinuedAt(Instant at) {
        return discontinuedAt != null && !discontinuedAt.isAfter(at);
    }

    /** The price in force at an instant, or null where the list has none in that currency. */
    public @Nullable BigDecimal priceAt(String list, String currency, Instant at) {
        Map.Entry<Instant, BigDecimal> inForce =
                prices.getOrDefault(key(list, currency), TreePMap.empty()).floorEntry(at);
        return inForce == null ? null : inForce.getValue();
    }

    private static String key(String list, String currency) {
        return currency + " " + list;
    }
}
