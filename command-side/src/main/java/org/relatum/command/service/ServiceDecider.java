package org.relatum.command.service;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ServiceCommand;
import org.relatum.command.language.ServiceCommand.AssignCase;
import org.relatum.command.language.ServiceCommand.CloseCase;
import org.relatum.command.language.ServiceCommand.EscalateCase;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.OfCase;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.language.ServiceCommand.PauseCase;
import org.relatum.command.language.ServiceCommand.RecordRootCause;
import org.relatum.command.language.ServiceCommand.ReopenCase;
import org.relatum.command.language.ServiceCommand.ResolveCase;
import org.relatum.command.language.ServiceCommand.RespondToCase;
import org.relatum.command.language.ServiceCommand.ResumeCase;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.product.Product;
import org.relatum.command.service.Cases.Course;
import org.relatum.command.service.Cases.Status;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Personal;
import org.relatum.events.ServiceEvent;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.ServiceEvent.RootCauseRecorded;

/**
 * The rules of service and complaints. A case is open, waits, is resolved or closed; what is done to it must fit where it is, and must
 * not be dated before what was done to it last: its clock could not be told otherwise.
 */
public final class ServiceDecider {
    private static final Set<Status> UNRESOLVED = EnumSet.of(Status.OPEN, Status.WAITING);

    private ServiceDecider() {}

    /**
     * What the customer's other contexts and other streams say about the things that a command names.
     *
     * @param orderedAt when the order that a case is about was placed; null when the customer has none of that reference
     * @param product the product that a case is about
     * @param article the article that helped with a case
     */
    public record Known(@Nullable Instant orderedAt, Product product, Article article) {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own cases first, then those of the customers merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Cases> histories,
            ServiceCommand command,
            UUID customer,
            Instant at,
            long nextSequence,
            Vocabulary vocabulary,
            Known known) {
        return List.of(
                switch (command) {
                    case OpenCase c -> open(histories, c, customer, at, nextSequence, vocabulary, known);
                    case OfCase c -> go(find(histories, c.caseId(), at), c, customer, at, vocabulary, known);
                });
    }

    private static CaseOpened open(
            List<Cases> histories,
            OpenCase c,
            UUID customer,
            Instant at,
            long nextSequence,
            Vocabulary vocabulary,
            Known known) {
        vocabulary.requireCaseCategory(c.category());
        if (c.channel() != null) {
            vocabulary.requireChannel(c.channel());
        }
        String id = c.caseId() != null ? c.caseId() : DerivedId.within(customer, "case", nextSequence);
        if (Cases.find(histories, id).isPresent()) {
            throw refusal(RefusalCode.CASE_ALREADY_OPENED, "A case with this identifier was opened already");
        }
        if (c.order() != null) {
            Instant orderedAt = known.orderedAt();
            if (orderedAt == null) {
                throw refusal(RefusalCode.ORDER_NOT_FOUND, "The customer has no order with this reference");
            }
            OccurredAt.requireOrder(at, orderedAt, "The case was opened before its order was placed");
        }
        if (c.sku() != null && !known.product().registered()) {
            throw refusal(RefusalCode.UNKNOWN_PRODUCT, "No product with this SKU is registered");
        }
        Bound.requireRoom(histories.getFirst().courses().size(), Bound.PER_CUSTOMER);
        return new CaseOpened(
                at,
                id,
                c.kind(),
                c.category(),
                c.severity(),
                c.channel(),
                c.order(),
                c.sku() == null ? null : DerivedId.ofProduct(c.sku()),
                personal(customer, c.description()));
    }

    private static ServiceEvent go(
            Course course, OfCase command, UUID customer, Instant at, Vocabulary vocabulary, Known known) {
        return switch (command) {
            case AssignCase c -> {
                require(course, UNRESOLVED, "assigned");
                yield new CaseAssigned(at, c.caseId(), c.assignee(), c.department());
            }
            case RespondToCase c -> {
                require(course, UNRESOLVED, "answered");
                if (c.channel() != null) {
                    vocabulary.requireChannel(c.channel());
                }
                yield new CaseResponded(at, c.caseId(), c.channel(), personal(customer, c.text()));
            }
            case PauseCase c -> {
                require(course, EnumSet.of(Status.OPEN), "paused");
                yield new CasePaused(at, c.caseId(), personal(customer, c.reason()));
            }
            case ResumeCase c -> {
                require(course, EnumSet.of(Status.WAITING), "resumed");
                yield new CaseResumed(at, c.caseId());
            }
            case EscalateCase c -> {
                require(course, UNRESOLVED, "escalated");
                requireHigher(course.severity(), c.severity());
                yield new CaseEscalated(at, c.caseId(), c.severity(), personal(customer, c.reason()));
            }
            case ResolveCase c -> {
                require(course, UNRESOLVED, "resolved");
                yield new CaseResolved(at, c.caseId(), personal(customer, c.resolution()));
            }
            case ReopenCase c -> {
                require(course, EnumSet.of(Status.RESOLVED, Status.CLOSED), "reopened");
                yield new CaseReopened(at, c.caseId(), personal(customer, c.reason()));
            }
            case CloseCase c -> {
                require(course, EnumSet.of(Status.RESOLVED), "closed");
                yield new CaseClosed(at, c.caseId());
            }
            case RecordRootCause c -> {
                vocabulary.requireRootCause(c.cause());
                yield new RootCauseRecorded(at, c.caseId(), c.cause(), personal(customer, c.note()));
            }
            case LinkArticle c -> {
                known.article().requireOfferedAt(at);
                yield new ArticleLinked(at, c.caseId(), c.article());
            }
        };
    }

    private static Course find(List<Cases> histories, String id, Instant at) {
        Course course = Cases.find(histories, id)
                .orElseThrow(() -> refusal(RefusalCode.CASE_NOT_FOUND, "No case with this identifier was opened"));
        OccurredAt.requireOrder(at, course.lastAt(), "It occurred before what was last recorded of the case");
        return course;
    }

    private static void require(Course course, Set<Status> from, String done) {
        Status status = course.status();
        if (status == null || !from.contains(status)) {
            throw Refusal.of(
                            RefusalCode.ILLEGAL_CASE_MOVE,
                            "A case that is " + status + " can't be " + done,
                            "state",
                            String.valueOf(status))
                    .asException();
        }
    }

    private static void requireHigher(@Nullable CaseSeverity before, @Nullable CaseSeverity wanted) {
        if (wanted != null && before != null && wanted.compareTo(before) <= 0) {
            throw Refusal.of(
                            RefusalCode.SEVERITY_NOT_HIGHER,
                            "An escalation raises the severity or leaves it",
                            "severity",
                            before.name())
                    .asException();
        }
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
