package org.relatum.projection.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that were written last, as they are or are about to be in the database. The engine is the only writer while it has
 * the lease, so they stay true until it loses it.
 */
final class RowCache<S, D> {
    /** More than the customers of two batches: what is being written is always found here. */
    static final int MOST = 25_000;

    private final Map<UUID, CustomerRow<S, D>> rows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, CustomerRow<S, D>> eldest) {
            return size() > MOST;
        }
    };

    @Nullable
    CustomerRow<S, D> get(UUID customer) {
        return rows.get(customer);
    }

    void put(CustomerRow<S, D> row) {
        rows.put(row.customer(), row);
    }

    void remove(UUID customer) {
        rows.remove(customer);
    }
}
