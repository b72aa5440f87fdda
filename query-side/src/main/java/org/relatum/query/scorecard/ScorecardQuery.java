package org.relatum.query.scorecard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.projection.engine.Scorecards;
import org.relatum.projection.performance.Measurements;
import org.relatum.projection.performance.Measurements.Measured;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Puts scorecards together: measures, the definitions that were in force when the period ended (or are, while it goes on), and what is
 * expected.
 */
public final class ScorecardQuery {
    private final Measurements measurements;
    private final Scorecards scorecards;
    private final ReferenceSource references;
    private final ZoneId company;

    /** @param company the company's time zone */
    public ScorecardQuery(
            Measurements measurements, Scorecards scorecards, ReferenceSource references, ZoneId company) {
        this.measurements = measurements;
        this.scorecards = scorecards;
        this.references = references;
        this.company = company;
    }

    /**
     * A scorecard as it was.
     *
     * @param policy the definitions that hold
     * @param before the figures of the period before, by the same definitions and what was expected of it
     */
    public record Card(
            ScorecardName name,
            Instant from,
            Instant to,
            Instant asOf,
            Instant knownAt,
            long position,
            KpiPolicy policy,
            Scores scores,
            Scores before) {

        /** How much more a figure is than in the period before; none without both. */
        OptionalDouble change(int kpi) {
            OptionalDouble now = scores.kpis().get(kpi).value();
            OptionalDouble then = before.kpis().get(kpi).value();
            return now.isPresent() && then.isPresent()
                    ? OptionalDouble.of(now.getAsDouble() - then.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /**
     * Answers one scorecard.
     *
     * @param asOf only what had happened by then; null: the present
     * @param knownAt only what was recorded by then; null: all that is
     */
    public Card of(ScorecardName name, @Nullable Instant asOf, @Nullable Instant knownAt) {
        return card(name, measurements.of(name, asOf, knownAt));
    }

    /**
     * The scorecards of parts of the company at one moment.
     *
     * @param policy the definitions that hold
     */
    public record Cards(List<Card> cards, Instant asOf, Instant knownAt, long position, KpiPolicy policy) {}

    /** Answers those of every part of the company by some dimensions; instants as for {@link #of}. */
    public Cards ofAll(
            KpiPeriod period, Set<KpiDimension> dimensions, @Nullable Instant asOf, @Nullable Instant knownAt) {
        Measurements.Parts measured = measurements.ofAll(period, dimensions, asOf, knownAt);
        List<Card> cards = new ArrayList<>();
        measured.parts().forEach((name, part) -> cards.add(card(name, part)));
        return new Cards(
                cards,
                measured.asOf(),
                measured.knownAt(),
                measured.position(),
                policy(period, measured.asOf(), measured.knownAt()));
    }

    private Card card(ScorecardName name, Measured measured) {
        Instant to = name.period().to(company);
        KpiPolicy policy = policy(name.period(), measured.asOf(), measured.knownAt());
        return new Card(
                name,
                name.period().from(company),
                to,
                measured.asOf(),
                measured.knownAt(),
                measured.position(),
                policy,
                scores(name, policy, measured.knownAt(), measured.sums()),
                scores(name.before(), policy, measured.knownAt(), measured.before()));
    }

    KpiPolicy policy(KpiPeriod period, Instant asOf, Instant knownAt) {
        return policy(period, asOf, references.current().knownAt(knownAt));
    }

    /** The definitions that were in force when the period ended or, while it goes on, at an instant. */
    public KpiPolicy policy(KpiPeriod period, Instant asOf, ReferenceTimeline known) {
        Instant last = period.to(company).minusNanos(1000);
        return known.policies().at(asOf.isBefore(last) ? asOf : last).kpi();
    }

    /** The figures that measures come to by some definitions, beside what was expected by what was recorded at an instant. */
    public Scores scores(ScorecardName name, KpiPolicy policy, Instant knownAt, Scores.Sums sums) {
        return Scores.of(policy, scorecards.goals().of(name, policy, knownAt), sums);
    }

    /** A number where there is one that JSON can say; an attainment may have no limit. */
    public static @Nullable Double number(OptionalDouble number) {
        return number.isPresent() && Double.isFinite(number.getAsDouble()) ? (Double) number.getAsDouble() : null;
    }
}
