package org.relatum.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The company's policies. */
public enum PolicyKind {
    /** When a customer is at risk and when it is lost. */
    LIFECYCLE,
    /** How the loyalty score is put together. */
    LOYALTY_SCORE,
    /** How points are earned, and how long they live. */
    POINTS,
    /** Which tiers there are, and how a customer rises and falls. */
    TIERS,
    /** When a risk flag is raised, and how grave it is. */
    RISK,
    /** How fast a case is to be answered and resolved, and in which hours. */
    SLA,
    /** How much each factor of satisfaction weighs. */
    SATISFACTION_FACTORS,
    /** Which key figures there are, and how a scorecard is made of them. */
    KPI,
    /** After how long personal data are erased. */
    RETENTION;

    /** Its name in addresses and of its file, for example {@code loyalty-score}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this key. */
    public static Optional<PolicyKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
}
