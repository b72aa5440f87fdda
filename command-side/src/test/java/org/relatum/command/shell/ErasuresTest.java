package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.registered;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.command.MemoryKeys;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.ErasureRegister.Erasure;

/** Erasures that the log does not know, because it came back from a backup. */
class ErasuresTest {
    private final MemoryKeys keys = new MemoryKeys();
    private final String department = "d-" + UUID.randomUUID();
    private final String person = "p-" + UUID.randomUUID();
    private final UUID member = DerivedId.ofStaff(person);
    private final RegisterStaff register = new RegisterStaff(null, person, "Kim", "agent", department, null);

    @Test
    void a_member_of_staff_who_is_erased_again_before_its_leaving_has_left(@TempDir Path directory) throws IOException {
        try (TestShell before = new TestShell(keys)) {
            accepted(before.service().execute(null, new RegisterDepartment(null, department, "Sales", null), TEST));
            accepted(before.service().execute(null, register, TEST));
        }
        ErasureRegister erasures = ErasureRegister.open(directory.resolve(ErasureRegister.FILE));
        Instant erasedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        erasures.add(new Erasure(member, List.of(member), erasedAt, ErasureGround.REQUEST));
        try (TestShell after = new TestShell(keys, erasures)) {
            after.shell().erasures().catchUp();
            assertThat(after.types(member)).containsExactly("staff.registered", "staff.personal-data-erased");
            CommandService service = after.service();
            refused(service.execute(null, register, TEST), RefusalCode.STAFF_ERASED);
            refused(service.execute(null, new RecordLeaving(null, person, null), TEST), RefusalCode.STAFF_LEFT);
            refused(
                    service.execute(registered(service), new AssignOwner(null, person, department), TEST),
                    RefusalCode.STAFF_ERASED);
            assertThat(accepted(service.execute(null, new EraseStaff(person, ErasureGround.REQUEST), TEST))
                            .version())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_member_of_staff_who_is_in_no_log_any_more_is_not_registered_again() {
        try (TestShell shell = new TestShell(keys)) {
            accepted(shell.service().execute(null, new RegisterDepartment(null, department, "Sales", null), TEST));
            keys.destroy(List.of(member));
            refused(shell.service().execute(null, register, TEST), RefusalCode.STAFF_ERASED);
        }
    }
}
