package org.relatum.projection.profile;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The fields a company should know of a customer; the share that is known is the profile's completeness. */
public enum KeyField {
    NAME(p -> p.identity().profile().name() != null),
    CONTACT_POINT(p -> !p.contactPoints().isEmpty()),
    BIRTH_DATE(p -> p.identity().profile().birthDate() != null),
    ADDRESS(p -> p.identity().profile().address() != null),
    LANGUAGE(p -> p.identity().profile().language() != null),
    COUNTRY(p -> p.identity().profile().country() != null),
    OCCUPATION_OR_INDUSTRY(p -> p.identity().profile().occupation() != null
            || p.identity().profile().industry() != null),
    SEGMENT(p -> p.assignment().segment() != null),
    OWNER(p -> p.assignment().owner() != null);

    private final Predicate<CustomerProfile> known;

    KeyField(Predicate<CustomerProfile> known) {
        this.known = known;
    }

    /** The key fields that are not known, in the order of this enumeration. */
    public static List<KeyField> missing(CustomerProfile profile) {
        return Arrays.stream(values()).filter(f -> !f.known.test(profile)).toList();
    }
}
