package org.relatum.command.language;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A well-formed language tag of BCP 47. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@Constraint(validatedBy = LanguageTag.Rule.class)
public @interface LanguageTag {
    String message() default "bad-language|is not a language tag of BCP 47, such as en or zh-Hant";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Judges a text; an absent one is in order. */
    final class Rule implements ConstraintValidator<LanguageTag, String> {
        private static final int LONGEST = 35;

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            if (value == null) {
                return true;
            }
            try {
                return value.length() <= LONGEST
                        && !new Locale.Builder()
                                .setLanguageTag(value)
                                .build()
                                .getLanguage()
                                .isEmpty();
            } catch (IllformedLocaleException e) {
                return false;
            }
        }
    }
}
