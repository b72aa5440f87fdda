package org.relatum.projection.organisation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;

/**
 * One department.
 *
 * @param department its key
 * @param parent key of the department it is part of
 */
public record Department(
        @Nullable String department,
        @Nullable String name,
        @Nullable String parent,
        @Nullable Instant registeredAt) {

    /** Nothing is known. */
    public static final Department NONE = new Department(null, null, null, null);

    /** The department after one more fact. */
    public Department fold(OrganisationEvent fact) {
        return switch (fact) {
            case DepartmentRegistered e -> new Department(e.department(), e.name(), e.parent(), e.occurredAt());
            case StaffRegistered e -> this;
            case TrainingRecorded e -> this;
            case StaffLeft e -> this;
            case StaffErased e -> this;
        };
    }
}
