package org.relatum.events.policy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A policy's text, read: its content, and on which line each part of it stands. YAML, of which JSON is a part; without anchors and
 * with each name once.
 *
 * @param content the root
 * @param lines by JSON pointer, the first line is 1
 */
record PolicyText(JsonNode content, Map<String, Integer> lines) {
    private static final int MOST_DIGITS = 30;
    private static final YAMLFactory YAML = new YAMLFactory();

    /**
     * Reads a text.
     *
     * @throws InvalidPolicyException when it is no such text
     */
    static PolicyText read(String text) {
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            Builder builder = new Builder(parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw invalid(1, "", "is empty");
            }
            JsonNode content = builder.value(first, "");
            if (parser.nextToken() != null) {
                throw invalid(builder.line(), "", "has more than one document");
            }
            return new PolicyText(content, Map.copyOf(builder.lines));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw invalid(line, "", "is no YAML: " + firstLine(e.getOriginalMessage()));
        }
    }

    /** The line of a part, or of the nearest part around it. */
    int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }

    /** A pointer as people write it. */
    static String path(String pointer) {
        return pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
    }

    private static InvalidPolicyException invalid(int line, String pointer, String reason) {
        return new InvalidPolicyException(List.of(new PolicyProblem(line, path(pointer), reason)));
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "it can't be read"
                : message.lines().findFirst().orElse("it can't be read");
    }

    private static final class Builder {
        private final YAMLParser parser;
        private final Map<String, Integer> lines = new HashMap<>();

        Builder(YAMLParser parser) {
            this.parser = parser;
        }

        int line() {
            return parser.currentTokenLocation().getLineNr();
        }

        JsonNode value(JsonToken token, String pointer) {
            lines.putIfAbsent(pointer, line());
            if (parser.isCurrentAlias()) {
                throw invalid(line(), pointer, "refers to another part of the text");
            }
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return switch (token) {
                case START_OBJECT -> object(pointer);
                case START_ARRAY -> array(pointer);
                case VALUE_STRING -> nodes.stringNode(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(pointer);
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                case VALUE_NULL -> nodes.nullNode();
                default -> throw invalid(line(), pointer, "is of no kind that a policy has");
            };
        }

        private JsonNode number(String pointer) {
            BigDecimal number;
            try {
                number = parser.getDecimalValue();
            } catch (JacksonException e) {
                throw invalid(line(), pointer, "is not a number");
            }
            if (number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS) {
                throw invalid(line(), pointer, "has too many digits");
            }
            return JsonNodeFactory.instance.numberNode(number);
        }

        private ObjectNode object(String pointer) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                String child = pointer + "/" + name;
                lines.put(child, line());
                if (object.has(name)) {
                    throw invalid(line(), child, "is there twice");
                }
                object.set(name, value(parser.nextToken(), child));
            }
            return object;
        }

        private ArrayNode array(String pointer) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                array.add(value(token, pointer + "/" + array.size()));
            }
            return array;
        }
    }
}
