package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a key figure; a target, a weight or both.
 *
 * @param kpi its key in the KPI policy
 */
public record KpiGoalInput(
        @NotNull @Text(max = 40) String kpi,

        @Decimal(integer = 12, fraction = 6, sign = Decimal.Sign.POSITIVE) @Nullable
        BigDecimal target,

        @Decimal(integer = 1, fraction = 12) @Nullable BigDecimal weight) {}
