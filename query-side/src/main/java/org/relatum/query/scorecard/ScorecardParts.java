package org.relatum.query.scorecard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy.Grade;
import org.relatum.query.scorecard.ScorecardAnswer.Figure;
import org.relatum.query.scorecard.ScorecardAnswer.Group;

/** The figures of all parts of the company at one moment. */
@Schema(
        name = "ScorecardParts",
        description =
                "The key figures of a period of every part of the company, all at one moment; what was published and"
                        + " judged stands in each part's own scorecard")
public record ScorecardParts(
        @Schema(example = "2026-Q1") String period,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "Position up to which the log is in them", example = "18231")
        long position,

        @Schema(description = "Version of the policy kpi that defines the figures", example = "0")
        int definitionVersion,

        @Schema(description = "By dimension and member; parts in which nothing ever was are absent")
        List<Part> parts) {

    /** One of them. */
    @Schema(name = "ScorecardPart")
    public record Part(
            KpiDimension dimension,

            @Schema(description = "Null for the whole company") @Nullable
            String member,

            @Schema(description = "From 0 to 100; null when nothing has a score") @Nullable
            Double composite,

            @Nullable String grade,
            List<Group> groups,
            List<Figure> kpis) {}

    static ScorecardParts of(KpiPeriod period, ScorecardQuery.Cards cards) {
        return new ScorecardParts(
                period.toString(),
                cards.asOf(),
                cards.knownAt(),
                cards.position(),
                cards.policy().version(),
                cards.cards().stream().map(ScorecardParts::part).toList());
    }

    private static Part part(ScorecardQuery.Card card) {
        return new Part(
                card.name().dimension(),
                card.name().member(),
                ScorecardQuery.number(card.scores().composite()),
                card.scores().grade().map(Grade::name).orElse(null),
                ScorecardAnswer.groups(card.scores()),
                ScorecardAnswer.figures(card));
    }
}
