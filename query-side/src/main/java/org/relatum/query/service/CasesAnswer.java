package org.relatum.query.service;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.EventRef;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.service.CaseDesk;
import org.relatum.projection.service.CaseDesk.Sla;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.ServiceFeatures.State;
import org.relatum.projection.service.SlaClock;
import org.relatum.query.lifecycle.IsoDuration;
import org.relatum.query.personal.Revealed;
import org.relatum.query.standing.Values;
import org.relatum.query.standing.Values.Next;
import org.relatum.query.standing.Values.Span;

/** The cases of a customer. */
@Schema(name = "Cases", description = "Cases with their clock at asOf, going by what was recorded at knownAt")
public record CasesAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,
        List<Case> cases,

        @Schema(description = "What changes next by time alone; null: nothing") @Nullable
        Next nextChange,

        @Schema(description = "Where each case stood, ascending")
        List<Span> history,

        @Schema(description = "Version of the SLA policy in force at asOf")
        int policyVersion,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        @Schema(description = "Paths of personal fields that were recorded and erased since")
        List<String> erased) {

    /** A case. */
    @Schema(name = "Case")
    public record Case(
            @Schema(description = "Names the case in the history", example = "late-parcel")
            String key,

            @Schema(example = "late-parcel") String caseId,
            State state,
            Sla sla,
            CaseKind kind,
            @Schema(example = "delivery") String category,
            CaseSeverity severity,
            @Nullable String channel,
            @Nullable String order,
            @Nullable UUID product,
            @Nullable String description,
            Instant openedAt,
            @Nullable String assignee,
            @Nullable String department,
            @Nullable String rootCause,
            List<UUID> articles,

            @Schema(description = "How often it was opened again", example = "0")
            int reopened,

            Target response,
            Target resolution,
            List<EventRef> evidence) {}

    /** How a case stands with one of its targets. */
    @Schema(name = "CaseTarget", description = "Durations are ISO 8601; a day is 86,400 seconds")
    public record Target(
            @Schema(description = "Time of the clock within which it was to be done", example = "PT4H")
            String limit,

            @Schema(description = "What the clock shows: business hours without those of waiting", example = "PT1H30M")
            String used,

            @Schema(description = "Time that has gone by since the case was opened, in all", example = "P1DT2H")
            String wall,

            @Schema(description = "When it was done; null: it is not") @Nullable
            Instant doneAt,

            @Schema(description = "When it is or was late, if nothing happens before; null: as things stand, never")
            @Nullable
            Instant breachAt,

            boolean breached) {

        static Target of(SlaClock.Standing target, Instant openedAt, Instant asOf) {
            Instant doneAt = target.doneAt();
            return new Target(
                    IsoDuration.of(target.limit()),
                    IsoDuration.of(target.used()),
                    IsoDuration.of(Duration.between(openedAt, doneAt == null ? asOf : doneAt)),
                    doneAt,
                    target.breachAt(),
                    target.breached());
        }
    }

    /** What a read model says, as it is answered. */
    public static CasesAnswer of(Standing<CaseDesk, CaseDesk.Value> standing, Revealed revealed) {
        CaseDesk desk = standing.view();
        List<Case> cases = new ArrayList<>();
        for (CaseDesk.Standing s : desk.cases()) {
            ServiceCase c = s.serviceCase();
            Instant openedAt = c.opened().at();
            cases.add(new Case(
                    c.key(),
                    c.caseId(),
                    c.state(),
                    s.sla(),
                    c.subject().kind(),
                    c.subject().category(),
                    c.severity(),
                    c.subject().channel(),
                    c.subject().order(),
                    c.subject().product(),
                    revealed.text(
                            "cases." + cases.size() + ".description",
                            c.subject().description()),
                    openedAt,
                    c.assignee(),
                    c.department(),
                    c.rootCause(),
                    c.articles(),
                    c.reopened(),
                    Target.of(s.response(), openedAt, standing.asOf()),
                    Target.of(s.resolution(), openedAt, standing.asOf()),
                    c.opened().equals(c.last())
                            ? List.of(c.opened().event())
                            : List.of(c.opened().event(), c.last().event())));
        }
        return new CasesAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                cases,
                Values.next(ReadModels.CASES, standing),
                Values.history(ReadModels.CASES, standing.history()),
                desk.policyVersion(),
                desk.survivor(),
                revealed.erased());
    }
}
