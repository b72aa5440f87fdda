package org.relatum.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How much there is, and how far the projections are. */
@Command(name = "status", description = "Show how much there is, and how far each projection is.")
final class StatusCommand implements Callable<Integer> {

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
            JsonNode status = connection.api().get("/api/v1/status");
            if (client.json) {
                Output.json(status);
            } else {
                print(status);
            }
            return 0;
        }
    }

    private static void print(JsonNode status) {
        Output.line("events %s · customers %s · position %s"
                .formatted(
                        Output.text(status.path("events")),
                        Output.text(status.path("customers")),
                        Output.text(status.path("position"))));
        Output.line("this node does "
                + status.path("roles").valueStream().map(Output::text).collect(Collectors.joining(", ")));
        Output.line(ledger(status.path("ledger")));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode projection : status.path("projections")) {
            rows.add(List.of(
                    Output.text(projection.path("name")),
                    Output.text(projection.path("version")),
                    Output.text(projection.path("position")),
                    Output.text(projection.path("lagEvents")),
                    Output.text(projection.path("lagSeconds")),
                    Output.text(projection.path("parkedCustomers")),
                    rendered(projection.path("rendering"))));
        }
        if (!rows.isEmpty()) {
            Output.table(
                    List.of("projection", "version", "position", "lag events", "lag seconds", "parked", "judged anew"),
                    rows);
        }
    }

    /** The ledger in one line. */
    static String ledger(JsonNode ledger) {
        return "ledger %s leaves · lag %s events, %s s%s"
                .formatted(
                        Output.text(ledger.path("size")),
                        Output.text(ledger.path("lagEvents")),
                        Output.text(ledger.path("lagSeconds")),
                        isKept(ledger)
                                ? ""
                                : " · NOT KEPT: " + ledger.path("failure").asString());
    }

    /** Whether nothing says that the ledger is not kept. */
    static boolean isKept(JsonNode ledger) {
        return !ledger.path("failure").isString();
    }

    /** How far customers are judged by what came into force last; nothing where all are. */
    private static String rendered(JsonNode rendering) {
        return rendering.isObject()
                ? "%s of %s".formatted(Output.text(rendering.path("customers")), Output.text(rendering.path("of")))
                : Output.text(rendering);
    }
}
