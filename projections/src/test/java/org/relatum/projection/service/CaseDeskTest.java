package org.relatum.projection.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.projection.Story.instant;
import static org.relatum.projection.Story.opened;

import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.ServiceEvent.ArticleLinked;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.ServiceEvent.RootCauseRecorded;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.events.policy.PolicyTimeline.Publication;
import org.relatum.events.policy.SlaPolicy;
import org.relatum.projection.Story;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.service.CaseDesk.Sla;
import org.relatum.projection.service.CaseDesk.Value;
import org.relatum.projection.service.ServiceFeatures.State;

/**
 * Worked out by hand. Monday to Friday from 9:00 to 18:00 UTC; 3 March 2025 is a Monday. LOW is to be answered in 8 hours and resolved in 40, NORMAL
 * in 4 and 16, HIGH in 1 and 8, CRITICAL in half an hour and 4.
 */
class CaseDeskTest {
    private static Story<ServiceFeatures, CaseDesk, Value> story(CaseSeverity severity, String at) {
        return Story.of(new ServiceProjection()).then(at, opened("c", CaseKind.ENQUIRY, severity));
    }

    private static Sla sla(Story<ServiceFeatures, CaseDesk, Value> story, String at) {
        return story.values(at).get("c").sla();
    }

    @Test
    void an_answer_at_the_very_end_of_its_time_is_in_time_and_a_microsecond_later_is_late() {
        var inTime = story(CaseSeverity.HIGH, "2025-03-03T10:00")
                .then("2025-03-03T11:00", at -> new CaseResponded(at, "c", null, null));
        assertThat(inTime.at("2025-03-03T12:00").cases().getFirst().response().breached())
                .isFalse();
        var late = story(CaseSeverity.HIGH, "2025-03-03T10:00")
                .then("2025-03-03T11:00:00.000001", at -> new CaseResponded(at, "c", null, null));
        assertThat(late.at("2025-03-03T12:00").cases().getFirst().response().breached())
                .isTrue();
        assertThat(sla(late, "2025-03-03T12:00")).isEqualTo(Sla.RESPONSE_BREACHED);
    }

    @Test
    void what_will_be_late_when_is_known_ahead() {
        var story = story(CaseSeverity.HIGH, "2025-03-03T16:00");
        assertThat(story.next("2025-03-03T16:00")).contains(instant("2025-03-03T17:00:00.000001"));
        // Two hours on Monday, six on Tuesday.
        assertThat(story.next("2025-03-03T17:30")).contains(instant("2025-03-04T15:00:00.000001"));
        assertThat(sla(story, "2025-03-04T15:00")).isEqualTo(Sla.RESPONSE_BREACHED);
        assertThat(sla(story, "2025-03-04T15:00:00.000001")).isEqualTo(Sla.RESOLUTION_BREACHED);
        assertThat(story.next("2025-03-05")).isEmpty();
    }

    @Test
    void waiting_for_the_customer_stops_the_clock() {
        var story = story(CaseSeverity.NORMAL, "2025-03-03T10:00")
                .then("2025-03-03T10:30", at -> new CaseResponded(at, "c", null, null))
                .then("2025-03-03T11:00", at -> new CasePaused(at, "c", null));
        assertThat(story.next("2025-03-03T11:00")).isEmpty();
        assertThat(story.at("2025-04-01").cases().getFirst().resolution().used())
                .isEqualTo(Duration.ofHours(1));
        story.then("2025-03-04T11:00", at -> new CaseResumed(at, "c"));
        // 1 hour on Monday, 7 on Tuesday, 8 on Wednesday.
        assertThat(story.next("2025-03-04T11:00")).contains(instant("2025-03-05T17:00:00.000001"));
    }

    @Test
    void opened_again_the_clock_goes_on_where_it_stopped() {
        var story = story(CaseSeverity.HIGH, "2025-03-03T09:00")
                .then("2025-03-03T13:00", at -> new CaseResolved(at, "c", null))
                .then("2025-03-04T09:00", at -> new CaseReopened(at, "c", null));
        assertThat(story.next("2025-03-04T09:00")).contains(instant("2025-03-04T13:00:00.000001"));
        story.then("2025-03-04T12:00", at -> new CaseResolved(at, "c", null))
                .then("2025-03-06T12:00", at -> new CaseClosed(at, "c"));
        var resolution = story.at("2025-03-07").cases().getFirst().resolution();
        assertThat(resolution.used()).isEqualTo(Duration.ofHours(7));
        assertThat(resolution.breached()).isFalse();
        assertThat(story.values("2025-03-07").get("c").state()).isEqualTo(State.CLOSED);
    }

    @Test
    void resolving_a_case_answers_it() {
        var story = story(CaseSeverity.HIGH, "2025-03-03T09:00")
                .then("2025-03-03T09:30", at -> new CaseResolved(at, "c", null));
        assertThat(story.at("2025-03-04").cases().getFirst().response().doneAt())
                .isEqualTo(instant("2025-03-03T09:30"));
        assertThat(sla(story, "2025-03-04")).isEqualTo(Sla.MET);
    }

