package org.relatum.command.performance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.GroupScore;
import org.relatum.events.KpiFigure;

/** Where the figures of a scorecard come from. */
@FunctionalInterface
public interface ScorecardFigures {

    /** Where there are no read models. */
    ScorecardFigures NONE = (scorecard, knownAt) -> new Refused(Refusal.of(
            RefusalCode.STORE_UNAVAILABLE, "There are no key figures here; ask where there are read models"));

    /**
     * The figures of a scorecard at the end of its period.
     *
     * @param knownAt only what was recorded by then; null: all that is known
     */
    Answer of(Scope scorecard, @Nullable Instant knownAt);

    /** What became of the question. */
    sealed interface Answer {}

    /** Figures are not asked for, or can't be had. */
    record Refused(Refusal refusal) implements Answer {}

    /**
     * The figures; each component as in {@link org.relatum.events.PerformanceEvent.PeriodEvaluated}.
     */
    record Figures(
            Instant asOf,
            Instant knownAt,
            long position,
            int policyVersion,
            List<KpiFigure> figures,
            List<GroupScore> groups,
            @Nullable Double composite,
            @Nullable String grade)
            implements Answer {
        public Figures {
            figures = List.copyOf(figures);
            groups = List.copyOf(groups);
        }
    }
}
