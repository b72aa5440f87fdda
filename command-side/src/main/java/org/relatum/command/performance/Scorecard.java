package org.relatum.command.performance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;

/**
 * What decisions need to know of one scorecard.
 *
 * @param reviews how many judgements there are
 * @param knownAt of the evaluation that knows most; null when there is none
 */
public record Scorecard(int reviews, @Nullable Instant knownAt) {

    /** A scorecard may have so many judgements. */
    static final int MOST_REVIEWS = 1_000;

    /** A scorecard nobody has said anything about. */
    public static final Scorecard UNKNOWN = new Scorecard(0, null);

    /** The state after one more event. */
    public Scorecard evolve(PerformanceEvent event) {
        return switch (event) {
            case TargetsSet e -> this;
            case ReviewRecorded e -> new Scorecard(reviews + 1, knownAt);
            case PeriodEvaluated e -> new Scorecard(reviews, e.knownAt());
        };
    }
}
