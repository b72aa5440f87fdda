package org.relatum.server.cli;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Fits a value model and records the run. */
@Command(name = "fit", description = "Fit a model of repeat purchases by maximum likelihood and record the run.")
final class FitCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "bg-nbd or mbg-nbd")
    String model;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "DATE",
            description = "end of the observation: the last day that counts, or an instant (UTC)")
    String until;

    @Option(
            names = "--known-at",
            paramLabel = "INSTANT",
            description = "fit on what had been recorded by then (default: now)")
    @Nullable
    Instant knownAt;

    @Override
    public Integer call() {
        try (ClientOptions.Connection connection = client.connect()) {
            ObjectNode request =
                    JsonMapper.shared().createObjectNode().put("model", model).put("until", until);
            if (knownAt != null) {
                request.put("knownAt", knownAt.toString());
            }
            JsonNode fit = connection
                    .api()
                    .send(
                            "POST",
                            "/api/v1/value-models",
                            request,
                            Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            if (client.json) {
                Output.json(fit);
            } else {
                print("", fit);
            }
            return 0;
        }
    }

    private static void print(String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isObject()) {
                print(prefix + field.getKey() + ".", field.getValue());
            } else {
                Output.line("%-24s %s".formatted(prefix + field.getKey(), Output.text(field.getValue())));
            }
        }
    }
}
