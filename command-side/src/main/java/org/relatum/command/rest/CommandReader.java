package org.relatum.command.rest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads commands from JSON, strictly: no unknown fields, no field twice, nothing turned from one type into another, decimals without
 * loss. Reports every wrong field at once and never repeats a value, because it may be personal.
 */
final class CommandReader {
    private static final Object ERRORS = new Object();
    private static final int LONGEST_NAME = 100;

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .addHandler(new Collecting())
            .addModule(new SimpleModule("strict")
                    .addDeserializer(String.class, new Strict<>(String.class, "text", Strict::text))
                    .addDeserializer(Boolean.class, new Strict<>(Boolean.class, "true or false", Strict::truth))
                    .addDeserializer(Integer.class, new Strict<>(Integer.class, "a whole number", Strict::integer))
                    .addDeserializer(Long.class, new Strict<>(Long.class, "a whole number", Strict::whole))
                    .addDeserializer(
                            BigDecimal.class,
                            new Strict<>(BigDecimal.class, "a decimal such as \"12.50\"", Strict::decimal))
                    .addDeserializer(
                            Instant.class,
                            new Strict<>(Instant.class, "an instant such as 2026-03-02T10:15:30Z", Strict::instant))
                    .addDeserializer(UUID.class, new Strict<>(UUID.class, "a UUID", Strict::uuid)))
            .build();
    private final Map<CommandType, ObjectReader> readers = new EnumMap<>(CommandType.class);

    CommandReader() {
        for (CommandType type : CommandType.values()) {
            readers.put(type, json.readerFor(type.command()));
        }
    }

    JsonMapper mapper() {
        return json;
    }

    /** An empty object, for commands that take no body. */
    ObjectNode nothing() {
        return json.createObjectNode();
    }

    /** The JSON object in a body; an empty body is an empty object. */
    ObjectNode object(byte[] body, int offset, int length) {
        if (length == 0) {
            return nothing();
        }
        JsonNode node;
        try {
            node = json.readTree(body, offset, length);
        } catch (JacksonException e) {
            throw Refusal.of(RefusalCode.MALFORMED_JSON, malformed(e)).asException();
        } catch (NumberFormatException e) {
            // The parser takes an exponent that no decimal can have.
            throw Refusal.of(RefusalCode.MALFORMED_JSON, "A number in the body is beyond all limits")
                    .asException();
        }
        if (!(node instanceof ObjectNode object)) {
            throw Refusal.invalid("", "wrong-type", "must be a JSON object").asException();
        }
        return object;
    }

    private static String malformed(JacksonException e) {
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? "The body can't be parsed"
                : "The body can't be parsed, at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /**
     * Reads one command.
     *
     * @param addressed the fields that stand in the address
     */
    Command read(CommandType type, ObjectNode data, Map<String, String> addressed) {
        List<InvalidField> errors = new ArrayList<>(0);
        addressed.forEach((field, value) -> {
            if (data.has(field)) {
                errors.add(new InvalidField(field, "unknown-field", "stands in the address already"));
            }
            data.put(field, value);
        });
        return read(reader(type), type.wireName(), data, errors);
    }

    /** Reads what is asked and not commanded. */
    <Q> Q read(Class<Q> type, ObjectNode data) {
        return read(json.readerFor(type), "what is asked here", data, new ArrayList<>(0));
    }

    private static <T> T read(ObjectReader reader, String name, ObjectNode data, List<InvalidField> errors) {
        T read;
        try {
            read = reader.withAttribute(ERRORS, errors).readValue(data);
        } catch (JacksonException e) {
            errors.add(new InvalidField("", "wrong-type", "can't be read as " + name));
            throw Refusal.invalid(errors).asException();
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        return read;
    }

    private ObjectReader reader(CommandType type) {
        ObjectReader reader = readers.get(type);
        if (reader == null) {
            throw new IllegalStateException("no reader for " + type);
        }
        return reader;
    }

    /** A UUID, or null when the text is none. */
    static @Nullable UUID uuid(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            // The JDK also takes 1-1-1-1-1.
            return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Text of unknown origin, fit to be written back: bounded, printable, whole characters. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_NAME)
                .forEach(c -> out.appendCodePoint(
                        Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                ? '\uFFFD'
                                : c));
        return out.toString();
    }

    /** Notes what is wrong and goes on, so that all wrong fields are reported at once. */
    private static final class Collecting extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser in,
                ValueDeserializer<?> deserializer,
                Object beanOrClass,
                String name) {
            in.skipChildren();
            // A record is made at its end; until then its unknown fields are kept aside, so the parser stands at the
            // record.
            String record = path(context);
            return note(
                    context,
                    record.isEmpty() ? printable(name) : record + "." + printable(name),
                    "unknown-field",
                    "is no field of this command");
        }

