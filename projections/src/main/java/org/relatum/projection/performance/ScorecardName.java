package org.relatum.projection.performance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.policy.KpiPeriod;

/**
 * Which scorecard: that of a period, of the whole company or of a part of it.
 *
 * @param member the part of the company; null for the whole
 */
public record ScorecardName(
        KpiPeriod period, KpiDimension dimension, @Nullable String member) {

    /** The scorecard that a fact is about. */
    public static ScorecardName of(PerformanceEvent event) {
        return new ScorecardName(
                KpiPeriod.of(event.period())
                        .orElseThrow(() -> new IllegalArgumentException(event.period() + " is no period")),
                event.dimension(),
                event.member());
    }

    /** This one, and those of the same part of the company for the longer periods that contain its own, shortest first. */
    List<ScorecardName> over() {
        List<ScorecardName> names = new ArrayList<>();
        names.add(this);
        period.within().forEach(longer -> names.add(new ScorecardName(longer, dimension, member)));
        return names;
    }

    /** That of the same part of the company for the period before. */
    public ScorecardName before() {
        return new ScorecardName(period.before(), dimension, member);
    }

    /** That of the whole company for the same period. */
    ScorecardName ofCompany() {
        return new ScorecardName(period, KpiDimension.COMPANY, null);
    }

    boolean isOfCompany() {
        return dimension == KpiDimension.COMPANY;
    }
}
