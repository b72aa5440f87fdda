package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.registered;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relatum.server.TestServer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description of the interface says what is so. */
class OpenApiOfQuestionsTest {
    private static final Set<String> QUESTIONS = Set.of(
            "/api/v1/customers",
            "/api/v1/customers/{customer}",
            "/api/v1/customers/{customer}/lifecycle",
            "/api/v1/customers/{customer}/lifecycle/explain",
            "/api/v1/customers/{customer}/cases",
            "/api/v1/customers/{customer}/cases/explain",
            "/api/v1/customers/{customer}/commitments",
            "/api/v1/customers/{customer}/commitments/explain",
            "/api/v1/customers/{customer}/loyalty",
            "/api/v1/customers/{customer}/loyalty/explain",
            "/api/v1/customers/{customer}/risk",
            "/api/v1/customers/{customer}/risk/explain",
            "/api/v1/cases",
            "/api/v1/commitments",
            "/api/v1/loyalty",
            "/api/v1/risk-flags",
            "/api/v1/risk-flags/matrix",
            "/api/v1/customers/{customer}/diff",
            "/api/v1/customers/{customer}/explain",
            "/api/v1/customers/{customer}/timeline",
            "/api/v1/customers/{customer}/history",
            "/api/v1/departments",
            "/api/v1/departments/{department}",
            "/api/v1/staff",
            "/api/v1/staff/{staff}",
            "/api/v1/policies",
            "/api/v1/policies/{kind}",
            "/api/v1/policies/{kind}/at",
            "/api/v1/surveys",
            "/api/v1/surveys/{survey}",
            "/api/v1/scorecard",
            "/api/v1/scorecard/parts",
            "/api/v1/improvements",
            "/api/v1/improvements/{improvement}",
            "/api/v1/articles",
            "/api/v1/articles/{article}",
            "/api/v1/products",
            "/api/v1/products/{sku}",
            "/api/v1/ledger",
            "/api/v1/ledger/inclusion",
            "/api/v1/ledger/consistency",
            "/api/v1/status",
            "/api/v1/rebuilds",
            "/api/v1/rebuilds/{rebuild}",
            "/api/v1/parked-customers",
            "/api/v1/customers/{customer}/privacy",
            "/api/v1/customers/{customer}/export",
            "/api/v1/erasures",
            "/api/v1/access/log");

    private final Rest rest = new Rest(TestServer.shared());
    private final JsonNode api = rest.get("/api/v1/openapi.json");

    @Test
    void every_question_is_described() {
        for (String path : QUESTIONS) {
            JsonNode operation = api.path("paths").path(path).path("get");
            assertThat(operation.isObject()).as(path).isTrue();
            assertThat(operation.path("summary").asString()).as(path).isNotBlank();
            JsonNode content =
                    operation.path("responses").path("200").path("content").path("application/json");
            assertThat(content.path("schema").path("$ref").asString()).as(path).startsWith("#/components/schemas/");
            assertThat(content.path("example").isMissingNode()
                            && content.path("examples").isMissingNode())
                    .as("no example of " + path)
                    .isFalse();
        }
        assertThat(api.path("paths").path("/api/v1/checks").path("post").isObject())
                .isTrue();
        assertThat(api.path("paths")
                        .path("/api/v1/parked-customers/{customer}/retry")
                        .path("post")
                        .isObject())
                .isTrue();
    }

    @Test
    void operations_have_names_of_their_own() {
        List<String> names = new ArrayList<>();
        api.path("paths")
                .forEach(path -> path.forEach(
                        operation -> names.add(operation.path("operationId").asString())));
        assertThat(names).doesNotHaveDuplicates().allSatisfy(n -> assertThat(n).matches("[a-z]+(-[a-z]+)*"));
    }

