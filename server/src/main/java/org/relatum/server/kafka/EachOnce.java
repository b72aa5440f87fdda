package org.relatum.server.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a consumer gets each event once, and those of one stream in their order.
 *
 * @param events different events that it got
 * @param missing events up to the last position that it should have got and did not
 * @param repeated messages whose event came before
 * @param outOfOrder messages that are not the next of their stream
 */
public record EachOnce(long events, long missing, long repeated, long outOfOrder) {

    /**
     * Goes through messages in the order in which they came.
     *
     * @param last position up to which every event has to be there
     */
    public static EachOnce of(Collection<Consumed.Message> messages, long last) {
        Set<Long> positions = new HashSet<>();
        Map<String, Long> next = new HashMap<>();
        long repeated = 0;
        long outOfOrder = 0;
        for (Consumed.Message message : messages) {
            if (!positions.add(Long.valueOf(message.header("ce_position")))) {
                repeated++;
            }
            long sequence = Long.parseLong(message.header("ce_sequence"));
            Long expected = next.put(String.valueOf(message.key()), sequence + 1);
            if (sequence != (expected == null ? 0 : expected)) {
                outOfOrder++;
            }
        }
        long found = positions.stream().filter(p -> p >= 1 && p <= last).count();
        return new EachOnce(positions.size(), last - found, repeated, outOfOrder);
    }

    /** Whether that is so. */
    public boolean holds() {
        return missing == 0 && repeated == 0 && outOfOrder == 0;
    }
}
