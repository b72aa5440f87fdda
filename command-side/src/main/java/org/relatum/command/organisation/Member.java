package org.relatum.command.organisation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;

/**
 * What decisions need to know of one member of staff.
 *
 * @param since when the person was last registered, null for nobody
 * @param leftAt when the person left, null while it has not
 */
public record Member(@Nullable Instant since, @Nullable Instant leftAt) {

    /** A person nobody has registered. */
    public static final Member UNKNOWN = new Member(null, null);

    /** The state after one more event. */
    public Member evolve(OrganisationEvent event) {
        return switch (event) {
            case StaffRegistered e -> new Member(e.occurredAt(), null);
            case StaffLeft e -> new Member(since, e.occurredAt());
            case TrainingRecorded e -> this;
            case DepartmentRegistered e -> this;
        };
    }
}
