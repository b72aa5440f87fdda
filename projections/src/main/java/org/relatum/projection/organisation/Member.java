package org.relatum.projection.organisation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;
import org.relatum.events.Personal;

/**
 * One member of staff.
 *
 * @param staff its key
 * @param registeredAt when the person was registered last
 * @param leftAt when the person left, at the latest when it was erased; null while it has not
 * @param trainings in the order they happened
 */
public record Member(
        @Nullable String staff,
        @Nullable Personal name,
        @Nullable String role,
        @Nullable String department,
        @Nullable Personal contact,
        @Nullable Instant registeredAt,
        @Nullable Instant leftAt,
        List<Training> trainings) {

    /** Nothing is known. */
    public static final Member NONE = new Member(null, null, null, null, null, null, null, List.of());

    public Member {
        trainings = List.copyOf(trainings);
    }

    /**
     * A training.
     *
     * @param hours how long
     */
    public record Training(
            Instant at, String title, @Nullable BigDecimal hours) {}

    /** The member after one more fact. */
    public Member fold(OrganisationEvent fact) {
        return switch (fact) {
            case StaffRegistered e ->
                new Member(e.staff(), e.name(), e.role(), e.department(), e.contact(), e.occurredAt(), null, trainings);
            case TrainingRecorded e -> {
                List<Training> more = new ArrayList<>(trainings);
                more.add(new Training(e.occurredAt(), e.title(), e.hours()));
                yield new Member(staff, name, role, department, contact, registeredAt, leftAt, more);
            }
            case StaffLeft e ->
                new Member(staff, name, role, department, contact, registeredAt, e.occurredAt(), trainings);
            // Whose leaving was lost with a newer log has left by then.
            case StaffErased e ->
                leftAt == null
                        ? new Member(staff, name, role, department, contact, registeredAt, e.occurredAt(), trainings)
                        : this;
            case DepartmentRegistered e -> this;
        };
    }
}
