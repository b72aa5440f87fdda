package org.relatum.projection.service;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.relatum.events.policy.SlaPolicy.Calendar;
import org.relatum.events.policy.SlaPolicy.Shift;
import org.relatum.projection.core.Micros;

/**
 * Counts time in business hours. At each instant the calendar counts that is in force then: a holiday that is published in the afternoon
 * takes away the rest of that afternoon and nothing of the morning. A shift belongs to the day on which it starts: a holiday takes
 * away the shifts that start on it, as a whole, and none that began the evening before. An instant is within a shift when the local
 * clock shows a time within it; when clocks are set back, an hour within a shift counts twice, when they are set forward, the missing
 * hour does not count.
 */
public final class BusinessClock {
    /** Days that are looked at without finding business hours before it is concluded that there will be none. */
    private static final int DAYS_WITHOUT_HOURS = 3_700;

    private static final long DAY = 86_400_000_000L;
    private static final long LARGEST_OFFSET = 18 * 3_600_000_000L;

    private final NavigableMap<Instant, Calendar> inForceFrom;

    /** @param inForceFrom calendars, each with the instant from which it is in force; the first holds before that, too */
    public BusinessClock(Map<Instant, Calendar> inForceFrom) {
        this.inForceFrom = new TreeMap<>(inForceFrom);
        if (inForceFrom.isEmpty()) {
            throw new IllegalArgumentException("a clock needs a calendar");
        }
    }

    /** A half-open span of time in microseconds since 1970. */
    private record Span(long from, long to) {}

    /** Microseconds of business hours from an instant (inclusive) to another (exclusive); 0 when the second is not later. */
    public long between(Instant from, Instant to) {
        long counted = 0;
        long end = Micros.of(to);
        Hours hours = new Hours(from);
        for (Optional<Span> open = hours.next(end); open.isPresent(); open = hours.next(end)) {
            counted += open.get().to() - open.get().from();
        }
        return counted;
    }

    /**
     * The first instant at which at least an amount of business hours has gone by since another; empty when there are not that many.
     *
     * @param micros at least 0; 0 is the given instant itself
     */
    public Optional<Instant> after(Instant from, long micros) {
        return after(from, micros, Long.MAX_VALUE);
    }

    /**
     * The first instant, not after an end, at which at least an amount of business hours has gone by since another; empty when there are
     * not that many before the end. Takes no longer for a later end than it has to.
     *
     * @param micros at least 0; 0 is the given instant itself
     */
    public Optional<Instant> after(Instant from, long micros, Instant end) {
        return after(from, micros, Micros.of(end));
    }

    private Optional<Instant> after(Instant from, long micros, long end) {
        long left = micros;
        if (left <= 0) {
            return Optional.of(from);
        }
        Hours hours = new Hours(from);
        for (Optional<Span> open = hours.next(end); open.isPresent(); open = hours.next(end)) {
            long length = open.get().to() - open.get().from();
            if (length >= left) {
                return Optional.of(Micros.toInstant(open.get().from() + left));
            }
            left -= length;
        }
        return Optional.empty();
    }

    /** Spans of business hours one after another, without overlap, from an instant on. */
    private final class Hours {
        private final ArrayDeque<Span> spans = new ArrayDeque<>();
        private long at;
        private Calendar calendar;
        private long until;
        private LocalDate day;
        private int idle;

        Hours(Instant from) {
            at = Micros.of(from);
            Map.Entry<Instant, Calendar> entry = inForceFrom.floorEntry(from);
            calendar = (entry == null ? inForceFrom.firstEntry() : entry).getValue();
            until = changeAfter(from);
            day = firstDay(from);
        }

        private long changeAfter(Instant instant) {
            Instant change = inForceFrom.higherKey(instant);
            return change == null ? Long.MAX_VALUE : Micros.of(change);
        }

        /** A shift of the day before may last until now. */
        private LocalDate firstDay(Instant instant) {
            return instant.atZone(calendar.zone()).toLocalDate().minusDays(1);
        }

        /** The next span, cut off at an end; empty when there is none before it. */
        Optional<Span> next(long end) {
            while (at < end) {
                long limit = Math.min(end, until);
                if (at >= until) {
                    changeCalendar();
                } else if (!spans.isEmpty() && spans.getFirst().to() <= at) {
                    spans.removeFirst();
                } else if (!spans.isEmpty()) {
                    long from = Math.max(spans.getFirst().from(), at);
                    at = Math.min(limit, Math.max(from, spans.getFirst().to()));
                    if (from < at) {
                        return Optional.of(new Span(from, at));
                    }
                } else if (day.toEpochDay() * DAY - LARGEST_OFFSET >= limit) {
                    at = limit;
                } else if (idle > DAYS_WITHOUT_HOURS) {
                    at = until;
                } else {
                    addDay();
                }
            }
            return Optional.empty();
        }

        private void changeCalendar() {
            Instant now = Micros.toInstant(at);
            calendar = inForceFrom.floorEntry(now).getValue();
            until = changeAfter(now);
            day = firstDay(now);
            idle = 0;
            spans.clear();
        }

        private void addDay() {
            addShifts(calendar, day, spans);
            idle = spans.isEmpty() ? idle + 1 : 0;
            day = day.plusDays(1);
        }
    }

    /** Adds the spans of the shifts that start on a day, in the order of their start. */
    private static void addShifts(Calendar calendar, LocalDate day, ArrayDeque<Span> spans) {
        if (calendar.holidays().contains(day)) {
            return;
        }
        List<Span> ofDay = new ArrayList<>(2);
        for (Shift shift : calendar.shifts()) {
            if (shift.day() == day.getDayOfWeek()) {
                LocalDate last = shift.to().isAfter(shift.from()) ? day : day.plusDays(1);
                addSpans(ofDay, calendar.zone(), day.atTime(shift.from()), last.atTime(shift.to()));
            }
        }
        ofDay.sort(Comparator.comparingLong(Span::from));
        spans.addAll(ofDay);
    }

    /** The instants at which the local clock shows a time from {@code start} (inclusive) to {@code end} (exclusive). */
    private static void addSpans(List<Span> spans, ZoneId zone, LocalDateTime start, LocalDateTime end) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> atStart = rules.getValidOffsets(start);
        if (atStart.size() == 1 && atStart.equals(rules.getValidOffsets(end))) {
            ZoneOffset offset = atStart.getFirst();
            spans.add(new Span(Micros.of(start.toInstant(offset)), Micros.of(end.toInstant(offset))));
            return;
        }
        // Clocks are set during the shift. No offset is larger than 18 hours, so that all instants of interest lie
        // between these two.
        Instant from = start.toInstant(ZoneOffset.UTC).minusSeconds(18 * 3_600);
        Instant to = end.toInstant(ZoneOffset.UTC).plusSeconds(18 * 3_600);
        Instant segment = from;
        while (segment.isBefore(to)) {
            ZoneOffset offset = rules.getOffset(segment);
            ZoneOffsetTransition transition = rules.nextTransition(segment);
            Instant next = transition == null || !transition.getInstant().isBefore(to) ? to : transition.getInstant();
            long first = Math.max(Micros.of(start.toInstant(offset)), Micros.of(segment));
            long last = Math.min(Micros.of(end.toInstant(offset)), Micros.of(next));
            if (first < last) {
                spans.add(new Span(first, last));
            }
            segment = next;
        }
    }
}
