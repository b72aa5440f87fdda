package org.relatum.query.personal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;
import org.relatum.events.privacy.FieldCipher;

/** Reveals the personal fields of one answer and remembers which of them can't be read any more. */
public final class Revealed {
    private final FieldCipher cipher;
    private final List<String> erased = new ArrayList<>();

    public Revealed(FieldCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * The text of a field; null when there is none, or when its subject's key was destroyed.
     *
     * @param path where the field stands in the answer
     */
    public @Nullable String text(String path, @Nullable Personal field) {
        if (field == null) {
            return null;
        }
        String text = cipher.reveal(field).orElse(null);
        if (text == null) {
            erased.add(path);
        }
        return text;
    }

    /** The paths of the fields that were recorded and erased since. */
    public List<String> erased() {
        return List.copyOf(erased);
    }
}
