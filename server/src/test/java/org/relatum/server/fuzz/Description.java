package org.relatum.server.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the service's own OpenAPI document says of its operations. */
final class Description {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    /**
     * A parameter.
     *
     * @param in path, query or header
     */
    record Parameter(
            String name,
            String in,
            boolean required,
            JsonNode schema,
            @Nullable String example) {}

    /** A body that is understood, and examples of it. */
    record Body(String mediaType, JsonNode schema, List<JsonNode> examples) {}

    /**
     * One operation.
     *
     * @param statuses of the answers that are described
     * @param codes of the problems that are described, by status
     * @param command whether it is repeatable by a key, as everything is that records facts
     */
    record Operation(
            String id,
            String method,
            String path,
            List<Parameter> parameters,
            List<Body> bodies,
            Set<Integer> statuses,
            Map<Integer, Set<String>> codes,
            boolean command) {

        List<String> pathFields() {
            return parameters.stream()
                    .filter(p -> p.in().equals("path"))
                    .map(Parameter::name)
                    .toList();
        }
    }

    Description(JsonNode document) {
        this.document = document;
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                operations.add(operation(path.getKey(), operation.getKey(), operation.getValue()))));
    }

    List<Operation> operations() {
        return operations;
    }

    /** A schema, or the one that it refers to. */
    JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asString().substring(1));
        }
        return at;
    }

    private Operation operation(String path, String method, JsonNode said) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode listed : said.path("parameters")) {
            JsonNode parameter = resolved(listed);
            JsonNode schema = parameter.path("schema");
            JsonNode example = Stream.of(
                            parameter.path("example"),
                            schema.path("example"),
                            schema.path("items").path("example"))
                    .filter(node -> !node.isMissingNode())
                    .findFirst()
                    .orElse(JsonNodeFactory.instance.missingNode());
            parameters.add(new Parameter(
                    parameter.path("name").asString(),
                    parameter.path("in").asString(),
                    parameter.path("required").asBoolean(false),
                    resolved(schema),
                    example.isMissingNode() || example.isNull() ? null : example.asString()));
        }
        List<Body> bodies = new ArrayList<>();
        said.path("requestBody").path("content").properties().forEach(content -> {
            List<JsonNode> examples = new ArrayList<>();
            if (content.getValue().has("example")) {
                examples.add(content.getValue().path("example"));
            }
            content.getValue().path("examples").forEach(example -> examples.add(example.path("value")));
            bodies.add(new Body(content.getKey(), resolved(content.getValue().path("schema")), examples));
        });
        Set<Integer> statuses = new TreeSet<>();
        Map<Integer, Set<String>> codes = new LinkedHashMap<>();
        said.path("responses").properties().forEach(response -> {
            int status = Integer.parseInt(response.getKey());
            statuses.add(status);
            codes.put(
                    status,
                    new TreeSet<>(response.getValue()
                            .path("content")
                            .path("application/problem+json")
                            .path("examples")
                            .propertyNames()));
        });
        return new Operation(
                said.path("operationId").asString(),
                method.toUpperCase(java.util.Locale.ROOT),
                path,
                parameters,
                bodies,
                statuses,
                codes,
                parameters.stream().anyMatch(p -> p.name().equals(IDEMPOTENCY_KEY)));
    }

    static Description parse(String text) {
        return new Description(JsonMapper.shared().readTree(text));
    }
}
