package org.relatum.command.organisation;

import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;

/** What decisions need to know of one department. */
public record Department(boolean registered) {

    /** A department nobody has registered. */
    public static final Department UNKNOWN = new Department(false);

    /** The state after one more event. */
    public Department evolve(OrganisationEvent event) {
        return switch (event) {
            case DepartmentRegistered e -> new Department(true);
            case StaffRegistered e -> this;
            case TrainingRecorded e -> this;
            case StaffLeft e -> this;
            case StaffErased e -> this;
        };
    }
}
