package org.relatum.command.language;

import java.util.Set;

/**
 * Why the company contacts its customers.
 *
 * @param all what may be stated
 * @param withoutConsent of these, what needs no consent and can't be objected to: what a contract or the law demands
 * @param byConsentOnly of these, what needs a consent that was granted; the others may happen until a consent is withdrawn
 */
public record Purposes(Set<String> all, Set<String> withoutConsent, Set<String> byConsentOnly) {
    public Purposes {
        all = Set.copyOf(all);
        withoutConsent = Set.copyOf(withoutConsent);
        byConsentOnly = Set.copyOf(byConsentOnly);
        if (!all.containsAll(withoutConsent) || !all.containsAll(byConsentOnly)) {
            throw new IllegalArgumentException(
                    "purposes without consent and by consent only are of the purposes " + all);
        }
    }
}
