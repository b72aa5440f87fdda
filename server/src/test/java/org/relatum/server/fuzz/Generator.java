package org.relatum.server.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.server.fuzz.Description.Body;
import org.relatum.server.fuzz.Description.Operation;
import org.relatum.server.fuzz.Description.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests from what the OpenAPI document says: most as they should be, from schemas, examples and names of things that were made
 * before; the others with something wrong about them.
 */
final class Generator {
    static final String CUSTOMER = "customer";
    /** With the name of an operation behind it: where the memory has customers for whom that was done. */
    static final String DONE = "done: ";

    /** By this day something has been recorded; the same calls are made on the same day only. */
    private static final Instant TODAY = Instant.now();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> JUNK = List.of(
            "",
            " ",
            "\u0000",
            "\ud83d\ude00",
            "\ud800",
            "a\u0000b",
            "\u202e\u0007\n\r\t",
            "'; drop table log.events; --",
            "../../etc/passwd",
            "${jndi:ldap://x}",
            "%s%n%x",
            "NaN",
            "-0",
            "1e400",
            "99999999999999999999999999",
            "-1",
            "0.0000000000000000000001",
            "9223372036854775807",
            "-9223372036854775808",
            "true",
            "null",
            "+1000000000-01-01T00:00:00Z",
            "0000-00-00",
            "2026-02-30T25:61:61Z",
            "9999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "x".repeat(300),
            "\u00e9".repeat(20_000));

    private final Description description;
    private final SplittableRandom random;
    private final Memory memory;
    private final Choices choices;
    /** Names of things, as addresses have them. */
    private final Set<String> names = new TreeSet<>();

    private final Map<String, List<JsonNode>> bodies = new HashMap<>();
    /** What examples call the things that they rest on, with the name of such things: fields with the same example name the same thing. */
    private final Map<String, String> examples = new HashMap<>();

    private int made;
    /** Whether requests are those of the examples, word for word where there is one. */
    private boolean literal;

    Generator(Description description, SplittableRandom random, Memory memory, Choices choices) {
        this.description = description;
        this.random = random;
        this.memory = memory;
        this.choices = choices;
        for (Operation operation : description.operations()) {
            names.addAll(operation.pathFields());
        }
        for (Operation operation : description.operations()) {
            operation.bodies().stream()
                    .flatMap(body -> body.examples().stream())
                    .forEach(this::learn);
            operation
                    .bodies()
                    .forEach(body -> bodies.computeIfAbsent(body.mediaType(), m -> new ArrayList<>())
                            .addAll(body.examples()));
        }
    }

    /**
     * A request.
     *
     * @param target path and query, encoded
     * @param customer whom it is about; null: nobody in particular
     * @param fields of address and body that name things
     * @param choices what was chosen on the way
     * @param sound whether nothing was made wrong about it on purpose
     */
    record Request(
            Operation operation,
            String target,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable String customer,
            Map<String, String> fields,
            List<String> choices,
            boolean sound) {}

    private void learn(JsonNode example) {
        example.properties().forEach(field -> {
            if (field.getValue().isString() && names.contains(field.getKey())) {
                examples.put(field.getValue().asString(), field.getKey());
            }
        });
    }

    /** The field that names what an answer's or a body's field names; null: none does. */
    @Nullable
    String nameOf(String field) {
        if (names.contains(field)) {
            return field;
        }
        String shorter = field.endsWith("Id") ? field.substring(0, field.length() - 2) : field;
        return names.contains(shorter) ? shorter : null;
    }

    /** As the examples say, names included: many of them rest on each other. */
    Request literal(Operation operation, long head) {
        literal = true;
        try {
            return request(operation, head, true);
        } finally {
            literal = false;
        }
    }

    /** As the examples say, only with new names where things are made. */
    Request sound(Operation operation, long head) {
        return request(operation, head, true);
    }

    /** With something wrong about it. */
    Request unsound(Operation operation, long head) {
        return request(operation, head, false);
    }

