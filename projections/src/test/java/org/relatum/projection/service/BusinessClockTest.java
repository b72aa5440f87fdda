package org.relatum.projection.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.policy.SlaPolicy.Calendar;
import org.relatum.events.policy.SlaPolicy.Shift;
import org.relatum.projection.core.Micros;

class BusinessClockTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long HOUR = 3_600_000_000L;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @Test
    void a_weekend_does_not_count() {
        BusinessClock clock = of(office(Set.of()));
        Instant friday = at("2026-03-06T17:00", BERLIN);
        Instant monday = at("2026-03-09T10:00", BERLIN);
        assertThat(clock.between(friday, monday)).isEqualTo(2 * HOUR);
        assertThat(clock.after(friday, 2 * HOUR)).contains(monday);
    }

    @Test
    void time_that_ends_with_the_day_is_over_at_its_end_and_one_microsecond_more_only_next_morning() {
        BusinessClock clock = of(office(Set.of()));
        Instant afternoon = at("2026-03-09T17:00", BERLIN);
        assertThat(clock.after(afternoon, HOUR)).contains(at("2026-03-09T18:00", BERLIN));
        assertThat(clock.after(afternoon, HOUR + 1))
                .contains(at("2026-03-10T09:00", BERLIN).plusNanos(1_000));
    }

    @Test
    void a_holiday_that_is_published_in_the_afternoon_leaves_the_morning() {
        LocalDate day = LocalDate.parse("2026-03-10");
        BusinessClock clock = new BusinessClock(
                Map.of(Instant.EPOCH, office(Set.of()), at("2026-03-10T14:00", BERLIN), office(Set.of(day))));
        assertThat(clock.between(at("2026-03-10T00:00", BERLIN), at("2026-03-11T00:00", BERLIN)))
                .isEqualTo(5 * HOUR);
    }

    @Test
    void a_night_shift_is_an_hour_shorter_when_clocks_are_set_forward_and_an_hour_longer_when_they_are_set_back() {
        BusinessClock clock = of(new Calendar(
                BERLIN, List.of(new Shift(DayOfWeek.SATURDAY, LocalTime.of(22, 0), LocalTime.of(6, 0))), Set.of()));
        assertThat(clock.between(at("2026-03-28T12:00", BERLIN), at("2026-03-29T12:00", BERLIN)))
                .isEqualTo(7 * HOUR);
        assertThat(clock.between(at("2026-10-24T12:00", BERLIN), at("2026-10-25T12:00", BERLIN)))
                .isEqualTo(9 * HOUR);
    }

    @Test
    void where_nobody_ever_works_no_time_goes_by() {
        BusinessClock clock = of(new Calendar(BERLIN, List.of(), Set.of()));
        assertThat(clock.between(at("2026-01-01T00:00", BERLIN), at("2027-01-01T00:00", BERLIN)))
                .isZero();
        assertThat(clock.after(at("2026-01-01T00:00", BERLIN), 1)).isEmpty();
        assertThat(clock.after(at("2026-01-01T00:00", BERLIN), 0)).contains(at("2026-01-01T00:00", BERLIN));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void it_counts_what_counting_minute_by_minute_counts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Instant, Calendar> calendars = calendars(random);
        BusinessClock clock = new BusinessClock(calendars);
        Instant start = calendars.firstKey().plus(Duration.ofMinutes(random.nextInt(20_000)));
        List<Instant> minutes = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            Instant minute = start.plus(Duration.ofMinutes(i));
            if (isOpen(calendars, minute)) {
                minutes.add(minute);
            }
        }
        for (int i = 0; i < 30; i++) {
            int from = random.nextInt(25_000);
            int to = from + random.nextInt(5_000);
            Instant first = start.plus(Duration.ofMinutes(from));
            Instant last = start.plus(Duration.ofMinutes(to));
            List<Instant> open = minutes.stream()
                    .filter(m -> !m.isBefore(first) && m.isBefore(last))
                    .toList();
            assertThat(clock.between(first, last)).as("%s to %s", first, last).isEqualTo(open.size() * HOUR / 60);
            if (!open.isEmpty()) {
                int amount = random.nextInt(open.size()) + 1;
                assertThat(clock.after(first, amount * HOUR / 60))
                        .contains(open.get(amount - 1).plus(Duration.ofMinutes(1)));
                Instant reached = open.get(amount - 1).plus(Duration.ofMinutes(1));
                assertThat(clock.after(first, amount * HOUR / 60, reached)).contains(reached);
                assertThat(clock.after(first, amount * HOUR / 60, reached.minusNanos(1_000)))
                        .isEmpty();
                assertThat(clock.after(first, amount * HOUR / 60 - 1))
                        .contains(
                                Micros.toInstant(Micros.of(open.get(amount - 1).plus(Duration.ofMinutes(1))) - 1));
            }
        }
        assertThat(Optional.of(start)).isEqualTo(clock.after(start, 0));
    }

    /** Whether the local clock shows a time within a shift of the day, or of the day before if that crosses midnight. */
    private static boolean isOpen(TreeMap<Instant, Calendar> calendars, Instant instant) {
        Calendar hours = calendars.floorEntry(instant).getValue();
        LocalDateTime local = instant.atZone(hours.zone()).toLocalDateTime();
        for (int back = 0; back <= 1; back++) {
            LocalDate day = local.toLocalDate().minusDays(back);
            if (!hours.holidays().contains(day)) {
                for (Shift shift : hours.shifts()) {
                    LocalDateTime from = day.atTime(shift.from());
                    LocalDateTime to = day.atTime(shift.to());
                    LocalDateTime end = to.isAfter(from) ? to : to.plusDays(1);
                    if (shift.day() == day.getDayOfWeek() && !local.isBefore(from) && local.isBefore(end)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static TreeMap<Instant, Calendar> calendars(SplittableRandom random) {
        List<ZoneId> zones = List.of(
                BERLIN,
                ZoneId.of("America/New_York"),
                ZoneId.of("Australia/Lord_Howe"),
                ZoneId.of("Asia/Shanghai"),
                ZoneId.of("UTC"));
        ZoneId zone = zones.get(random.nextInt(zones.size()));
        // Around the days on which clocks are set, in the one direction or the other.
        Instant start = Instant.parse(random.nextBoolean() ? "2026-03-05T00:00:00Z" : "2026-10-20T00:00:00Z")
                .plus(Duration.ofMinutes(random.nextInt(10_000)));
        TreeMap<Instant, Calendar> calendars = new TreeMap<>();
        Instant from = start;
        for (int i = random.nextInt(4); i >= 0; i--) {
            calendars.put(from, hours(random, zone, start));
            from = from.plus(Duration.ofMinutes(random.nextInt(1, 10_000)));
        }
        return calendars;
    }

    private static Calendar hours(SplittableRandom random, ZoneId zone, Instant start) {
        List<Shift> shifts = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                shifts.add(new Shift(day, time(random), time(random)));
            }
        }
        Set<LocalDate> holidays = new HashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            holidays.add(start.atZone(zone).toLocalDate().plusDays(random.nextInt(40)));
        }
        return new Calendar(zone, shifts, holidays);
    }

    private static LocalTime time(SplittableRandom random) {
        return LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
    }

    private static Calendar office(Set<LocalDate> holidays) {
        List<Shift> shifts = Arrays.stream(DayOfWeek.values())
                .filter(day -> day.getValue() <= 5)
                .map(day -> new Shift(day, LocalTime.of(9, 0), LocalTime.of(18, 0)))
                .toList();
        return new Calendar(BERLIN, shifts, holidays);
    }

    private static BusinessClock of(Calendar calendar) {
        return new BusinessClock(Map.of(Instant.EPOCH, calendar));
    }

    private static Instant at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant();
    }
}
