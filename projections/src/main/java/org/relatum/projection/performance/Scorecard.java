package org.relatum.projection.performance;

import java.util.List;
import java.util.stream.Stream;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;

/**
 * What people said of one scorecard.
 *
 * @param statements the targets and weights that were set, by occurrence
 * @param reviews the judgements in words, by occurrence
 * @param evaluations the figures that were published, by occurrence
 */
public record Scorecard(List<TargetsSet> statements, List<ReviewRecorded> reviews, List<PeriodEvaluated> evaluations) {
    /** Nothing is known. */
    public static final Scorecard NONE = new Scorecard(List.of(), List.of(), List.of());

    public Scorecard {
        statements = List.copyOf(statements);
        reviews = List.copyOf(reviews);
        evaluations = List.copyOf(evaluations);
    }

    /** The scorecard after one more fact. */
    public Scorecard fold(PerformanceEvent fact) {
        return switch (fact) {
            case TargetsSet e -> new Scorecard(and(statements, e), reviews, evaluations);
            case ReviewRecorded e -> new Scorecard(statements, and(reviews, e), evaluations);
            case PeriodEvaluated e -> new Scorecard(statements, reviews, and(evaluations, e));
        };
    }

    private static <T> List<T> and(List<T> before, T one) {
        return Stream.concat(before.stream(), Stream.of(one)).toList();
    }
}
