package org.relatum.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the context <em>service and complaints</em>. A case is open, waits for the customer, is resolved, or closed. No fact about
 * a case lies before the one recorded before it.
 */
public sealed interface ServiceEvent extends CustomerEvent {

    /**
     * A customer came with a case; it is open, and its service-level clock runs.
     *
     * @param caseId the case's identifier within the customer
     * @param kind what it is
     * @param category one of the configured categories
     * @param severity how much it presses
     * @param channel one of the configured channels
     * @param order reference of the order it is about
     * @param product the product it is about
     * @param description what is the matter, in free text
     */
    record CaseOpened(
            Instant occurredAt,
            String caseId,
            CaseKind kind,
            String category,
            CaseSeverity severity,
            @Nullable String channel,
            @Nullable String order,
            @Nullable UUID product,
            @Nullable Personal description)
            implements ServiceEvent {}

    /**
     * Somebody is to look after the case from now on.
     *
     * @param caseId identifier of the case
     * @param assignee the member of staff
     * @param department the department, when it is not the assignee's own
     */
    record CaseAssigned(
            Instant occurredAt,
            String caseId,
            String assignee,
            @Nullable String department) implements ServiceEvent {}

    /**
     * A human answered the customer.
     *
     * @param caseId identifier of the case
     * @param channel one of the configured channels
     * @param text the answer, in free text
     */
    record CaseResponded(
            Instant occurredAt,
            String caseId,
            @Nullable String channel,
            @Nullable Personal text) implements ServiceEvent {}

    /**
     * The case waits for the customer; its clock stands still.
     *
     * @param caseId identifier of the case
     * @param reason what it waits for, in free text
     */
    record CasePaused(
            Instant occurredAt, String caseId, @Nullable Personal reason) implements ServiceEvent {}

    /**
     * The case waits no longer; it is open, and its clock runs again.
     *
     * @param caseId identifier of the case
     */
    record CaseResumed(Instant occurredAt, String caseId) implements ServiceEvent {}

    /**
     * The case was taken to a higher place.
     *
     * @param caseId identifier of the case
     * @param severity the higher severity from now on; absent when it stays
     * @param reason why, in free text
     */
    record CaseEscalated(
            Instant occurredAt,
            String caseId,
            @Nullable CaseSeverity severity,
            @Nullable Personal reason) implements ServiceEvent {}

    /**
     * The case is resolved; its clock stands still.
     *
     * @param caseId identifier of the case
     * @param resolution what was done, in free text
     */
    record CaseResolved(
            Instant occurredAt, String caseId, @Nullable Personal resolution) implements ServiceEvent {}

    /**
     * A resolved or closed case turned out not to be: it is open, and its clock runs on.
     *
     * @param caseId identifier of the case
     * @param reason why, in free text
     */
    record CaseReopened(
            Instant occurredAt, String caseId, @Nullable Personal reason) implements ServiceEvent {}

    /**
     * A resolved case was filed.
     *
     * @param caseId identifier of the case
     */
    record CaseClosed(Instant occurredAt, String caseId) implements ServiceEvent {}

    /**
     * It was found what had caused the case. A later finding takes the place of an earlier one.
     *
     * @param caseId identifier of the case
     * @param cause one of the configured root causes
     * @param note the finding, in free text
     */
    record RootCauseRecorded(
            Instant occurredAt,
            String caseId,
            String cause,
            @Nullable Personal note) implements ServiceEvent {}

    /**
     * A knowledge article helped with the case.
     *
     * @param caseId identifier of the case
     * @param article the article
     */
    record ArticleLinked(Instant occurredAt, String caseId, UUID article) implements ServiceEvent {}
}
