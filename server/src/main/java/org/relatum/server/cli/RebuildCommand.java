package org.relatum.server.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.rebuild.Rebuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Builds read models anew from the log. */
@Command(
        name = "rebuild",
        description = {
            "Build read models anew from the log. What is served stays until the new tables take its place at once.",
            "Joins a rebuild of the same read models that is under way; ending this command does not end the rebuild."
        })
final class RebuildCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 250;
    private static final String PATH = "/api/v1/rebuilds";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Option(names = "--cancel", description = "end the rebuild that is under way; what is served stays")
    boolean cancel;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "read models (default: all)")
    @Nullable
    List<String> names;

    @Override
    public Integer call() throws InterruptedException {
        try (ClientOptions.Connection connection = client.connect()) {
            ApiClient api = connection.api();
            JsonNode rebuild = cancel ? cancelled(api) : begun(api);
            Progress reading = new Progress("events read");
            Progress folding = new Progress("events folded");
            while (rebuild.path("endedAt").isNull()) {
                String state = rebuild.path("state").asString("");
                long events = rebuild.path("events").asLong(0);
                if (state.equals("READING")) {
                    reading.at(rebuild.path("eventsRead").asLong(0), events);
                } else if (state.equals("FOLDING")) {
                    folding.at(rebuild.path("eventsFolded").asLong(0), events);
                }
                Thread.sleep(POLL_MILLIS);
                rebuild = api.get(PATH + "/" + rebuild.path("rebuild").asString());
            }
            reading.done();
            folding.done();
            return report(rebuild);
        }
    }

    private JsonNode begun(ApiClient api) {
        List<String> wanted = names == null ? List.of() : names;
        try {
            return api.send(
                    "POST",
                    wanted.isEmpty() ? PATH : PATH + "?readModel=" + String.join(",", wanted),
                    Map.of(),
                    Map.of());
        } catch (ClientException e) {
            JsonNode open = "rebuild-already-running".equals(e.code()) ? open(api) : null;
            if (open == null || !isSame(open, wanted)) {
                throw e;
            }
            System.err.println("relatum: joining the rebuild that is under way");
            return open;
        }
    }

    private static boolean isSame(JsonNode open, List<String> wanted) {
        List<String> names =
                open.path("readModels").valueStream().map(JsonNode::asString).toList();
        return wanted.isEmpty()
                ? names.size() == Rebuilder.tables().size()
                : names.size() == wanted.size() && names.containsAll(wanted);
    }

    private static @Nullable JsonNode open(ApiClient api) {
        return api.get(PATH)
                .path("items")
                .valueStream()
                .filter(one -> one.path("endedAt").isNull())
                .findFirst()
                .orElse(null);
    }

    private static JsonNode cancelled(ApiClient api) {
        JsonNode open = open(api);
        if (open == null) {
            throw new ClientException("no rebuild is under way");
        }
        return api.send("DELETE", PATH + "/" + open.path("rebuild").asString(), Map.of(), Map.of());
    }

    private int report(JsonNode rebuild) {
        if (client.json) {
            Output.json(rebuild);
        }
        boolean done = rebuild.path("state").asString("").equals("DONE");
        if (done || cancel) {
            if (!client.json) {
                Output.line(
                        done
                                ? "rebuilt %s from %s events of %s customers; the tables changed places in %s ms"
                                        .formatted(
                                                String.join(
                                                        ", ",
                                                        rebuild.path("readModels")
                                                                .valueStream()
                                                                .map(JsonNode::asString)
                                                                .toList()),
                                                Output.text(rebuild.path("events")),
                                                Output.text(rebuild.path("customers")),
                                                Output.text(rebuild.path("swapMillis")))
                                : "cancelled");
            }
            return done == cancel ? 1 : 0;
        }
        System.err.println(
                rebuild.path("state").asString("").equals("CANCELLED")
                        ? "relatum: somebody cancelled the rebuild"
                        : "relatum: the rebuild failed: " + Output.text(rebuild.path("error")));
        return 1;
    }
}
