package org.relatum.command.reference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;
import org.relatum.events.ReferenceEvent;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;

/** Who has an external reference. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Claim.Free.class, name = "free"),
    @JsonSubTypes.Type(value = Claim.Reserved.class, name = "reserved"),
    @JsonSubTypes.Type(value = Claim.Held.class, name = "held")
})
public sealed interface Claim {

    /** A reference nobody has. */
    Claim FREE = new Free();

    /** Nobody has it. */
    record Free() implements Claim {}

    /** A customer is about to record it. */
    record Reserved(UUID customer, Instant since) implements Claim {}

    /** A customer has recorded it. */
    record Held(UUID customer) implements Claim {}

    /** The state after one more event. */
    static Claim evolve(ReferenceEvent event) {
        return switch (event) {
            case ReferenceClaimed e -> new Reserved(e.customer(), e.occurredAt());
            case ReferenceConfirmed e -> new Held(e.customer());
            case ReferenceReleased e -> FREE;
        };
    }
}
