package org.relatum.query.lifecycle;

import java.time.Duration;

/** Durations as text: ISO 8601 with days of 86,400 seconds, {@code P41DT3H}; and in words. */
public final class IsoDuration {
    private IsoDuration() {}

    /** ISO 8601. */
    public static String of(Duration duration) {
        long days = duration.toDays();
        Duration rest = duration.minusDays(days);
        if (days == 0) {
            return rest.toString();
        }
        return rest.isZero()
                ? "P" + days + "D"
                : "P" + days + "D" + rest.toString().substring(1);
    }

    /** For people: the two greatest units, {@code 41 days 3 hours}. */
    static String inWords(Duration duration) {
        long[] amounts = {duration.toDays(), duration.toHoursPart(), duration.toMinutesPart(), duration.toSecondsPart()
        };
        String[] units = {"day", "hour", "minute", "second"};
        int first = 0;
        while (first < 3 && amounts[first] == 0) {
            first++;
        }
        String words = inWords(amounts[first], units[first]);
        return first < 3 && amounts[first + 1] > 0
                ? words + " " + inWords(amounts[first + 1], units[first + 1])
                : words;
    }

    private static String inWords(long amount, String unit) {
        return amount + " " + unit + (amount == 1 ? "" : "s");
    }
}
