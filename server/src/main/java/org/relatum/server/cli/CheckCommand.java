package org.relatum.server.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Folds every customer from scratch and compares with what the projections hold. */
@Command(
        name = "check",
        description = {
            "Fold every customer from scratch and compare with the live rows and intervals.",
            "Names every difference; exits with 1 if there is one."
        })
final class CheckCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Override
    public Integer call() {
        try (ClientOptions.Connection connection = client.connect()) {
            Result result = new Result(client.json);
            connection.api().stream(
                    "/api/v1/checks", "application/json", BodyPublishers.ofString("{}"), result::accept);
            return result.report();
        }
    }

    /** What the stream of lines adds up to. */
    static final class Result {
        private final boolean json;
        private final Progress progress = new Progress("customers");
        private final ArrayNode differences = JsonMapper.shared().createArrayNode();
        private @Nullable JsonNode summary;

        Result(boolean json) {
            this.json = json;
        }

        void accept(JsonNode line) {
            if (line.has("progress")) {
                JsonNode at = line.path("progress");
                progress.at(at.path("customers").asLong(0), at.path("total").asLong(0));
            } else if (line.has("difference")) {
                differences.add(line.path("difference"));
                if (!json) {
                    progress.done();
                    Output.line("difference: " + line.path("difference"));
                }
            } else if (line.has("summary")) {
                summary = line.path("summary");
            } else if (line.has("error")) {
                throw new ClientException("the check failed: " + line.path("error"));
            }
        }

        int report() {
            progress.done();
            if (summary == null) {
                throw new ClientException("the check broke off before its end");
            }
            long count =
                    Math.max(differences.size(), summary.path("differences").asLong(0));
            long parked = summary.path("parked").asLong(0);
            if (json) {
                ObjectNode document = JsonMapper.shared().createObjectNode();
                document.set("summary", summary);
                document.set("differences", differences);
                Output.json(document);
            } else {
                Output.line("checked %s customers: %s"
                                .formatted(
                                        Output.text(summary.path("customers")),
                                        count == 0 ? "no differences" : String.format("%,d differences", count))
                        + (parked == 0 ? "" : ", %,d parked".formatted(parked)));
            }
            return count == 0 && parked == 0 ? 0 : 1;
        }
    }
}
