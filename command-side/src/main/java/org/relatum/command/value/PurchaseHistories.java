package org.relatum.command.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SortedSet;
import java.util.function.Consumer;

/** The days on which customers bought: the data of a fit. */
public interface PurchaseHistories {
    /**
     * Gives the days of every customer with at least one order that happened and was known in time. Returned and free orders
     * count. A customer that was merged into another one by then, as far as was known, is no customer of its own: its days are
     * the survivor's. A customer with an order or a merge that this version can't read is left out.
     *
     * @return the position in the log up to which was read; reading with the same question up to there gives the same days
     */
    long read(Question question, Consumer<SortedSet<LocalDate>> customers);

    /**
     * Which orders count.
     *
     * @param end of the observation, exclusive
     * @param zone in which days begin
     * @param knownAt only what was recorded up to then
     */
    record Question(Instant end, ZoneId zone, Instant knownAt) {
        /** The last day of observation, which counts as a whole. */
        public LocalDate lastDay() {
            return end.minusNanos(1).atZone(zone).toLocalDate();
        }
    }
}
