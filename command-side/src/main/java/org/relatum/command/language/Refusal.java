package org.relatum.command.language;

import java.util.List;
import java.util.Map;

/**
 * Why a command was not accepted; nothing was recorded.
 *
 * @param detail for a human; holds no personal data
 * @param facts what a program needs to go on, by name, for example {@code currentVersion}
 * @param errors the fields that are wrong, for {@link RefusalCode#INVALID_REQUEST}
 */
public record Refusal(RefusalCode code, String detail, Map<String, Object> facts, List<InvalidField> errors) {
    public Refusal {
        facts = Map.copyOf(facts);
        errors = List.copyOf(errors);
    }

    /** A refusal that its detail explains. */
    public static Refusal of(RefusalCode code, String detail) {
        return new Refusal(code, detail, Map.of(), List.of());
    }

    /** A refusal with one thing a program needs to go on. */
    public static Refusal of(RefusalCode code, String detail, String fact, Object value) {
        return new Refusal(code, detail, Map.of(fact, value), List.of());
    }

    /** Input that breaks the rules of its fields. */
    public static Refusal invalid(List<InvalidField> errors) {
        String detail = errors.size() == 1 ? "One field is not valid" : errors.size() + " fields are not valid";
        return new Refusal(RefusalCode.INVALID_REQUEST, detail, Map.of(), errors);
    }

    /** One field that breaks its rules. */
    public static Refusal invalid(String field, String code, String reason) {
        return invalid(List.of(new InvalidField(field, code, reason)));
    }

    /** This refusal as an exception, to leave a decision. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
