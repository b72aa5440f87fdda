package org.relatum.command.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.relatum.events.CaseSeverity;
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
 * What decisions need to know of one customer's cases, also of closed ones: they can be reopened. Its size has the
 * {@linkplain org.relatum.command.language.Bound bound} of every customer's.
 *
 * @param courses by identifier of the case
 */
public record Cases(TreePMap<String, Course> courses) {

    /** There never was a case. */
    public static final Cases NONE = new Cases(TreePMap.empty());

    @JsonCreator
    static Cases of(@JsonProperty("courses") Map<String, Course> courses) {
        return new Cases(TreePMap.from(courses));
    }

    /** Where a case can be. */
    public enum Status {
        OPEN,
        WAITING,
        RESOLVED,
        CLOSED
    }

    /**
     * What this stream says of a case; what it doesn't say stands in the stream of a merged customer.
     *
     * @param opened whether its beginning stands here
     * @param status where the last move brought it
     * @param movedAt when the last move happened
     * @param severity the highest it had
     * @param lastAt when the last of its facts here happened
     */
    public record Course(
            boolean opened,
            @Nullable Status status,
            @Nullable Instant movedAt,
            @Nullable CaseSeverity severity,
            Instant lastAt) {

        private Course moved(Status to, Instant at) {
            return new Course(opened, to, at, severity, at);
        }

        /** Of moves at the same instant that of this one counts: the survivor's came after those of whom it absorbed. */
        private Course and(Course other) {
            boolean later = movedAt == null || other.movedAt != null && other.movedAt.isAfter(movedAt);
            return new Course(
                    opened || other.opened,
                    later ? other.status : status,
                    later ? other.movedAt : movedAt,
                    higher(severity, other.severity),
                    lastAt.isBefore(other.lastAt) ? other.lastAt : lastAt);
        }

        private static @Nullable CaseSeverity higher(@Nullable CaseSeverity a, @Nullable CaseSeverity b) {
            return a == null || b != null && b.compareTo(a) > 0 ? b : a;
        }
    }

    /** The state after one more event. */
    public Cases evolve(ServiceEvent event) {
        return switch (event) {
            case CaseOpened e ->
                with(e.caseId(), new Course(true, Status.OPEN, e.occurredAt(), e.severity(), e.occurredAt()));
            case CasePaused e -> moved(e.caseId(), Status.WAITING, e.occurredAt());
            case CaseResumed e -> moved(e.caseId(), Status.OPEN, e.occurredAt());
            case CaseResolved e -> moved(e.caseId(), Status.RESOLVED, e.occurredAt());
            case CaseReopened e -> moved(e.caseId(), Status.OPEN, e.occurredAt());
            case CaseClosed e -> moved(e.caseId(), Status.CLOSED, e.occurredAt());
            case CaseEscalated e -> noted(e.caseId(), e.severity(), e.occurredAt());
            case CaseAssigned e -> noted(e.caseId(), null, e.occurredAt());
            case CaseResponded e -> noted(e.caseId(), null, e.occurredAt());
            case RootCauseRecorded e -> noted(e.caseId(), null, e.occurredAt());
            case ArticleLinked e -> noted(e.caseId(), null, e.occurredAt());
        };
    }

    private Cases moved(String id, Status to, Instant at) {
        return with(id, here(id, at).moved(to, at));
    }

    private Cases noted(String id, @Nullable CaseSeverity severity, Instant at) {
        return with(id, here(id, at).and(new Course(false, null, null, severity, at)));
    }

    private Course here(String id, Instant at) {
        return courses.getOrDefault(id, new Course(false, null, null, null, at));
    }

    private Cases with(String id, Course course) {
        return new Cases(courses.plus(id, course));
    }

    /** A case that was opened in one of the streams, as all of them together have it. */
    static Optional<Course> find(Collection<Cases> histories, String id) {
        return histories.stream()
                .flatMap(h -> Optional.ofNullable(h.courses.get(id)).stream())
                .reduce(Course::and)
                .filter(Course::opened);
    }
}
