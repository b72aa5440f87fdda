package org.relatum.events;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A personal field: text that belongs to a data subject and is stored only encrypted with that subject's own key. Before it is
 * stored it is clear; what was read from the log is sealed until someone who has the key reveals it, and knows its place there:
 * sealed text that was moved to another place is not revealed. Never printed.
 */
public final class Personal {
    private final UUID subject;
    private final @Nullable String clear;
    private final @Nullable String sealed;
    private final @Nullable Place place;

    /**
     * Where a personal field is recorded. The same for equal fields of all events of one type in a stream: which of them is
     * meant, the log's own order says.
     *
     * @param type logical name of the event, or {@code metadata}
     * @param field its name, without those of the values around it
     */
    public record Place(UUID stream, String type, String field) {}

    private Personal(UUID subject, @Nullable String clear, @Nullable String sealed, @Nullable Place place) {
        this.subject = subject;
        this.clear = clear;
        this.sealed = sealed;
        this.place = place;
    }

    /** Text that was not stored yet. */
    public static Personal clear(UUID subject, String text) {
        return new Personal(subject, Objects.requireNonNull(text), null, null);
    }

    /** Text as it stands in the log; {@code sealed} is the wire form of nonce, ciphertext and tag. */
    public static Personal sealed(UUID subject, Place place, String sealed) {
        return new Personal(subject, null, Objects.requireNonNull(sealed), Objects.requireNonNull(place));
    }

    /** Whose data this is: the key that opens it is this subject's. */
    public UUID subject() {
        return subject;
    }

    /** The text, or null when it is sealed. */
    public @Nullable String clearText() {
        return clear;
    }

    /** The ciphertext, or null when it was not stored yet. */
    public @Nullable String sealedText() {
        return sealed;
    }

    /** Where it stands in the log, or null when it was not stored yet. */
    public @Nullable Place place() {
        return place;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Personal p
                && subject.equals(p.subject)
                && Objects.equals(clear, p.clear)
                && Objects.equals(sealed, p.sealed)
                && Objects.equals(place, p.place);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, clear, sealed, place);
    }

    @Override
    public String toString() {
        return "Personal[" + subject + "]";
    }
}
