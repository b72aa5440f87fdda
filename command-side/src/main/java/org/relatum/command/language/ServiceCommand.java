package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;

/** Commands of the context <em>service and complaints</em>. */
public sealed interface ServiceCommand extends CustomerCommand {

    /** The case's identifier within the customer. */
    @Nullable
    String caseId();

    /**
     * Opens a case; its service-level clock runs.
     *
     * @param caseId the case's identifier within the customer; one is made when absent
     * @param category one of the configured categories
     * @param channel one of the configured channels
     * @param order reference of the customer's order that it is about
     * @param sku the product of the catalogue that it is about
     */
    record OpenCase(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String caseId,
            @NotNull CaseKind kind,
            @NotNull @Text(max = 60) String category,
            @NotNull CaseSeverity severity,
            @Text(max = 60) @Nullable String channel,
            @Text(max = 100) @Nullable String order,
            @Text(max = 60) @Nullable String sku,
            @Text(max = 10_000) @Nullable String description)
            implements ServiceCommand {}

    /** A command about a case that was opened before. */
    sealed interface OfCase extends ServiceCommand {
        @Override
        String caseId();
    }

    /**
     * Says who is to look after a case from now on.
     *
     * @param department when it is not the assignee's own
     */
    record AssignCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @NotNull @Text(max = 100) String assignee,
            @Text(max = 100) @Nullable String department)
            implements OfCase {}

    /**
     * Records that a human answered the customer.
     *
     * @param channel one of the configured channels
     */
    record RespondToCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @Text(max = 60) @Nullable String channel,
            @Text(max = 10_000) @Nullable String text)
            implements OfCase {}

    /** Lets a case wait for the customer; its clock stands still. */
    record PauseCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @Text(max = 2000) @Nullable String reason)
            implements OfCase {}

    /** Goes on with a case that waited; its clock runs again. */
    record ResumeCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId) implements OfCase {}

    /**
     * Takes a case to a higher place.
     *
     * @param severity a higher severity than it had; absent when it stays
     */
    record EscalateCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @Nullable CaseSeverity severity,
            @Text(max = 2000) @Nullable String reason)
            implements OfCase {}

    /** Resolves a case; its clock stands still. */
    record ResolveCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @Text(max = 10_000) @Nullable String resolution)
            implements OfCase {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Reopens a resolved or closed case; its clock runs on. */
    record ReopenCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @Text(max = 2000) @Nullable String reason)
            implements OfCase {}

    /** Files a resolved case. */
    record CloseCase(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId) implements OfCase {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /**
     * Records what had caused a case. A later finding takes the place of an earlier one.
     *
     * @param cause one of the configured root causes
     */
    record RecordRootCause(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @NotNull @Text(max = 60) String cause,
            @Text(max = 2000) @Nullable String note)
            implements OfCase {
        @Override
        public boolean corrects() {
            return true;
        }
    }

    /** Records that a knowledge article helped with a case. */
    record LinkArticle(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String caseId,
            @NotNull UUID article) implements OfCase {
        @Override
        public boolean corrects() {
            return true;
        }
    }
}
