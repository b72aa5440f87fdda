package org.relatum.command.language;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.MeasureKind;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskResponse;

/** Commands of the context <em>risk</em>. A flag is one raised by hand, or a rule's, named as the rule names it. */
public sealed interface RiskCommand extends CustomerCommand {

    /** An amount that may be lost. */
    record LossInput(
            @NotNull @Decimal(integer = 15, fraction = 6) BigDecimal amount,
            @NotNull @CurrencyCode String currency) {}

    /**
     * Raises a flag by hand.
     *
     * @param flag the flag's identifier within the customer, not the name of a rule; one is made when absent
     */
    record RaiseRisk(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String flag,
            @NotNull RiskCause cause,
            @NotNull @Min(1) @Max(5) Integer probability,
            @NotNull @Min(1) @Max(5) Integer impact,
            @Valid @Nullable LossInput potentialLoss,
            @Text(max = 2000) @Nullable String note)
            implements RiskCommand {}

    /** Judges a flag. */
    record AssessRisk(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 160) String flag,
            @NotNull @Min(1) @Max(5) Integer probability,
            @NotNull @Min(1) @Max(5) Integer impact,
            @Valid @Nullable LossInput potentialLoss,
            @Text(max = 2000) @Nullable String note)
            implements RiskCommand {}

    /** Says how the company meets the danger. */
    record ChooseRiskResponse(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 160) String flag,
            @NotNull RiskResponse response,
            @Text(max = 2000) @Nullable String note)
            implements RiskCommand {}

    /**
     * Records what was arranged so that it doesn't happen again.
     *
     * @param measure the measure's identifier within the customer; one is made when absent
     * @param reviewAt when to look whether it works
     */
    record RecordPreventiveMeasure(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 160) String flag,
            @Text(max = 60) @Nullable String measure,
            @NotNull MeasureKind kind,
            @NotNull @Moment Instant reviewAt,
            @NotNull @Text(max = 2000) String text)
            implements RiskCommand {}

    /** Records a step to win the relationship back. */
    record RecordRecoveryStep(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 160) String flag,
            @Nullable RecoveryOutcome outcome,
            @NotNull @Text(max = 2000) String text)
            implements RiskCommand {}

    /** Says that the danger is over; only for a flag raised by hand. */
    record ClearRisk(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String flag,
            @Text(max = 2000) @Nullable String reason)
            implements RiskCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }
}
