package org.relatum.query.lifecycle;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.query.lifecycle.LifecycleAnswer.NextChange;
import org.relatum.query.lifecycle.LifecycleAnswer.Thresholds;

/** How the lifecycle of a customer came to be, step by step. */
@Schema(name = "LifecycleExplanation")
public record ExplainAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,
        @Schema(description = "What the steps add up to") Value result,
        @Schema(description = "The result in words") String summary,
        @Nullable NextChange nextChange,
        @Schema(description = "The policy in force at asOf") Policy policy,

        @Schema(description = "Facts in the order in which they are folded and, between them, what time alone changed")
        List<Step> steps,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** The discrete part of the lifecycle. */
    @Schema(name = "LifecycleValue")
    public record Value(Stage stage, boolean recovered) {}

    /** What makes a step. */
    public enum Cause {
        /** Something that was recorded. */
        FACT,
        /** Nothing happened for long enough. */
        TIME
    }

    /** One step. */
    @Schema(name = "LifecycleStep")
    public record Step(
            @Schema(description = "Number of the step, from 1", example = "3")
            int number,

            @Schema(description = "When it happened in the world")
            Instant at,

            Cause cause,

            @Schema(description = "The event; null when time alone made the step") @Nullable
            Event event,

            @Schema(description = "What was so before; null at the first step") @Nullable
            Value before,

            Value after,

            @Schema(description = "Whether stage or mark changed")
            boolean changed,

            @Schema(description = "Orders that count so far", example = "2")
            int orders,

            @Schema(description = "What holds after the step; null before the first order") @Nullable
            Thresholds thresholds,

            @Schema(
                    description = "The step in words",
                    example = "No order for more than 60 days since 2026-01-10T00:00:00Z: AT_RISK.")
            String sentence) {}

    /** The event of a step. */
    @Schema(name = "LifecycleStepEvent")
    public record Event(
            UUID stream,
            long sequence,
            long position,
            @Schema(example = "order.placed") String type,
            Instant recordedAt) {}

    /** A lifecycle policy. */
    @Schema(name = "LifecyclePolicy")
    public record Policy(
            int version,
            Limit atRisk,
            Limit lost,

            @Schema(description = "Orders from which the own median counts", example = "3")
            int medianFromOrders,

            @Schema(description = "Cadence of a customer with fewer orders", example = "P90D")
            String defaultCadence,

            @Schema(description = "How long a customer that had been lost is marked as recovered", example = "P180D")
            String recoveredMark) {

        static Policy of(LifecyclePolicy policy) {
            return new Policy(
                    policy.version(),
                    Limit.of(policy.atRisk()),
                    Limit.of(policy.lost()),
                    policy.medianFromOrders(),
                    IsoDuration.of(policy.defaultCadence()),
                    IsoDuration.of(policy.recoveredMark()));
        }
    }

    /** A limit of silence. */
    @Schema(name = "SilenceLimit", description = "Crossed when the silence is longer than both")
    public record Limit(
            @Schema(example = "P60D") String minimumSilence,

            @Schema(description = "Multiple of the cadence", example = "2.0")
            double cadenceFactor) {
        static Limit of(LifecyclePolicy.Threshold threshold) {
            return new Limit(IsoDuration.of(threshold.minimumSilence()), threshold.cadenceFactor());
        }
    }
}
