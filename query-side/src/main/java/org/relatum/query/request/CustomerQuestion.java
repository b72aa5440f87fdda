package org.relatum.query.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;

/**
 * A question about one customer.
 *
 * @param asOf the instant it is about, null: now
 * @param knownAt what was recorded by then counts, null: all that is
 * @param minVersion number of the customer's events that the answer must contain
 * @param minPosition position that the answer must contain
 * @param reach whom the caller may know of
 * @param course whether the answer tells how it came to that, and so of all that ever belonged to the customer
 */
public record CustomerQuestion(
        UUID customer,
        @Nullable Instant asOf,
        @Nullable Instant knownAt,
        @Nullable Long minVersion,
        @Nullable Long minPosition,
        Reach reach,
        boolean course) {

    /** How far a caller's clock may be ahead of ours. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** Reads it from a request; what is wrong is noted with the parameters. */
    public static CustomerQuestion of(String id, Parameters parameters, Clock clock) {
        return new CustomerQuestion(
                parameters.id(id),
                parameters.instant("asOf"),
                knownAt(parameters, clock),
                parameters.count("minVersion"),
                parameters.count("minPosition"),
                parameters.caller().reach(),
                false);
    }

    /** The same question, answered by how it came to that. */
    public CustomerQuestion ofCourse() {
        return new CustomerQuestion(customer, asOf, knownAt, minVersion, minPosition, reach, true);
    }

    /** Whether it is about what is now and nothing else. */
    boolean isOfPresent() {
        return asOf == null && knownAt == null && !course;
    }

    /**
     * Reads knownAt, which can't lie ahead: what will be recorded is not known. Of a caller whose clock is a little ahead it is now, so that what is
     * answered stays true.
     */
    public static @Nullable Instant knownAt(Parameters parameters, Clock clock) {
        return knownAt("knownAt", parameters, clock);
    }

    /** As {@link #knownAt(Parameters, Clock)}, from a parameter of another name. */
    public static @Nullable Instant knownAt(String name, Parameters parameters, Clock clock) {
        Instant knownAt = parameters.instant(name);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (knownAt == null || !knownAt.isAfter(now)) {
            return knownAt;
        }
        return knownAt.isAfter(now.plus(TOLERANCE))
                ? parameters.wrong(name, "in-future", "lies ahead, and what will be recorded is not known yet")
                : now;
    }
}
