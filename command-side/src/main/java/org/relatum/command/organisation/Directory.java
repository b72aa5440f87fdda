package org.relatum.command.organisation;

import static org.relatum.events.KpiDimension.DEPARTMENT;
import static org.relatum.events.KpiDimension.OWNER;

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
import org.relatum.command.language.PerformanceCommand;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.PerformanceCommand.SetTargets;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ServiceCommand.AssignCase;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.events.KpiDimension;

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

    /**
     * Who is made responsible by a command, and what for it names of the organisation.
     *
     * @param staff who is to be there still
     * @param former who may have left, and is not erased
     * @param departments the departments
     */
    public record Names(Set<String> staff, Set<String> former, Set<String> departments) {
        private static final Names NONE = new Names(Set.of(), Set.of(), Set.of());

        public Names {
            staff = Set.copyOf(staff);
            former = Set.copyOf(former);
            departments = Set.copyOf(departments);
        }

        /** The names in a command. */
        public static Names of(Object command) {
            return switch (command) {
                case AssignOwner c -> new Names(Set.of(c.owner()), Set.of(), Set.of(c.department()));
                case MakeCommitment c -> new Names(Set.of(c.promisedBy()), Set.of(), Set.of());
                case AssignCase c -> new Names(Set.of(c.assignee()), Set.of(), optional(c.department()));
                case OpenImprovement c -> new Names(Set.of(c.owner()), Set.of(), Set.of());
                case RegisterStaff c -> new Names(Set.of(), Set.of(), Set.of(c.department()));
                case RegisterDepartment c -> new Names(Set.of(), Set.of(), optional(c.parent()));
                case SetTargets c -> new Names(memberOf(c, OWNER), Set.of(), memberOf(c, DEPARTMENT));
                case RecordReview c -> new Names(Set.of(c.reviewer()), memberOf(c, OWNER), memberOf(c, DEPARTMENT));
                default -> NONE;
            };
        }

        private static Set<String> memberOf(PerformanceCommand command, KpiDimension dimension) {
            return command.dimension() == dimension ? optional(command.member()) : Set.of();
        }

        private static Set<String> optional(@Nullable String name) {
            return name == null ? Set.of() : Set.of(name);
        }

        /** Whether there are none. */
        public boolean isEmpty() {
            return staff.isEmpty() && former.isEmpty() && departments.isEmpty();
        }
    }

    /**
     * Refuses a command that names somebody who doesn't exist, or was erased, or is made responsible and had left by then, or a department
     * that doesn't exist.
     */
    public void require(Command command, Instant at) {
        Names names = Names.of(command);
        for (String name : new TreeSet<>(names.staff())) {
            Instant leftAt = known(name).leftAt();
            if (leftAt != null && !at.isBefore(leftAt)) {
                throw Refusal.of(RefusalCode.STAFF_LEFT, "The member of staff had left the company", "staff", name)
                        .asException();
            }
        }
        new TreeSet<>(names.former()).forEach(this::known);
        for (String name : new TreeSet<>(names.departments())) {
            if (!departments.getOrDefault(name, Department.UNKNOWN).registered()) {
                throw Refusal.of(RefusalCode.UNKNOWN_DEPARTMENT, "No department has this key", "department", name)
                        .asException();
            }
        }
    }

    private Member known(String name) {
        Member member = staff.getOrDefault(name, Member.UNKNOWN);
        if (member.since() == null) {
            throw Refusal.of(RefusalCode.UNKNOWN_STAFF, "No member of staff has this key", "staff", name)
                    .asException();
        }
        if (member.erased()) {
            throw Refusal.of(RefusalCode.STAFF_ERASED, "The key names nobody any more", "staff", name)
                    .asException();
        }
        return member;
    }
}
