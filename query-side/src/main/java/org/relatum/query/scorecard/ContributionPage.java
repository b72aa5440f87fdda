package org.relatum.query.scorecard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.projection.engine.ContributionSearch;
import org.relatum.projection.performance.ScorecardName;

/** A page of what a key figure is made of. */
@Schema(
        name = "ContributionPage",
        description = "What each customer adds to a key figure, in ascending order of their ids")
public record ContributionPage(
        @Schema(example = "2026-Q1") String period,
        KpiDimension dimension,

        @Schema(description = "Which part of the company; null for the whole") @Nullable
        String member,

        @Schema(example = "return_rate") String kpi,

        @Schema(example = "return_amount / order_revenue") String formula,

        @Schema(description = "Version of the policy kpi that defines the figure", example = "0")
        int definitionVersion,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "Position up to which the log is in it", example = "18231")
        long position,

        List<Item> items,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** A part of a formula. */
    public enum Part {
        NUMERATOR,
        DENOMINATOR
    }

    /** What a customer adds. */
    @Schema(name = "Contribution")
    public record Item(
            UUID customerId,
            Part part,

            @Schema(example = "return_amount") String measure,

            @Schema(description = "In the period, or what was there when it began, when it ended, on average")
            At counted,

            @Schema(description = "In the measure's unit; less than zero where the formula subtracts")
            BigDecimal amount,

            @Schema(description = "When it happened, or what is there last changed")
            Instant occurredAt,

            @Nullable String segment,
            @Nullable String department,
            @Nullable String owner,

            @Schema(
                    description = "That of the fact; where the customer itself is counted, the one through which it was"
                            + " found")
            @Nullable
            String channel,

            @Schema(
                    description = "What made it so; of what came by time alone, the event from which that time is"
                            + " counted")
            EventRef event) {}

    static ContributionPage of(
            ScorecardName name,
            Kpi kpi,
            int version,
            Instant asOf,
            Instant knownAt,
            ContributionSearch.Page page,
            @Nullable String next) {
        return new ContributionPage(
                name.period().toString(),
                name.dimension(),
                name.member(),
                kpi.key(),
                kpi.formula().toString(),
                version,
                asOf,
                knownAt,
                page.position(),
                page.found().stream().map(ContributionPage::item).toList(),
                next);
    }

    private static Item item(ContributionSearch.Found found) {
        return new Item(
                found.customer(),
                found.divides() ? Part.DENOMINATOR : Part.NUMERATOR,
                found.measure().key(),
                found.counted(),
                found.amount(),
                found.from().at(),
                found.from().attribution().segment(),
                found.from().attribution().department(),
                found.from().attribution().owner(),
                found.from().attribution().channel(),
                found.from().event());
    }
}
