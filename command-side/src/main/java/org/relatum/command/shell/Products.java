package org.relatum.command.shell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.product.Product;
import org.relatum.events.ProductEvent;

/**
 * The catalogue as orders see it: read from the products' streams without locking them, and kept for a moment. A change made
 * through this service is seen by the next order; one made through another is seen {@link #KEPT} later at the latest.
 */
final class Products {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final EventStore events;
    private final Cache<UUID, Product> known =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(KEPT).build();
    private final AtomicLong changes = new AtomicLong();

    Products(EventStore events) {
        this.events = events;
    }

    /** The articles that an order names, by SKU. */
    Map<String, Product> of(PlaceOrder order) {
        Map<String, Product> named = new HashMap<>();
        for (var line : order.lines()) {
            if (line.sku() != null) {
                named.computeIfAbsent(line.sku(), sku -> find(DerivedId.ofProduct(sku)));
            }
        }
        return named;
    }

    /** Says that a product has changed. */
    void changed(UUID product) {
        changes.incrementAndGet();
        known.invalidate(product);
    }

    private Product find(UUID id) {
        Product hit = known.getIfPresent(id);
        if (hit != null) {
            return hit;
        }
        long before = changes.get();
        Product read = read(id);
        // Not a loading cache: virtual threads would be pinned while they wait for the database. What was read before a
        // change
        // must not be kept after it.
        known.asMap().compute(id, (key, other) -> changes.get() == before ? read : null);
        return read;
    }

    private Product read(UUID id) {
        Product product = Product.UNKNOWN;
        Iterator<? extends DomainEventMessage<?>> messages =
                events.readEvents(id.toString(), 0).asStream().iterator();
        while (messages.hasNext()) {
            product = product.evolve((ProductEvent) messages.next().getPayload());
        }
        return product;
    }
}
