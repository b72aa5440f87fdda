package org.relatum.command.language;

import static org.relatum.command.language.Absent.asEmpty;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiGroup;

/** Commands of the context <em>performance</em> to one scorecard: the key figures of a period, of the company or of a part of it. */
public sealed interface PerformanceCommand extends Command {

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /** The period, for example {@code 2026-Q1}. */
    String period();

    /** Whose scorecard it is; the company's when null. */
    @Nullable
    KpiDimension dimension();

    /** Which part of the company; null for the whole. */
    @Nullable
    String member();

    /**
     * States what is expected, in place of everything that was stated for the scorecard before.
     *
     * @param kpis targets and weights of key figures; the weights stated for a group add up to 1
     * @param groups weights of groups, which add up to 1
     * @param method how the weights were found
     */
    record SetTargets(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 10) String period,
            @Nullable KpiDimension dimension,
            @Text(max = 100) @Nullable String member,
            @Size(max = 200) List<@Valid @NotNull KpiGoalInput> kpis,
            @Size(max = 5) List<@Valid @NotNull GroupWeightInput> groups,
            @Text(max = 500) @Nullable String method)
            implements PerformanceCommand {
        public SetTargets {
            kpis = asEmpty(kpis);
            groups = asEmpty(groups);
        }
    }

    /**
     * Records a judgement in words, of the whole, of a group or of a key figure.
     *
     * @param reviewer the member of staff who judged
     */
    record RecordReview(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 10) String period,
            @Nullable KpiDimension dimension,
            @Text(max = 100) @Nullable String member,
            @Text(max = 40) @Nullable String kpi,
            @Nullable KpiGroup group,
            @NotNull @Text(max = 100) String reviewer,
            @NotNull @Text(max = 5000) String text)
            implements PerformanceCommand {}

    /**
     * Evaluates a period that is over: records its figures as they are.
     *
     * @param knownAt only what was recorded by then; all that is known when absent
     */
    record EvaluatePeriod(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 10) String period,
            @Nullable KpiDimension dimension,
            @Text(max = 100) @Nullable String member,
            @Moment @Nullable Instant knownAt)
            implements PerformanceCommand {}
}
