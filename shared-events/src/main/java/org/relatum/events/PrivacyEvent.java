package org.relatum.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>privacy</em>: what a customer consents to, why data must be kept, and that they are gone. */
public sealed interface PrivacyEvent extends CustomerEvent {

    /**
     * The customer consented to being contacted.
     *
     * @param purpose one of the configured purposes
     * @param channel one of the configured channels; absent: any
     * @param note where and how consent was given, in free text
     */
    record ConsentGranted(
            Instant occurredAt,
            String purpose,
            @Nullable String channel,
            @Nullable Personal note) implements PrivacyEvent {}

    /**
     * The customer does not want to be contacted any more.
     *
     * @param purpose one of the configured purposes; absent: any
     * @param channel one of the configured channels; absent: any
     * @param note where and how it was said, in free text
     */
    record ConsentWithdrawn(
            Instant occurredAt,
            @Nullable String purpose,
            @Nullable String channel,
            @Nullable Personal note) implements PrivacyEvent {}

    /**
     * The customer's data must be kept, for a lawsuit for instance: nothing is erased until it is lifted.
     *
     * @param hold its identifier within the customer
     * @param note why, in free text
     */
    record LegalHoldPlaced(Instant occurredAt, String hold, Personal note) implements PrivacyEvent {}

    /**
     * A reason to keep the customer's data is gone.
     *
     * @param hold identifier of the hold
     * @param note why, in free text
     */
    record LegalHoldLifted(
            Instant occurredAt, String hold, @Nullable Personal note) implements PrivacyEvent {}

    /**
     * The customer's personal data were erased. Everything that is not personal stays as it is, and nothing is recorded of this customer
     * any more.
     *
     * @param ground why
     * @param subjects whose keys are destroyed: the customer's own, and those of everybody merged into it
     */
    record PersonalDataErased(Instant occurredAt, ErasureGround ground, List<UUID> subjects) implements PrivacyEvent {
        public PersonalDataErased {
            subjects = List.copyOf(subjects);
        }
    }
}
