package org.relatum.query.loyalty;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.PointsCause;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.projection.loyalty.LoyaltyStatus.LotState;
import org.relatum.projection.loyalty.LoyaltyStatus.Part;
import org.relatum.projection.loyalty.LoyaltyStatus.Step;
import org.relatum.query.request.MoneyAnswer;
import org.relatum.query.standing.Values;
import org.relatum.query.standing.Values.Next;
import org.relatum.query.standing.Values.Span;

/** How loyal a customer is. */
@Schema(name = "Loyalty", description = "Score, tier and points at asOf, going by what was recorded at knownAt")
public record LoyaltyAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "From 0 to 100; null for a merged customer", example = "61.25") @Nullable
        Double score,

        @Schema(description = "Band of the score; null for a merged customer", example = "good") @Nullable
        String band,

        @Schema(description = "The seven parts of the score")
        List<ScorePart> parts,

        ScorePenalty penalty,

        @Schema(description = "Null unless enrolled") @Nullable
        TierAnswer tier,

        @Schema(description = "Null unless enrolled") @Nullable
        Points points,

        @Schema(description = "Steps taken one after another, from a content customer to one who brings others")
        List<Step> funnel,

        @Schema(description = "What changes next by time alone; null: nothing") @Nullable
        Next nextChange,

        @Schema(description = "All bands and tiers until asOf, ascending by key and time")
        List<Span> history,

        PolicyVersions policyVersions,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor) {

    /** A part of the score. */
    @Schema(name = "ScorePart")
    public record ScorePart(
            Part part,

            @Schema(
                    description = "What it is reckoned from: days, orders, money, CSAT and NPS from 0 to 100, contacts,"
                            + " converted referrals; null: there is none",
                    example = "12.5")
            @Nullable
            Double raw,

            @Schema(description = "From 0 to 100", example = "90.8")
            double points,

            @Schema(example = "0.2") double weight,

            @Schema(description = "Points times weight", example = "18.16")
            double contribution,

            @Schema(description = "The events it rests on") List<EventRef> evidence) {}

    /** What complaints cost. */
    @Schema(name = "ScorePenalty")
    public record ScorePenalty(
            @Schema(description = "Complaints that are neither resolved nor closed", example = "1")
            int open,

            @Schema(description = "Other complaints of late", example = "0")
            int recent,

            @Schema(description = "What is subtracted", example = "5.0")
            double points,

            List<EventRef> evidence) {}

    /** The tier. */
    @Schema(name = "Tier")
    public record TierAnswer(
            @Schema(example = "silver") String name,

            @Schema(description = "When it was reached") Instant since,

            @Schema(description = "Points of the rolling window", example = "812")
            long qualifyingPoints,

            @Schema(description = "When it is confirmed or lost next; null: nobody falls from the lowest") @Nullable
            Instant reviewAt,

            @Schema(description = "The tier above; null: there is none", example = "gold") @Nullable
            String next,

            @Schema(description = "Points that are missing for it", example = "1188") @Nullable
            Long pointsToNext) {}

    /** The points account. */
    @Schema(name = "PointsAccount")
    public record Points(
            String program,
            Instant enrolledAt,

            @Schema(description = "Pending and active points, less the debt", example = "640")
            long balance,

            @Schema(description = "Points that can't be redeemed yet", example = "140")
            long pending,

            @Schema(description = "Points that can be redeemed", example = "500")
            long active,

            @Schema(description = "What was taken back of points that were spent already", example = "0")
            long debt,

            @Schema(description = "What was left of lots when they expired", example = "20")
            long expired,

            @Schema(description = "Points spent so far", example = "300")
            long redeemed,

            @Schema(description = "What the active points are worth")
            MoneyAnswer liability,

            List<Lot> lots,

            @Schema(description = "What expires when if it is not redeemed, ascending")
            List<Expiry> expiries) {}

    /** Points that were earned together. */
    @Schema(name = "PointsLot")
    public record Lot(
            String lot,
            LotState state,

            @Schema(description = "What was in it at first", example = "140")
            long points,

            @Schema(description = "What is left", example = "140")
            long rest,

            PointsCause cause,
            @Nullable String order,
            Instant activeFrom,
            Instant expiresAt,
            EventRef evidence) {}

    /** Points that expire together. */
    @Schema(name = "PointsExpiry")
    public record Expiry(
            Instant at, @Schema(example = "500") long points) {}

    /** Versions of the policies in force at asOf. */
    @Schema(name = "LoyaltyPolicyVersions")
    public record PolicyVersions(int score, int points, int tiers) {}

    /** What a read model says, as it is answered. */
    public static LoyaltyAnswer of(Standing<LoyaltyStatus, LoyaltyStatus.Value> standing, String currency) {
        LoyaltyStatus status = standing.view();
        boolean merged = status.survivor() != null;
        LoyaltyStatus.Penalty penalty = status.score().penalty();
        return new LoyaltyAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                merged ? null : (Double) status.score().value(),
                merged ? null : status.band(),
                merged
                        ? List.of()
                        : status.score().parts().stream()
                                .map(p -> new ScorePart(
                                        p.part(), p.raw(), p.points(), p.weight(), p.contribution(), p.evidence()))
                                .toList(),
                new ScorePenalty(penalty.open(), penalty.recent(), penalty.points(), penalty.evidence()),
                tier(status.tier()),
                points(status.account(), currency),
                status.funnel().reached(),
                Values.next(ReadModels.LOYALTY, standing),
                Values.history(ReadModels.LOYALTY, standing.history()),
                new PolicyVersions(
                        status.versions().score(),
                        status.versions().points(),
                        status.versions().tiers()),
                status.survivor());
    }

    private static @Nullable TierAnswer tier(LoyaltyStatus.@Nullable Tier tier) {
        return tier == null
                ? null
                : new TierAnswer(
                        tier.name(), tier.since(), tier.points(), tier.reviewAt(), tier.next(), tier.pointsToNext());
    }

    private static @Nullable Points points(LoyaltyStatus.@Nullable Account account, String currency) {
        return account == null
                ? null
                : new Points(
                        account.program(),
                        account.enrolledAt(),
                        account.balance(),
                        account.pending(),
                        account.active(),
                        account.debt(),
                        account.expired(),
                        account.redeemed(),
                        new MoneyAnswer(account.liability().toPlainString(), currency),
                        account.lots().stream()
                                .map(l -> new Lot(
                                        l.lot(),
                                        l.state(),
                                        l.points(),
                                        l.rest(),
                                        l.cause(),
                                        l.order(),
                                        l.activeFrom(),
                                        l.expiresAt(),
                                        l.event()))
                                .toList(),
                        account.forecast().stream()
                                .map(e -> new Expiry(e.at(), e.points()))
                                .toList());
    }
}
