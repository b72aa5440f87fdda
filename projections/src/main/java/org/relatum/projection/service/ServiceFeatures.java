package org.relatum.projection.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.EventRef;
import org.relatum.events.Personal;

/**
 * What is known of a customer's cases.
 *
 * @param cases in the order in which they were opened
 * @param survivor the customer this one was merged into, null unless it is
 */
public record ServiceFeatures(
        List<ServiceCase> cases, @Nullable UUID survivor) {
    /** Nothing is known. */
    public static final ServiceFeatures NONE = new ServiceFeatures(List.of(), null);

    public ServiceFeatures {
        cases = List.copyOf(cases);
    }

    /** Where a case stands. */
    public enum State {
        /** Somebody has to do something; the clock runs. */
        OPEN,
        /** The customer has to do something; the clock stands. */
        WAITING,
        /** Done; the clock stands. */
        RESOLVED,
        /** Done and filed. */
        CLOSED
    }

    /** A span in which the clock of a case runs; null: until now. */
    public record Run(Instant from, @Nullable Instant to) {}

    /** A severity, and since when it is that. */
    public record SeverityFrom(Instant at, CaseSeverity severity) {}

    /** Something that happened to a case. */
    public record Mark(Instant at, EventRef event) {}

    /** What a case is about, as it was opened. */
    public record Subject(
            CaseKind kind,
            String category,
            @Nullable String channel,
            @Nullable String order,
            @Nullable UUID product,
            @Nullable Personal description) {}

    /**
     * A case.
     *
     * @param key names it in histories: its identifier or, where a merged duplicate brought another with the same identifier, that one's
     *     with its stream
     * @param caseId identifier within its stream
     * @param severities at least one, ascending
     * @param runs of its clock, ascending; only the last can be without an end
     * @param answered first answer of a human; resolving it is one, too
     * @param resolved when it was resolved, null unless it is
     * @param reopened how often it was opened again
     */
    public record ServiceCase(
            String key,
            String caseId,
            Subject subject,
            Mark opened,
            List<SeverityFrom> severities,
            State state,
            List<Run> runs,
            @Nullable Mark answered,
            @Nullable Mark resolved,
            @Nullable String assignee,
            @Nullable String department,
            @Nullable String rootCause,
            List<UUID> articles,
            int reopened,
            Mark last) {

        public ServiceCase {
            severities = List.copyOf(severities);
            runs = List.copyOf(runs);
            articles = List.copyOf(articles);
        }

        /** Whether somebody still has to do something, the customer or the company. */
        public boolean unresolved() {
            return state == State.OPEN || state == State.WAITING;
        }

        /** How much it presses now. */
        public CaseSeverity severity() {
            return severities.getLast().severity();
        }

        /** How much it pressed at an instant. */
        CaseSeverity severityAt(Instant at) {
            CaseSeverity found = severities.getFirst().severity();
            for (SeverityFrom s : severities) {
                if (!s.at().isAfter(at)) {
                    found = s.severity();
                }
            }
            return found;
        }

        ServiceCase assigned(String who, @Nullable String where, Mark mark) {
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    state,
                    runs,
                    answered,
                    resolved,
                    who,
                    where,
                    rootCause,
                    articles,
                    reopened,
                    mark);
        }

        ServiceCase answered(Mark mark) {
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    state,
                    runs,
                    answered == null ? mark : answered,
                    resolved,
                    assignee,
                    department,
                    rootCause,
                    articles,
                    reopened,
                    mark);
        }

        ServiceCase escalated(@Nullable CaseSeverity to, Mark mark) {
            List<SeverityFrom> more = new ArrayList<>(severities);
            if (to != null) {
                more.add(new SeverityFrom(mark.at(), to));
            }
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    more,
                    state,
                    runs,
                    answered,
                    resolved,
                    assignee,
                    department,
                    rootCause,
                    articles,
                    reopened,
                    mark);
        }

        /** The clock stands from now on. */
        ServiceCase stopped(State now, Mark mark) {
            List<Run> stopped = new ArrayList<>(runs);
            Run last = stopped.getLast();
            if (last.to() == null) {
                stopped.set(stopped.size() - 1, new Run(last.from(), mark.at()));
            }
            boolean done = now == State.RESOLVED;
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    now,
                    stopped,
                    done && answered == null ? mark : answered,
                    done ? mark : resolved,
                    assignee,
                    department,
                    rootCause,
                    articles,
                    reopened,
                    mark);
        }

        /** The clock runs from now on. */
        ServiceCase started(boolean again, Mark mark) {
            List<Run> started = new ArrayList<>(runs);
            if (started.getLast().to() != null) {
                started.add(new Run(mark.at(), null));
            }
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    State.OPEN,
                    started,
                    answered,
                    again ? null : resolved,
                    assignee,
                    department,
                    rootCause,
                    articles,
                    reopened + (again ? 1 : 0),
                    mark);
        }

        ServiceCase explained(String cause, Mark mark) {
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    state,
                    runs,
                    answered,
                    resolved,
                    assignee,
                    department,
                    cause,
                    articles,
                    reopened,
                    mark);
        }

        ServiceCase linked(UUID article, Mark mark) {
            List<UUID> more = new ArrayList<>(articles);
            if (!more.contains(article)) {
                more.add(article);
            }
            return new ServiceCase(
                    key,
                    caseId,
                    subject,
                    opened,
                    severities,
                    state,
                    runs,
                    answered,
                    resolved,
                    assignee,
                    department,
                    rootCause,
                    more,
                    reopened,
                    mark);
        }
    }

    ServiceFeatures withCases(List<ServiceCase> now) {
        return new ServiceFeatures(now, survivor);
    }

    ServiceFeatures withSurvivor(@Nullable UUID other) {
        return new ServiceFeatures(cases, other);
    }
}
