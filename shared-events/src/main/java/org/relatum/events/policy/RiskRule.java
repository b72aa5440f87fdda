package org.relatum.events.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The rules that raise risk flags. */
public enum RiskRule {
    /** The customer is probably gone, or overdue against its own cadence. */
    CHURN,
    /** The customer is discontent, or less content than before. */
    SATISFACTION,
    /** A complaint was not resolved in time. */
    COMPLAINT,
    /** A promise is overdue, or was broken. */
    COMMITMENT,
    /** A contract ends soon. */
    CONTRACT,
    /** Neither contact nor purchase. */
    INACTIVITY,
    /** A consent was withdrawn. */
    CONSENT_WITHDRAWN,
    /** Too much of the company's revenue hangs on this customer. */
    CONCENTRATION;

    /** Its name in flags and addresses, for example {@code consent-withdrawn}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the flag that this rule raises about one subject, for example a case. */
    public String flag(String subject) {
        return key() + ":" + subject;
    }

    /** The rule that has the right to a flag's name; empty for a flag raised by hand. */
    public static Optional<RiskRule> ofFlag(String flag) {
        int colon = flag.indexOf(':');
        String rule = colon < 0 ? flag : flag.substring(0, colon);
        return Arrays.stream(values())
                .filter(candidate -> candidate.key().equals(rule))
                .findFirst();
    }
}
