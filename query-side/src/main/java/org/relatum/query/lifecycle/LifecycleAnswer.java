package org.relatum.query.lifecycle;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Rule;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.lifecycle.Stage.Phase;

/** Where a relationship stands, since when and why. */
@Schema(name = "Lifecycle", description = "Where a relationship stands at asOf, going by what was recorded at knownAt")
public record LifecycleAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,
        Stage stage,

        @Schema(description = "Active again after having been lost")
        boolean recovered,

        @Schema(description = "What the company's effort is about")
        Phase phase,

        @Schema(description = "When the current run of the stage began")
        Instant since,

        @Schema(description = "The rule that decided the stage")
        Rule rule,

        @Schema(description = "The events that the rule rests on")
        List<EventRef> evidence,

        @Schema(description = "Orders so far", example = "4")
        int orders,

        @Nullable Instant lastOrderAt,

        @Schema(description = "Time since the last order, ISO 8601, a day is 86,400 seconds", example = "P12DT4H")
        @Nullable
        String silence,

        @Nullable Thresholds thresholds,

        @Schema(description = "What changes next by time alone; null: nothing") @Nullable
        NextChange nextChange,

        @Schema(
                description = "How long each stage lasted in all until asOf, ISO 8601",
                example = "{\"PROSPECT\":\"P3D\",\"ACTIVE\":\"P41DT3H\"}")
        Map<Stage, String> dwellTimes,

        @Schema(description = "All stages from the first fact to asOf, ascending and without gap")
        List<Span> history,

        @Schema(description = "Version of the lifecycle policy in force at asOf; 0 is what the product ships with")
        int policyVersion,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor) {

    /**
     * The lengths of silence that decide, measured against the usual time between orders.
     *
     * @param cadence usual time between orders
     */
    @Schema(name = "LifecycleThresholds", description = "ISO 8601 durations; a day is 86,400 seconds")
    public record Thresholds(
            @Schema(description = "Usual time between orders: the own median, or the policy's figure", example = "P30D")
            String cadence,

            @Schema(description = "At risk when the silence is longer", example = "P60D")
            String atRiskAfter,

            @Schema(description = "Lost when the silence is longer", example = "P180D")
            String lostAfter) {}

    /** A change by time alone, if nothing happens until then. */
    @Schema(name = "LifecycleChange")
    public record NextChange(
            @Schema(description = "The exact instant from which it is so")
            Instant at,

            Stage stage,
            boolean recovered) {
        public static @Nullable NextChange of(Standing.@Nullable Next<Value> next) {
            if (next == null) {
                return null;
            }
            Value value = StageHistory.value(next.values());
            return new NextChange(next.at(), value.stage(), value.recovered());
        }
    }

    /** What was so from an instant (inclusive) to another (exclusive). */
    @Schema(
            name = "LifecycleInterval",
            description = "Half-open: from inclusive, to exclusive; to is null in the last one")
    public record Span(
            Instant from,
            @Nullable Instant to,
            Stage stage,
            boolean recovered,

            @Schema(description = "Since when this has been known")
            Instant recordedFrom) {}

    /** What a read model says, as it is answered. */
    public static LifecycleAnswer of(Standing<LifecycleStatus, Value> standing) {
        LifecycleStatus status = standing.view();
        Instant lastOrderAt = status.lastOrderAt();
        Map<Stage, String> dwellTimes = new LinkedHashMap<>();
        StageHistory.dwellTimes(standing.history(), standing.asOf())
                .forEach((stage, time) -> dwellTimes.put(stage, IsoDuration.of(time)));
        return new LifecycleAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                status.stage(),
                status.recovered(),
                status.stage().phase(),
                StageHistory.since(standing.history()),
                status.rule(),
                status.evidence(),
                status.orders(),
                lastOrderAt,
                lastOrderAt == null ? null : IsoDuration.of(Duration.between(lastOrderAt, standing.asOf())),
                thresholds(status),
                NextChange.of(standing.next()),
                dwellTimes,
                standing.history().stream()
                        .map(i -> new Span(
                                i.validFrom(),
                                i.validTo(),
                                i.value().stage(),
                                i.value().recovered(),
                                i.recordedFrom()))
                        .toList(),
                status.policyVersion(),
                status.survivor());
    }

    static @Nullable Thresholds thresholds(LifecycleStatus status) {
        Duration cadence = status.cadence();
        Duration atRiskAfter = status.atRiskAfter();
        Duration lostAfter = status.lostAfter();
        return cadence == null || atRiskAfter == null || lostAfter == null
                ? null
                : new Thresholds(IsoDuration.of(cadence), IsoDuration.of(atRiskAfter), IsoDuration.of(lostAfter));
    }
}
