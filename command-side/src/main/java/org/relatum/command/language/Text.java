package org.relatum.command.language;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Text that has content, is not too long, and that every part of the system can store: no control characters, whole characters. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Constraint(validatedBy = Text.Rule.class)
public @interface Text {
    /** The greatest length, in UTF-16 units. */
    int max();

    String message() default "bad-text|is not a text that can be stored";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Judges a text; absent text is in order. */
    final class Rule implements ConstraintValidator<Text, String> {
        private int max;

        @Override
        public void initialize(Text rule) {
            max = rule.max();
        }

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            String problem = problemOf(text, max);
            if (problem == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(problem).addConstraintViolation();
            return false;
        }

        /** What is wrong with a text, as {@code code|reason}, or null. */
        public static @Nullable String problemOf(String text, int max) {
            if (text.isBlank()) {
                return "blank|must not be blank";
            }
            if (text.length() > max) {
                return "too-long|has " + text.length() + " characters, at most " + max + " are allowed";
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7F) {
                    return "bad-text|has the control character U+%04X at %d".formatted((int) c, i);
                }
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else if (Character.isSurrogate(c)) {
                    return "bad-text|has half of a surrogate pair at " + i;
                }
            }
            return null;
        }
    }
}
