package org.relatum.server.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Callable;
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
            Lines lines = new Lines("check", client.json ? null : "difference");
            connection.api().stream("/api/v1/checks", "application/json", BodyPublishers.ofString("{}"), lines::accept);
            return report(
                    lines.summary(),
                    lines.items("difference"),
                    connection.api().get("/api/v1/status").path("ledger"));
        }
    }

    private int report(JsonNode summary, ArrayNode differences, JsonNode ledger) {
        long count = summary.path("differences").asLong(0);
        long parked = summary.path("parked").asLong(0);
        if (client.json) {
            ObjectNode document = JsonMapper.shared().createObjectNode();
            document.set("summary", summary);
            document.set("differences", differences);
            document.set("ledger", ledger);
            Output.json(document);
        } else {
            Output.line("checked %s customers: %s"
                            .formatted(
                                    Output.text(summary.path("customers")),
                                    count == 0 ? "no differences" : String.format("%,d differences", count))
                    + (parked == 0 ? "" : ", %,d parked".formatted(parked)));
            Output.line(StatusCommand.ledger(ledger) + "; relatum verify proves the log itself");
        }
        return count == 0 && parked == 0 && StatusCommand.isKept(ledger) ? 0 : 1;
    }
}
