package org.relatum.events;

/** The fields of a profile, so that one can be cleared by name. */
public enum ProfileField {
    NAME,
    BIRTH_DATE,
    ADDRESS,
    OCCUPATION,
    NOTES,
    LANGUAGE,
    COUNTRY,
    INDUSTRY
}
