package org.relatum.projection.risk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.Money;
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.RiskResponse;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent;
import org.relatum.events.policy.RiskPolicy;
import org.relatum.events.policy.RiskPolicy.Impact;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.core.Keys;
import org.relatum.projection.core.Micros;
import org.relatum.projection.core.Projection;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.loyalty.LoyaltyFeatures.Answer;
import org.relatum.projection.loyalty.LoyaltyFeatures.Mark;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;
import org.relatum.projection.loyalty.NetRevenue;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.risk.RiskFeatures.Assessment;
import org.relatum.projection.risk.RiskFeatures.ManualFlag;
import org.relatum.projection.risk.RiskFeatures.Measure;
import org.relatum.projection.risk.RiskFeatures.RecoveryStep;
import org.relatum.projection.risk.RiskFeatures.Response;
import org.relatum.projection.risk.RiskRegister.Cadence;
import org.relatum.projection.risk.RiskRegister.Engagement;
import org.relatum.projection.risk.RiskRegister.Flag;
import org.relatum.projection.risk.RiskRegister.Indicators;
import org.relatum.projection.risk.RiskRegister.Satisfaction;
import org.relatum.projection.risk.RiskRegister.Trend;
import org.relatum.projection.risk.RiskRegister.Value;
import org.relatum.projection.risk.Rules.Course;
import org.relatum.projection.service.ServiceProjection;

/**
 * Risk flags. A rule raises its flags as long as its condition holds, a person until the flag is cleared. Severity is
 * probability times impact; a rule's impact follows from net revenue. What a person assesses holds as long as the flag stays raised.
 */
public final class RiskProjection implements Projection<RiskFeatures, RiskRegister, Value> {
    /** Span of a trend of contacts; as long before it is what it is compared with. */
    private static final Duration TREND = Duration.ofDays(90);

    private static final Duration TWO_TRENDS = TREND.multipliedBy(2);

    private static final Set<PolicyKind> POLICIES = Set.of(PolicyKind.LIFECYCLE, PolicyKind.RISK, PolicyKind.SLA);

    private static final LifecycleProjection LIFECYCLE = new LifecycleProjection();
    private static final ServiceProjection CASES = new ServiceProjection();
    private static final CommitmentProjection PROMISES = new CommitmentProjection();

