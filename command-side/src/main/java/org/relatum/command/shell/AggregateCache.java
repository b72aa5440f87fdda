package org.relatum.command.shell;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Axon's cache on Caffeine, bounded by the number of aggregates. Repositories share it, each with keys of its own: what one kind of
 * aggregate has read from a stream means nothing to another. Its users don't listen to it.
 */
final class AggregateCache implements Cache {
    private final com.github.benmanes.caffeine.cache.Cache<Key, Object> entries;
    private final Class<?> kind;

    private record Key(Class<?> kind, Object id) {}

    AggregateCache(long maximumSize) {
        this(Caffeine.newBuilder().maximumSize(maximumSize).build(), Object.class);
    }

    private AggregateCache(com.github.benmanes.caffeine.cache.Cache<Key, Object> entries, Class<?> kind) {
        this.entries = entries;
        this.kind = kind;
    }

    /** The same cache, for aggregates of one kind. */
    AggregateCache of(Class<?> aggregate) {
        return new AggregateCache(entries, aggregate);
    }

    private Key key(Object id) {
        return new Key(kind, id);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable V get(K key) {
        return (V) entries.getIfPresent(key(key));
    }

    @Override
    public void put(Object key, Object value) {
        entries.put(key(key), value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return entries.asMap().putIfAbsent(key(key), value) == null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T computeIfAbsent(Object key, Supplier<T> valueSupplier) {
        return (T) entries.get(key(key), k -> valueSupplier.get());
    }

    @Override
    public boolean remove(Object key) {
        return entries.asMap().remove(key(key)) != null;
    }

    @Override
    public void removeAll() {
        entries.invalidateAll();
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.asMap().containsKey(key(key));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        entries.asMap().computeIfPresent(key(key), (k, value) -> update.apply((V) value));
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        throw new UnsupportedOperationException("nobody listens to this cache");
    }
}
