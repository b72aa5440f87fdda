package org.relatum.command.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.given;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DepartmentCommand;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.language.StaffCommand;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RecordTraining;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.events.ErasureGround;
import org.relatum.events.KpiDimension;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;
import org.relatum.events.Personal;

class OrganisationDeciderTest {
    private static final UUID MEMBER = new UUID(0, 7);
    private static final Directory SALES = new Directory(Map.of(), Map.of("sales", new Department(true)));
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final StaffRegistered KIM =
            new StaffRegistered(EARLIER, "kim", Personal.clear(MEMBER, "Kim"), "agent", "sales", null);

    @Test
    void a_department_is_registered_once_below_one_that_exists() {
        assertThat(decide(new RegisterDepartment(null, "north", "North", "sales")))
                .containsExactly(new DepartmentRegistered(NOW, "north", "North", "sales"));
        refused(RefusalCode.UNKNOWN_DEPARTMENT, () -> decide(new RegisterDepartment(null, "north", "North", "south")));
        refused(
                RefusalCode.DEPARTMENT_ALREADY_REGISTERED,
                () -> decide(
                        new RegisterDepartment(null, "sales", "Sales", null),
                        new DepartmentRegistered(EARLIER, "sales", "Sales", null)));
    }

    @Test
    void a_person_is_registered_once_until_it_leaves() {
        RegisterStaff register = new RegisterStaff(null, "kim", "Kim", "agent", "sales", "kim@example.com");
        StaffRegistered registered = new StaffRegistered(
                NOW, "kim", Personal.clear(MEMBER, "Kim"), "agent", "sales", Personal.clear(MEMBER, "kim@example.com"));
        assertThat(decide(register)).containsExactly(registered);
        refused(RefusalCode.STAFF_ALREADY_REGISTERED, () -> decide(register, KIM));
        assertThat(decide(register, KIM, new StaffLeft(EARLIER, null))).containsExactly(registered);
        refused(
                RefusalCode.OUT_OF_ORDER,
                () -> decide(
                        new RegisterStaff(EARLIER.minusSeconds(1), "kim", "Kim", "agent", "sales", null),
                        KIM,
                        new StaffLeft(EARLIER, null)));
        refused(
                RefusalCode.UNKNOWN_DEPARTMENT,
                () -> decide(new RegisterStaff(null, "kim", "Kim", "agent", "south", null)));
    }

    @Test
    void who_works_here_is_trained_and_may_leave() {
        assertThat(decide(new RecordTraining(null, "kim", "Listening", new BigDecimal("1.5")), KIM))
                .containsExactly(new TrainingRecorded(NOW, "Listening", new BigDecimal("1.5")));
        assertThat(decide(new RecordLeaving(null, "kim", "retires"), KIM))
                .containsExactly(new StaffLeft(NOW, Personal.clear(MEMBER, "retires")));
        refused(RefusalCode.STAFF_NOT_FOUND, () -> decide(new RecordLeaving(null, "kim", null)));
        refused(
                RefusalCode.STAFF_LEFT,
                () -> decide(new RecordTraining(null, "kim", "x", null), KIM, new StaffLeft(EARLIER, null)));
        refused(RefusalCode.OUT_OF_ORDER, () -> decide(new RecordLeaving(EARLIER.minusSeconds(1), "kim", null), KIM));
    }

    @Test
    void who_left_may_be_erased_once_and_for_good() {
        EraseStaff erase = new EraseStaff("kim", ErasureGround.REQUEST);
        StaffLeft left = new StaffLeft(EARLIER, null);
        StaffErased erased = new StaffErased(NOW, ErasureGround.REQUEST);
        refused(RefusalCode.STAFF_NOT_FOUND, () -> decide(erase));
        refused(RefusalCode.STAFF_ACTIVE, () -> decide(erase, KIM));
        assertThat(decide(erase, KIM, left)).containsExactly(erased);
        assertThat(decide(erase, KIM, left, erased)).isEmpty();
        refused(
                RefusalCode.STAFF_ERASED,
                () -> decide(new RegisterStaff(null, "kim", "Kim", "agent", "sales", null), KIM, left, erased));
        refused(RefusalCode.STAFF_LEFT, () -> decide(new RecordTraining(null, "kim", "x", null), KIM, erased));
    }

    @Test
    void what_happened_before_somebody_left_may_become_known_later() {
        Directory left = new Directory(
                Map.of("kim", new Member(EARLIER, NOW.minusSeconds(10), false)), Map.of("sales", new Department(true)));
        given().andDirectory(left)
                .when(new AssignOwner(NOW.minusSeconds(11), "kim", "sales"))
                .then(new OwnerAssigned(NOW.minusSeconds(11), "kim", "sales"));
        given().andDirectory(left)
                .when(new AssignOwner(NOW.minusSeconds(10), "kim", "sales"))
                .thenRefused(RefusalCode.STAFF_LEFT);
        given().andDirectory(left).when(new AssignOwner(null, "lee", "sales")).thenRefused(RefusalCode.UNKNOWN_STAFF);
    }

    @Test
    void who_was_erased_had_left_by_then() {
        EraseStaff erase = new EraseStaff("kim", ErasureGround.REQUEST);
        StaffErased erased = new StaffErased(NOW.minusSeconds(10), ErasureGround.REQUEST);
        assertThat(Member.UNKNOWN.evolve(KIM).evolve(erased))
                .isEqualTo(new Member(EARLIER, NOW.minusSeconds(10), true));
        assertThat(Member.UNKNOWN
                        .evolve(KIM)
                        .evolve(new StaffLeft(EARLIER, null))
                        .evolve(erased))
                .isEqualTo(new Member(EARLIER, EARLIER, true));
        assertThat(decide(erase, KIM, erased)).isEmpty();
    }

    @Test
    void who_was_erased_is_named_by_nothing_new() {
        Directory erased = new Directory(
                Map.of(
                        "kim", new Member(EARLIER, NOW.minusSeconds(10), true),
                        "lee", new Member(EARLIER, null, false)),
                Map.of("sales", new Department(true)));
        given().andDirectory(erased)
                .when(new AssignOwner(NOW.minusSeconds(11), "kim", "sales"))
                .thenRefused(RefusalCode.STAFF_ERASED);
        refused(RefusalCode.STAFF_ERASED, () -> erased.require(review("kim", "lee"), NOW));
        refused(RefusalCode.STAFF_ERASED, () -> erased.require(review("lee", "kim"), NOW));
        erased.require(review("lee", "lee"), NOW);
    }

    private static RecordReview review(String member, String reviewer) {
        return new RecordReview(null, "2026", KpiDimension.OWNER, member, null, null, reviewer, "well done");
    }

    private static List<OrganisationEvent> decide(DepartmentCommand command, OrganisationEvent... history) {
        Department state = Department.UNKNOWN;
        for (OrganisationEvent event : history) {
            state = state.evolve(event);
        }
        return OrganisationDecider.decide(state, command, SALES, NOW);
    }

    private static List<OrganisationEvent> decide(StaffCommand command, OrganisationEvent... history) {
        Member state = Member.UNKNOWN;
        for (OrganisationEvent event : history) {
            state = state.evolve(event);
        }
        return OrganisationDecider.decide(state, command, MEMBER, SALES, NOW);
    }

    private static void refused(RefusalCode code, Runnable decision) {
        assertThat(catchThrowableOfType(RefusedException.class, decision::run)
                        .refusal()
                        .code())
                .isEqualTo(code);
    }
}
