package org.relatum.projection.service;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.SlaPolicy;
import org.relatum.events.policy.SlaPolicy.Calendar;
import org.relatum.events.policy.SlaPolicy.Target;
import org.relatum.projection.core.Micros;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.service.ServiceFeatures.Mark;
import org.relatum.projection.service.ServiceFeatures.Run;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;

/**
 * The service-level clock: business hours in which a case was open. Waiting for the customer and being resolved don't count, and a case
 * that is opened again goes on where it stopped. A target is missed when the clock shows more than it, strictly. It is judged by
 * the severity and the policy of the moment: until the case is answered or resolved by those at the instant asked for, from then on
 * by those at that answer or resolution.
 */
public final class SlaClock {
    private final NavigableMap<Instant, SlaPolicy> policies;
    private final BusinessClock clock;

    public SlaClock(Reference reference) {
        this.policies = reference.slaUntil();
        NavigableMap<Instant, Calendar> calendars = new TreeMap<>();
        policies.forEach((from, policy) -> calendars.put(from, policy.calendar()));
        this.clock = new BusinessClock(calendars);
    }

    /**
     * How a case stands with one of its targets.
     *
     * @param limit the target
     * @param used what the clock shows, until the target was met or missed for good
     * @param breachAt when the clock shows more than the target: in the past if it does, ahead if it will unless something happens; null
     *     when it does not and the clock stands
     * @param doneAt when what was to be done was done, null while it is not
     * @param breached whether the target is missed
     */
    public record Standing(
            Duration limit,
            Duration used,
            @Nullable Instant breachAt,
            @Nullable Instant doneAt,
            boolean breached) {}

    /** When the first answer is late; may be ahead. Empty when it never will be as things stand. */
    public Optional<Instant> responseBreach(ServiceCase c, Instant asOf) {
        return breach(c, c.answered(), asOf, true);
    }

    /** When the resolution is late; may be ahead. Empty when it never will be as things stand. */
    public Optional<Instant> resolutionBreach(ServiceCase c, Instant asOf) {
        return breach(c, c.resolved(), asOf, false);
    }

    /** How a case stands with its first answer. */
    public Standing response(ServiceCase c, Instant asOf) {
        return standing(c, c.answered(), asOf, true);
    }

    /** How a case stands with its resolution. */
    public Standing resolution(ServiceCase c, Instant asOf) {
        return standing(c, c.resolved(), asOf, false);
    }

    private Standing standing(ServiceCase c, @Nullable Mark done, Instant asOf, boolean respond) {
        Instant until = done == null ? asOf : done.at();
        Instant breachAt = breach(c, done, asOf, respond).orElse(null);
        return new Standing(
                limit(c, until, respond),
                Duration.of(used(c, until), ChronoUnit.MICROS),
                breachAt,
                done == null ? null : done.at(),
                breachAt != null && !breachAt.isAfter(until));
    }

    private Optional<Instant> breach(ServiceCase c, @Nullable Mark done, Instant asOf, boolean respond) {
        Instant until = done == null ? asOf : done.at();
        Optional<Instant> breach = reaches(c, Micros.of(limit(c, until, respond)) + 1);
        return done == null ? breach : breach.filter(at -> !at.isAfter(done.at()));
    }

    private Duration limit(ServiceCase c, Instant at, boolean respond) {
        Map.Entry<Instant, SlaPolicy> entry = policies.floorEntry(at);
        Target target = entry.getValue().targets().get(c.severityAt(at));
        if (target == null) {
            throw new IllegalStateException("the SLA policy has no target for " + c.severityAt(at));
        }
        return respond ? target.respond() : target.resolve();
    }

    /** What the clock of a case shows at an instant, in microseconds. */
    long used(ServiceCase c, Instant at) {
        long used = 0;
        for (Run run : c.runs()) {
            Instant to = run.to() == null || run.to().isAfter(at) ? at : run.to();
            used += clock.between(run.from(), to);
        }
        return used;
    }

    /** The first instant at which the clock of a case shows at least so many microseconds. */
    private Optional<Instant> reaches(ServiceCase c, long micros) {
        long left = micros;
        for (Run run : c.runs()) {
            if (run.to() == null) {
                return clock.after(run.from(), left);
            }
            // A target is hours, and a case may be open for years: what comes after the target is not counted.
            Optional<Instant> reached = clock.after(run.from(), left, run.to());
            if (reached.isPresent()) {
                return reached;
            }
            left -= clock.between(run.from(), run.to());
        }
        return Optional.empty();
    }
}
