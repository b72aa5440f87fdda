package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.refused;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.KpiGoalInput;
import org.relatum.command.language.PerformanceCommand.EvaluatePeriod;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.PerformanceCommand.SetTargets;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.events.ErasureGround;
import org.relatum.events.KpiDimension;
import org.relatum.events.PerformanceEvent.PeriodEvaluated;
import org.relatum.events.PerformanceEvent.ReviewRecorded;

/** Scorecards with the organisation, the people and the figures that they need. */
class PerformanceTest {
    private final TestShell shell = new TestShell();
    private final CommandService service = shell.service();
    private final String department = "d-" + UUID.randomUUID();
    private final String person = "p-" + UUID.randomUUID();
    private final String boss = "b-" + UUID.randomUUID();

    @AfterEach
    void close() {
        shell.close();
    }

    private void employ() {
        accepted(service.execute(null, new RegisterDepartment(null, department, "Service", null), TEST));
        for (String staff : List.of(person, boss)) {
            accepted(
                    service.execute(null, new RegisterStaff(null, staff, "Somebody", "agent", department, null), TEST));
        }
    }

    private static SetTargets targets(KpiDimension dimension, @Nullable String member) {
        return new SetTargets(
                null,
                "2030",
                dimension,
                member,
                List.of(new KpiGoalInput("csat", new BigDecimal("4.5"), null)),
                List.of(),
                null);
    }

    private RecordReview review(String member) {
        return new RecordReview(null, "2026-01", KpiDimension.OWNER, member, null, null, boss, "well done");
    }

    @Test
    void targets_are_set_for_people_and_departments_that_exist() {
        refused(service.execute(null, targets(KpiDimension.OWNER, person), TEST), RefusalCode.UNKNOWN_STAFF);
        refused(
                service.execute(null, targets(KpiDimension.DEPARTMENT, department), TEST),
                RefusalCode.UNKNOWN_DEPARTMENT);
        employ();
        assertThat(accepted(service.execute(null, targets(KpiDimension.OWNER, person), TEST)).stream())
                .isEqualTo(DerivedId.ofScorecard("2030", "owner", person));
        accepted(service.execute(null, targets(KpiDimension.DEPARTMENT, department), TEST));
        accepted(service.execute(null, new RecordLeaving(null, person, null), TEST));
        refused(service.execute(null, targets(KpiDimension.OWNER, person), TEST), RefusalCode.STAFF_LEFT);
    }

    @Test
    void a_member_of_staff_who_left_is_still_judged_but_judges_nobody() {
        refused(service.execute(null, review(person), TEST), RefusalCode.UNKNOWN_STAFF);
        employ();
        accepted(service.execute(null, new RecordLeaving(null, person, null), TEST));
        UUID scorecard = accepted(service.execute(null, review(person), TEST)).stream();
        assertThat(shell.stored(scorecard).getLast().event())
                .isInstanceOfSatisfying(
                        ReviewRecorded.class,
                        e -> assertThat(e.text().subject()).isEqualTo(DerivedId.ofStaff(person)));
        accepted(service.execute(null, new RecordLeaving(null, boss, null), TEST));
        refused(service.execute(null, review(person), TEST), RefusalCode.STAFF_LEFT);
    }

    @Test
    void a_member_of_staff_who_was_erased_is_not_judged_any_more() {
        employ();
        accepted(service.execute(null, new RecordLeaving(null, person, null), TEST));
        accepted(service.execute(null, new EraseStaff(person, ErasureGround.REQUEST), TEST));
        assertThat(refused(service.execute(null, review(person), TEST), RefusalCode.STAFF_ERASED)
                        .facts())
                .containsEntry("staff", person);
    }

    @Test
    void a_repeated_evaluation_is_the_first_one() {
        String key = UUID.randomUUID().toString();
        EvaluatePeriod evaluate = new EvaluatePeriod(null, "2025-11", KpiDimension.SEGMENT, "s" + key, null);
        Outcome.Accepted first = accepted(service.execute(null, evaluate, TEST.withKey(key)));
        assertThat(accepted(service.execute(null, evaluate, TEST.withKey(key))))
                .isEqualTo(new Outcome.Accepted(first.stream(), 1, true));
        assertThat(shell.stored(first.stream()))
                .singleElement()
                .satisfies(stored -> assertThat(stored.event())
                        .isInstanceOfSatisfying(
                                PeriodEvaluated.class,
                                e -> assertThat(e.position()).isEqualTo(1)));
        assertThat(accepted(service.execute(null, evaluate, TEST)).version()).isEqualTo(2);
    }
}
