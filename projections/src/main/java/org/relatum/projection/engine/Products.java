package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ProductEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.UnreadableEventException;
import org.relatum.projection.engine.EventSearch.RegisteredProduct;
import org.relatum.projection.product.Product;

/**
 * The catalogue as of any two instants. An article has few events, so it is folded from the log whenever it is asked for; no table
 * can lag behind.
 */
public final class Products {
    private final EventLog log;
    private final EventSearch search;
    private final EventCodec codec;

    public Products(EventLog log, EventSearch search, EventCodec codec) {
        this.log = log;
        this.search = search;
        this.codec = codec;
    }

    /**
     * An article as it stood.
     *
     * @param stream its stream
     * @param sku under which it was registered
     * @param version number of its events that count
     * @param position position of the last event that counts
     * @param product null when nothing of it was known or had happened
     */
    public record Listed(
            UUID stream,
            String sku,
            long version,
            long position,
            @Nullable Product product) {}

    /** One article; empty when none has that SKU. */
    public Optional<Listed> product(String sku, Instant asOf, @Nullable Instant knownAt) {
        return search.product(sku)
                .map(found -> fold(List.of(found), asOf, knownAt).getFirst());
    }

    /** At most {@code limit} articles in ascending order of their SKU after a given one; null: from the first. */
    public List<Listed> products(@Nullable String after, int limit, Instant asOf, @Nullable Instant knownAt) {
        return fold(search.products(after, limit), asOf, knownAt);
    }

    private List<Listed> fold(Collection<RegisteredProduct> found, Instant asOf, @Nullable Instant knownAt) {
        if (found.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Recorded<ProductEvent>>> facts = new HashMap<>();
        for (StoredEvent event :
                log.streams(found.stream().map(RegisteredProduct::stream).toList(), log.head())) {
            Recorded<ProductEvent> fact = decode(event);
            if (!fact.occurredAt().isAfter(asOf)
                    && (knownAt == null || !fact.recordedAt().isAfter(knownAt))) {
                facts.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(fact);
            }
        }
        return found.stream()
                .map(p -> listed(p, facts.getOrDefault(p.stream(), List.of())))
                .toList();
    }

    private static Listed listed(RegisteredProduct found, List<Recorded<ProductEvent>> facts) {
        Product product = Product.NONE;
        for (Recorded<ProductEvent> fact :
                facts.stream().sorted(Recorded.BY_OCCURRENCE).toList()) {
            product = product.fold(fact);
        }
        long position = facts.stream().mapToLong(Recorded::position).max().orElse(0);
        return new Listed(
                found.stream(), found.sku(), facts.size(), position, product.registeredAt() == null ? null : product);
    }

    private Recorded<ProductEvent> decode(StoredEvent event) {
        if (codec.decode(event.stream(), event.type(), event.revision(), event.payload())
                instanceof ProductEvent fact) {
            return new Recorded<>(event.position(), event.stream(), event.sequence(), event.recordedAt(), fact);
        }
        throw new UnreadableEventException(event.type() + " stands in the stream of a product");
    }
}
