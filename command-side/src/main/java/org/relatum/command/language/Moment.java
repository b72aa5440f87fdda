package org.relatum.command.language;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An instant of whole microseconds that a business can mean: from 1900 to the end of 9999. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@Constraint(validatedBy = Moment.Rule.class)
public @interface Moment {
    String message() default "bad-instant|is not an instant that can be stored";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Judges an instant; an absent one is in order. */
    final class Rule implements ConstraintValidator<Moment, Instant> {
        private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

        @Override
        public boolean isValid(@Nullable Instant value, ConstraintValidatorContext context) {
            String problem = value == null ? null : problemOf(value);
            if (problem == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(problem).addConstraintViolation();
            return false;
        }

        private static @Nullable String problemOf(Instant value) {
            if (value.getNano() % 1_000 != 0) {
                return "too-precise|is finer than a microsecond";
            }
            if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
                return "out-of-range|is not between " + EARLIEST + " and " + LATEST;
            }
            return null;
        }
    }
}
