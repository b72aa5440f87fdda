package org.relatum.query.personal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;
import org.relatum.events.access.Caller;
import org.relatum.events.privacy.FieldCipher;

/**
 * Reveals the personal fields of one answer to whoever may see them, and remembers which of them can't be read any more. To others it
 * shows that there is something and not what.
 */
public final class Revealed {
    /** What stands for a field that the caller may not see. */
    public static final String MASK = "***";

    private final Function<Personal, Optional<String>> texts;
    private final boolean masked;
    private final List<String> erased = new ArrayList<>();

    private Revealed(Function<Personal, Optional<String>> texts, boolean masked) {
        this.texts = texts;
        this.masked = masked;
    }

    /** For an answer to a caller. */
    public static Revealed to(Caller caller, FieldCipher cipher) {
        return new Revealed(cipher::reveal, !caller.seesPersonalData());
    }

    /** For an answer to whoever sent a request. */
    public static Revealed to(HttpServletRequest request, FieldCipher cipher) {
        return to(Caller.of(request.getAttribute(Caller.ATTRIBUTE)), cipher);
    }

    /** For answers that only those get who may see everything in them: histories and what is made of them. */
    public static Revealed toInsiders(FieldCipher cipher) {
        return new Revealed(cipher::reveal, false);
    }

    /**
     * For those who have the texts from elsewhere.
     *
     * @param texts what a field says; empty: it can't be read any more
     */
    public static Revealed by(Function<Personal, Optional<String>> texts) {
        return new Revealed(texts, false);
    }

    /**
     * The text of a field; null when there is none, or when its subject's key was destroyed; {@link #MASK} for callers who may not see
     * it.
     *
     * @param path where the field stands in the answer
     */
    public @Nullable String text(String path, @Nullable Personal field) {
        if (field == null) {
            return null;
        }
        if (masked) {
            return MASK;
        }
        String text = texts.apply(field).orElse(null);
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
