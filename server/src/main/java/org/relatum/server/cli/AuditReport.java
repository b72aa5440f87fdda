package org.relatum.server.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.relatum.projection.ledger.Checkpoint;
import tools.jackson.databind.JsonNode;

/** The report of an audit bundle: one page of HTML without scripts or anything from elsewhere, that prints well. */
final class AuditReport {
    private static final String STYLE = """
        body { font: 10pt/1.4 Georgia, serif; margin: 2em auto; max-width: 60em; color: #111; }
        h1 { font-size: 18pt; margin-bottom: 0; } h2 { font-size: 13pt; border-bottom: 1px solid #999; margin-top: 2em; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 3px 6px;
          border-bottom: 1px solid #ddd; overflow-wrap: anywhere; } th { background: #f2f2f2; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; } pre { white-space: pre-wrap; overflow-wrap: anywhere;
          font-size: 8.5pt; background: #f7f7f7; padding: 6px; } .erased { color: #777; font-style: italic; }
        dl { display: grid; grid-template-columns: max-content auto; gap: 2px 12px; margin: 0; } dt { color: #555; } dd { margin: 0; }
        @page { size: A4; margin: 18mm 15mm; }
        @media print { body { margin: 0; max-width: none; font-size: 9pt; } thead { display: table-header-group; }
          tr, dl { break-inside: avoid; } h2 { break-after: avoid; } }
        """;

    private final StringBuilder html = new StringBuilder();

    private AuditReport() {}

    static String html(
            BundleViews.Scope scope,
            String note,
            Checkpoint checkpoint,
            List<JsonNode> events,
            Map<String, JsonNode> views,
            JsonNode policies) {
        Instant from = scope.from();
        Instant to = scope.to();
        AuditReport report = new AuditReport();
        report.html
                .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Audit of customer ")
                .append(scope.customer())
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Audit of a customer</h1>\n");
        report.facts(List.of(
                List.of("Customer", scope.customer().toString()),
                List.of(
                        "Events recorded",
                        (from == null ? "from the beginning" : "from " + from) + (to == null ? "" : ", before " + to)),
                List.of("Views as of, by what was known at", scope.at().toString()),
                List.of("Company's time zone, reporting currency", scope.company() + ", " + scope.currency()),
                List.of("Events", Integer.toString(events.size())),
                List.of(
                        "Proven against",
                        "the checkpoint of " + checkpoint.size() + " events of the log " + checkpoint.origin())));
        report.heading("Events, in the order in which they were recorded");
        report.events(events);
        report.heading("What followed from them");
        views.forEach(report::view);
        report.heading("Policies in force");
        report.policies(policies);
        report.heading("What is proven, and how to verify it");
        report.html.append(
                "<p>Each event's stored bytes are a leaf of a Merkle tree, and <code>events.ndjson</code> and"
                    + " <code>references.ndjson</code> (policies, fits) hold the proof that leads from it to this"
                    + " checkpoint, which the log's key signed. <code>relatum verify FILE</code> verifies that without"
                    + " a server, and computes views, policies in force and this report anew from the events; with"
                    + " <code>--key</code> and <code>--checkpoint</code> also that the key and the log are those you"
                    + " have known before.</p>\n"
                    + "<p>Proven is that these events were recorded as they are, at these positions and times, and"
                    + " what follows from them by the rules of the product and the policies in force. Not proven are"
                    + " time zone and currency, texts about persons as they are shown here (what is stored of them is"
                    + " encrypted), that no other events of the customer and no other policies or fits exist, and,"
                    + " without a checkpoint from elsewhere, that the operator did not write all of it anew.</p>\n"
                    + "<pre>");
        report.text(note);
        report.html.append("</pre>\n</body></html>\n");
        return report.html.toString();
    }

    private void heading(String text) {
        html.append("<h2>");
        text(text);
        html.append("</h2>\n");
    }

    private void facts(List<List<String>> facts) {
        html.append("<dl>");
        for (List<String> fact : facts) {
            html.append("<dt>");
            text(fact.get(0));
            html.append("</dt><dd>");
            text(fact.get(1));
            html.append("</dd>");
        }
        html.append("</dl>\n");
    }

    private void events(List<JsonNode> events) {
        html.append("<table><thead><tr><th>Position</th><th>Recorded</th><th>Happened</th><th>Event</th><th>By</th>"
                + "<th>What</th></tr></thead><tbody>\n");
        for (JsonNode event : events) {
            html.append("<tr><td class=\"n\">")
                    .append(event.path("position").asLong())
                    .append("</td>");
            cell(event.path("recordedAt"));
            cell(event.path("occurredAt"));
            cell(event.path("type"));
            cell(event.path("metadata").path("actor"));
            html.append("<td>");
            if (event.path("data").isObject()) {
                value(event.path("data"), List.of("occurredAt"));
            } else {
                text(event.path("unreadable").asString(""));
            }
            if (event.path("metadata").path("reason").isString()) {
                html.append("<p>Reason: ");
                text(event.path("metadata").path("reason").asString());
                html.append("</p>");
            }
            for (JsonNode erased : event.path("erased")) {
                html.append("<div class=\"erased\">");
                text(erased.asString() + " was erased");
                html.append("</div>");
            }
            html.append("</td></tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private void cell(JsonNode value) {
        html.append("<td>");
        text(value.isString() ? value.asString() : "");
        html.append("</td>");
    }

    private void view(String name, JsonNode view) {
        html.append("<h3>");
        text(name);
        html.append("</h3>\n");
        value(view, List.of("customerId", "asOf", "knownAt", "position", "version"));
    }

    private void policies(JsonNode policies) {
        html.append("<table><thead><tr><th>Kind</th><th>Version</th><th>In force from</th><th>Published by</th>"
                + "<th>SHA-256</th></tr></thead><tbody>\n");
        for (JsonNode policy : policies.path("items")) {
            html.append("<tr>");
            cell(policy.path("kind"));
            html.append("<td class=\"n\">")
                    .append(policy.path("version").asInt())
                    .append("</td>");
            cell(policy.path("effectiveFrom"));
            cell(policy.path("publishedBy"));
            cell(policy.path("digest"));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private void value(JsonNode value, List<String> hidden) {
        if (value.isObject()) {
            html.append("<dl>");
            value.properties().stream()
                    .filter(property -> !hidden.contains(property.getKey())
                            && !property.getValue().isNull())
                    .forEach(property -> {
                        html.append("<dt>");
                        text(property.getKey());
                        html.append("</dt><dd>");
                        value(property.getValue(), List.of());
                        html.append("</dd>");
                    });
            html.append("</dl>\n");
        } else if (value.isArray()) {
            List<JsonNode> items = new ArrayList<>(value.valueStream().toList());
            boolean plain = items.stream().allMatch(JsonNode::isValueNode);
            for (int i = 0; i < items.size(); i++) {
                if (plain && i > 0) {
                    html.append(", ");
                }
                value(items.get(i), List.of());
            }
        } else {
            text(value.isNull() ? "–" : value.asString());
        }
    }

    private void text(String text) {
        text.chars().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                default -> html.append((char) c);
            }
        });
    }
}
