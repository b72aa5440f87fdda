package org.relatum.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A key figure as it was published.
 *
 * @param kpi key of the key figure
 * @param numerator what is divided, or the sum itself
 * @param denominator what it is divided by; absent for a sum
 * @param value in the figure's unit; absent when there was nothing to divide by
 * @param target what was expected, in the figure's unit
 * @param attainment how much of the target was reached, 1 is all; absent without value or target, or when it has no limit
 * @param weight its part in the group, from 0 to 1, before parts without a score are shared out
 * @param score from 0 to 100
 */
public record KpiFigure(
        String kpi,
        BigDecimal numerator,
        @Nullable BigDecimal denominator,
        @Nullable Double value,
        @Nullable Double target,
        @Nullable Double attainment,
        double weight,
        @Nullable Double score) {}
