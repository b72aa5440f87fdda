package org.relatum.command.language;

import org.jspecify.annotations.Nullable;

/**
 * Profile fields as a caller states them; every field is optional.
 *
 * @param birthDate a person's date of birth or an organisation's founding, ISO 8601 ({@code 1990-05-17})
 * @param language preferred language, BCP 47
 * @param country ISO 3166-1 alpha-2
 */
public record ProfileInput(
        @Text(max = 200) @Nullable String name,
        @CalendarDate @Nullable String birthDate,
        @Text(max = 500) @Nullable String address,
        @Text(max = 200) @Nullable String occupation,
        @Text(max = 10_000) @Nullable String notes,
        @LanguageTag @Nullable String language,
        @CountryCode @Nullable String country,
        @Text(max = 100) @Nullable String industry) {

    /** Nothing stated. */
    public static final ProfileInput EMPTY = new ProfileInput(null, null, null, null, null, null, null, null);
}
