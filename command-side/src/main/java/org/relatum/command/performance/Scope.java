package org.relatum.command.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;

/**
 * Which scorecard is meant.
 *
 * @param member the part of the company; null for the whole
 */
public record Scope(
        KpiPeriod period, KpiDimension dimension, @Nullable String member) {

    /**
     * The scorecard that these fields of a command name.
     *
     * @param dimension the company's when null
     * @throws org.relatum.command.language.RefusedException when they name none
     */
    public static Scope of(String period, @Nullable KpiDimension dimension, @Nullable String member) {
        KpiDimension named = Objects.requireNonNullElse(dimension, KpiDimension.COMPANY);
        KpiPeriod found = KpiPeriod.of(period).orElse(null);
        List<InvalidField> errors = new ArrayList<>(0);
        if (found == null) {
            errors.add(new InvalidField(
                    "period", "bad-period", "must be a period such as 2026, 2026-Q1, 2026-03 or 2026-03-14"));
        }
        if (named == KpiDimension.COMPANY && member != null) {
            errors.add(new InvalidField("member", "not-allowed", "is not stated for the whole company"));
        } else if (named != KpiDimension.COMPANY && member == null) {
            errors.add(new InvalidField("member", "required", "is required, because " + named + " has members"));
        }
        if (found == null || !errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        return new Scope(found, named, member);
    }

    /** Refuses a key figure that the policy does not know. */
    public static void requireKpi(KpiPolicy policy, String kpi) {
        if (policy.kpi(kpi).isEmpty()) {
            throw Refusal.of(
                            RefusalCode.UNKNOWN_KPI,
                            "The KPI policy in force has no key figure of this name",
                            "allowed",
                            policy.kpis().stream().map(KpiPolicy.Kpi::key).toList())
                    .asException();
        }
    }
}
