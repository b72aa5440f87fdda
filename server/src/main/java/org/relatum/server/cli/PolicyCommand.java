package org.relatum.server.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Publishes policies and lists them. */
@Command(
        name = "policy",
        description = "Publish a policy, or list the policies in force.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PolicyCommand.Publish.class, PolicyCommand.ListPolicies.class})
final class PolicyCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    /** Publishes a file. */
    @Command(name = "publish", description = "Publish a file as the next version of its policy.")
    static final class Publish implements Callable<Integer> {
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

        @Option(
                names = "--effective-from",
                paramLabel = "INSTANT",
                description = "from when it is in force (default: at once)")
        @Nullable
        Instant effectiveFrom;

        @Override
        public Integer call() {
            PolicyFile policy = PolicyFile.read(file, kind);
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode answer = connection
                        .api()
                        .post(
                                "/api/v1/policies/" + policy.kind().key()
                                        + (effectiveFrom == null ? "" : "?effectiveFrom=" + effectiveFrom),
                                "application/yaml",
                                policy.text(),
                                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
                if (client.json) {
                    Output.json(answer);
                } else {
                    Output.line("published " + answer.path("kind").asString() + " version "
                            + answer.path("version").asString());
                }
                return 0;
            }
        }
    }

    /** Lists what is in force, or the versions of one policy. */
    @Command(name = "list", description = "List the policies in force, or all versions of one.")
    static final class ListPolicies implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "the policy whose versions to list")
        @Nullable
        String kind;

        @Override
        public Integer call() {
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode answer = connection.api().get("/api/v1/policies" + (kind == null ? "" : "/" + kind));
                if (client.json) {
                    Output.json(answer);
                } else {
                    List<List<String>> rows = new ArrayList<>();
                    for (JsonNode policy : answer.path("items")) {
                        rows.add(List.of(
                                policy.path("kind").asString(),
                                Output.text(policy.path("version")),
                                Output.text(policy.path("effectiveFrom")),
                                Output.text(policy.path("publishedBy"))));
                    }
                    Output.table(List.of("policy", "version", "in force from", "published by"), rows);
                }
                return 0;
            }
        }
    }
}
