package org.relatum.events.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.relatum.events.PolicyKind;

/**
 * After how long personal data are erased. Nothing happens by itself: a retention run goes by it.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param erase for how long a customer has to have been in a stage, by the stage's name in lower case; of a stage that is not named,
 *     nobody is erased
 */
public record RetentionPolicy(int version, Map<String, Duration> erase) implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final RetentionPolicy DEFAULT = PolicyReader.shipped(PolicyKind.RETENTION, RetentionPolicy.class);

    public RetentionPolicy {
        erase = Collections.unmodifiableMap(new LinkedHashMap<>(erase));
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.RETENTION;
    }
}
