package org.relatum.command.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times of a file. ISO 8601 with an offset is an instant; without one it is local to the zone; a date alone is
 * the beginning of that day in the zone.
 */
final class FileTimes {
    private static final Pattern COMPACT_DATE = Pattern.compile("[0-9]{8}");
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[['T'][' ']HH:mm[:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final LocalDate EARLIEST = LocalDate.parse("1900-01-01");
    private static final LocalDate LATEST = LocalDate.parse("9999-12-30");

    private final ZoneId zone;
    private final @Nullable DateTimeFormatter pattern;

    /**
     * @param pattern null: ISO 8601
     * @throws FileRefused {@code bad-pattern}
     */
    FileTimes(ZoneId zone, @Nullable String pattern) {
        this.zone = zone;
        this.pattern = pattern == null ? null : formatter(pattern);
    }

    private static DateTimeFormatter formatter(String pattern) {
        try {
            // y counts within an era, and a strict formatter reads no such year without one; quoted text stays
            String years = pattern.indexOf('\'') < 0 ? pattern.replace('y', 'u') : pattern;
            return DateTimeFormatter.ofPattern(years, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw FileRefused.option(
                    "dates",
                    "bad-pattern",
                    "dates is a pattern like dd/MM/yyyy HH:mm, this is none: '" + Texts.shortened(pattern) + "'");
        }
    }

    Instant parse(String text) throws RowRefused {
        try {
            if (pattern != null) {
                return instant(pattern.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
            }
            if (COMPACT_DATE.matcher(text).matches()) {
                return instant(LocalDate.parse(text, COMPACT));
            }
            return instant(ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
        } catch (DateTimeException e) {
            throw new RowRefused(
                    "date-invalid",
                    pattern == null
                            ? "no date or time from 1900 on like 2024-05-31, 2024-05-31T14:30 or"
                                    + " 2024-05-31T14:30:00.123456Z: '"
                                    + Texts.shortened(text) + "'"
                            : "no date or time of the given pattern from 1900 on: '" + Texts.shortened(text) + "'");
        }
    }

    private Instant instant(TemporalAccessor parsed) {
        LocalDate day = LocalDate.from(parsed);
        if (!isMeant(day)) {
            throw new DateTimeException("a slip of the pen");
        }
        return switch (parsed) {
            case OffsetDateTime time -> time.toInstant();
            case LocalDateTime time -> time.atZone(zone).toInstant();
            default -> day.atStartOfDay(zone).toInstant();
        };
    }

    /** Whether a business can mean that day; one outside must not become the beginning of a relationship. */
    static boolean isMeant(LocalDate day) {
        return day.isAfter(EARLIEST) && !day.isAfter(LATEST);
    }
}
