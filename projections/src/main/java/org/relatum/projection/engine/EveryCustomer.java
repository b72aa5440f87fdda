package org.relatum.projection.engine;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Facts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all customers with everything that the log says of them, a few of them in memory at a time. Who can't be read or folded, as
 * parked customers can't, is left out: nobody else's answer may depend on it.
 */
public final class EveryCustomer {
    private static final Logger log = LoggerFactory.getLogger(EveryCustomer.class);
    private static final int AT_ONCE = 500;

    private final EventDecoder decoder;
    private final RowStore rows;

    public EveryCustomer(EventDecoder decoder, RowStore rows) {
        this.decoder = decoder;
        this.rows = rows;
    }

    /**
     * What is done with each customer.
     *
     * @param upTo position of the last event that counts
     * @param look finds out about one from its facts and does nothing else: whoever it fails for is left out
     * @param found gets what was found out, customer by customer; when it fails everything ends
     * @param progress gets how many customers were gone through, those left out among them
     */
    public record Tour<T>(long upTo, Function<Facts, T> look, Consumer<T> found, LongConsumer progress) {}

    /** Shows each customer, in ascending order of their ids. Returns how many were left out. */
    public <T> long each(Tour<T> tour) {
        long[] seen = {0};
        long[] unreadable = {0};
        rows.inSnapshot(snapshot -> {
            List<UUID> page = snapshot.customersAfter(new UUID(0, 0), AT_ONCE);
            while (!page.isEmpty()) {
                unreadable[0] += show(page, tour);
                seen[0] += page.size();
                tour.progress().accept(seen[0]);
                page = snapshot.customersAfter(page.getLast(), AT_ONCE);
            }
        });
        return unreadable[0];
    }

    /** Shows one customer; nothing where there is none. Returns how many were left out. */
    public <T> long one(UUID customer, Tour<T> tour) {
        long unreadable = show(List.of(customer), tour);
        tour.progress().accept(1);
        return unreadable;
    }

    private <T> long show(List<UUID> customers, Tour<T> tour) {
        long[] unreadable = {0};
        Map<UUID, Facts> read = decoder.facts(customers, tour.upTo(), (customer, error) -> {
            unreadable[0]++;
            log.warn("customer {} is left out: {}", customer, error.toString());
        });
        for (Facts facts : read.values()) {
            T found = look(facts, tour);
            if (found == null) {
                unreadable[0]++;
            } else {
                tour.found().accept(found);
            }
        }
        return unreadable[0];
    }

    private static <T> @Nullable T look(Facts facts, Tour<T> tour) {
        try {
            return tour.look().apply(facts);
        } catch (RuntimeException e) {
            log.warn("customer {} is left out: {}", facts.root(), e.toString());
            return null;
        }
    }
}
