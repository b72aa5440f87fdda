package org.relatum.projection.service;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the company works.
 *
 * @param zone in which its clocks are read
 * @param week shifts by the day of the week on which they start; a day without is off
 * @param holidays days on which no shift starts
 */
public record BusinessHours(ZoneId zone, Map<DayOfWeek, List<Shift>> week, Set<LocalDate> holidays) {
    public BusinessHours {
        week = week.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
        holidays = Set.copyOf(holidays);
    }

    /**
     * A span of work.
     *
     * @param from start, on the shift's day
     * @param to end: on the same day when it is later than the start, otherwise on the next
     */
    public record Shift(LocalTime from, LocalTime to) {
        boolean crossesMidnight() {
            return !to.isAfter(from);
        }
    }

    /** The shifts that start on a day. */
    List<Shift> shifts(LocalDate day) {
        return holidays.contains(day) ? List.of() : week.getOrDefault(day.getDayOfWeek(), List.of());
    }
}
