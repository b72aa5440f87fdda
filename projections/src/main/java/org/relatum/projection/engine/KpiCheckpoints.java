package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.relatum.projection.kpi.KpiFold.Followed;

/**
 * Where busy customers stood after some of their facts, so that a late fact is followed from there. Each holds all facts of the customer's
 * stream up to its last one, in the order of folding. In memory only: a customer without any is followed from the first fact on. For one thread.
 */
final class KpiCheckpoints {
    private static final int MOST_CUSTOMERS = 5_000;
    private static final int MOST_EACH = 16;

    /**
     * How a customer stood.
     *
     * @param floor the first sequence in the customer's stream that may not be in it
     */
    record Checkpoint(Followed followed, long floor) {}

    private final Map<UUID, List<Checkpoint>> byCustomer = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, List<Checkpoint>> eldest) {
            return size() > MOST_CUSTOMERS;
        }
    };

    /** The latest at which nothing of an instant or after it had come. */
    Optional<Checkpoint> before(UUID customer, Instant instant) {
        List<Checkpoint> all = byCustomer.getOrDefault(customer, List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).followed().horizon().isBefore(instant)) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /** Adds a later one. Of the older half of many every other is left out. */
    void add(UUID customer, Checkpoint checkpoint) {
        List<Checkpoint> all = byCustomer.computeIfAbsent(customer, c -> new ArrayList<>());
        all.add(checkpoint);
        if (all.size() > MOST_EACH) {
            for (int i = MOST_EACH / 2; i > 0; i -= 2) {
                all.remove(i - 1);
            }
        }
    }

    /** Forgets those at which something of an instant or after it had come. */
    void forgetFrom(UUID customer, Instant instant) {
        List<Checkpoint> all = byCustomer.get(customer);
        if (all != null) {
            all.removeIf(c -> !c.followed().horizon().isBefore(instant));
        }
    }

    void forget(UUID customer) {
        byCustomer.remove(customer);
    }

    void forgetAll() {
        byCustomer.clear();
    }
}
