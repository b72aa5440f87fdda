package org.relatum.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the context <em>risk</em>: flags raised by hand, and how the company answers a flag. A flag that a rule raises is no
 * fact, it follows from others; its name is the rule's, with {@code :} and the case or commitment it is about where it is about one.
 */
public sealed interface RiskEvent extends CustomerEvent {

    /**
     * Somebody saw a danger for the relationship that no rule sees.
     *
     * @param flag the flag's identifier within the customer; never the name of a rule
     * @param cause where the danger comes from
     * @param probability from 1, unlikely, to 5, almost certain
     * @param impact from 1, hardly felt, to 5, the whole relationship
     * @param potentialLoss what may be lost
     * @param note what was seen, in free text
     */
    record RiskRaised(
            Instant occurredAt,
            String flag,
            RiskCause cause,
            int probability,
            int impact,
            @Nullable Money potentialLoss,
            @Nullable Personal note)
            implements RiskEvent {}

    /**
     * Somebody judged a flag: these figures replace those it was raised with, or those of its rule.
     *
     * @param flag identifier of a flag raised by hand, or name of a rule's flag
     * @param probability from 1 to 5
     * @param impact from 1 to 5
     * @param potentialLoss what may be lost
     * @param note why, in free text
     */
    record RiskAssessed(
            Instant occurredAt,
            String flag,
            int probability,
            int impact,
            @Nullable Money potentialLoss,
            @Nullable Personal note)
            implements RiskEvent {}

    /**
     * The company decided how to meet the danger; a later choice replaces an earlier one.
     *
     * @param flag identifier of a flag raised by hand, or name of a rule's flag
     * @param response what is done about it
     * @param note how and why, in free text
     */
    record RiskResponseChosen(
            Instant occurredAt,
            String flag,
            RiskResponse response,
            @Nullable Personal note) implements RiskEvent {}

    /**
     * Something was arranged so that it doesn't happen again.
     *
     * @param flag identifier of a flag raised by hand, or name of a rule's flag
     * @param measure the measure's identifier within the customer
     * @param kind where the measure takes hold
     * @param reviewAt when to look whether it works
     * @param text what was arranged, in free text
     */
    record PreventiveMeasureRecorded(
            Instant occurredAt, String flag, String measure, MeasureKind kind, Instant reviewAt, Personal text)
            implements RiskEvent {}

    /**
     * A step was taken to win the relationship back.
     *
     * @param flag identifier of a flag raised by hand, or name of a rule's flag
     * @param outcome what came of it, once that is known
     * @param text what was done, in free text
     */
    record RecoveryStepRecorded(
            Instant occurredAt, String flag, @Nullable RecoveryOutcome outcome, Personal text) implements RiskEvent {}

    /**
     * The danger that a flag raised by hand told of is over.
     *
     * @param flag identifier of the flag
     * @param reason why, in free text
     */
    record RiskCleared(
            Instant occurredAt, String flag, @Nullable Personal reason) implements RiskEvent {}
}