    @Override
    public String name() {
        return "risk";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<PolicyKind> policies() {
        return POLICIES;
    }

    @Override
    public boolean goesByFits() {
        return true;
    }

    @Override
    public RiskFeatures initial() {
        return RiskFeatures.NONE;
    }

    @Override
    public RiskFeatures fold(RiskFeatures before, Recorded<? extends CustomerEvent> fact) {
        RiskFeatures state = before.withLifecycle(LIFECYCLE.fold(before.lifecycle(), fact));
        return switch (fact.event()) {
            case OrderPlaced e -> state.withPurchases(NetRevenue.plus(state.purchases(), fact, e));
            case OrderReturned e -> state.withReturns(NetRevenue.plus(state.returns(), fact, e));
            case SurveyResponded e -> state.withAnswers(GrowingList.plus(state.answers(), Answer.of(fact, e)));
            case InteractionLogged e -> contacted(state, fact);
            case FeedbackReceived e -> contacted(state, fact);
            case CareDelivered e -> contacted(state, fact);
            case CarePlanned e -> state;
            case CareCancelled e -> state;
            case ServiceEvent e -> state.withCases(CASES.fold(state.cases(), fact));
            case CommitmentEvent e -> state.withPromises(PROMISES.fold(state.promises(), fact));
            case RiskEvent e -> folded(state, fact, e);
            case ConsentWithdrawn e -> state.withObjections(state.objections().withdrawn(fact, e));
            case ConsentGranted e -> state.withObjections(state.objections().granted(e));
            case PrivacyEvent e -> state;
            case CustomerReopened e -> standing(state, before.lifecycle().closed(), e.occurredAt());
            case MergeUndone e -> standing(state, before.lifecycle().merged(), e.occurredAt());
            case CustomerRegistered e -> state;
            case ExternalReferenceAdded e -> state;
            case ProfileChanged e -> state;
            case ContactPointAdded e -> state;
            case ContactPointRemoved e -> state;
            case CustomerClassified e -> state;
            case CustomerQualified e -> state;
            case OwnerAssigned e -> state;
            case CustomerAbsorbed e -> state;
            case CustomerMerged e -> state;
            case AbsorptionUndone e -> state;
            case CustomerClosed e -> state;
            case LoyaltyEvent e -> state;
        };
    }

    /** Rules raise their flags anew, unless the relationship ended at that very instant: then they never fell. */
    private static RiskFeatures standing(RiskFeatures state, LifecycleFeatures.@Nullable Mark ended, Instant at) {
        return ended != null && ended.at().isBefore(at) ? state.withStandingSince(at) : state;
    }

    private static RiskFeatures contacted(RiskFeatures state, Recorded<?> fact) {
        Instant since = fact.occurredAt().minus(TWO_TRENDS);
        List<Mark> all = state.contacts();
        int first = 0;
        while (first < all.size() && all.get(first).at().isBefore(since)) {
            first++;
        }
        return state.withContacts(
                GrowingList.plus(GrowingList.without(all, first), new Mark(fact.occurredAt(), fact.ref())));
    }

    private static RiskFeatures folded(RiskFeatures state, Recorded<?> fact, RiskEvent event) {
        return switch (event) {
            case RiskRaised e ->
                state.withManual(GrowingList.plus(
                        state.manual(),
                        new ManualFlag(
                                Keys.unused(e.flag(), fact, state.manual(), ManualFlag::key),
                                e.flag(),
                                e.cause(),
                                e.occurredAt(),
                                fact.ref(),
                                e.probability(),
                                e.impact(),
                                e.potentialLoss(),
                                e.note())));
            case RiskCleared e -> cleared(state, fact, e);
            case RiskAssessed e ->
                state.withHandling(state.handling()
                        .withAssessments(GrowingList.plus(
                                state.handling().assessments(),
                                new Assessment(
                                        named(state, fact, e.flag()),
                                        e.occurredAt(),
                                        fact.ref(),
                                        e.probability(),
                                        e.impact(),
                                        e.potentialLoss()))));
            case RiskResponseChosen e ->
                state.withHandling(state.handling()
                        .withResponses(GrowingList.plus(
                                state.handling().responses(),
                                new Response(named(state, fact, e.flag()), e.occurredAt(), e.response()))));
            case PreventiveMeasureRecorded e ->
                state.withHandling(state.handling()
                        .withMeasures(GrowingList.plus(
                                state.handling().measures(),
                                new Measure(
                                        named(state, fact, e.flag()),
                                        e.measure(),
                                        e.occurredAt(),
                                        e.kind(),
                                        e.reviewAt(),
                                        e.text()))));
            case RecoveryStepRecorded e ->
                state.withHandling(state.handling()
                        .withSteps(GrowingList.plus(
                                state.handling().steps(),
                                new RecoveryStep(
                                        named(state, fact, e.flag()), e.occurredAt(), e.outcome(), e.text()))));
        };
    }

    private static RiskFeatures cleared(RiskFeatures state, Recorded<?> fact, RiskCleared e) {
        List<ManualFlag> left = new ArrayList<>(state.manual());
        manual(state, fact, e.flag()).ifPresent(left::remove);
        return state.withManual(left);
    }

    /** The flag raised by hand that a fact means: that of its own stream or, after a merge, another's. */
    private static Optional<ManualFlag> manual(RiskFeatures state, Recorded<?> fact, String flag) {
        return state.manual().stream()
                .filter(f -> f.flag().equals(flag))
                .min(Comparator.comparing(f -> !f.event().stream().equals(fact.stream())));
    }

    private static String named(RiskFeatures state, Recorded<?> fact, String flag) {
        return manual(state, fact, flag).map(ManualFlag::key).orElse(flag);
    }

    @Override
    public boolean isIndependent(RiskFeatures state, Recorded<? extends CustomerEvent> fact) {
        boolean ignored = switch (fact.event()) {
            case OrderPlaced e -> false;
            case OrderReturned e -> false;
            case SurveyResponded e -> false;
            case InteractionLogged e -> false;
            case FeedbackReceived e -> false;
            case CareDelivered e -> false;
            case CarePlanned e -> true;
            case CareCancelled e -> true;
            case ServiceEvent e -> false;
            case CommitmentEvent e -> false;
            case RiskEvent e -> false;
            case ConsentWithdrawn e -> false;
            case ConsentGranted e -> false;
            case PrivacyEvent e -> true;
            case CustomerClosed e -> false;
            case CustomerReopened e -> false;
            case CustomerMerged e -> false;
            case MergeUndone e -> false;
            case CustomerRegistered e -> true;
            case ExternalReferenceAdded e -> true;
            case ProfileChanged e -> true;
            case ContactPointAdded e -> true;
            case ContactPointRemoved e -> true;
            case CustomerClassified e -> true;
            case CustomerQualified e -> true;
            case OwnerAssigned e -> true;
            case CustomerAbsorbed e -> true;
            case AbsorptionUndone e -> true;
            case LoyaltyEvent e -> true;
        };
        return ignored && LIFECYCLE.isIndependent(state.lifecycle(), fact);
    }

    @Override
    public RiskRegister view(RiskFeatures state, Instant asOf, Reference reference) {
        RiskPolicy policy = reference.policies().risk();
        if (state.survivor() != null) {
            return new RiskRegister(List.of(), null, state.survivor(), policy.version());
        }
        List<Flag> flags = new ArrayList<>();
        for (Course course : Rules.courses(state, asOf, reference)) {
            if (course.at(asOf) > 0) {
                flags.add(flag(state, course, asOf, policy));
            }
        }
        for (ManualFlag manual : state.manual()) {
            flags.add(flag(state, manual, policy));
        }
        flags.sort(Comparator.<Flag>comparingInt(f -> -f.probability() * f.impact())
                .thenComparing(Flag::raisedAt)
                .thenComparing(Flag::flag));
        return new RiskRegister(List.copyOf(flags), indicators(state, asOf, reference), null, policy.version());
    }

    private static Flag flag(RiskFeatures state, Course course, Instant asOf, RiskPolicy policy) {
        Instant raisedAt = raisedAt(state, course, asOf);
        Assessment assessment = assessment(state, course.flag(), raisedAt);
        Value value = value(state, course, asOf, policy);
        return new Flag(
                course.flag(),
                course.rule(),
                null,
                value.probability(),
                value.impact(),
                value.severity(),
                assessment != null,
                assessment == null ? null : assessment.potentialLoss(),
                raisedAt,
                course.evidence(),
                policy.responses().get(course.rule()),
                chosen(state, course.flag(), raisedAt),
                measures(state, course.flag(), raisedAt),
                steps(state, course.flag(), raisedAt));
    }

    private static Instant raisedAt(RiskFeatures state, Course course, Instant asOf) {
        Instant raised = course.raisedAt(asOf);
        Instant standing = state.standingSince();
        return standing != null && standing.isAfter(raised) ? standing : raised;
    }

    private static Flag flag(RiskFeatures state, ManualFlag manual, RiskPolicy policy) {
        Assessment assessment = assessment(state, manual.key(), manual.raisedAt());
        Value value = value(state, manual, policy);
        Money loss = assessment == null ? manual.potentialLoss() : assessment.potentialLoss();
        return new Flag(
                manual.key(),
                null,
                manual.cause(),
                value.probability(),
                value.impact(),
                value.severity(),
                assessment != null,
                loss,
                manual.raisedAt(),
                List.of(manual.event()),
                null,
                chosen(state, manual.key(), manual.raisedAt()),
                measures(state, manual.key(), manual.raisedAt()),
                steps(state, manual.key(), manual.raisedAt()));
    }

    private static Value value(RiskFeatures state, Course course, Instant asOf, RiskPolicy policy) {
        Assessment assessment = assessment(state, course.flag(), raisedAt(state, course, asOf));
        int probability = assessment == null ? course.at(asOf) : assessment.probability();
        int impact = assessment == null ? impact(state, asOf, policy.impact()) : assessment.impact();
        return new Value(course.rule(), probability, impact, policy.severityOf(probability, impact));
    }

    private static Value value(RiskFeatures state, ManualFlag manual, RiskPolicy policy) {
        Assessment assessment = assessment(state, manual.key(), manual.raisedAt());
        int probability = assessment == null ? manual.probability() : assessment.probability();
        int impact = assessment == null ? manual.impact() : assessment.impact();
        return new Value(null, probability, impact, policy.severityOf(probability, impact));
    }

    /** The latest assessment of a flag since it was raised. */
    private static @Nullable Assessment assessment(RiskFeatures state, String flag, Instant raisedAt) {
        return state.handling().assessments().reversed().stream()
                .filter(a -> a.flag().equals(flag) && !a.at().isBefore(raisedAt))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable RiskResponse chosen(RiskFeatures state, String flag, Instant raisedAt) {
        return state.handling().responses().reversed().stream()
                .filter(r -> r.flag().equals(flag) && !r.at().isBefore(raisedAt))
                .map(Response::response)
                .findFirst()
                .orElse(null);
    }

    private static List<Measure> measures(RiskFeatures state, String flag, Instant raisedAt) {
        return state.handling().measures().stream()
                .filter(m -> m.flag().equals(flag) && !m.at().isBefore(raisedAt))
                .toList();
    }

    private static List<RecoveryStep> steps(RiskFeatures state, String flag, Instant raisedAt) {
        return state.handling().steps().stream()
                .filter(s -> s.flag().equals(flag) && !s.at().isBefore(raisedAt))
                .toList();
    }

    private static int impact(RiskFeatures state, Instant asOf, Impact policy) {
        return policy.of(revenue(state, asOf, policy));
    }

    private static BigDecimal revenue(RiskFeatures state, Instant asOf, Impact policy) {
        return NetRevenue.within(state.purchases(), state.returns(), Micros.of(asOf), policy.window());
    }

    private static Indicators indicators(RiskFeatures state, Instant asOf, Reference reference) {
        return new Indicators(
                cadence(LIFECYCLE.view(state.lifecycle(), asOf, reference), asOf),
                satisfaction(state.answers()),
                engagement(state.contacts(), asOf),
                Rules.alive(state, reference).map(a -> a.at(asOf)).orElse(null),
                revenue(state, asOf, reference.policies().risk().impact()));
    }

    private static Cadence cadence(LifecycleStatus status, Instant asOf) {
        Instant last = status.lastOrderAt();
        Duration usual = status.cadence();
        if (last == null || usual == null) {
            return new Cadence(Trend.UNKNOWN, null, null);
        }
        Duration silence = Duration.between(last, asOf);
        return new Cadence(silence.compareTo(usual) > 0 ? Trend.FALLING : Trend.STEADY, silence, usual);
    }

    private static Satisfaction satisfaction(List<Answer> answers) {
        List<Double> scores = answers.stream()
                .map(RiskProjection::score)
                .flatMap(Optional::stream)
                .toList();
        if (scores.isEmpty()) {
            return new Satisfaction(Trend.UNKNOWN, null, null);
        }
        double latest = scores.getLast();
        if (scores.size() == 1) {
            return new Satisfaction(Trend.UNKNOWN, latest, null);
        }
        double sum = 0;
        for (double score : scores.subList(0, scores.size() - 1)) {
            sum += score;
        }
        double before = sum / (scores.size() - 1);
        return new Satisfaction(latest < before ? Trend.FALLING : Trend.STEADY, latest, before);
    }

    /** CSAT and NPS of an answer, from 0 to 100. */
    private static Optional<Double> score(Answer answer) {
        Double csat = answer.csat();
        Integer nps = answer.nps();
        if (csat != null && nps != null) {
            return Optional.of(((csat - 1) * 25 + nps * 10) / 2);
        }
        return csat != null
                ? Optional.of((csat - 1) * 25)
                : Optional.ofNullable(nps).map(n -> n * 10.0);
    }

    private static Engagement engagement(List<Mark> contacts, Instant asOf) {
        Instant middle = asOf.minus(TREND);
        Instant start = middle.minus(TREND);
        int latest = (int) contacts.stream().filter(c -> c.at().isAfter(middle)).count();
        int before = (int) contacts.stream()
                .filter(c -> c.at().isAfter(start) && !c.at().isAfter(middle))
                .count();
        Trend trend = latest == 0 && before == 0 ? Trend.UNKNOWN : latest < before ? Trend.FALLING : Trend.STEADY;
        return new Engagement(trend, latest, before);
    }

    @Override
    public Map<String, Value> discrete(RiskFeatures state, Instant asOf, Reference reference) {
        if (state.survivor() != null) {
            return Map.of();
        }
        RiskPolicy policy = reference.policies().risk();
        Map<String, Value> values = new LinkedHashMap<>();
        for (Course course : Rules.courses(state, asOf, reference)) {
            if (course.at(asOf) > 0) {
                values.put(course.flag(), value(state, course, asOf, policy));
            }
        }
        for (ManualFlag manual : state.manual()) {
            values.put(manual.key(), value(state, manual, policy));
        }
        return values;
    }

    @Override
    public Optional<Instant> nextChange(RiskFeatures state, Instant after, ReferenceTimeline timeline) {
        return nextChange(state, after, Instant.MAX, timeline);
    }

    @Override
    public Optional<Instant> nextChange(RiskFeatures state, Instant after, Instant until, ReferenceTimeline timeline) {
        if (state.survivor() != null) {
            return Optional.empty();
        }
        Reference reference = timeline.at(after);
        Optional<Instant> next = timeline.nextChange(after, POLICIES, goesByFits());
        boolean anyImpact = false;
        for (Course course : Rules.courses(state, after, reference)) {
            next = Micros.earlier(next, course.nextChange(after));
            anyImpact |= course.at(after) > 0;
        }
        return anyImpact
                ? Micros.earlier(
                        next,
                        nextImpact(
                                state, after, until, reference.policies().risk().impact()))
                : next;
    }

    /**
     * When so much turnover has left the window that the impact is another.
     *
     * @param until changes after it need not be found
     */
    private static Optional<Instant> nextImpact(RiskFeatures state, Instant after, Instant until, Impact policy) {
        int now = impact(state, after, policy);
        return Stream.concat(
                        leaving(state.purchases(), after, until, policy),
                        leaving(state.returns(), after, until, policy))
                .sorted()
                .filter(at -> impact(state, at, policy) != now)
                .findFirst();
    }

    private static Stream<Instant> leaving(List<Turnover> turnovers, Instant after, Instant until, Impact policy) {
        int first = NetRevenue.firstWithin(turnovers, Micros.of(after), policy.window());
        return turnovers.subList(first, turnovers.size()).stream()
                .map(t -> t.at().plus(policy.window()))
                .takeWhile(at -> !at.isAfter(until));
    }
}
