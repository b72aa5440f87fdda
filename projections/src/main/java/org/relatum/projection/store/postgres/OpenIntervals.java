package org.relatum.projection.store.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Micros;

/**
 * The intervals without an end, as a row keeps them: a line for each, with since when it is so, since when that is known (both in
 * microseconds since 1970) and its key, in the order of the keys. Their values are not kept: they are those of the features at the row's horizon.
 */
public final class OpenIntervals {
    private OpenIntervals() {}

    static String write(Collection<? extends Interval<?>> open) {
        StringBuilder text = new StringBuilder();
        for (Interval<?> interval :
                open.stream().sorted(Comparator.comparing(Interval::key)).toList()) {
            text.append(Micros.of(interval.validFrom()))
                    .append(' ')
                    .append(Micros.of(interval.recordedFrom()))
                    .append(' ')
                    .append(escaped(interval.key()))
                    .append('\n');
        }
        return text.toString();
    }

    /** Keys hold identifiers that callers chose, line breaks included. */
    private static String escaped(String key) {
        return key.replace("%", "%25").replace("\n", "%0A");
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param values of the features at the row's horizon, by key
     */
    public static <D> Map<String, Interval<D>> read(String text, Map<String, D> values) {
        Map<String, Interval<D>> open = HashMap.newHashMap(values.size());
        int at = 0;
        while (at < text.length()) {
            int afterFrom = text.indexOf(' ', at);
            int afterRecorded = text.indexOf(' ', afterFrom + 1);
            int end = text.indexOf('\n', afterRecorded);
            Instant validFrom = Micros.toInstant(Long.parseLong(text, at, afterFrom, 10));
            Instant recordedFrom = Micros.toInstant(Long.parseLong(text, afterFrom + 1, afterRecorded, 10));
            String key =
                    text.substring(afterRecorded + 1, end).replace("%0A", "\n").replace("%25", "%");
            D value = values.get(key);
            if (value == null) {
                throw new IllegalStateException("features have no value for the open interval of " + key);
            }
            open.put(key, new Interval<>(key, validFrom, null, value, recordedFrom, null));
            at = end + 1;
        }
        return open;
    }
}
