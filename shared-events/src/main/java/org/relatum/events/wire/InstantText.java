package org.relatum.events.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Instants as text: ISO 8601, UTC, to the microsecond, as {@link Instant#toString()} writes them. Reading the usual form by
 * hand takes a fraction of {@link Instant#parse}, and every event has at least one; any other form goes there.
 */
final class InstantText {
    private static final String USUAL = "yyyy-MM-ddTHH:mm:ss";
    private static final int FRACTION_AT = USUAL.length();
    private static final long SECONDS_PER_DAY = 86_400;

    private InstantText() {}

    static String write(Instant instant) {
        if (!instant.truncatedTo(ChronoUnit.MICROS).equals(instant)) {
            throw new DateTimeException(instant + " is finer than the microsecond that is stored");
        }
        return instant.toString();
    }

    /**
     * Reads any form that {@link Instant#parse} reads.
     *
     * @throws DateTimeException when it is none
     */
    static Instant read(String text) {
        Instant usual = readUsual(text);
        return usual != null ? usual : Instant.parse(text);
    }

    private static @Nullable Instant readUsual(String text) {
        int end = text.length() - 1;
        if (end < FRACTION_AT
                || end == FRACTION_AT + 1
                || end > FRACTION_AT + 10
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(end) != 'Z'
                || (end > FRACTION_AT && text.charAt(FRACTION_AT) != '.')) {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        int nano = end == FRACTION_AT ? 0 : digits(text, FRACTION_AT + 1, end);
        if ((year | month | day | hour | minute | second | nano) < 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        for (int length = end - FRACTION_AT - 1; length < 9 && nano != 0; length++) {
            nano *= 10;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second, nano);
    }

    /** The number in {@code [from, to)}, negative when there is anything but digits. */
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
