package org.relatum.projection.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.Recorded;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
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
import org.relatum.projection.timeline.TimelineEntry.Category;

class TimelineEntryTest {
    private static final UUID CUSTOMER = new UUID(0, 1);
    private static final UUID SURVEY = new UUID(0, 7);
    private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant RECORDED = Instant.parse("2026-03-02T10:00:00Z");
    private static final Personal TEXT =
            Personal.sealed(CUSTOMER, new Place(CUSTOMER, "customer.closed", "reason"), "secret");

    private static Stream<Arguments> entries() {
        return Stream.of(
                commitment(new NeedIdentified(AT, "n", NeedKind.DEEP, NeedSource.STATED, TEXT), "need.identified", "n"),
                commitment(new NeedConfirmed(AT, "n"), "need.confirmed", "n"),
                commitment(new NeedMet(AT, "n", TEXT), "need.met", "n"),
                commitment(new CommitmentMade(AT, "c", TEXT, AT, "m.meier"), "commitment.made", "c"),
                commitment(new CommitmentKept(AT, "c", TEXT), "commitment.kept", "c"),
                commitment(new CommitmentBroken(AT, "c", TEXT), "commitment.broken", "c"),
                service(
                        new CaseOpened(
                                AT, "S-1", CaseKind.ENQUIRY, "quality", CaseSeverity.LOW, "phone", "A-1", null, TEXT),
                        "case.opened",
                        "phone",
                        Direction.INBOUND),
                service(new CaseResponded(AT, "S-1", "email", TEXT), "case.responded", "email", Direction.OUTBOUND),
                service(new CaseAssigned(AT, "S-1", "m.meier", null), "case.assigned", null, null),
                service(new CasePaused(AT, "S-1", TEXT), "case.paused", null, null),
                service(new CaseResumed(AT, "S-1"), "case.resumed", null, null),
                service(new CaseEscalated(AT, "S-1", CaseSeverity.HIGH, TEXT), "case.escalated", null, null),
                service(new CaseResolved(AT, "S-1", TEXT), "case.resolved", null, null),
                service(new CaseReopened(AT, "S-1", TEXT), "case.reopened", null, null),
                service(new CaseClosed(AT, "S-1"), "case.closed", null, null),
                service(new RootCauseRecorded(AT, "S-1", "people", TEXT), "case.root-cause-recorded", null, null),
                service(new ArticleLinked(AT, "S-1", SURVEY), "case.article-linked", null, null),
                arguments(
                        new SurveyResponded(AT, SURVEY, "w", new TreeMap<>(), 4, 9, null, TEXT),
                        Category.SATISFACTION,
                        "survey.responded",
                        null,
                        Direction.INBOUND,
                        SURVEY.toString()));
    }

    private static Arguments commitment(CustomerEvent event, String type, String subject) {
        return arguments(event, Category.COMMITMENT, type, null, null, subject);
    }

    private static Arguments service(
            CustomerEvent event, String type, @Nullable String touchpoint, @Nullable Direction direction) {
        return arguments(event, Category.SERVICE, type, touchpoint, direction, "S-1");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void a_fact_has_an_entry_that_says_where_it_belongs_and_nothing_personal(
            CustomerEvent event,
            Category category,
            String type,
            @Nullable String touchpoint,
            @Nullable Direction direction,
            String subject) {
        TimelineEntry entry = TimelineEntry.of(new Recorded<>(42, CUSTOMER, 3, RECORDED, event));
        assertThat(entry)
                .isEqualTo(new TimelineEntry(
                        CUSTOMER, AT, RECORDED, 3, 42, category, type, touchpoint, direction, subject, null, null));
    }
}
