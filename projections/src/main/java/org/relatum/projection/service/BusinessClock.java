package org.relatum.projection.service;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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

    private final NavigableMap<Instant, BusinessHours> inForceFrom;

    /** @param inForceFrom calendars, each with the instant from which it is in force; the first holds before that, too */
    public BusinessClock(Map<Instant, BusinessHours> inForceFrom) {
        this.inForceFrom = new TreeMap<>(inForceFrom);
        if (inForceFrom.isEmpty()) {
            throw new IllegalArgumentException("a clock needs a calendar");
        }
    }

    /** A clock with one calendar for all time. */
    public static BusinessClock of(BusinessHours hours) {
        return new BusinessClock(Map.of(Instant.EPOCH, hours));
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
        long left = micros;
        if (left <= 0) {
            return Optional.of(from);
        }
        Hours hours = new Hours(from);
        for (Optional<Span> open = hours.next(Long.MAX_VALUE); open.isPresent(); open = hours.next(Long.MAX_VALUE)) {
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
        private long at;

        Hours(Instant from) {
            this.at = Micros.of(from);
        }

        /** The next span, cut off at an end; empty when there is none before it. */
        Optional<Span> next(long end) {
            while (at < end) {
                Instant now = Micros.toInstant(at);
                Map.Entry<Instant, BusinessHours> entry = inForceFrom.floorEntry(now);
                BusinessHours hours = (entry == null ? inForceFrom.firstEntry() : entry).getValue();
                Instant change = inForceFrom.higherKey(now);
                long until = Math.min(end, change == null ? Long.MAX_VALUE : Micros.of(change));
                Optional<Span> span = first(hours, at, until);
                if (span.isPresent()) {
                    at = span.get().to();
                    return span;
                }
                if (until == Long.MAX_VALUE) {
                    return Optional.empty();
                }
                at = until;
            }
            return Optional.empty();
        }
    }

    /** The first span of a calendar's hours in a stretch of time. */
    private static Optional<Span> first(BusinessHours hours, long from, long until) {
        LocalDate day =
                Micros.toInstant(from).atZone(hours.zone()).toLocalDate().minusDays(2);
        for (int i = 0; i < DAYS_WITHOUT_HOURS; i++) {
            LocalDate current = day.plusDays(i);
            if (Micros.of(current.minusDays(1).atStartOfDay(hours.zone()).toInstant()) >= until) {
                return Optional.empty();
            }
            if (!hours.shifts(current).isEmpty()) {
                List<Span> spans = spans(hours, current);
                for (Span span : spans) {
                    long start = Math.max(span.from(), from);
                    long stop = Math.min(span.to(), until);
                    if (start < stop) {
                        return Optional.of(new Span(start, stop));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A day's hours, with those of its neighbours that overlap or touch them. */
    private static List<Span> spans(BusinessHours hours, LocalDate day) {
        List<Span> spans = new ArrayList<>();
        for (LocalDate d = day.minusDays(1); !d.isAfter(day.plusDays(1)); d = d.plusDays(1)) {
            for (BusinessHours.Shift shift : hours.shifts(d)) {
                LocalDateTime start = d.atTime(shift.from());
                LocalDate last = shift.crossesMidnight() ? d.plusDays(1) : d;
                addSpans(spans, hours.zone(), start, last.atTime(shift.to()));
            }
        }
        spans.sort(Comparator.comparingLong(Span::from));
        List<Span> merged = new ArrayList<>();
        for (Span span : spans) {
            if (!merged.isEmpty() && span.from() <= merged.getLast().to()) {
                Span before = merged.removeLast();
                merged.add(new Span(before.from(), Math.max(before.to(), span.to())));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }

    /** The instants at which the local clock shows a time from {@code start} (inclusive) to {@code end} (exclusive). */
    private static void addSpans(List<Span> spans, ZoneId zone, LocalDateTime start, LocalDateTime end) {
        ZoneRules rules = zone.getRules();
        // No offset is larger than 18 hours, so that all instants of interest lie between these two.
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