    private Request request(Operation operation, long head, boolean sound) {
        List<String> chosen = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>();
        String customer = operation.pathFields().contains(CUSTOMER) ? customerFor(operation, chosen) : null;
        // One place is wrong, or several.
        int wrong = sound ? 0 : 1 + random.nextInt(3);
        boolean wrongBody = wrong > 0 && !operation.bodies().isEmpty() && random.nextInt(4) > 0;
        String target = operation.path();
        for (Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("path")) {
                String value = pathValue(operation, parameter, customer, chosen);
                if (wrong > 0 && !wrongBody && random.nextInt(3) == 0) {
                    value = junk();
                }
                fields.put(parameter.name(), value);
                target = target.replace("{" + parameter.name() + "}", encodedSegment(value));
            }
        }
        String query = operation.parameters().stream()
                .filter(p -> p.in().equals("query"))
                .filter(p -> p.required() || random.nextInt(4) == 0)
                .map(p -> {
                    String value = wrong > 0 && random.nextInt(wrongBody ? 8 : 2) == 0
                            ? junk()
                            : queryValue(operation, p, head, chosen);
                    return p.name() + "=" + encoded(value);
                })
                .collect(Collectors.joining("&"));
        if (wrong > 0 && random.nextInt(12) == 0) {
            query += (query.isEmpty() ? "" : "&") + (random.nextBoolean() ? "unheard-of=1" : "=%zz&asOf=&asOf=1");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] bytes = null;
        if (!operation.bodies().isEmpty()) {
            Body body = operation.bodies().get(random.nextInt(operation.bodies().size()));
            headers.put("Content-Type", body.mediaType());
            bytes = bodyOf(operation, body, customer, fields, chosen, wrongBody ? wrong : 0);
            if (wrong > 0 && random.nextInt(20) == 0) {
                headers.put("Content-Type", random.nextBoolean() ? "text/html" : "application/json;charset=utf-16");
            }
        }
        headers(operation, headers, wrong > 0);
        return new Request(
                operation,
                query.isEmpty() ? target : target + "?" + query,
                headers,
                bytes,
                customer,
                fields,
                chosen,
                sound);
    }

    /** One that has what else the address names, or for whom something was done before. */
    private @Nullable String customerFor(Operation operation, List<String> chosen) {
        String owner = memory.ownerOf(operation.pathFields().getLast());
        if (owner != null) {
            return owner;
        }
        List<String> ways = new ArrayList<>(List.of("any"));
        memory.fields().stream().filter(field -> field.startsWith(DONE)).forEach(ways::add);
        String way = choice(operation.id() + "@", ways, chosen);
        return memory.recall(null, way.equals("any") ? CUSTOMER : way);
    }

    private void headers(Operation operation, Map<String, String> headers, boolean wrong) {
        for (Parameter parameter : operation.parameters()) {
            if (!parameter.in().equals("header") || random.nextInt(6) > 0) {
                continue;
            }
            switch (parameter.name()) {
                case "Idempotency-Key" ->
                    headers.put(parameter.name(), wrong ? "k-" + random.nextInt(20) : "k-" + ++made + "-once");
                case "If-Match" -> {
                    if (wrong) {
                        headers.put(parameter.name(), random.nextBoolean() ? "\"7\"" : "W/nonsense");
                    }
                }
                case "Last-Event-ID" -> headers.put(parameter.name(), wrong ? "nonsense" : "1");
                default -> headers.put(parameter.name(), wrong ? "\u00e9".repeat(random.nextInt(1, 400)) : "fuzz");
            }
        }
    }

    // ---- addresses

    private String pathValue(Operation operation, Parameter parameter, @Nullable String customer, List<String> chosen) {
        String name = parameter.name();
        if (name.equals(CUSTOMER) && customer != null) {
            return customer;
        }
        String known = customer == null ? null : memory.recall(customer, name);
        if (known == null) {
            known = memory.recall(null, name);
        }
        if (known != null && !(customer != null && parameter.schema().has("enum"))) {
            return known;
        }
        return value(operation, name, parameter.schema(), parameter.example(), chosen);
    }

    private String queryValue(Operation operation, Parameter parameter, long head, List<String> chosen) {
        String name = parameter.name();
        JsonNode schema = parameter.schema();
        if (name.equals("cursor")) {
            String next = memory.recall(null, operation.id() + " next");
            return next == null ? junk() : next;
        }
        if (schema.path("type").asString("").equals("array")) {
            return value(operation, name, description.resolved(schema.path("items")), parameter.example(), chosen);
        }
        if (name.equals("minVersion")) {
            // Of a thing that is not known it is waited for, too.
            return random.nextInt(40) == 0 ? "1" : "0";
        }
        if (schema.path("format").asString("").equals("int64")) {
            // What is ahead is waited for, which is planned, and too slow to be asked for often.
            return Long.toString(random.nextInt(2_000) == 0 ? head + 3 : random.nextLong(Math.max(2, head)));
        }
        return value(operation, name, schema, parameter.example(), chosen);
    }

    private String value(
            Operation operation, String name, JsonNode schema, @Nullable String example, List<String> chosen) {
        List<String> ways = new ArrayList<>();
        if (memory.fields().contains(name)) {
            ways.add("known:" + name);
        }
        if (example != null) {
            ways.add("example");
        }
        ways.add("schema");
        String way = choice(operation.id() + "?" + name, ways, chosen);
        if (way.equals("example") && example != null) {
            return example;
        }
        String known = way.startsWith("known:") ? memory.recall(null, name) : null;
        return known == null ? ofSchema(name, schema).asString() : known;
    }

    private String choice(String where, List<String> ways, List<String> chosen) {
        String way = literal && ways.contains("example")
                ? "example"
                : literal && ways.contains("absent") ? "absent" : choices.choose(where, ways);
        chosen.add(where + "=" + way);
        return way;
    }

    // ---- bodies

    private byte[] bodyOf(
            Operation operation,
            Body body,
            @Nullable String customer,
            Map<String, String> fields,
            List<String> chosen,
            int wrong) {
        if (body.mediaType().equals("application/x-ndjson")) {
            return lines(chosen, wrong);
        }
        JsonNode example = example(body);
        if (!body.mediaType().endsWith("json")) {
            String text = example.isMissingNode() ? "" : example.asString();
            return bytes(wrong > 0 ? spoiled(text) : text);
        }
        JsonNode filled = filled(operation, "", body.schema(), example, customer, fields, chosen);
        JsonNode spoilt = filled;
        for (int i = 0; i < wrong; i++) {
            spoilt = spoiled(spoilt);
        }
        String text = JsonMapper.shared().writeValueAsString(spoilt);
        return bytes(wrong > 0 && random.nextInt(10) == 0 ? spoiled(text) : text);
    }

    private JsonNode example(Body body) {
        List<JsonNode> examples = body.examples().isEmpty() ? bodies.get(body.mediaType()) : body.examples();
        return examples == null || examples.isEmpty()
                ? NODES.missingNode()
                : examples.get(random.nextInt(examples.size()));
    }

    /** Lines of commands of other operations, as the description says that a line is written. */
    private byte[] lines(List<String> chosen, int wrong) {
        List<Operation> commands = description.operations().stream()
                .filter(o -> o.command()
                        && o.bodies().stream().anyMatch(b -> b.mediaType().equals("application/json")))
                .toList();
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Operation command = commands.get(random.nextInt(commands.size()));
            String customer = memory.recall(null, CUSTOMER);
            ObjectNode line = NODES.objectNode().put("command", command.id());
            Body body = command.bodies().getFirst();
            JsonNode data = filled(command, "", body.schema(), example(body), customer, new LinkedHashMap<>(), chosen);
            for (Parameter parameter : command.parameters()) {
                if (parameter.in().equals("path")) {
                    String value = pathValue(command, parameter, customer, chosen);
                    if (parameter.name().equals(CUSTOMER) || parameter.name().equals("sku")) {
                        line.put(parameter.name().equals("sku") ? "product" : CUSTOMER, value);
                    } else if (data instanceof ObjectNode object) {
                        object.put(parameter.name(), value);
                    }
                }
            }
            line.set("data", data);
            String written = JsonMapper.shared().writeValueAsString(wrong > 0 ? spoiled(line) : line);
            text.append(written).append('\n');
        }
        return bytes(text.toString());
    }

    private JsonNode filled(
            Operation operation,
            String at,
            JsonNode schema,
            JsonNode example,
            @Nullable String customer,
            Map<String, String> fields,
            List<String> chosen) {
        JsonNode said = description.resolved(schema);
        if (example.isArray()) {
            ArrayNode array = NODES.arrayNode();
            JsonNode items = description.resolved(said.path("items"));
            example.forEach(item ->
                    array.add(filled(operation, at + "[]", items, item, customer, new LinkedHashMap<>(), chosen)));
            return array;
        }
        if (!said.path("properties").isObject()) {
            return example.isMissingNode() ? ofSchema(at, said) : example;
        }
        Set<String> required =
                said.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        ObjectNode object = NODES.objectNode();
        said.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            JsonNode of = description.resolved(property.getValue());
            JsonNode given = example.path(name);
            String where = at + "." + name;
            if (of.path("properties").isObject() || given.isArray()) {
                if (!given.isMissingNode()) {
                    object.set(name, filled(operation, where, of, given, customer, new LinkedHashMap<>(), chosen));
                }
                return;
            }
            JsonNode value = leaf(operation, where, name, of, given, required.contains(name), customer, chosen);
            if (value != null) {
                object.set(name, value);
                if (value.isString() && nameOf(name) != null) {
                    fields.put(name, value.asString());
                }
            }
        });
        return object;
    }

    private @Nullable JsonNode leaf(
            Operation operation,
            String where,
            String name,
            JsonNode schema,
            JsonNode given,
            boolean required,
            @Nullable String customer,
            List<String> chosen) {
        List<String> ways = new ArrayList<>();
        boolean text = schema.path("type").asString("").equals("string")
                && !schema.has("enum")
                && !schema.path("format").asString("").startsWith("date");
        boolean uuid = schema.path("format").asString("").equals("uuid");
        String named = nameOf(name);
        if (!given.isMissingNode()) {
            if (text && !uuid && named != null) {
                ways.add("new");
            }
            String rests = given.isString() ? examples.get(given.asString()) : null;
            if (rests != null && memory.fields().contains(rests)) {
                ways.add("known:" + rests);
            }
            ways.add("example");
        }
        if (!required) {
            ways.add("absent");
        }
        if (text) {
            for (String field : memory.fields()) {
                if (!field.contains(" ") && (field.equals(named) || !given.isMissingNode() || uuid)) {
                    ways.add("known:" + field);
                }
            }
            if (!uuid) {
                ways.add("new");
            }
        }
        ways.add("schema");
        String way = choice(operation.id() + where, ways.stream().distinct().toList(), chosen);
        if (way.startsWith("known:")) {
            String field = way.substring("known:".length());
            String known = customer == null ? null : memory.recall(customer, field);
            known = known == null ? memory.recall(null, field) : known;
            return known == null ? null : NODES.stringNode(known);
        }
        return switch (way) {
            case "absent" -> null;
            case "new" -> NODES.stringNode(newName(name, schema));
            case "example" -> given;
            default -> ofSchema(name, schema);
        };
    }

    private String newName(String name, JsonNode schema) {
        String made = name + "-" + ++this.made;
        int longest = schema.path("maxLength").asInt(60);
        return made.length() <= longest ? made : made.substring(made.length() - longest);
    }

    /** Any value that a schema admits. */
    private JsonNode ofSchema(String name, JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        JsonNode types = schema.path("type");
        String type = types.isArray() ? types.path(0).asString("string") : types.asString("string");
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1000);
        return switch (type) {
            case "integer" -> NODES.numberNode(random.nextInt(4) == 0 ? most : random.nextLong(least, most + 1));
            case "number" -> NODES.numberNode(random.nextInt(100));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "array" -> NODES.arrayNode();
            case "object" -> NODES.objectNode();
            default ->
                NODES.stringNode(
                        switch (schema.path("format").asString("")) {
                            case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
                            case "date" ->
                                (random.nextInt(4) == 0 ? TODAY : instant())
                                        .toString()
                                        .substring(0, 10);
                            case "date-time" -> instant().toString();
                            case "decimal" -> random.nextInt(1000) + "." + random.nextInt(10, 100);
                            default -> newName(name, schema);
                        });
        };
    }

    private Instant instant() {
        return Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextInt(90_000_000));
    }

    // ---- what is wrong

    private String junk() {
        return JUNK.get(random.nextInt(JUNK.size()));
    }

    private JsonNode junkNode() {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(new java.math.BigDecimal("1e" + random.nextInt(-5000, 5000)));
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.arrayNode().add(junk()).add(NODES.objectNode());
            case 5 -> NODES.objectNode().put(junk(), junk());
            default -> NODES.stringNode(junk());
        };
    }

    /** With one value, somewhere, that is junk, gone or there too often. */
    private JsonNode spoiled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.deepCopy();
            List<String> properties = new ArrayList<>(copy.propertyNames());
            if (properties.isEmpty() || random.nextInt(10) == 0) {
                return copy.set("unheardOf", junkNode());
            }
            String property = properties.get(random.nextInt(properties.size()));
            JsonNode value = copy.path(property);
            if (value.isContainer() && random.nextInt(3) > 0) {
                copy.set(property, spoiled(value));
            } else if (random.nextInt(4) == 0) {
                copy.remove(property);
            } else {
                copy.set(property, junkNode());
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.deepCopy();
            if (copy.isEmpty()) {
                return copy.add(junkNode());
            }
            int at = random.nextInt(copy.size());
            switch (random.nextInt(4)) {
                case 0 -> copy.remove(at);
                case 1 -> {
                    JsonNode one = copy.get(at);
                    for (int i = random.nextInt(600); i > 0; i--) {
                        copy.add(one);
                    }
                }
                default -> copy.set(at, spoiled(copy.get(at)));
            }
            return copy;
        }
        return junkNode();
    }

    private String spoiled(String text) {
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1));
            case 1 -> "[".repeat(5_000);
            case 2 -> text + text;
            case 3 -> "\ufeff" + text;
            case 4 -> {
                int at = random.nextInt(text.length() + 1);
                yield text.substring(0, at) + junk() + text.substring(at);
            }
            default -> "";
        };
    }

    private byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(200) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) 0xff;
        }
        return bytes;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String encodedSegment(String text) {
        return encoded(text).replace("+", "%20");
    }
}
