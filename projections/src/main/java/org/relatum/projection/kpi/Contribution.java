package org.relatum.projection.kpi;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.Measure;

/**
 * What one customer adds to a measure at one instant. A value of a measure is a sum of these and of nothing else.
 *
 * @param level the periods it counts in, for a measure that is counted for each kind of period by itself; null: it counts in all
 * @param at when, in the world
 * @param amount in the reporting currency, seconds, marks or a number; less than zero for what was there and is no longer
 * @param event what made it so: the fact or, of what comes by time alone, the fact from which that time is counted
 */
public record Contribution(
        Measure measure,
        KpiPeriod.@Nullable Level level,
        Instant at,
        BigDecimal amount,
        Attribution attribution,
        EventRef event) {}
