package org.relatum.server.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes keys, lists and revokes them. */
@Command(
        name = "key",
        description = "Make a key, list keys, or revoke one.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KeyCommand.Make.class, KeyCommand.ListKeys.class, KeyCommand.Revoke.class})
final class KeyCommand {
    private static final String KEYS = "/api/v1/access/keys";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    /** Makes one. */
    @Command(
            name = "make",
            description = {
                "Make a key and print it: it is said this once.",
                "The key goes to standard output, what is known of it to standard error."
            })
    static final class Make implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Parameters(index = "0", paramLabel = "PRINCIPAL", description = "who it makes its holder")
        String principal;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                split = ",",
                description =
                        "service, auditor, analyst, privacy-officer or administrator; repeated or separated by commas")
        List<String> roles;

        @Option(names = "--owner", paramLabel = "STAFF", description = "only customers of this member of staff")
        @Nullable
        String owner;

        @Option(names = "--department", paramLabel = "KEY", description = "only customers of this department")
        @Nullable
        String department;

        @Option(
                names = "--expires-at",
                paramLabel = "INSTANT",
                description = "from when it is refused (default: in a year)")
        @Nullable
        Instant expiresAt;

        @Option(
                names = "--requests-per-second",
                paramLabel = "N",
                description = "how often it may be used; 0: without limit (default: as configured)")
        @Nullable
        Integer requestsPerSecond;

        @Override
        public Integer call() {
            ObjectNode wanted = JsonMapper.shared().createObjectNode().put("principal", principal);
            ArrayNode list = wanted.putArray("roles");
            roles.forEach(list::add);
            if (owner != null) {
                wanted.put("owner", owner);
            }
            if (department != null) {
                wanted.put("department", department);
            }
            if (expiresAt != null) {
                wanted.put("expiresAt", expiresAt.toString());
            }
            if (requestsPerSecond != null) {
                wanted.put("requestsPerSecond", requestsPerSecond);
            }
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode made = connection.api().send("POST", KEYS, wanted, Map.of());
                if (client.json) {
                    Output.json(made);
                } else {
                    JsonNode key = made.path("key");
                    System.err.printf(
                            "relatum: key %s of %s, until %s%n",
                            key.path("id").asString(),
                            key.path("principal").asString(),
                            Output.text(key.path("expiresAt")));
                    Output.line(made.path("token").asString());
                }
                return 0;
            }
        }
    }

    /** Lists them. */
    @Command(name = "list", description = "List all keys, without what they are.")
    static final class ListKeys implements Callable<Integer> {
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
                JsonNode answer = connection.api().get(KEYS);
                if (client.json) {
                    Output.json(answer);
                } else {
                    List<List<String>> rows = new ArrayList<>();
                    for (JsonNode key : answer.path("items")) {
                        rows.add(List.of(
                                key.path("id").asString(),
                                key.path("principal").asString(),
                                String.join(
                                        ",",
                                        key.path("roles")
                                                .valueStream()
                                                .map(JsonNode::asString)
                                                .toList()),
                                Output.text(key.path("owner")),
                                Output.text(key.path("department")),
                                key.path("state").asString(),
                                Output.text(key.path("expiresAt")),
                                Output.text(key.path("lastUsedAt"))));
                    }
                    Output.table(
                            List.of(
                                    "key",
                                    "principal",
                                    "roles",
                                    "owner",
                                    "department",
                                    "state",
                                    "expires",
                                    "last used"),
                            rows);
                }
                return 0;
            }
        }
    }

    /** Revokes one. */
    @Command(name = "revoke", description = "Revoke a key: it is refused from now on.")
    static final class Revoke implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Parameters(index = "0", paramLabel = "KEY", description = "id of the key, as list names it")
        String key;

        @Override
        public Integer call() {
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode answer = connection.api().send("DELETE", KEYS + "/" + key, Map.of(), Map.of());
                if (client.json) {
                    Output.json(answer);
                } else {
                    Output.line("revoked " + answer.path("id").asString() + " of "
                            + answer.path("principal").asString());
                }
                return 0;
            }
        }
    }
}