    @Test
    void a_case_that_escalates_may_be_late_at_once_and_an_answer_given_before_stays_in_time() {
        var story = story(CaseSeverity.LOW, "2025-03-03T09:00")
                .then("2025-03-03T15:00", at -> new CaseResponded(at, "c", null, null))
                .then("2025-03-04T09:00", at -> new CaseEscalated(at, "c", CaseSeverity.CRITICAL, null));
        assertThat(sla(story, "2025-03-04T08:59")).isEqualTo(Sla.ON_TIME);
        assertThat(sla(story, "2025-03-04T09:00")).isEqualTo(Sla.RESOLUTION_BREACHED);
        assertThat(story.at("2025-03-04T09:00").cases().getFirst().response().breached())
                .isFalse();
        assertThat(story.history("c", "2025-03-05").getLast().validFrom()).isEqualTo(instant("2025-03-04T09:00"));
    }

    @Test
    void a_holiday_published_at_noon_takes_away_the_afternoon() {
        SlaPolicy sla = SlaPolicy.DEFAULT;
        SlaPolicy holiday = new SlaPolicy(
                1,
                new SlaPolicy.Calendar(
                        sla.calendar().zone(), sla.calendar().shifts(), Set.of(LocalDate.parse("2025-03-04"))),
                sla.targets());
        ReferenceTimeline timeline = ReferenceTimeline.of(
                PolicyTimeline.of(Policies.DEFAULT)
                        .with(new Publication(instant("2025-03-04T11:00"), instant("2025-03-04T12:00"), holiday)),
                List.of());
        var story = Story.of(new ServiceProjection(), timeline)
                .then("2025-03-03T17:00", opened("c", CaseKind.ENQUIRY, CaseSeverity.HIGH))
                .then("2025-03-03T17:10", at -> new CaseResponded(at, "c", null, null));
        // 1 hour on Monday, 3 on the morning of the holiday, 4 on Wednesday.
        assertThat(story.next("2025-03-04T12:00")).contains(instant("2025-03-05T13:00:00.000001"));
        assertThat(story.at("2025-03-06").cases().getFirst().resolution().breachAt())
                .isEqualTo(instant("2025-03-05T13:00:00.000001"));
        assertThat(sla(story, "2025-03-05T13:00")).isEqualTo(Sla.ON_TIME);
    }

    @Test
    void a_case_resolved_under_one_policy_is_not_judged_by_a_later_one() {
        SlaPolicy sla = SlaPolicy.DEFAULT;
        var strict = new EnumMap<>(sla.targets());
        strict.put(CaseSeverity.HIGH, new SlaPolicy.Target(Duration.ofMinutes(1), Duration.ofMinutes(2)));
        ReferenceTimeline timeline = ReferenceTimeline.of(
                PolicyTimeline.of(Policies.DEFAULT)
                        .with(new Publication(
                                instant("2025-04-01"),
                                instant("2025-04-01"),
                                new SlaPolicy(1, sla.calendar(), strict))),
                List.of());
        var story = Story.of(new ServiceProjection(), timeline)
                .then("2025-03-03T10:00", opened("c", CaseKind.ENQUIRY, CaseSeverity.HIGH))
                .then("2025-03-03T10:30", at -> new CaseResolved(at, "c", null));
        assertThat(sla(story, "2025-05-01")).isEqualTo(Sla.MET);
        assertThat(story.next("2025-03-03T10:30")).isEmpty();
    }

    @Test
    void a_case_shows_why_it_came_to_be_and_each_article_once() {
        UUID first = new UUID(7, 1);
        UUID second = new UUID(7, 2);
        var story = story(CaseSeverity.HIGH, "2025-03-03T10:00")
                .then("2025-03-03T10:10", at -> new RootCauseRecorded(at, "c", "carrier", null))
                .then("2025-03-03T10:20", at -> new ArticleLinked(at, "c", first))
                .then("2025-03-03T10:21", at -> new ArticleLinked(at, "c", second))
                .then("2025-03-03T10:22", at -> new ArticleLinked(at, "c", first));
        ServiceFeatures.ServiceCase shown =
                story.at("2025-03-03T10:30").cases().getFirst().serviceCase();
        assertThat(shown.rootCause()).isEqualTo("carrier");
        assertThat(shown.articles()).containsExactly(first, second);
    }

    @Test
    void the_desk_counts_what_is_unresolved_by_kind_and_by_how_it_stands() {
        var story = story(CaseSeverity.HIGH, "2025-03-03T10:00")
                .then("2025-03-03T10:00", opened("complaint", CaseKind.COMPLAINT, CaseSeverity.LOW))
                .then("2025-03-03T10:00", opened("done", CaseKind.COMPLAINT, CaseSeverity.LOW))
                .then("2025-03-03T10:30", at -> new CaseResolved(at, "done", null));
        CaseDesk desk = story.at("2025-03-03T12:00");
        assertThat(desk.unresolved((CaseKind) null)).isEqualTo(2);
        assertThat(desk.unresolved(CaseKind.COMPLAINT)).isEqualTo(1);
        assertThat(desk.unresolved(CaseKind.ENQUIRY)).isEqualTo(1);
        assertThat(desk.unresolved(Sla.RESPONSE_BREACHED)).isEqualTo(1);
        assertThat(desk.unresolved(Sla.ON_TIME)).isEqualTo(1);
        assertThat(desk.unresolved(Sla.MET)).isZero();
        assertThat(desk.cases())
                .extracting(CaseDesk.Standing::sla)
                .containsExactlyInAnyOrder(Sla.RESPONSE_BREACHED, Sla.ON_TIME, Sla.MET);
    }
}
