package org.relatum.command.satisfaction;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.ImprovementCommand;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.performance.Scope;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.Personal;
import org.relatum.events.policy.KpiPolicy;

/** The rules of improvements. */
public final class ImprovementDecider {
    private ImprovementDecider() {}

    /**
     * What happens when this is asked of an improvement in this state. That its customer exists was seen to.
     *
     * @param improvement whose stream it is
     * @param survey the survey that the command names
     * @param kpis the definitions of key figures in force
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<ImprovementEvent> decide(
            Improvement state,
            ImprovementCommand command,
            UUID improvement,
            Survey survey,
            KpiPolicy kpis,
            Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case OpenImprovement c -> {
                if (state.openedAt() != null) {
                    throw Refusal.of(
                                    RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                    "An improvement was begun with this key, from another body")
                            .asException();
                }
                if (c.survey() != null) {
                    requireAsked(survey, c.factor());
                }
                Scope scorecard = scorecard(c, kpis);
                if (c.dueAt().isBefore(at)) {
                    throw Refusal.invalid("dueAt", "too-early", "must not lie before occurredAt")
                            .asException();
                }
                yield List.of(new ImprovementOpened(
                        at,
                        c.customer(),
                        c.survey(),
                        c.factor(),
                        c.owner(),
                        Personal.clear(Objects.requireNonNullElse(c.customer(), improvement), c.text()),
                        c.dueAt(),
                        c.kpi(),
                        c.period(),
                        scorecard == null ? null : scorecard.dimension(),
                        c.member()));
            }
            case CloseImprovement c -> {
                Instant openedAt = state.openedAt();
                if (openedAt == null) {
                    throw Refusal.of(RefusalCode.IMPROVEMENT_NOT_FOUND, "No improvement with this id was begun")
                            .asException();
                }
                if (state.closed()) {
                    throw Refusal.of(RefusalCode.IMPROVEMENT_ALREADY_CLOSED, "The improvement has ended already")
                            .asException();
                }
                OccurredAt.requireOrder(at, openedAt, "The improvement was closed before it was begun");
                yield List.of(new ImprovementClosed(
                        at,
                        c.outcome(),
                        c.note() == null
                                ? null
                                : Personal.clear(Objects.requireNonNullElse(state.customer(), improvement), c.note())));
            }
        };
    }

    /** The scorecard that led to it, if one did. */
    private static @Nullable Scope scorecard(OpenImprovement c, KpiPolicy kpis) {
        if (c.kpi() == null) {
            requireAbsent("period", c.period());
            requireAbsent("dimension", c.dimension());
            requireAbsent("member", c.member());
            return null;
        }
        if (c.period() == null) {
            throw Refusal.invalid("period", "required", "is required where a key figure is named")
                    .asException();
        }
        Scope scorecard = Scope.of(c.period(), c.dimension(), c.member());
        Scope.requireKpi(kpis, c.kpi());
        return scorecard;
    }

    private static void requireAbsent(String field, @Nullable Object value) {
        if (value != null) {
            throw Refusal.invalid(field, "not-allowed", "is only stated with a key figure")
                    .asException();
        }
    }

    private static void requireAsked(Survey survey, @Nullable String factor) {
        if (!survey.isPublished()) {
            throw Refusal.of(RefusalCode.SURVEY_NOT_FOUND, "No survey with this id was published")
                    .asException();
        }
        if (factor != null && !survey.factors().contains(factor)) {
            throw Refusal.invalid("factor", "not-asked", "is not asked by the survey")
                    .asException();
        }
    }
}