        @Override
        public @Nullable Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, String failure) {
            if (type.isEnum()) {
                note(context, "not-allowed", "must be one of " + Arrays.toString(type.getEnumConstants()));
            } else {
                note(context, "wrong-type", failure);
            }
            return null;
        }

        @Override
        public @Nullable Object handleWeirdNumberValue(
                DeserializationContext context, Class<?> type, Number value, String failure) {
            return handleWeirdStringValue(context, type, "", failure);
        }

        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context,
                JavaType type,
                JsonToken token,
                JsonParser in,
                @Nullable String failure) {
            in.skipChildren();
            if (type.isEnumType()) {
                return handleWeirdStringValue(context, type.getRawClass(), "", "");
            }
            note(context, "wrong-type", "must be " + expected(type, failure));
            return null;
        }

        @Override
        public @Nullable Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> type,
                ValueInstantiator instantiator,
                JsonParser in,
                String message) {
            in.skipChildren();
            note(context, "wrong-type", "must be an object");
            return null;
        }

        private static String expected(JavaType type, @Nullable String failure) {
            if (type.isCollectionLikeType()) {
                return "an array";
            }
            return type.getRawClass().getName().startsWith("java.") && failure != null ? failure : "an object";
        }

        private static boolean note(DeserializationContext context, String code, String reason) {
            return note(context, path(context), code, reason);
        }

        @SuppressWarnings("unchecked")
        private static boolean note(DeserializationContext context, String field, String code, String reason) {
            if (context.getAttribute(ERRORS) instanceof List<?> errors) {
                ((List<InvalidField>) errors).add(new InvalidField(field, code, reason));
                return true;
            }
            return false;
        }

        private static String path(DeserializationContext context) {
            StringBuilder path = new StringBuilder();
            append(path, context.getParser().streamReadContext());
            return path.toString();
        }

        private static void append(StringBuilder path, @Nullable TokenStreamContext context) {
            if (context == null || context.inRoot()) {
                return;
            }
            append(path, context.getParent());
            if (context.inArray()) {
                path.append('[').append(context.getCurrentIndex()).append(']');
            } else if (context.currentName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(printable(context.currentName()));
            }
        }
    }

    /** Reads a scalar from exactly the JSON types that are meant for it. */
    private static final class Strict<T> extends ValueDeserializer<T> {
        private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
        /** A short number must not stand for a million digits. */
        private static final int LONGEST_NUMBER = 30;

        @FunctionalInterface
        private interface Reading<T> {
            /** The value, or null when the current token is none. */
            @Nullable
            T of(JsonParser in);
        }

        private final Class<T> type;
        private final String expected;
        private final Reading<T> reading;

        Strict(Class<T> type, String expected, Reading<T> reading) {
            this.type = type;
            this.expected = expected;
            this.reading = reading;
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable T deserialize(JsonParser in, DeserializationContext context) {
            T value = reading.of(in);
            return value != null
                    ? value
                    : (T) context.handleUnexpectedToken(context.constructType(type), in.currentToken(), in, expected);
        }

        private static @Nullable String text(JsonParser in) {
            return in.currentToken() == JsonToken.VALUE_STRING ? in.getString() : null;
        }

        private static @Nullable Boolean truth(JsonParser in) {
            return switch (in.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> null;
            };
        }

        private static @Nullable Integer integer(JsonParser in) {
            Long whole = whole(in);
            return whole == null || whole != whole.intValue() ? null : Integer.valueOf(whole.intValue());
        }

        private static @Nullable Long whole(JsonParser in) {
            if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                return null;
            }
            return switch (in.getNumberType()) {
                case INT, LONG -> in.getLongValue();
                default -> null;
            };
        }

        private static @Nullable BigDecimal decimal(JsonParser in) {
            return switch (in.currentToken()) {
                case VALUE_STRING -> DECIMAL.matcher(in.getString()).matches() ? new BigDecimal(in.getString()) : null;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> bounded(in.getDecimalValue());
                default -> null;
            };
        }

        private static @Nullable BigDecimal bounded(BigDecimal number) {
            if (Math.abs(number.scale()) > LONGEST_NUMBER || number.precision() > 2 * LONGEST_NUMBER) {
                return null;
            }
            return number.scale() < 0 ? number.setScale(0) : number;
        }

        private static @Nullable Instant instant(JsonParser in) {
            String text = text(in);
            if (text == null) {
                return null;
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                return null;
            }
        }

        private static @Nullable UUID uuid(JsonParser in) {
            String text = text(in);
            return text == null ? null : CommandReader.uuid(text);
        }
    }
}
