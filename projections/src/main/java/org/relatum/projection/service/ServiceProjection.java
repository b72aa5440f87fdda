package org.relatum.projection.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent;
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
import org.relatum.events.PolicyKind;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.ServiceEvent.RootCauseRecorded;
import org.relatum.projection.core.Keys;
import org.relatum.projection.core.Projection;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.service.CaseDesk.Sla;
import org.relatum.projection.service.CaseDesk.Standing;
import org.relatum.projection.service.CaseDesk.Value;
import org.relatum.projection.service.ServiceFeatures.Mark;
import org.relatum.projection.service.ServiceFeatures.Run;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.ServiceFeatures.SeverityFrom;
import org.relatum.projection.service.ServiceFeatures.State;
import org.relatum.projection.service.ServiceFeatures.Subject;

/** The case desk. A merged customer has no cases: they live on in its survivor. */
public final class ServiceProjection implements Projection<ServiceFeatures, CaseDesk, Value> {
    @Override
    public String name() {
        return "cases";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<PolicyKind> policies() {
        return Set.of(PolicyKind.SLA);
    }

    @Override
    public ServiceFeatures initial() {
        return ServiceFeatures.NONE;
    }

    @Override
    public ServiceFeatures fold(ServiceFeatures state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case ServiceEvent e -> folded(state, fact, e);
            case CustomerMerged e -> state.withSurvivor(e.survivor());
            case MergeUndone e -> state.withSurvivor(null);
            case CustomerRegistered e -> state;
            case ExternalReferenceAdded e -> state;
            case ProfileChanged e -> state;
            case ContactPointAdded e -> state;
            case ContactPointRemoved e -> state;
            case CustomerClassified e -> state;
            case CustomerQualified e -> state;
            case OwnerAssigned e -> state;
            case CustomerAbsorbed e -> state;
            case AbsorptionUndone e -> state;
            case CustomerClosed e -> state;
            case CustomerReopened e -> state;
            case InteractionEvent e -> state;
            case SalesEvent e -> state;
            case CommitmentEvent e -> state;
            case SatisfactionEvent e -> state;
            case LoyaltyEvent e -> state;
            case RiskEvent e -> state;
            case PrivacyEvent e -> state;
        };
    }

    private static ServiceFeatures folded(ServiceFeatures state, Recorded<?> fact, ServiceEvent event) {
        Mark mark = new Mark(fact.occurredAt(), fact.ref());
        return switch (event) {
            case CaseOpened e -> opened(state, fact, e, mark);
            case CaseAssigned e ->
                changed(state, fact, e.caseId(), c -> c.assigned(e.assignee(), e.department(), mark));
            case CaseResponded e -> changed(state, fact, e.caseId(), c -> c.answered(mark));
            case CasePaused e -> changed(state, fact, e.caseId(), c -> c.stopped(State.WAITING, mark));
            case CaseResumed e -> changed(state, fact, e.caseId(), c -> c.started(false, mark));
            case CaseEscalated e -> changed(state, fact, e.caseId(), c -> c.escalated(e.severity(), mark));
            case CaseResolved e -> changed(state, fact, e.caseId(), c -> c.stopped(State.RESOLVED, mark));
            case CaseReopened e -> changed(state, fact, e.caseId(), c -> c.started(true, mark));
            case CaseClosed e -> changed(state, fact, e.caseId(), c -> c.stopped(State.CLOSED, mark));
            case RootCauseRecorded e -> changed(state, fact, e.caseId(), c -> c.explained(e.cause(), mark));
            case ArticleLinked e -> changed(state, fact, e.caseId(), c -> c.linked(e.article(), mark));
        };
    }

    private static ServiceFeatures opened(ServiceFeatures state, Recorded<?> fact, CaseOpened e, Mark mark) {
        List<ServiceCase> cases = new ArrayList<>(state.cases());
        cases.add(new ServiceCase(
                Keys.unused(e.caseId(), fact, cases, ServiceCase::key),
                e.caseId(),
                new Subject(e.kind(), e.category(), e.channel(), e.order(), e.product(), e.description()),
                mark,
                List.of(new SeverityFrom(mark.at(), e.severity())),
                State.OPEN,
                List.of(new Run(mark.at(), null)),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                0,
                mark));
        return state.withCases(cases);
    }

    private static ServiceFeatures changed(
            ServiceFeatures state, Recorded<?> fact, String id, UnaryOperator<ServiceCase> change) {
        return state.withCases(
                Keys.change(state.cases(), fact, c -> c.caseId().equals(id), c -> c.opened().event().stream(), change));
    }

    @Override
    public boolean isIndependent(ServiceFeatures state, Recorded<? extends CustomerEvent> fact) {
        return switch (fact.event()) {
            case ServiceEvent e -> false;
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
            case CustomerClosed e -> true;
            case CustomerReopened e -> true;
            case InteractionEvent e -> true;
            case SalesEvent e -> true;
            case CommitmentEvent e -> true;
            case SatisfactionEvent e -> true;
            case LoyaltyEvent e -> true;
            case RiskEvent e -> true;
            case PrivacyEvent e -> true;
        };
    }

    @Override
    public CaseDesk view(ServiceFeatures state, Instant asOf, Reference reference) {
        int version = reference.policies().sla().version();
        if (state.survivor() != null) {
            return new CaseDesk(List.of(), state.survivor(), version);
        }
        SlaClock clock = new SlaClock(reference);
        return new CaseDesk(
                state.cases().stream()
                        .map(c -> new Standing(c, sla(clock, c, asOf), clock, asOf))
                        .toList(),
                null,
                version);
    }

    private static Sla sla(SlaClock clock, ServiceCase c, Instant asOf) {
        if (isPast(clock.resolutionBreach(c, asOf), asOf)) {
            return Sla.RESOLUTION_BREACHED;
        }
        if (isPast(clock.responseBreach(c, asOf), asOf)) {
            return Sla.RESPONSE_BREACHED;
        }
        return c.unresolved() ? Sla.ON_TIME : Sla.MET;
    }

    private static boolean isPast(Optional<Instant> breach, Instant asOf) {
        return breach.isPresent() && !breach.get().isAfter(asOf);
    }

    @Override
    public Map<String, Value> discrete(ServiceFeatures state, Instant asOf, Reference reference) {
        if (state.survivor() != null || state.cases().isEmpty()) {
            return Map.of();
        }
        SlaClock clock = new SlaClock(reference);
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(state.cases().size());
        for (ServiceCase c : state.cases()) {
            values.put(
                    c.key(),
                    new Value(
                            c.state(),
                            sla(clock, c, asOf),
                            c.subject().kind(),
                            c.severity(),
                            c.subject().category(),
                            c.assignee()));
        }
        return values;
    }

    @Override
    public Optional<Instant> nextChange(ServiceFeatures state, Instant after, ReferenceTimeline timeline) {
        Instant next = null;
        if (state.survivor() == null && state.cases().stream().anyMatch(ServiceCase::unresolved)) {
            next = timeline.nextChange(after, policies(), goesByFits()).orElse(null);
            SlaClock clock = new SlaClock(timeline.at(after));
            for (ServiceCase c : state.cases()) {
                if (c.unresolved()) {
                    next = earlier(next, clock.responseBreach(c, after), after);
                    next = earlier(next, clock.resolutionBreach(c, after), after);
                }
            }
        }
        return Optional.ofNullable(next);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, Optional<Instant> other, Instant after) {
        return other.isEmpty()
                        || !other.get().isAfter(after)
                        || (one != null && !other.get().isBefore(one))
                ? one
                : other.get();
    }
}
