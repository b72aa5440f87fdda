package org.relatum.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about one article; the stream is the product, derived from its SKU. */
public sealed interface ProductEvent extends DomainEvent {

    /**
     * An article entered the catalogue.
     *
     * @param sku the article's number, for ever its own
     * @param name what it is called
     * @param category one category, for sales by category and cross-selling
     */
    record ProductRegistered(
            Instant occurredAt,
            String sku,
            String name,
            @Nullable String category) implements ProductEvent {}

    /**
     * A price was set.
     *
     * @param list the price list
     * @param price price of one unit
     * @param effectiveFrom the instant from which the price holds
     */
    record ProductPriced(Instant occurredAt, String list, Money price, Instant effectiveFrom) implements ProductEvent {}

    /** An article is no longer sold: new order lines may not name it. */
    record ProductDiscontinued(Instant occurredAt) implements ProductEvent {}
}
