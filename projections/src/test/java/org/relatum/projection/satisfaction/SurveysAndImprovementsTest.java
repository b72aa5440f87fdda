package org.relatum.projection.satisfaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.Personal;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;
import org.relatum.projection.satisfaction.Improvement.State;
import org.relatum.projection.satisfaction.Survey.Wave;

class SurveysAndImprovementsTest {
    private static final UUID ID = new UUID(4, 4);
    private static final UUID CUSTOMER = new UUID(1, 1);
    private static final Instant OPENED = Instant.parse("2025-03-01T00:00:00Z");
    private static final Instant DUE = Instant.parse("2025-04-01T00:00:00Z");

    private static final ImprovementOpened WORK = new ImprovementOpened(
            OPENED, CUSTOMER, ID, "price", "ann", Personal.clear(ID, "answer sooner"), DUE, null, null, null, null);

    @Test
    void an_improvement_is_overdue_a_microsecond_after_it_was_due_until_it_is_closed() {
        Improvement open = Improvement.NONE.fold(WORK);
        assertThat(open.stateAt(DUE)).isEqualTo(State.OPEN);
        assertThat(open.stateAt(DUE.plus(1, ChronoUnit.MICROS))).isEqualTo(State.OVERDUE);
        Personal note = Personal.clear(ID, "done");
        Instant closedAt = DUE.plus(9, ChronoUnit.DAYS);
        Improvement closed = open.fold(new ImprovementClosed(closedAt, ImprovementOutcome.ACHIEVED, note));
        assertThat(closed).isEqualTo(new Improvement(WORK, closedAt, ImprovementOutcome.ACHIEVED, note));
        assertThat(closed.stateAt(closedAt)).isEqualTo(State.CLOSED);
        assertThat(Improvement.NONE.stateAt(DUE)).isEqualTo(State.OPEN);
    }

    @Test
    void an_improvement_may_be_one_customers() {
        assertThat(Improvement.NONE.customer()).isNull();
        assertThat(Improvement.NONE.fold(WORK).customer()).isEqualTo(CUSTOMER);
    }

    @Test
    void a_survey_keeps_its_questions_and_gathers_waves() {
        Survey survey = Survey.NONE
                .fold(new SurveyPublished(OPENED, "Service", "spring", List.of("price", "brand"), true, false, true))
                .fold(new SurveyWaveBegun(DUE, "autumn"));
        assertThat(survey)
                .isEqualTo(new Survey(
                        "Service",
                        OPENED,
                        List.of("price", "brand"),
                        true,
                        false,
                        true,
                        List.of(new Wave("spring", OPENED), new Wave("autumn", DUE))));
    }
}
