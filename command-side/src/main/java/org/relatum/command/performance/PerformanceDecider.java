package org.relatum.command.performance;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.GroupWeightInput;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.KpiGoalInput;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PerformanceCommand.EvaluatePeriod;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.PerformanceCommand.SetTargets;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.performance.ScorecardFigures.Figures;
import org.relatum.command.performance.ScorecardFigures.Refused;
import org.relatum.events.GroupWeight;
import org.relatum.events.KpiDimension;
import org.relatum.events.KpiGoal;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Personal;
import org.relatum.events.policy.KpiGroup;
import org.relatum.events.policy.KpiPolicy;

/** The rules of scorecards. */
public final class PerformanceDecider {
    private static final BigDecimal WEIGHTS_TOLERANCE = new BigDecimal("1e-9");

    private PerformanceDecider() {}

    /**
     * What the company's settings say that a decision depends on.
     *
     * @param kpis the definitions of key figures in force
     * @param zone the company's time zone, in which periods begin and end
     */
    public record Settings(KpiPolicy kpis, ZoneId zone) {}

    /**
     * What happens when this is asked of a scorecard in this state. That the people and departments it names exist was seen to.
     *
     * @param subject whose personal data a judgement is
     * @param figures of the scorecard, where the command asks for them
     * @param now when the facts will be recorded
     * @throws RefusedException when a rule forbids it
     */
    public static List<PerformanceEvent> decide(
            Scorecard state,
            PerformanceCommand command,
            UUID subject,
            ScorecardFigures.@Nullable Answer figures,
            Settings settings,
            Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        Scope scope = Scope.of(command.period(), command.dimension(), command.member());
        return switch (command) {
            case SetTargets c -> List.of(targets(c, scope, settings.kpis(), at));
            case RecordReview c -> {
                if (c.kpi() != null) {
                    Scope.requireKpi(settings.kpis(), c.kpi());
                    requireOneSubject(c);
                }
                OccurredAt.requireOrder(
                        at, scope.period().from(settings.zone()), "The judgement lies before the period begins");
                Bound.requireRoom(state.reviews(), Scorecard.MOST_REVIEWS);
                yield List.of(new ReviewRecorded(
                        at,
                        c.period(),
                        scope.dimension(),
                        c.member(),
                        c.kpi(),
                        c.group() == null ? null : c.group().key(),
                        c.reviewer(),
                        Personal.clear(subject, c.text())));
            }
            case EvaluatePeriod c -> {
                Instant over = scope.period().to(settings.zone());
                if (at.isBefore(over)) {
                    throw Refusal.of(RefusalCode.PERIOD_NOT_OVER, "The period ends later", "endsAt", over)
                            .asException();
                }
                if (c.knownAt() != null && c.knownAt().isAfter(now)) {
                    throw Refusal.invalid("knownAt", "in-the-future", "must not be later than now, " + now)
                            .asException();
                }
                yield List.of(evaluated(state, scope, required(figures), at));
            }
        };
    }

    /** Whose personal data a judgement is: the member of staff's whose scorecard it is, otherwise the scorecard's own. */
    public static UUID subject(PerformanceCommand command, UUID scorecard) {
        String member = command.member();
        return command.dimension() == KpiDimension.OWNER && member != null ? DerivedId.ofStaff(member) : scorecard;
    }

    private static TargetsSet targets(SetTargets c, Scope scope, KpiPolicy policy, Instant at) {
        requireSense(c);
        c.kpis().forEach(goal -> Scope.requireKpi(policy, goal.kpi()));
        Map<KpiGroup, BigDecimal> sums = new EnumMap<>(KpiGroup.class);
        for (KpiGoalInput goal : c.kpis()) {
            if (goal.weight() != null) {
                sums.merge(policy.kpi(goal.kpi()).orElseThrow().group(), goal.weight(), BigDecimal::add);
            }
        }
        sums.forEach((group, sum) -> requireOne(sum, "The weights of the group " + group.key()));
        if (!c.groups().isEmpty()) {
            requireOne(
                    c.groups().stream().map(GroupWeightInput::weight).reduce(BigDecimal.ZERO, BigDecimal::add),
                    "The weights of the groups");
        }
        return new TargetsSet(
                at,
                c.period(),
                scope.dimension(),
                c.member(),
                c.kpis().stream()
                        .map(goal -> new KpiGoal(goal.kpi(), goal.target(), goal.weight()))
                        .toList(),
                c.groups().stream()
                        .map(group -> new GroupWeight(group.group().key(), group.weight()))
                        .toList(),
                c.method());
    }

    private static void requireSense(SetTargets c) {
        List<InvalidField> errors = new ArrayList<>(0);
        Set<String> kpis = new HashSet<>();
        for (int i = 0; i < c.kpis().size(); i++) {
            KpiGoalInput goal = c.kpis().get(i);
            if (!kpis.add(goal.kpi())) {
                errors.add(new InvalidField("kpis[" + i + "].kpi", "repeated", "is stated twice"));
            }
            if (goal.target() == null && goal.weight() == null) {
                errors.add(new InvalidField(
                        "kpis[" + i + "].target", "required", "is required where no weight is stated"));
            }
        }
        Set<KpiGroup> groups = EnumSet.noneOf(KpiGroup.class);
        for (int i = 0; i < c.groups().size(); i++) {
            if (!groups.add(c.groups().get(i).group())) {
                errors.add(new InvalidField("groups[" + i + "].group", "repeated", "is stated twice"));
            }
        }
        if (kpis.isEmpty() && groups.isEmpty()) {
            errors.add(new InvalidField("kpis", "required", "is required where no weights of groups are stated"));
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
    }

    private static void requireOne(BigDecimal sum, String weights) {
        if (sum.subtract(BigDecimal.ONE).abs().compareTo(WEIGHTS_TOLERANCE) > 0) {
            String found = sum.stripTrailingZeros().toPlainString();
            throw Refusal.of(RefusalCode.WEIGHTS_SUM, weights + " add up to " + found + " instead of 1", "sum", found)
                    .asException();
        }
    }

    private static void requireOneSubject(RecordReview c) {
        if (c.group() != null) {
            throw Refusal.invalid("group", "not-allowed", "is not stated beside a key figure")
                    .asException();
        }
    }

    private static Figures required(ScorecardFigures.@Nullable Answer figures) {
        return switch (figures) {
            case Figures found -> found;
            case Refused refused -> throw refused.refusal().asException();
            case null -> throw new IllegalStateException("nobody asked for the figures");
        };
    }

    private static PeriodEvaluated evaluated(Scorecard state, Scope scope, Figures figures, Instant at) {
        Instant before = state.knownAt();
        if (before != null && figures.knownAt().isBefore(before)) {
            throw Refusal.of(
                            RefusalCode.OUT_OF_ORDER,
                            "The period was evaluated by what was known later",
                            "predecessorKnownAt",
                            before)
                    .asException();
        }
        return new PeriodEvaluated(
                at,
                scope.period().toString(),
                scope.dimension(),
                scope.member(),
                figures.asOf(),
                figures.knownAt(),
                figures.position(),
                figures.policyVersion(),
                figures.figures(),
                figures.groups(),
                figures.composite(),
                figures.grade());
    }
}
