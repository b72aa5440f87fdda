package org.relatum.command.language;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands of the context <em>loyalty</em>. Orders earn points, and returns take them back, without a command of their own. */
public sealed interface LoyaltyCommand extends CustomerCommand {

    /**
     * Lets the customer join the loyalty program; orders from then on earn points.
     *
     * @param program name of the program; {@code standard} when absent
     */
    record Enrol(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String program) implements LoyaltyCommand {}

    /**
     * Spends points, those that expire first first.
     *
     * @param redemption the redemption's reference, accepted once per customer; one is made when absent
     */
    record RedeemPoints(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String redemption,
            @NotNull @Min(1) @Max(1_000_000_000_000L) Long points,
            @Text(max = 2000) @Nullable String purpose)
            implements LoyaltyCommand {}

    /**
     * Gives points as a present, active at once.
     *
     * @param referral the referral that they reward, if they do
     */
    record GrantPoints(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Min(1) @Max(1_000_000_000_000L) Long points,
            @Text(max = 60) @Nullable String referral,
            @Text(max = 2000) @Nullable String reason)
            implements LoyaltyCommand {}

    /**
     * Corrects an error.
     *
     * @param points how many more, or, below zero, how many less
     */
    record AdjustPoints(
            @Moment @Nullable Instant occurredAt,

            @NotNull @Min(-1_000_000_000_000L) @Max(1_000_000_000_000L)
            Long points,

            @NotNull @Text(max = 2000) String reason)
            implements LoyaltyCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Books what has expired; changes no balance. */
    record ExpirePoints(@Moment @Nullable Instant occurredAt) implements LoyaltyCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Sets the tier by hand. */
    record ReviewTier(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String tier,
            @Text(max = 2000) @Nullable String reason)
            implements LoyaltyCommand {}

    /**
     * Records that the customer recommended the company.
     *
     * @param referral the referral's identifier within the customer; one is made when absent
     * @param referredCustomer to whom, where that is a customer already
     */
    record RecordReferral(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String referral,
            @Nullable UUID referredCustomer,
            @Text(max = 2000) @Nullable String note)
            implements LoyaltyCommand {}

    /**
     * Records that a recommendation had success.
     *
     * @param referredCustomer who became a customer because of it
     */
    record ConvertReferral(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String referral,
            @NotNull UUID referredCustomer)
            implements LoyaltyCommand {}
}
