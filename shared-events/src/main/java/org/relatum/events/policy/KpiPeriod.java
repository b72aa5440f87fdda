package org.relatum.events.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A year, quarter, month or day of the calendar, in the company's time zone: {@code 2026}, {@code 2026-Q1}, {@code 2026-03} or
 * {@code 2026-03-14}. Half open.
 *
 * @param firstDay its first day
 */
public record KpiPeriod(Level level, LocalDate firstDay) {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(?:-Q([1-4])|-(\\d{2})(?:-(\\d{2}))?)?");

    /** How long a period is, ascending. */
    public enum Level {
        DAY,
        MONTH,
        QUARTER,
        YEAR
    }

    public KpiPeriod {
        if (!firstDay.equals(first(level, firstDay))) {
            throw new IllegalArgumentException("no " + level + " begins on " + firstDay);
        }
    }

    /** The period of a level that contains a day. */
    public static KpiPeriod containing(Level level, LocalDate day) {
        return new KpiPeriod(level, first(level, day));
    }

    private static LocalDate first(Level level, LocalDate day) {
        return switch (level) {
            case DAY -> day;
            case MONTH -> day.withDayOfMonth(1);
            case QUARTER -> day.with(day.getMonth().firstMonthOfQuarter()).withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    /** The period with this text; empty when there is none such. */
    public static Optional<KpiPeriod> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int year = Integer.parseInt(form.group(1));
        try {
            if (form.group(2) != null) {
                int month = 3 * Integer.parseInt(form.group(2)) - 2;
                return Optional.of(new KpiPeriod(Level.QUARTER, LocalDate.of(year, month, 1)));
            }
            if (form.group(3) == null) {
                return Optional.of(new KpiPeriod(Level.YEAR, LocalDate.of(year, 1, 1)));
            }
            int month = Integer.parseInt(form.group(3));
            return Optional.of(
                    form.group(4) == null
                            ? new KpiPeriod(Level.MONTH, LocalDate.of(year, month, 1))
                            : new KpiPeriod(Level.DAY, LocalDate.of(year, month, Integer.parseInt(form.group(4)))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The first day after it. */
    public LocalDate endDay() {
        return switch (level) {
            case DAY -> firstDay.plusDays(1);
            case MONTH -> firstDay.plusMonths(1);
            case QUARTER -> firstDay.plusMonths(3);
            case YEAR -> firstDay.plusYears(1);
        };
    }

    /** The instant at which it begins in a zone. */
    public Instant from(ZoneId zone) {
        return firstDay.atStartOfDay(zone).toInstant();
    }

    /** The instant at which it has ended in a zone. */
    public Instant to(ZoneId zone) {
        return endDay().atStartOfDay(zone).toInstant();
    }

    /** How many days it has. */
    public long days() {
        return ChronoUnit.DAYS.between(firstDay, endDay());
    }

    /** The period of the same level before it. */
    public KpiPeriod before() {
        return containing(level, firstDay.minusDays(1));
    }

    /** The longer periods that contain it, shortest first: of a day its month, quarter and year. */
    public List<KpiPeriod> within() {
        List<KpiPeriod> longer = new ArrayList<>();
        for (Level next : Level.values()) {
            if (next.compareTo(level) > 0) {
                longer.add(containing(next, firstDay));
            }
        }
        return longer;
    }

    /** Its name, by which it is also found. */
    @Override
    public String toString() {
        String year = "%04d".formatted(firstDay.getYear());
        return switch (level) {
            case DAY -> firstDay.toString();
            case MONTH -> year + "-%02d".formatted(firstDay.getMonthValue());
            case QUARTER -> year + "-Q" + (firstDay.getMonthValue() + 2) / 3;
            case YEAR -> year;
        };
    }
}
