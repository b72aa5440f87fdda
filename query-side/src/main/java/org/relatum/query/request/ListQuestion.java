package org.relatum.query.request;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.IntervalSearch.Moment;

/**
 * A question about all customers at one point of both axes of time.
 *
 * @param asOf when it is about
 * @param knownAt what was recorded by then counts
 * @param moment the same, as far as it was asked for
 * @param minPosition position that the answer must contain
 */
public record ListQuestion(
        Instant asOf,
        Instant knownAt,
        Moment moment,
        @Nullable Long minPosition) {

    /** Reads it from a request; what is wrong is noted with the parameters. Without {@code asOf} it is about {@code knownAt}, or now. */
    public static ListQuestion of(Parameters parameters, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Instant asOf = parameters.instant("asOf");
        if (asOf != null && asOf.isAfter(now)) {
            parameters.wrong("asOf", "in-future", "lies ahead; lists tell what was so");
        }
        if (asOf != null && knownAt != null && asOf.isAfter(knownAt)) {
            parameters.wrong("asOf", "after-known-at", "is later than knownAt");
        }
        Instant about = asOf == null ? knownAt : asOf;
        return new ListQuestion(
                about == null ? now : about,
                knownAt == null ? now : knownAt,
                new Moment(about, knownAt),
                parameters.count("minPosition"));
    }
}
