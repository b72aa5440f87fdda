package org.relatum.events.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.relatum.events.PolicyKind;
import org.relatum.events.wire.SourceTree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The policies as Markdown: what is there is read from the schemas, what holds by default from the files the product ships with. */
final class PolicyCatalogue {
    private static final JsonMapper JSON = new JsonMapper();

    private final StringBuilder out = new StringBuilder();

    private PolicyCatalogue() {}

    static String generate() {
        PolicyCatalogue catalogue = new PolicyCatalogue();
        catalogue.write();
        return catalogue.out.toString();
    }

    private void write() {
        line("# The policies");
        line("");
        line("<!-- Generated from the schemas. " + SourceTree.howTo(PolicyCatalogueTest.class) + " -->");
        line("");
        line("Weights, thresholds, windows, tiers, calendars and targets are policies: files in YAML (or JSON),"
                + " checked against a JSON Schema. The files below are version 0 and in force from the beginning"
                + " of time. Publishing one makes the next version; it is in force from `effectiveFrom` on, which"
                + " is never before it was recorded. Of the versions that have come into effect the highest is in"
                + " force, so that a later publication overtakes one that was planned for a later day. A file that"
                + " is not valid is refused with the line and the reason, and the policy in force stays.");
        line("");
        line("```");
        line("./relatum policy publish points.yaml --effective-from 2027-01-01T00:00:00Z");
        line("./relatum policy list");
        line("```");
        line("");
        line("Over HTTP: `POST /api/v1/policies/{kind}?effectiveFrom=`, `GET /api/v1/policies` (in force),"
                + " `/api/v1/policies/{kind}` (history), `/api/v1/policies/{kind}/at?asOf=`.");
        line("");
        line("A time span is a whole number and a unit: `d` for days of 24 hours, `h`, `m` or `s`, for example `60d`.");
        line("");
        for (PolicyKind kind : PolicyKind.values()) {
            policy(kind);
        }
        measures();
    }

    private void measures() {
        line("## Measures");
        line("");
        line("What the formulas of key figures are made of. A flow is the sum of what happens in a period. A stock"
                + " is there at an instant: a formula says whether it counts `at start`, `at end` or `on average`,"
                + " each value weighted by the time it lasted. What is counted by period is counted for each day,"
                + " month, quarter and year by itself.");
        line("");
        line("| measure | what is counted | over time | number of |");
        line("|---|---|---|---|");
        for (Measure measure : Measure.values()) {
            line("| `" + measure.key() + "` | " + measure.title() + " | " + lower(measure.kind()) + " | "
                    + lower(measure.of()) + " |");
        }
        line("");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void policy(PolicyKind kind) {
        JsonNode schema = JSON.readTree(PolicyReader.schema(kind));
        line("## " + schema.get("title").asString() + " (`" + kind.key() + "`)");
        line("");
        line(schema.get("description").asString() + ".");
        line("");
        line("```yaml");
        out.append(PolicyReader.shippedText(kind));
        line("```");
        line("");
        line("| field | value | meaning |");
        line("|---|---|---|");
        fields("", schema);
        line("");
    }

    private void fields(String path, JsonNode object) {
        for (Map.Entry<String, JsonNode> property : object.path("properties").properties()) {
            field(path + property.getKey(), property.getValue());
        }
        if (object.path("additionalProperties").isObject()) {
            field(path + "*name*", object.get("additionalProperties"));
        }
    }

    private void field(String path, JsonNode field) {
        JsonNode meaning = field.get("description");
        line("| `" + path.replace("*name*", "…") + "` | " + value(field) + " | "
                + (meaning == null ? "" : meaning.asString().replace("|", "\\|")) + " |");
        fields(path + ".", field);
        if (field.path("items").has("properties")) {
            fields(path + "[].", field.get("items"));
        }
    }

    private static String value(JsonNode field) {
        if (field.has("$ref")) {
            return "time span";
        }
        if (field.has("enum")) {
            List<String> values = new ArrayList<>();
            field.get("enum").forEach(value -> values.add("`" + value.asString() + "`"));
            return String.join(", ", values);
        }
        String type = field.get("type").asString();
        return switch (type) {
            case "object" -> "";
            case "array" -> "list";
            case "string" -> "text";
            default -> type + range(field);
        };
    }

    private static String range(JsonNode field) {
        String from = field.has("minimum")
                ? " from " + field.get("minimum").asString()
                : field.has("exclusiveMinimum")
                        ? " above " + field.get("exclusiveMinimum").asString()
                        : "";
        return from + (field.has("maximum") ? " to " + field.get("maximum").asString() : "");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
