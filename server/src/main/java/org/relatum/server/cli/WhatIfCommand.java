package org.relatum.server.cli;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tries a policy without publishing it. */
@Command(
        name = "what-if",
        description = {
            "Say what a policy would change if it came into force: who would have another stage,",
            "band, tier, flag or service level. Nothing is recorded."
        })
final class WhatIfCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Parameters(index = "0", paramLabel = "FILE", description = "the policy, in YAML or JSON")
    Path file;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "which policy it is (default: the file's name without its ending)")
    @Nullable
    String kind;

    @ArgGroup
    @Nullable
    Scope scope;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "when it would come into force (default: now)")
    @Nullable
    String asOf;

    @Option(
            names = "--known-at",
            paramLabel = "INSTANT",
            description = "count what had been recorded by then (default: now)")
    @Nullable
    String knownAt;

    @Option(
            names = "--period",
            paramLabel = "PERIOD",
            description = {
                "compare the figures of this period's scorecard, too, for example 2026-Q1:",
                "the company's, or the segment's; not with --customer"
            })
    @Nullable
    String period;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "1000",
            description = "list at most so many customers (default: ${DEFAULT-VALUE}); all are counted")
    long changes;

    /** On whom it is tried. */
    static final class Scope {
        @Option(names = "--customer", paramLabel = "ID", description = "only this customer")
        @Nullable
        String customer;

        @Option(names = "--segment", paramLabel = "SEGMENT", description = "only customers in this segment")
        @Nullable
        String segment;
    }

    @Override
    public Integer call() {
        PolicyFile policy = PolicyFile.read(file, kind);
        StringBuilder path =
                new StringBuilder("/api/v1/what-if?kind=" + policy.kind().key() + "&changes=" + changes);
        add(path, "customer", scope == null ? null : scope.customer);
        add(path, "segment", scope == null ? null : scope.segment);
        add(path, "asOf", asOf);
        add(path, "knownAt", knownAt);
        add(path, "period", period);
        try (ClientOptions.Connection connection = client.connect()) {
            Lines lines = new Lines("what-if", client.json ? null : "changed");
            connection.api().stream(
                    path.toString(), "application/yaml", BodyPublishers.ofString(policy.text()), lines::accept);
            JsonNode summary = lines.summary();
            if (client.json) {
                ObjectNode document = JsonMapper.shared().createObjectNode();
                document.set("summary", summary);
                document.set("changed", lines.items("changed"));
                Output.json(document);
            } else {
                print(summary);
            }
            return 0;
        }
    }

    private static void add(StringBuilder path, String name, @Nullable String value) {
        if (value != null) {
            path.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static void print(JsonNode summary) {
        Output.line("%s of %s customers would be seen otherwise"
                .formatted(Output.text(summary.path("changed")), Output.text(summary.path("customers"))));
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode cell : summary.path("matrix")) {
            cells.add(List.of(
                    cell.path("outcome").asString(),
                    cell.path("before").asString(),
                    cell.path("after").asString(),
                    Output.text(cell.path("count"))));
        }
        Output.table(List.of("outcome", "is", "would be", "how many"), cells);
        ArrayNode kpis = summary.path("kpis").isArray()
                ? (ArrayNode) summary.path("kpis")
                : JsonMapper.shared().createArrayNode();
        if (!kpis.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode kpi : kpis) {
                rows.add(List.of(
                        kpi.path("kpi").asString(),
                        Output.text(kpi.path("before")),
                        Output.text(kpi.path("after")),
                        Output.text(kpi.path("scoreBefore")),
                        Output.text(kpi.path("scoreAfter"))));
            }
            Output.table(List.of("key figure", "is", "would be", "score", "would be"), rows);
        }
    }
}
