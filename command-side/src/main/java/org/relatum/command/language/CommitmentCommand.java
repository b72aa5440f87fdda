package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;

/** Commands of the context <em>needs and commitments</em>. */
public sealed interface CommitmentCommand extends CustomerCommand {

    /**
     * Records that somebody recognised what the customer needs.
     *
     * @param need the need's identifier within the customer; one is made when absent
     */
    record IdentifyNeed(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String need,
            @NotNull NeedKind kind,
            @NotNull NeedSource source,
            @NotNull @Text(max = 2000) String text)
            implements CommitmentCommand {}

    /** Records that the customer agreed that this is a need. */
    record ConfirmNeed(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String need) implements CommitmentCommand {}

    /** Records that the company gave the customer what was needed. */
    record MeetNeed(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String need,
            @Text(max = 2000) @Nullable String how)
            implements CommitmentCommand {}

    /**
     * Promises the customer something.
     *
     * @param commitment the promise's identifier within the customer; one is made when absent
     * @param dueAt until when; not before it is promised
     * @param promisedBy the member of staff who promises it
     */
    record MakeCommitment(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String commitment,
            @NotNull @Text(max = 2000) String text,
            @NotNull @Moment Instant dueAt,
            @NotNull @Text(max = 100) String promisedBy)
            implements CommitmentCommand {}

    /** Records that a promise was kept, in time or late. */
    record KeepCommitment(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String commitment,
            @Text(max = 2000) @Nullable String note)
            implements CommitmentCommand {}

    /** Records that a promise was broken: it will not be kept any more. */
    record BreakCommitment(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String commitment,
            @Text(max = 2000) @Nullable String reason)
            implements CommitmentCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }
}