    /** What isn't there in time is answered with 503, wherever one can ask to wait for it. */
    @Test
    void whatever_waits_says_what_it_answers_when_that_was_in_vain() {
        Set<String> waiting = new TreeSet<>();
        api.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation
                            .path("parameters")
                            .valueStream()
                            .anyMatch(p -> p.path("name").asString().matches("min(Version|Position)"))) {
                        String name = operation.path("operationId").asString();
                        waiting.add(name);
                        assertThat(operation.path("responses").path("503").isObject())
                                .as(name)
                                .isTrue();
                    }
                }));
        assertThat(waiting).contains("get-policy", "list-policies", "what-if", "list-customers");
    }

    @Test
    void exactly_the_described_parameters_are_known() {
        UUID customer = UUID.randomUUID();
        new LogWriter(TestServer.shared())
                .write(fact(customer, "2025-01-01T00:00:00Z", registered(customer, "2025-01-01T00:00:00Z")));
        for (String path : QUESTIONS) {
            Set<String> described = new TreeSet<>();
            api.path("paths").path(path).path("get").path("parameters").forEach(p -> {
                if (p.path("in").asString().equals("query")) {
                    described.add(p.path("name").asString());
                    assertThat(p.path("description").asString()).as(path + p).isNotBlank();
                }
            });
            String reason = rest.answer(path.replace("{customer}", customer.toString())
                                    .replaceFirst("\\{(sku|department|staff)}", "x")
                                    .replace("{kind}", "points")
                                    .replaceFirst("\\{(survey|improvement|article|rebuild)}", customer.toString())
                            + "?unheard-of=1")
                    .refused(400, "invalid-request")
                    .json()
                    .path("errors")
                    .get(0)
                    .path("reason")
                    .asString();
            Set<String> known = new TreeSet<>();
            if (reason.contains("there are ") && !reason.contains("there are none")) {
                Stream.of(reason.substring(reason.indexOf("there are ") + 10).split(", "))
                        .forEach(known::add);
            }
            assertThat(described).as(path).isEqualTo(known);
        }
    }

    @Test
    void examples_are_what_they_are_examples_of() {
        List<String> wrong = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String tag = operation.getValue().path("tags").path(0).asString("");
                    if (tag.startsWith("Questions") || tag.equals("Operation") || tag.equals("Ledger")) {
                        operation
                                .getValue()
                                .path("responses")
                                .properties()
                                .forEach(response -> response.getValue()
                                        .path("content")
                                        .properties()
                                        .forEach(content -> examples(content.getValue())
                                                .forEach(example -> {
                                                    String where = path.getKey() + " " + response.getKey() + " "
                                                            + content.getKey();
                                                    List<JsonNode> documents = switch (content.getKey()) {
                                                        case "application/x-ndjson" -> lines(example);
                                                        case "text/event-stream" -> messages(example);
                                                        default -> List.of(parsed(example));
                                                    };
                                                    documents.forEach(d -> check(
                                                            where,
                                                            d,
                                                            content.getValue().path("schema"),
                                                            wrong));
                                                })));
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    private static List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        if (content.has("example")) {
            examples.add(content.path("example"));
        }
        content.path("examples").forEach(e -> examples.add(e.path("value")));
        return examples;
    }

    private static JsonNode parsed(JsonNode example) {
        try {
            return example.isString() ? JsonMapper.shared().readTree(example.asString()) : example;
        } catch (JacksonException e) {
            throw new AssertionError(example.toString(), e);
        }
    }

    private static List<JsonNode> lines(JsonNode example) {
        return example.asString()
                .lines()
                .map(l -> (JsonNode) JsonMapper.shared().readTree(l))
                .toList();
    }

    private static List<JsonNode> messages(JsonNode example) {
        return example.asString()
                .lines()
                .filter(l -> l.startsWith("data: "))
                .map(l -> (JsonNode) JsonMapper.shared().readTree(l.substring("data: ".length())))
                .toList();
    }

    /** Every property is described, and every described property of an answer is there. */
    private void check(String where, JsonNode value, JsonNode described, List<String> wrong) {
        JsonNode schema = resolved(described);
        JsonNode properties = schema.path("properties");
        if (value.isObject() && properties.isObject()) {
            Set<String> names = new HashSet<>(properties.propertyNames());
            for (String name : value.propertyNames()) {
                if (!names.contains(name)) {
                    wrong.add(where + ": " + name + " is not described");
                } else {
                    check(where + "." + name, value.path(name), properties.path(name), wrong);
                }
            }
        } else if (value.isArray()) {
            value.forEach(item -> check(where, item, schema.path("items"), wrong));
        } else if (schema.has("enum") && !value.isNull()) {
            List<String> allowed =
                    schema.path("enum").valueStream().map(JsonNode::asString).toList();
            if (!allowed.contains(value.asString())) {
                wrong.add(where + ": " + value + " is none of " + allowed);
            }
        }
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        for (JsonNode alternative :
                schema.path("anyOf").isMissingNode() ? schema.path("oneOf") : schema.path("anyOf")) {
            if (alternative.has("$ref")) {
                return resolved(alternative);
            }
        }
        return reference.isEmpty()
                ? schema
                : api.path("components").path("schemas").path(reference.substring("#/components/schemas/".length()));
    }
}
