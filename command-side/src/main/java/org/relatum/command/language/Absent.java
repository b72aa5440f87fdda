package org.relatum.command.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record holds for a list that the caller left out. */
final class Absent {
    private Absent() {}

    /** An unmodifiable copy. Unlike {@code List.copyOf} it lets null elements through, for the field rules to report. */
    static <T> List<T> asEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(list));
    }
}
