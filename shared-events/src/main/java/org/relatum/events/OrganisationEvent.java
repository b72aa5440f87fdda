package org.relatum.events;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about departments and members of staff; the stream is the department, or the member, derived from its key. */
public sealed interface OrganisationEvent extends DomainEvent {

    /**
     * A department exists.
     *
     * @param department its key, for ever its own
     * @param name what it is called
     * @param parent key of the department it is part of
     */
    record DepartmentRegistered(
            Instant occurredAt,
            String department,
            String name,
            @Nullable String parent) implements OrganisationEvent {}

    /**
     * A person works for the company; also when one who left comes back.
     *
     * @param staff the member's key, for ever its own
     * @param name the person's name
     * @param role what the person does
     * @param department key of the department the person works for
     * @param contact where to reach the person
     */
    record StaffRegistered(
            Instant occurredAt,
            String staff,
            Personal name,
            String role,
            String department,
            @Nullable Personal contact) implements OrganisationEvent {}

    /**
     * A member of staff was trained.
     *
     * @param title what in
     * @param hours how long
     */
    record TrainingRecorded(
            Instant occurredAt, String title, @Nullable BigDecimal hours) implements OrganisationEvent {}

    /**
     * A member of staff left the company: nothing new is given to that person.
     *
     * @param reason why, in free text
     */
    record StaffLeft(Instant occurredAt, @Nullable Personal reason) implements OrganisationEvent {}

    /**
     * The personal data of somebody who left were erased: name, contact, reasons. The key stays where it was recorded, and names nobody any
     * more. Where the log came back from a backup of before the leaving, this is the leaving.
     *
     * @param ground why
     */
    record StaffErased(Instant occurredAt, ErasureGround ground) implements OrganisationEvent {}
}
