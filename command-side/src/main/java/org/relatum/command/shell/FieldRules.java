package org.relatum.command.shell;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Text;

/** Checks the field rules that stand as annotations on the commands. */
final class FieldRules implements AutoCloseable {
    private final ValidatorFactory factory;
    private final Validator validator;

    FieldRules() {
        factory = Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new ParameterMessageInterpolator())
                .buildValidatorFactory();
        validator = factory.getValidator();
    }

    /** The fields that break their rules, sorted by name. */
    List<InvalidField> check(Object command) {
        Set<ConstraintViolation<Object>> violations = validator.validate(command);
        if (violations.isEmpty()) {
            return List.of();
        }
        return violations.stream()
                .map(FieldRules::describe)
                .sorted(Comparator.comparing(InvalidField::field).thenComparing(InvalidField::code))
                .toList();
    }

    /** What is wrong with the texts that say who issues a command, under the names of the HTTP headers they come from. */
    static List<InvalidField> check(Issuance issuance) {
        List<InvalidField> errors = new ArrayList<>(0);
        check(errors, "actor", issuance.actor(), 200);
        check(errors, "Relatum-Reason", issuance.reason(), 2000);
        check(errors, "Relatum-Source", issuance.channel(), 100);
        check(errors, "Correlation-Id", issuance.correlationId(), 200);
        check(errors, "Causation-Id", issuance.causationId(), 200);
        check(errors, "Idempotency-Key", issuance.idempotencyKey(), 200);
        return errors;
    }

    private static void check(List<InvalidField> errors, String field, @Nullable String text, int max) {
        String problem = text == null ? null : Text.Rule.problemOf(text, max);
        if (problem != null) {
            errors.add(describe(field, problem));
        }
    }

    private static InvalidField describe(ConstraintViolation<?> violation) {
        String field = violation.getPropertyPath().toString().replaceAll("\\.<[^>]+>", "");
        return describe(
                field,
                switch (violation.getConstraintDescriptor().getAnnotation()) {
                    case NotNull rule -> "required|is required";
                    case NotEmpty rule -> "required|must not be empty";
                    case Size rule -> "wrong-size|must have from " + rule.min() + " to " + rule.max() + " entries";
                    case Min rule -> "out-of-range|must be at least " + rule.value();
                    case Max rule -> "out-of-range|must be at most " + rule.value();
                    default -> violation.getMessage();
                });
    }

    private static InvalidField describe(String field, String problem) {
        int bar = problem.indexOf('|');
        return new InvalidField(field, problem.substring(0, bar), problem.substring(bar + 1));
    }

    @Override
    public void close() {
        factory.close();
    }
}
