package org.relatum.projection.engine;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.relatum.projection.core.Facts;

/** Goes through all customers with everything that the log says of them, a few of them in memory at a time. */
public final class EveryCustomer {
    private static final int AT_ONCE = 500;

    private final EventDecoder decoder;
    private final RowStore rows;

    public EveryCustomer(EventDecoder decoder, RowStore rows) {
        this.decoder = decoder;
        this.rows = rows;
    }

    /**
     * Shows each customer, in ascending order of their ids.
     *
     * @param upTo position of the last event that counts
     * @param customers gets the facts of some at a time
     */
    public void each(long upTo, Consumer<List<Facts>> customers) {
        rows.inSnapshot(snapshot -> {
            List<UUID> page = snapshot.customersAfter(new UUID(0, 0), AT_ONCE);
            while (!page.isEmpty()) {
                customers.accept(List.copyOf(decoder.facts(page, upTo).values()));
                page = snapshot.customersAfter(page.getLast(), AT_ONCE);
            }
        });
    }

    /** Shows one customer; nothing where there is none. */
    public void one(UUID customer, long upTo, Consumer<List<Facts>> customers) {
        customers.accept(List.copyOf(decoder.facts(List.of(customer), upTo).values()));
    }
}
