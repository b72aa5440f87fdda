package org.relatum.command.value;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.SortedSet;

/**
 * All that the models need to know of one customer. Purchases on one day are one transaction and time is counted in
 * weeks of seven days, from the day of the first purchase.
 *
 * @param repeats transactions after the first one (x)
 * @param lastWeeks time of the last transaction, 0 when there was no repeat (t_x)
 * @param ageWeeks time of the last day of observation, that day included (T)
 */
public record PurchaseSummary(int repeats, double lastWeeks, double ageWeeks) implements Comparable<PurchaseSummary> {
    private static final double DAYS_PER_WEEK = 7.0;
    private static final Comparator<PurchaseSummary> ORDER = Comparator.comparingInt(PurchaseSummary::repeats)
            .thenComparingDouble(PurchaseSummary::lastWeeks)
            .thenComparingDouble(PurchaseSummary::ageWeeks);

    public PurchaseSummary {
        if (repeats < 0) {
            throw new IllegalArgumentException("repeats must not be negative: " + repeats);
        }
        if (!(lastWeeks >= 0 && lastWeeks <= ageWeeks && ageWeeks < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("0 <= lastWeeks <= ageWeeks must hold: " + lastWeeks + ", " + ageWeeks);
        }
        if (repeats == 0 && lastWeeks != 0) {
            throw new IllegalArgumentException("without a repeat the last transaction is the first one: " + lastWeeks);
        }
    }

    /**
     * @param days the days with a purchase, at least one
     * @param until the last day of observation, not before the last purchase
     */
    public static PurchaseSummary of(SortedSet<LocalDate> days, LocalDate until) {
        long first = days.first().toEpochDay();
        return new PurchaseSummary(
                days.size() - 1,
                (days.last().toEpochDay() - first) / DAYS_PER_WEEK,
                (until.toEpochDay() - first) / DAYS_PER_WEEK);
    }

    @Override
    public int compareTo(PurchaseSummary other) {
        return ORDER.compare(this, other);
    }
}
