package org.relatum.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What is passed on to other systems. */
@Command(
        name = "feed",
        description = "Show how far the feed to Kafka is, or send events once more.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {FeedCommand.Status.class, FeedCommand.Replay.class})
final class FeedCommand {
    private static final String PATH = "/api/v1/feed";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    /** How far it is. */
    @Command(name = "status", description = "Show how far each shard is, and which node sends it.")
    static final class Status implements Callable<Integer> {
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
                JsonNode feed = connection.api().get(PATH);
                if (client.json) {
                    Output.json(feed);
                } else {
                    print(feed);
                }
                return 0;
            }
        }

        private static void print(JsonNode feed) {
            if (!feed.path("shards").isArray()) {
                Output.line("nothing is passed on: relatum.feed is none");
                return;
            }
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode shard : feed.path("shards")) {
                rows.add(List.of(
                        Output.text(shard.path("topic")),
                        Output.text(shard.path("partition")),
                        Output.text(shard.path("position")),
                        Output.text(shard.path("lagEvents")),
                        Output.text(shard.path("rows")),
                        Output.text(shard.path("node")),
                        Output.text(shard.path("error"))));
            }
            Output.table(List.of("topic", "partition", "position", "lag events", "rows", "node", "error"), rows);
        }
    }

    /** Sends events once more. */
    @Command(
            name = "replay",
            description = {
                "Send the events from a position to the end of the log to a topic of their own.",
                "Safe to repeat: the same topic and position are the same replay. Ending this command does not end it."
            })
    static final class Replay implements Callable<Integer> {
        private static final long POLL_MILLIS = 250;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Option(
                names = "--from",
                paramLabel = "POSITION",
                defaultValue = "1",
                description = "the first event (default: ${DEFAULT-VALUE})")
        long from;

        @Option(
                names = "--topic",
                paramLabel = "TOPIC",
                required = true,
                description = "where they go; made if it is not there, and must be empty")
        String topic;

        @Override
        public Integer call() throws InterruptedException {
            try (ClientOptions.Connection connection = client.connect()) {
                ApiClient api = connection.api();
                JsonNode replay = api.send("POST", PATH + "/replays", Map.of("topic", topic, "from", from), Map.of());
                Progress progress = new Progress("events looked through");
                while (!replay.path("done").asBoolean(false)) {
                    progress.at(
                            replay.path("position").asLong(0) - from + 1,
                            replay.path("to").asLong(0) - from + 1);
                    Thread.sleep(POLL_MILLIS);
                    replay = api.get(PATH + "/replays/" + topic);
                }
                progress.done();
                if (client.json) {
                    Output.json(replay);
                } else {
                    Output.line("the events from position %s to %s are in %s"
                            .formatted(
                                    Output.text(replay.path("from")),
                                    Output.text(replay.path("to")),
                                    Output.text(replay.path("topic"))));
                }
                return 0;
            }
        }
    }
}
