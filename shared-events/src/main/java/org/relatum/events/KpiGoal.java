package org.relatum.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a key figure.
 *
 * @param kpi key of the key figure
 * @param target the value to reach, in the figure's unit, for the period stated; absent: not stated
 * @param weight its part in the group, from 0 to 1; absent: not stated, which is 0 where the weight of another of its group is
 */
public record KpiGoal(
        String kpi, @Nullable BigDecimal target, @Nullable BigDecimal weight) {}
