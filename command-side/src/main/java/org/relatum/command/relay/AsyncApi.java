package org.relatum.command.relay;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.events.Personal;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;

/**
 * Describes the feed's topics in AsyncAPI 3: from the table of events, the events' own records, and the columns of the read models, so
 * that it says what is sent.
 */
public final class AsyncApi {
    private static final String JSON_TYPE = "application/json";

    private final KafkaSettings settings;
    private final Topics topics;
    private final List<FeedRows.Model> models;

    public AsyncApi(KafkaSettings settings, List<FeedRows.Model> models) {
        this.settings = settings;
        this.topics = new Topics(settings);
        this.models = models;
    }

    /** The document, as Jackson writes it. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put(
                "info",
                map(
                        "title",
                        "Relatum",
                        "version",
                        "v1",
                        "description",
                        "Every event once and in order per stream, as CloudEvents in binary mode, and the current rows"
                                + " of the read models. To be read with isolation.level read_committed. Personal fields"
                                + " are left out"));
        document.put("defaultContentType", JSON_TYPE);
        document.put("channels", channels());
        document.put("operations", operations());
        document.put("components", map("messages", messages(), "schemas", schemas()));
        return document;
    }

    private Map<String, Object> channels() {
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> events = new LinkedHashMap<>();
        EventTypes.ALL.forEach(type -> events.put(type.name(), message(type.name())));
        channels.put(
                "events",
                map(
                        "address",
                        topics.events(),
                        "title",
                        "Every event",
                        "description",
                        "In the order of its stream, once. The key is the stream's identifier: for customers' events"
                                + " the customer's",
                        "messages",
                        events,
                        "bindings",
                        map("kafka", map("partitions", settings.partitions()))));
        for (FeedRows.Model model : models) {
            String name = rows(model);
            channels.put(
                    name,
                    map(
                            "address",
                            topics.rows(model.name()),
                            "title",
                            "Current rows of the read model " + model.name(),
                            "description",
                            "Compacted. The latest message of a customer is the row as it is; a message without a"
                                    + " value says that there is none",
                            "messages",
                            map(name, message(name)),
                            "bindings",
                            map(
                                    "kafka",
                                    map(
                                            "partitions",
                                            settings.partitions(),
                                            "topicConfiguration",
                                            map("cleanup.policy", List.of("compact"))))));
        }
        return channels;
    }

    private Map<String, Object> operations() {
        Map<String, Object> operations = new LinkedHashMap<>();
        operations.put("send-events", map("action", "send", "channel", reference("channels/events")));
        for (FeedRows.Model model : models) {
            operations.put(
                    "send-" + rows(model), map("action", "send", "channel", reference("channels/" + rows(model))));
        }
        return operations;
    }

    private Map<String, Object> messages() {
        Map<String, Object> messages = new LinkedHashMap<>();
        for (EventType type : EventTypes.ALL) {
            messages.put(
                    type.name(),
                    map(
                            "name", type.name(),
                            "contentType", JSON_TYPE,
                            "headers", reference("components/schemas/cloudevent"),
                            "payload", reference("components/schemas/" + type.name()),
                            "bindings", key()));
        }
        for (FeedRows.Model model : models) {
            messages.put(
                    rows(model),
                    map(
                            "name",
                            rows(model),
                            "contentType",
                            JSON_TYPE,
                            "headers",
                            map(
                                    "type",
                                    "object",
                                    "properties",
                                    map(
                                            "modelversion",
                                            map(
                                                    "type",
                                                    "string",
                                                    "description",
                                                    "Version of the read model: with another one the rows mean"
                                                            + " something else",
                                                    "examples",
                                                    List.of(Integer.toString(model.version()))))),
                            "payload",
                            reference("components/schemas/" + rows(model)),
                            "bindings",
                            key()));
        }
        return messages;
    }

    private static Map<String, Object> key() {
        return map("kafka", map("key", map("type", "string", "format", "uuid")));
    }

    private Map<String, Object> schemas() {
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("cloudevent", cloudEvent());
        for (EventType type : EventTypes.ALL) {
            schemas.put(type.name(), record(type.payload()));
        }
        for (FeedRows.Model model : models) {
            schemas.put(rows(model), row(model));
        }
        return schemas;
    }

    private static Map<String, Object> cloudEvent() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", map("type", "string", "const", "1.0"));
        headers.put("ce_id", map("type", "string", "format", "uuid", "description", "The event's identifier"));
        headers.put("ce_source", map("type", "string", "description", "The store: urn:relatum:<identifier>"));
        headers.put("ce_type", map("type", "string", "description", "The event's name, as in this document"));
        headers.put("ce_subject", map("type", "string", "format", "uuid", "description", "The stream"));
        headers.put(
                "ce_time",
                map("type", "string", "format", "date-time", "description", "When it happened in the world"));
        headers.put("content-type", map("type", "string", "const", JSON_TYPE));
        List<String> required = new ArrayList<>(headers.keySet());
        Messages.EXTENSIONS.forEach(
                (name, meaning) -> headers.put("ce_" + name, map("type", "string", "description", meaning)));
        return map("type", "object", "required", required, "properties", headers);
    }

    private static Map<String, Object> row(FeedRows.Model model) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("customer", map("type", "string", "format", "uuid", "description", "The customer"));
        for (FeedRows.Column column : model.columns()) {
            Map<String, Object> schema = orNull(
                    switch (column.type()) {
                        case "boolean" -> map("type", "boolean");
                        case "integer", "bigint" -> map("type", "integer");
                        case "numeric" -> decimal();
                        case "timestamptz" -> map("type", "string", "format", "date-time");
                        case "uuid" -> map("type", "string", "format", "uuid");
                        default -> map("type", "string");
                    });
            schema.put("description", column.comment());
            properties.put(column.name(), schema);
        }
        properties.put("since", orNull(map("type", "string", "format", "date-time")));
        properties.put(
                "version", map("type", "integer", "description", "Events of the customer's stream that are in it"));
        properties.put("position", map("type", "integer", "description", "Position of the last event that is in it"));
        return map("type", "object", "required", List.of("customer", "version", "position"), "properties", properties);
    }

    private static Map<String, Object> record(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() == Personal.class) {
                leftOut.add(component.getName());
            } else {
                properties.put(component.getName(), schema(component.getGenericType()));
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    required.add(component.getName());
                }
            }
        }
        Map<String, Object> schema = map("type", "object", "required", required, "properties", properties);
        if (!leftOut.isEmpty()) {
            schema.put("description", "Personal, and so left out: " + String.join(", ", leftOut));
        }
        return schema;
    }

    private static Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            if (parameterized.getRawType() == List.class) {
                return map("type", "array", "items", schema(arguments[0]));
            }
            if (parameterized.getRawType() == SortedMap.class) {
                return map("type", "object", "additionalProperties", schema(arguments[1]));
            }
        } else if (type instanceof Class<?> simple) {
            if (simple.isRecord()) {
                return record(simple);
            }
            if (simple.isEnum()) {
                return map(
                        "type",
                        "string",
                        "enum",
                        Arrays.stream(simple.getEnumConstants())
                                .map(Object::toString)
                                .toList());
            }
            if (simple == String.class) {
                return map("type", "string");
            }
            if (simple == UUID.class) {
                return map("type", "string", "format", "uuid");
            }
            if (simple == Instant.class) {
                return map("type", "string", "format", "date-time");
            }
            if (simple == BigDecimal.class) {
                return decimal();
            }
            if (simple == boolean.class) {
                return map("type", "boolean");
            }
            if (simple == double.class || simple == Double.class) {
                return map("type", "number");
            }
            if (simple == int.class || simple == Integer.class || simple == long.class || simple == Long.class) {
                return map("type", "integer");
            }
        }
        throw new IllegalStateException("nothing is known of how events have " + type);
    }

    private static Map<String, Object> decimal() {
        return map("type", "string", "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        schema.put("type", List.of(String.valueOf(schema.get("type")), "null"));
        return schema;
    }

    private static String rows(FeedRows.Model model) {
        return "rows." + model.name();
    }

    private static Map<String, Object> message(String name) {
        return reference("components/messages/" + name);
    }

    private static Map<String, Object> reference(String path) {
        return map("$ref", "#/" + path);
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }
}
