package org.relatum.events.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The groups of key figures that a scorecard is made of. */
public enum KpiGroup {
    /** What customers say. */
    SATISFACTION,
    /** Whether customers stay, come back and recommend. */
    LOYALTY,
    /** What customers are worth. */
    VALUE,
    /** What the company's activities achieve. */
    ACTIVITIES,
    /** Internal process and people. */
    INTERNAL;

    /** Its name in policies and addresses, for example {@code satisfaction}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The group with this key. */
    public static Optional<KpiGroup> of(String key) {
        return Arrays.stream(values()).filter(group -> group.key().equals(key)).findFirst();
    }
}
