package org.relatum.command.language;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A day of the calendar in ISO 8601 form, years 1 to 9999. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@Constraint(validatedBy = CalendarDate.Rule.class)
public @interface CalendarDate {
    String message() default "bad-date|is not a day such as 1990-05-17";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Judges a text; an absent one is in order. */
    final class Rule implements ConstraintValidator<CalendarDate, String> {
        private static final int LENGTH = 10;

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            if (value == null) {
                return true;
            }
            try {
                return value.length() == LENGTH && LocalDate.parse(value).getYear() > 0;
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    }
}
