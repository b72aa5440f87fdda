package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;

/** Commands to one member of staff, named by the key under which it is made responsible for things. */
public sealed interface StaffCommand extends Command {

    /** The member's key. */
    String staff();

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /**
     * Registers a member of staff, also one who left and comes back.
     *
     * @param department key of the department the person works for
     */
    record RegisterStaff(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String staff,
            @NotNull @Text(max = 200) String name,
            @NotNull @Text(max = 100) String role,
            @NotNull @Text(max = 100) String department,
            @Text(max = 500) @Nullable String contact)
            implements StaffCommand {}

    /** Records that the person was trained. */
    record RecordTraining(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String staff,
            @NotNull @Text(max = 200) String title,

            @Decimal(integer = 6, fraction = 2, sign = Decimal.Sign.POSITIVE) @Nullable
            BigDecimal hours)
            implements StaffCommand {}

    /** Records that the person left the company. */
    record RecordLeaving(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 100) String staff,
            @Text(max = 2000) @Nullable String reason)
            implements StaffCommand {}

    /** Erases the personal data of a person who left, for good. Happens when it is recorded. */
    record EraseStaff(
            @NotNull @Text(max = 100) String staff, @NotNull ErasureGround ground) implements StaffCommand {
        @Override
        public @Nullable Instant occurredAt() {
            return null;
        }
    }
}
