package org.relatum.query.scorecard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPolicy.Better;
import org.relatum.events.policy.KpiPolicy.Grade;
import org.relatum.events.policy.KpiPolicy.Unit;
import org.relatum.projection.performance.Scorecard;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.performance.Scores.KpiScore;
import org.relatum.query.personal.Revealed;

/** A scorecard. */
@Schema(
        name = "Scorecard",
        description = "The key figures of a period at asOf, going by what was recorded at knownAt; beside them what was"
                + " published and judged")
public record ScorecardAnswer(
        @Schema(example = "2026-Q1") String period,

        @Schema(description = "When it begins in the company's time zone")
        Instant from,

        @Schema(description = "When it has ended") Instant to,
        KpiDimension dimension,

        @Schema(description = "Which part of the company; null for the whole") @Nullable
        String member,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "Position up to which the log is in it", example = "18231")
        long position,

        @Schema(description = "Version of the policy kpi that defines the figures", example = "0")
        int definitionVersion,

        @Schema(description = "From 0 to 100; null when nothing has a score") @Nullable
        Double composite,

        @Nullable String grade,
        List<Group> groups,
        List<Figure> kpis,

        @Schema(description = "The periods' figures as they were published, the latest last")
        List<Evaluation> evaluations,

        @Schema(description = "What people say of it, by occurrence")
        List<Review> reviews,

        @Schema(description = "What is done about its figures, by id")
        List<UUID> improvements,

        @Schema(description = "Personal fields that were recorded and erased since")
        List<String> erased) {

    /** A group of figures. */
    @Schema(name = "ScorecardGroup")
    public record Group(
            KpiGroup group,

            @Schema(description = "Its part in the whole") double weight,

            @Schema(description = "Null when none of its figures has one") @Nullable
            Double score) {}

    /** A key figure. */
    @Schema(name = "ScorecardFigure")
    public record Figure(
            String kpi,
            KpiGroup group,
            String title,

            @Schema(example = "csat_sum / csat_answers") String formula,
            Unit unit,
            Better better,
            BigDecimal numerator,

            @Schema(description = "Null for a sum") @Nullable
            BigDecimal denominator,

            @Schema(description = "Null when there is nothing to divide by") @Nullable
            Double value,

            @Nullable Double target,

            @Schema(description = "Null without value or target, or when it has no limit") @Nullable
            Double attainment,

            @Schema(description = "Its part in the group") double weight,
            @Nullable Double score,

            @Schema(description = "The value less that of the period before") @Nullable
            Double trend) {}

    /** Figures as they were published. */
    @Schema(name = "ScorecardEvaluation")
    public record Evaluation(
            Instant occurredAt,
            Instant asOf,
            Instant knownAt,
            long position,
            int definitionVersion,
            @Nullable Double composite,
            @Nullable String grade,
            List<PublishedGroup> groups,
            List<Published> kpis) {}

    /** A group as it was published. */
    @Schema(name = "ScorecardPublishedGroup")
    public record PublishedGroup(
            String group, double weight, @Nullable Double score) {}

    /** A key figure as it was published. */
    @Schema(name = "ScorecardPublishedFigure")
    public record Published(
            String kpi,
            BigDecimal numerator,
            @Nullable BigDecimal denominator,
            @Nullable Double value,
            @Nullable Double target,
            @Nullable Double attainment,
            double weight,
            @Nullable Double score) {}

    /** A judgement. */
    @Schema(name = "ScorecardReview")
    public record Review(
            Instant occurredAt,
            @Nullable String kpi,
            @Nullable String group,
            String reviewer,

            @Schema(description = "Null when it was erased") @Nullable
            String text) {}

    static ScorecardAnswer of(ScorecardQuery.Card card, Scorecard said, List<UUID> improvements, Revealed revealed) {
        Scores scores = card.scores();
        List<Review> reviews = new ArrayList<>();
        for (ReviewRecorded review : said.reviews()) {
            reviews.add(new Review(
                    review.occurredAt(),
                    review.kpi(),
                    review.group(),
                    review.reviewer(),
                    revealed.text("reviews[" + reviews.size() + "].text", review.text())));
        }
        return new ScorecardAnswer(
                card.name().period().toString(),
                card.from(),
                card.to(),
                card.name().dimension(),
                card.name().member(),
                card.asOf(),
                card.knownAt(),
                card.position(),
                card.policy().version(),
                ScorecardQuery.number(scores.composite()),
                scores.grade().map(Grade::name).orElse(null),
                groups(scores),
                figures(card),
                said.evaluations().stream().map(ScorecardAnswer::evaluation).toList(),
                reviews,
                improvements,
                revealed.erased());
    }

    static List<Group> groups(Scores scores) {
        return scores.groups().stream()
                .map(group -> new Group(group.group(), group.weight(), ScorecardQuery.number(group.score())))
                .toList();
    }

    static List<Figure> figures(ScorecardQuery.Card card) {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < card.scores().kpis().size(); i++) {
            figures.add(figure(card.scores().kpis().get(i), card.change(i)));
        }
        return figures;
    }

    private static Figure figure(KpiScore score, OptionalDouble trend) {
        return new Figure(
                score.kpi().key(),
                score.kpi().group(),
                score.kpi().title(),
                score.kpi().formula().toString(),
                score.kpi().unit(),
                score.kpi().better(),
                score.numerator(),
                score.denominator(),
                ScorecardQuery.number(score.value()),
                ScorecardQuery.number(score.target()),
                ScorecardQuery.number(score.attainment()),
                score.weight(),
                ScorecardQuery.number(score.score()),
                ScorecardQuery.number(trend));
    }

    private static Evaluation evaluation(PeriodEvaluated e) {
        return new Evaluation(
                e.occurredAt(),
                e.asOf(),
                e.knownAt(),
                e.position(),
                e.policyVersion(),
                e.composite(),
                e.grade(),
                e.groups().stream()
                        .map(group -> new PublishedGroup(group.group(), group.weight(), group.score()))
                        .toList(),
                e.figures().stream()
                        .map(f -> new Published(
                                f.kpi(),
                                f.numerator(),
                                f.denominator(),
                                f.value(),
                                f.target(),
                                f.attainment(),
                                f.weight(),
                                f.score()))
                        .toList());
    }
}
