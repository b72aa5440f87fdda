package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;

/** Commands of the context <em>privacy</em>. A closed customer accepts them too. */
public sealed interface PrivacyCommand extends CustomerCommand {

    @Override
    default boolean corrects() {
        return true;
    }

    /**
     * Records that the customer consented to being contacted.
     *
     * @param purpose one of the configured purposes
     * @param channel one of the configured channels; any when absent
     * @param note where and how consent was given
     */
    record GrantConsent(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String purpose,
            @Text(max = 60) @Nullable String channel,
            @Text(max = 2000) @Nullable String note)
            implements PrivacyCommand {}

    /**
     * Records that the customer does not want to be contacted any more.
     *
     * @param purpose one of the configured purposes; any when absent
     * @param channel one of the configured channels; any when absent
     * @param note where and how it was said
     */
    record WithdrawConsent(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String purpose,
            @Text(max = 60) @Nullable String channel,
            @Text(max = 2000) @Nullable String note)
            implements PrivacyCommand {}

    /**
     * Keeps the customer's data from being erased.
     *
     * @param note why, for example the lawsuit
     */
    record PlaceLegalHold(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 2000) String note) implements PrivacyCommand {}

    /**
     * Ends a legal hold.
     *
     * @param hold its identifier, as the answer to placing it said
     */
    record LiftLegalHold(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String hold,
            @Text(max = 2000) @Nullable String note)
            implements PrivacyCommand {}

    /** Erases the customer's personal data, and those of everybody merged into it, for good. Happens when it is recorded. */
    record ErasePersonalData(@NotNull ErasureGround ground) implements PrivacyCommand {
        @Override
        public @Nullable Instant occurredAt() {
            return null;
        }
    }
}
