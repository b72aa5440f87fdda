package org.relatum.events.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relatum.events.CaseSeverity;
import org.relatum.events.PolicyKind;

/**
 * How fast a case is to be answered and resolved, and in which hours that time runs.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param calendar the hours in which the clock runs
 * @param targets for each severity
 */
public record SlaPolicy(int version, Calendar calendar, Map<CaseSeverity, Target> targets) implements Policy {

    /** What the product ships with, for a company in UTC: version 0, in force from the beginning of time. */
    public static final SlaPolicy DEFAULT = PolicyReader.shipped(PolicyKind.SLA, SlaPolicy.class);

    public SlaPolicy {
        targets = Collections.unmodifiableMap(new EnumMap<>(targets));
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.SLA;
    }

    /**
     * Time of the SLA clock within which something is to be done.
     *
     * @param respond from opening to the first answer of a human
     * @param resolve from opening to resolution
     */
    public record Target(Duration respond, Duration resolve) {}

    /**
     * The hours in which the SLA clock runs.
     *
     * @param zone in which the hours are meant
     * @param shifts by day of the week; they don't overlap
     * @param holidays days on which no shift begins
     */
    public record Calendar(ZoneId zone, List<Shift> shifts, Set<LocalDate> holidays) {
        public Calendar {
            shifts = List.copyOf(shifts);
            holidays = Set.copyOf(holidays);
        }
    }

    /**
     * A span of working hours in every week.
     *
     * @param day on which it begins
     * @param from when it begins
     * @param to when it ends; on the next day when it is not after {@code from}, so from midnight to midnight is a whole day
     */
    public record Shift(DayOfWeek day, LocalTime from, LocalTime to) {}
}
