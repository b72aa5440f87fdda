package org.relatum.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the context <em>performance</em> about one scorecard: the key figures of a period, of the whole company or of one part of
 * it. The stream is the scorecard.
 */
public sealed interface PerformanceEvent extends DomainEvent {

    /** The period, for example {@code 2026}, {@code 2026-Q1}, {@code 2026-03} or {@code 2026-03-14}. */
    String period();

    /** Whose scorecard it is. */
    KpiDimension dimension();

    /** Which part of the company; absent for the whole. */
    @Nullable
    String member();

    /**
     * It was stated what is expected. What was stated before for the same scorecard no longer counts; what is not stated is as for a
     * longer period, or the whole company, or as the policy says.
     *
     * @param period the period, for example {@code 2026-Q1}
     * @param dimension whose scorecard it is
     * @param member which part of the company; absent for the whole
     * @param kpis targets and weights of key figures; the weights stated for a group add up to 1
     * @param groups weights of the groups, which add up to 1; empty when they are not stated
     * @param method how the weights were found, for example by pairwise comparison
     */
    record TargetsSet(
            Instant occurredAt,
            String period,
            KpiDimension dimension,
            @Nullable String member,
            List<KpiGoal> kpis,
            List<GroupWeight> groups,
            @Nullable String method)
            implements PerformanceEvent {
        public TargetsSet {
            kpis = List.copyOf(kpis);
            groups = List.copyOf(groups);
        }
    }

    /**
     * Somebody judged in words what the figures don't say.
     *
     * @param period the period, for example {@code 2026-Q1}
     * @param dimension whose scorecard it is
     * @param member which part of the company; absent for the whole
     * @param kpi the key figure it is about; absent: the group, or the whole
     * @param group the group it is about
     * @param reviewer the member of staff who judged
     * @param text the judgement, in free text; personal data of the member of staff whose scorecard it is, of others the scorecard's own
     */
    record ReviewRecorded(
            Instant occurredAt,
            String period,
            KpiDimension dimension,
            @Nullable String member,
            @Nullable String kpi,
            @Nullable String group,
            String reviewer,
            Personal text)
            implements PerformanceEvent {}

    /**
     * A period that is over was evaluated: these are the figures that were published. Facts that are recorded later change what the
     * scorecard shows, never this.
     *
     * @param period the period, for example {@code 2026-Q1}
     * @param dimension whose scorecard it is
     * @param member which part of the company; absent for the whole
     * @param asOf the instant the figures are for
     * @param knownAt only what was recorded by then is in them
     * @param position position in the log up to which it was read
     * @param policyVersion version of the definitions of the key figures
     * @param figures the key figures, in the order of the definitions
     * @param groups the groups
     * @param composite the score of the whole, from 0 to 100; absent when nothing had one
     * @param grade the grade of the whole
     */
    record PeriodEvaluated(
            Instant occurredAt,
            String period,
            KpiDimension dimension,
            @Nullable String member,
            Instant asOf,
            Instant knownAt,
            long position,
            int policyVersion,
            List<KpiFigure> figures,
            List<GroupScore> groups,
            @Nullable Double composite,
            @Nullable String grade)
            implements PerformanceEvent {
        public PeriodEvaluated {
            figures = List.copyOf(figures);
            groups = List.copyOf(groups);
        }
    }
}
