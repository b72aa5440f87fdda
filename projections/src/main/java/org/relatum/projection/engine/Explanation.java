package org.relatum.projection.engine;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;

/**
 * One step of how a view came to be.
 *
 * @param at when the step happened in the world
 * @param fact the fact that made it, null when time alone did
 * @param before the discrete values before it, by key, null at the first step
 * @param after the discrete values after it, by key
 * @param whole makes the whole view after it, which may be as long as the history
 */
public record Explanation<V, D>(
        Instant at,
        @Nullable Recorded<CustomerEvent> fact,
        @Nullable Map<String, D> before,
        Map<String, D> after,
        Supplier<V> whole) {

    /** The whole view after it, made anew. */
    public V view() {
        return whole.get();
    }
}
