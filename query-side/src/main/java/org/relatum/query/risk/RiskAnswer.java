package org.relatum.query.risk;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.MeasureKind;
import org.relatum.events.Money;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskResponse;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.risk.RiskFeatures;
import org.relatum.projection.risk.RiskRegister;
import org.relatum.projection.risk.RiskRegister.Indicators;
import org.relatum.projection.risk.RiskRegister.Trend;
import org.relatum.query.lifecycle.IsoDuration;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.MoneyAnswer;
import org.relatum.query.standing.Values;
import org.relatum.query.standing.Values.Next;
import org.relatum.query.standing.Values.Span;

/** The risks of a relationship. */
@Schema(name = "Risk", description = "Flags that are raised at asOf, going by what was recorded at knownAt")
public record RiskAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "The gravest first") List<Flag> flags,

        @Schema(description = "Early warnings; null for a merged customer") @Nullable
        EarlyWarnings indicators,

        @Schema(description = "What changes next by time alone; null: nothing") @Nullable
        Next nextChange,

        @Schema(description = "All flags that were ever raised, ascending by key and time")
        List<Span> history,

        @Schema(description = "Version of the risk policy in force at asOf")
        int policyVersion,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        @Schema(description = "Paths of personal fields that were recorded and erased since")
        List<String> erased) {

    /** A flag that is raised. */
    @Schema(name = "RiskFlag")
    public record Flag(
            @Schema(description = "Its name, also in commands and in the history", example = "complaint:late-parcel")
            String flag,

            @Schema(description = "The rule that raised it; null: a person did") @Nullable
            RiskRule rule,

            @Schema(description = "Where the danger comes from, when a person raised it") @Nullable
            RiskCause cause,

            @Schema(description = "From 1 to 5", example = "4")
            int probability,

            @Schema(description = "From 1 to 5", example = "3")
            int impact,

            Severity severity,

            @Schema(description = "Whether a person put these figures in the place of the rule's")
            boolean assessed,

            @Nullable MoneyAnswer potentialLoss,
            Instant raisedAt,

            @Schema(description = "The events it rests on") List<EventRef> evidence,

            @Schema(description = "What the policy suggests; null for a flag raised by hand") @Nullable
            RiskResponse suggestedResponse,

            @Schema(description = "What the company decided to do; null: nothing yet") @Nullable
            RiskResponse response,

            List<Measure> measures,
            List<RecoveryStep> recovery) {}

    /** What was arranged so that it doesn't happen again. */
    @Schema(name = "PreventiveMeasure")
    public record Measure(
            String measure,
            Instant at,
            MeasureKind kind,
            Instant reviewAt,
            @Nullable String text) {}

    /** A step taken to win the relationship back. */
    @Schema(name = "RecoveryStep")
    public record RecoveryStep(
            Instant at,
            @Nullable RecoveryOutcome outcome,
            @Nullable String text) {}

    /** The three early warnings. */
    @Schema(name = "EarlyWarnings")
    public record EarlyWarnings(
            Cadence purchases,
            Satisfaction satisfaction,
            Engagement engagement,

            @Schema(
                    description = "Probability that the customer is alive by the latest fit of the value model; null:"
                            + " there is none, or the customer never bought",
                    example = "0.83")
            @Nullable
            Double pAlive,

            @Schema(description = "Orders less returns of the policy's window; it decides the impact")
            MoneyAnswer revenue) {}

    /** Whether the customer buys as often as usual. */
    @Schema(name = "CadenceIndicator")
    public record Cadence(
            Trend trend,

            @Schema(description = "Time since the last order, ISO 8601", example = "P41DT3H") @Nullable
            String silence,

            @Schema(description = "Usual time between orders", example = "P30D") @Nullable
            String usual) {}

    /** Whether the latest answer is as good as those before. */
    @Schema(name = "SatisfactionIndicator")
    public record Satisfaction(
            Trend trend,

            @Schema(description = "Latest CSAT and NPS, from 0 to 100", example = "75.0") @Nullable
            Double latest,

            @Schema(description = "Mean of those before", example = "87.5") @Nullable
            Double before) {}

    /** Whether there are as many contacts as before. */
    @Schema(name = "EngagementIndicator")
    public record Engagement(
            Trend trend,

            @Schema(description = "Contacts in the last 90 days", example = "2")
            int latest,

            @Schema(description = "Contacts in the 90 days before", example = "5")
            int before) {}

    /** What a read model says, as it is answered. */
    public static RiskAnswer of(
            Standing<RiskRegister, RiskRegister.Value> standing, String currency, Revealed revealed) {
        RiskRegister register = standing.view();
        List<Flag> flags = new ArrayList<>();
        for (RiskRegister.Flag flag : register.flags()) {
            flags.add(flag(flag, "flags." + flags.size(), revealed));
        }
        return new RiskAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                flags,
                indicators(register.indicators(), currency),
                Values.next(ReadModels.RISK, standing),
                Values.history(ReadModels.RISK, standing.history()),
                register.policyVersion(),
                register.survivor(),
                revealed.erased());
    }

    private static Flag flag(RiskRegister.Flag f, String path, Revealed revealed) {
        List<Measure> measures = new ArrayList<>();
        for (RiskFeatures.Measure m : f.measures()) {
            measures.add(new Measure(
                    m.measure(),
                    m.at(),
                    m.kind(),
                    m.reviewAt(),
                    revealed.text(path + ".measures." + measures.size() + ".text", m.text())));
        }
        List<RecoveryStep> steps = new ArrayList<>();
        for (RiskFeatures.RecoveryStep s : f.steps()) {
            steps.add(new RecoveryStep(
                    s.at(), s.outcome(), revealed.text(path + ".recovery." + steps.size() + ".text", s.text())));
        }
        Money loss = f.potentialLoss();
        return new Flag(
                f.flag(),
                f.rule(),
                f.cause(),
                f.probability(),
                f.impact(),
                f.severity(),
                f.assessed(),
                loss == null ? null : new MoneyAnswer(loss.amount().toPlainString(), loss.currency()),
                f.raisedAt(),
                f.evidence(),
                f.suggested(),
                f.chosen(),
                measures,
                steps);
    }

    private static @Nullable EarlyWarnings indicators(@Nullable Indicators i, String currency) {
        return i == null
                ? null
                : new EarlyWarnings(
                        new Cadence(
                                i.cadence().trend(),
                                iso(i.cadence().silence()),
                                iso(i.cadence().usual())),
                        new Satisfaction(
                                i.satisfaction().trend(),
                                i.satisfaction().latest(),
                                i.satisfaction().before()),
                        new Engagement(
                                i.engagement().trend(),
                                i.engagement().latest(),
                                i.engagement().before()),
                        i.pAlive(),
                        new MoneyAnswer(i.revenue().toPlainString(), currency));
    }

    private static @Nullable String iso(@Nullable Duration duration) {
        return duration == null ? null : IsoDuration.of(duration);
    }
}
