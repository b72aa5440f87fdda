package org.relatum.command.organisation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.OrganisationEvent;
import org.relatum.events.OrganisationEvent.DepartmentRegistered;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.OrganisationEvent.TrainingRecorded;

/**
 * What decisions need to know of one member of staff.
 *
 * @param since when the person was last registered, null for nobody
 * @param leftAt when the person left, at the latest when it was erased; null while it has not
 * @param erased whether the personal data were erased
 */
public record Member(@Nullable Instant since, @Nullable Instant leftAt, boolean erased) {

    /** A person nobody has registered. */
    public static final Member UNKNOWN = new Member(null, null, false);

    /** The state after one more event. */
    public Member evolve(OrganisationEvent event) {
        return switch (event) {
            case StaffRegistered e -> new Member(e.occurredAt(), null, false);
            case StaffLeft e -> new Member(since, e.occurredAt(), false);
            // Whose leaving was lost with a newer log has left by then.
            case StaffErased e -> new Member(since, leftAt == null ? e.occurredAt() : leftAt, true);
            case TrainingRecorded e -> this;
            case DepartmentRegistered e -> this;
        };
    }
}
