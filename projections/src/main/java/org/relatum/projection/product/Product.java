package org.relatum.projection.product;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Money;
import org.relatum.events.ProductEvent;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.Recorded;

/**
 * One article of the catalogue, folded from its facts in the order of {@link Recorded#BY_OCCURRENCE}.
 *
 * @param registeredAt when it entered the catalogue, null when that is not among the facts
 * @param discontinuedAt since when it is no longer sold, null while it is
 * @param prices every price that was set, in the order of the facts
 */
public record Product(
        @Nullable String sku,
        @Nullable String name,
        @Nullable String category,
        @Nullable Instant registeredAt,
        @Nullable Instant discontinuedAt,
        List<Price> prices) {

    /** Nothing is known. */
    public static final Product NONE = new Product(null, null, null, null, null, List.of());

    public Product {
        prices = List.copyOf(prices);
    }

    /**
     * A price of one unit.
     *
     * @param list the price list
     * @param effectiveFrom since when it holds, until another of the same list and currency does
     */
    public record Price(String list, Money price, Instant effectiveFrom) {
        private record Key(String list, String currency) {}

        private Key key() {
            return new Key(list, price.currency());
        }
    }

    /** The article after one more fact. */
    public Product fold(ProductEvent fact) {
        return switch (fact) {
            case ProductRegistered e ->
                new Product(e.sku(), e.name(), e.category(), e.occurredAt(), discontinuedAt, prices);
            case ProductPriced e -> {
                List<Price> more = new ArrayList<>(prices);
                more.add(new Price(e.list(), e.price(), e.effectiveFrom()));
                yield new Product(sku, name, category, registeredAt, discontinuedAt, more);
            }
            case ProductDiscontinued e -> new Product(sku, name, category, registeredAt, e.occurredAt(), prices);
        };
    }

    /**
     * The price in force at an instant, one for each list and currency: that with the latest effectiveFrom; of several from the
     * same instant the one set last.
     */
    public List<Price> pricesAt(Instant asOf) {
        Map<Price.Key, Price> inForce = new LinkedHashMap<>();
        prices.stream()
                .filter(p -> !p.effectiveFrom().isAfter(asOf))
                .sorted(Comparator.comparing(Price::effectiveFrom))
                .forEach(p -> inForce.put(p.key(), p));
        return inForce.values().stream()
                .sorted(Comparator.comparing(Price::list)
                        .thenComparing(p -> p.price().currency()))
                .toList();
    }

    /** Prices that are set and not in force yet at an instant, the earliest first. */
    public List<Price> pricesAfter(Instant asOf) {
        return prices.stream()
                .filter(p -> p.effectiveFrom().isAfter(asOf))
                .sorted(Comparator.comparing(Price::effectiveFrom))
                .toList();
    }
}
