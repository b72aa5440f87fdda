package org.relatum.command.organisation;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ServiceCommand.AssignCase;
import org.relatum.command.language.StaffCommand.RegisterStaff;

/**
 * The people and departments that a command makes responsible, as far as they are known.
 *
 * @param staff by key
 * @param departments by key
 */
public record Directory(Map<String, Member> staff, Map<String, Department> departments) {

    /** Nobody is known. */
    public static final Directory EMPTY = new Directory(Map.of(), Map.of());

    public Directory {
        staff = Map.copyOf(staff);
        departments = Map.copyOf(departments);
    }

    /** Who is made responsible by a command, and what for it names of the organisation. */
    public record Names(Set<String> staff, Set<String> departments) {
        private static final Names NONE = new Names(Set.of(), Set.of());

        public Names {
            staff = Set.copyOf(staff);
            departments = Set.copyOf(departments);
        }

        /** The names in a command. */
        public static Names of(Object command) {
            return switch (command) {
                case AssignOwner c -> new Names(Set.of(c.owner()), Set.of(c.department()));
                case MakeCommitment c -> new Names(Set.of(c.promisedBy()), Set.of());
                case AssignCase c -> new Names(Set.of(c.assignee()), optional(c.department()));
                case OpenImprovement c -> new Names(Set.of(c.owner()), Set.of());
                case RegisterStaff c -> new Names(Set.of(), Set.of(c.department()));
                case RegisterDepartment c -> new Names(Set.of(), optional(c.parent()));
                default -> NONE;
            };
        }

        private static Set<String> optional(@Nullable String name) {
            return name == null ? Set.of() : Set.of(name);
        }

        /** Whether there are none. */
        public boolean isEmpty() {
            return staff.isEmpty() && departments.isEmpty();
        }
    }

    /** Refuses a command that names somebody who doesn't exist, or had left by then, or a department that doesn't exist. */
    public void require(Command command, Instant at) {
        Names names = Names.of(command);
        for (String name : new TreeSet<>(names.staff())) {
            Member member = staff.getOrDefault(name, Member.UNKNOWN);
            if (member.since() == null) {
                throw Refusal.of(RefusalCode.UNKNOWN_STAFF, "No member of staff has this key", "staff", name)
                        .asException();
            }
            Instant leftAt = member.leftAt();
            if (leftAt != null && !at.isBefore(leftAt)) {
                throw Refusal.of(RefusalCode.STAFF_LEFT, "The member of staff had left the company", "staff", name)
                        .asException();
            }
        }
        for (String name : new TreeSet<>(names.departments())) {
            if (!departments.getOrDefault(name, Department.UNKNOWN).registered()) {
                throw Refusal.of(RefusalCode.UNKNOWN_DEPARTMENT, "No department has this key", "department", name)
                        .asException();
            }
        }
    }
}
