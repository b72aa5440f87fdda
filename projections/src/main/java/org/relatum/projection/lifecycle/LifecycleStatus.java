package org.relatum.projection.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;

/**
 * Where a relationship stands at an instant, and why.
 *
 * @param stage the stage
 * @param recovered whether an ACTIVE customer is marked as one that had been lost
 * @param rule the rule that decided
 * @param evidence the events that the rule rests on
 * @param orders number of orders so far
 * @param lastOrderAt when the latest order was placed
 * @param cadence usual time between orders: the own median, or the policy's common figure
 * @param atRiskAfter length of silence that must be exceeded for AT_RISK
 * @param lostAfter length of silence that must be exceeded for LOST
 * @param survivor for a merged customer, the one it lives on in
 * @param policyVersion version of the lifecycle policy in force
 */
public record LifecycleStatus(
        Stage stage,
        boolean recovered,
        Rule rule,
        List<EventRef> evidence,
        int orders,
        @Nullable Instant lastOrderAt,
        @Nullable Duration cadence,
        @Nullable Duration atRiskAfter,
        @Nullable Duration lostAfter,
        @Nullable UUID survivor,
        int policyVersion) {

    /** The discrete outputs, of which the history is kept. */
    public record Value(Stage stage, boolean recovered) {}

    /** The rules that decide a stage. */
    public enum Rule {
        /** Known, and nothing else decides. */
        KNOWN,
        /** Qualified as a target, never bought. */
        QUALIFIED,
        /** The last order is no longer ago than the customer's cadence allows. */
        ORDERED_WITHIN_CADENCE,
        /** Silent for longer than the policy's minimum and its factor times the cadence. */
        SILENT_BEYOND_AT_RISK,
        /** Silent for longer than the threshold of a lost customer. */
        SILENT_BEYOND_LOST,
        /** The relationship was ended. */
        CLOSED,
        /** Merged into another customer. */
        MERGED
    }
}
