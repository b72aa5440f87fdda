package org.relatum.server;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.performance.Scope;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.events.GroupScore;
import org.relatum.events.KpiFigure;
import org.relatum.events.policy.KpiPolicy.Grade;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.performance.Scores.KpiScore;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.Questions;
import org.relatum.query.scorecard.ScorecardQuery;
import org.relatum.query.scorecard.ScorecardQuery.Card;

/** The figures that an evaluation publishes are those that the scorecard shows. */
final class ScorecardsToEvaluate implements ScorecardFigures {
    private final Questions questions;
    private final ScorecardQuery query;
    private final ZoneId company;

    /** @param company the company's time zone */
    ScorecardsToEvaluate(Questions questions, ScorecardQuery query, ZoneId company) {
        this.questions = questions;
        this.query = query;
        this.company = company;
    }

    @Override
    public Answer of(Scope scope, @Nullable Instant knownAt) {
        try {
            questions.readyForAll(knownAt);
        } catch (QueryProblem behind) {
            return new Refused(Refusal.of(
                    RefusalCode.STORE_UNAVAILABLE,
                    String.valueOf(behind.getBody().getDetail())));
        }
        Card card = query.of(
                new ScorecardName(scope.period(), scope.dimension(), scope.member()),
                scope.period().to(company),
                knownAt);
        Scores scores = card.scores();
        return new Figures(
                card.asOf(),
                card.knownAt(),
                card.position(),
                card.policy().version(),
                scores.kpis().stream().map(ScorecardsToEvaluate::figure).toList(),
                groups(scores),
                ScorecardQuery.number(scores.composite()),
                scores.grade().map(Grade::name).orElse(null));
    }

    private static KpiFigure figure(KpiScore score) {
        return new KpiFigure(
                score.kpi().key(),
                score.numerator(),
                score.denominator(),
                ScorecardQuery.number(score.value()),
                ScorecardQuery.number(score.target()),
                ScorecardQuery.number(score.attainment()),
                score.weight(),
                ScorecardQuery.number(score.score()));
    }

    private static List<GroupScore> groups(Scores scores) {
        return scores.groups().stream()
                .map(group -> new GroupScore(group.group().key(), group.weight(), ScorecardQuery.number(group.score())))
                .toList();
    }
}
