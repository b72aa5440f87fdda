package org.relatum.command.language;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A decimal of bounded size, so that sums and products of it stay exact and small. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@Constraint(validatedBy = Decimal.Rule.class)
public @interface Decimal {
    /** Digits before the point. */
    int integer();

    /** Digits after the point. */
    int fraction();

    /** Which signs are allowed. */
    Sign sign() default Sign.NOT_NEGATIVE;

    String message() default "bad-number|is not a number that can be stored";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The signs a decimal may have. */
    enum Sign {
        POSITIVE,
        NOT_NEGATIVE
    }

    /** Judges a decimal; an absent one is in order. */
    final class Rule implements ConstraintValidator<Decimal, BigDecimal> {
        private int integer;
        private int fraction;
        private Sign sign = Sign.NOT_NEGATIVE;

        @Override
        public void initialize(Decimal rule) {
            integer = rule.integer();
            fraction = rule.fraction();
            sign = rule.sign();
        }

        @Override
        public boolean isValid(@Nullable BigDecimal value, ConstraintValidatorContext context) {
            String problem = value == null ? null : problemOf(value);
            if (problem == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(problem).addConstraintViolation();
            return false;
        }

        private @Nullable String problemOf(BigDecimal value) {
            if (value.precision() - value.scale() > integer) {
                return "too-large|has more than " + integer + " digits before the point";
            }
            if (value.scale() > fraction) {
                return "too-precise|has more than " + fraction + " digits after the point";
            }
            if (value.signum() < 0 || value.signum() == 0 && sign == Sign.POSITIVE) {
                return sign == Sign.POSITIVE
                        ? "not-positive|must be greater than zero"
                        : "negative|must not be negative";
            }
            return null;
        }
    }
}
