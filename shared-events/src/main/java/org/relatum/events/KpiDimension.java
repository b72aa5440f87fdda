package org.relatum.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose key figures are meant: those of the whole company, or of a part of it. */
public enum KpiDimension {
    /** All customers; has no members. */
    COMPANY,
    /** The customers of a segment. */
    SEGMENT,
    /** The customers of a department. */
    DEPARTMENT,
    /** The customers of a member of staff. */
    OWNER,
    /** What happened through a channel; of what is there at an instant, the customers found through it. */
    CHANNEL;

    /** Its name in addresses, for example {@code segment}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The dimension with this key. */
    public static Optional<KpiDimension> of(String key) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.key().equals(key))
                .findFirst();
    }
}
