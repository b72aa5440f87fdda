package org.relatum.server.cli;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Puts the churn flag to the test. */
@Command(
        name = "backtest",
        description = {
            "Say how well the churn flag would have told on a past day who would not order:",
            "fitted on what was known then, compared with what happened after. Nothing is recorded."
        })
final class BacktestCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "DATE",
            description = "the last day that the flags know of")
    String until;

    @Option(
            names = "--horizon",
            required = true,
            paramLabel = "DAYS",
            description = "days after it in which orders are looked for")
    int horizon;

    @Option(
            names = "--known-at",
            paramLabel = "INSTANT",
            description = "flags know what had been recorded by then (default: the end of the day);"
                    + " of a history that was imported later, say an instant after the import")
    @Nullable
    String knownAt;

    @Override
    public Integer call() {
        String path = "/api/v1/backtests?until=" + URLEncoder.encode(until, StandardCharsets.UTF_8) + "&horizon="
                + horizon + (knownAt == null ? "" : "&knownAt=" + URLEncoder.encode(knownAt, StandardCharsets.UTF_8));
        try (ClientOptions.Connection connection = client.connect()) {
            Lines lines = new Lines("backtest", null);
            connection.api().stream(path, "application/json", BodyPublishers.ofString("{}"), lines::accept);
            JsonNode summary = lines.summary();
            if (client.json) {
                Output.json(summary);
            } else {
                print(summary);
            }
            return 0;
        }
    }

    private static void print(JsonNode summary) {
        for (String field : List.of("customers", "flagged", "lost", "hits", "precision", "recall", "lift")) {
            Output.line("%-10s %s".formatted(field, number(summary.path(field))));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode decile : summary.path("deciles")) {
            rows.add(List.of(
                    Integer.toString(rows.size() + 1),
                    Output.text(decile.path("customers")),
                    number(decile.path("pAlive")),
                    number(decile.path("expected")),
                    number(decile.path("ordered"))));
        }
        Output.table(List.of("decile", "customers", "P(alive)", "expected to order", "ordered"), rows);
    }

    private static String number(JsonNode node) {
        return node.isNumber() && !node.isIntegralNumber()
                ? String.format(Locale.ROOT, "%.3f", node.asDouble())
                : Output.text(node);
    }
}
