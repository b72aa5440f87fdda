package org.relatum.command.ingest;

import org.jspecify.annotations.Nullable;

/** Texts of files. */
final class Texts {
    private static final int QUOTED = 60;

    private Texts() {}

    /** For a message: no more of a wrong text than a person needs to find it. */
    static String shortened(String text) {
        int end = Math.min(text.length(), QUOTED);
        return text.length() <= QUOTED ? text : text.substring(0, end) + "…";
    }

    static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
