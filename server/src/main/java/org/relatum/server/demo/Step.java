package org.relatum.server.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command of the made-up company.
 *
 * @param at when somebody sends it, in the simulated time
 * @param method of HTTP
 * @param path below the API's root; a name in braces stands for the id that was given to what has that name
 * @param body fields, written as JSON, in which a text in braces stands for an id likewise; or a text, which is YAML
 * @param subjects the company's own names of whom and what it is about; it comes after every earlier step about one of them
 * @param refusal the code with which it is refused, when that is what is to happen
 */
public record Step(
        Instant at,
        String method,
        String path,
        Object body,
        List<String> subjects,
        @Nullable String refusal) {

    /** The name of what commands to any customer rely on: organisation, catalogue, surveys, articles, policies. */
    static final String COMPANY = "company";

    /** Whether commands to any customer may rely on it, or it on them. */
    public boolean isAboutCompany() {
        return subjects.contains(COMPANY);
    }

    /** The field of the answer with the id under which the first subject is known from then on. */
    public Optional<String> idField() {
        return switch (path) {
            case "/customers" -> Optional.of("customerId");
            case "/surveys" -> Optional.of("surveyId");
            case "/articles" -> Optional.of("articleId");
            case "/improvements" -> Optional.of("improvementId");
            default -> Optional.empty();
        };
    }

    /** What stands for the id of what has this name. */
    static String id(String name) {
        return "{" + name + "}";
    }

    /** Fields, without those that are null. */
    static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }
}
