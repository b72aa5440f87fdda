package org.relatum.projection.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Customers' rows that were written last, as they are or are about to be in the database. The engine is the only writer while it has
 * the lease, so they stay true until it loses it.
 */
final class RowCache<R> {
    /** More than the customers of two batches: what is being written is always found here. */
    static final int MOST = 25_000;

    private final Map<UUID, R> rows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, R> eldest) {
            return size() > MOST;
        }
    };

    @Nullable
    R get(UUID customer) {
        return rows.get(customer);
    }

    /** Rows from here, and from elsewhere those that are not here: they are not being written either. */
    Map<UUID, R> get(Collection<UUID> customers, Function<Collection<UUID>, Map<UUID, R>> elsewhere) {
        Map<UUID, R> found = new HashMap<>(customers.size() * 2);
        List<UUID> missing = new ArrayList<>();
        for (UUID customer : customers) {
            R row = rows.get(customer);
            if (row == null) {
                missing.add(customer);
            } else {
                found.put(customer, row);
            }
        }
        found.putAll(elsewhere.apply(missing));
        return found;
    }

    void put(UUID customer, R row) {
        rows.put(customer, row);
    }

    void remove(UUID customer) {
        rows.remove(customer);
    }
}
