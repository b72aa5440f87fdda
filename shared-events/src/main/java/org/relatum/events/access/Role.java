package org.relatum.events.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a principal may be to the service. A principal may have several roles and may do what any of them may. */
public enum Role {
    /** Issues commands about customers and reads what it needs for that. */
    SERVICE(true),
    /** Replays histories and checks the service; sees who did what and why. */
    AUDITOR(true),
    /** Reads figures and lists, without personal data. */
    ANALYST(false),
    /** Answers for personal data: sees them, and who else did. */
    PRIVACY_OFFICER(true),
    /** Runs the service: keys, policies, imports, rebuilds. Sees no personal data. */
    ADMINISTRATOR(false);

    private final boolean personalData;

    Role(boolean personalData) {
        this.personalData = personalData;
    }

    /** Whether personal data are shown to it; to others they are masked. */
    public boolean seesPersonalData() {
        return personalData;
    }

    /** As it is written outside of Java: {@code privacy-officer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The role that is written so. */
    public static Optional<Role> labelled(String label) {
        return Stream.of(values()).filter(role -> role.label().equals(label)).findFirst();
    }
}
