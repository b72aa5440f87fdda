package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.relatum.events.policy.KpiGroup;

/** How much a group of key figures counts. */
public record GroupWeightInput(
        @NotNull KpiGroup group,
        @NotNull @Decimal(integer = 1, fraction = 12) BigDecimal weight) {}
