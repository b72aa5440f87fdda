package org.relatum.command.organisation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DepartmentCommand;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.StaffCommand;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RecordTraining;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;
import org.relatum.events.Personal;

/** The rules of the organisation. */
public final class OrganisationDecider {
    private OrganisationDecider() {}

    /**
     * What happens when this is asked of a department in this state.
     *
     * @param directory the departments that the command names
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<OrganisationEvent> decide(
            Department state, DepartmentCommand command, Directory directory, Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case RegisterDepartment c -> {
                if (state.registered()) {
                    throw refusal(RefusalCode.DEPARTMENT_ALREADY_REGISTERED, "The department is registered already");
                }
                directory.require(c, at);
                yield List.of(new DepartmentRegistered(at, c.department(), c.name(), c.parent()));
            }
        };
    }

    /**
     * What happens when this is asked of a member of staff in this state.
     *
     * @param member whose stream it is
     * @param directory the departments that the command names
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<OrganisationEvent> decide(
            Member state, StaffCommand command, UUID member, Directory directory, Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case RegisterStaff c -> {
                Instant leftAt = state.leftAt();
                if (state.erased()) {
                    throw refusal(
                            RefusalCode.STAFF_ERASED,
                            "A person whose data were erased is registered anew, by another key");
                }
                if (state.since() != null && leftAt == null) {
                    throw refusal(RefusalCode.STAFF_ALREADY_REGISTERED, "The member of staff is registered already");
                }
                if (leftAt != null) {
                    OccurredAt.requireOrder(at, leftAt, "The person came back before it left");
                }
                directory.require(c, at);
                yield List.of(new StaffRegistered(
                        at,
                        c.staff(),
                        Personal.clear(member, c.name()),
                        c.role(),
                        c.department(),
                        personal(member, c.contact())));
            }
            case RecordTraining c -> {
                requireActive(state, at);
                yield List.of(new TrainingRecorded(at, c.title(), c.hours()));
            }
            case RecordLeaving c -> {
                requireActive(state, at);
                yield List.of(new StaffLeft(at, personal(member, c.reason())));
            }
            case EraseStaff c -> {
                if (state.since() == null) {
                    throw refusal(RefusalCode.STAFF_NOT_FOUND, "No member of staff has this key");
                }
                if (state.leftAt() == null) {
                    throw refusal(
                            RefusalCode.STAFF_ACTIVE,
                            "Who works for the company has to have a name; record the leaving first");
                }
                yield state.erased() ? List.of() : List.of(new StaffErased(at, c.ground()));
            }
        };
    }

    private static void requireActive(Member state, Instant at) {
        Instant since = state.since();
        if (since == null) {
            throw refusal(RefusalCode.STAFF_NOT_FOUND, "No member of staff has this key");
        }
        // A snapshot of before may know of an erasure without a leaving.
        if (state.leftAt() != null || state.erased()) {
            throw refusal(RefusalCode.STAFF_LEFT, "The member of staff has left the company");
        }
        OccurredAt.requireOrder(at, since, "It occurred before the person was registered");
    }

    private static @Nullable Personal personal(UUID member, @Nullable String text) {
        return text == null ? null : Personal.clear(member, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
