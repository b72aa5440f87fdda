package org.relatum.events;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a customer; every field is optional. Whether a field is known can be read without any key, its personal
 * content can't.
 *
 * @param name full name, as the customer writes it
 * @param birthDate a person's date of birth or an organisation's founding, ISO 8601
 * @param address postal address, in lines as on a letter
 * @param occupation what a person does for a living
 * @param notes free text
 * @param language preferred language, BCP 47
 * @param country ISO 3166-1 alpha-2
 * @param industry branch of trade, of an organisation or of a person's employer
 */
public record Profile(
        @Nullable Personal name,
        @Nullable Personal birthDate,
        @Nullable Personal address,
        @Nullable Personal occupation,
        @Nullable Personal notes,
        @Nullable String language,
        @Nullable String country,
        @Nullable String industry) {

    /** A profile of which nothing is known. */
    public static final Profile EMPTY = new Profile(null, null, null, null, null, null, null, null);
}
