package org.relatum.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.server.access.AdminKey;
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
        description = "Make a key, list keys, or revoke one; make the key that signs checkpoints.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            KeyCommand.Make.class,
            KeyCommand.ListKeys.class,
            KeyCommand.Revoke.class,
            KeyCommand.Admin.class,
            KeyCommand.Ledger.class
        })
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

    /** Prints the administrator's. */
    @Command(
            name = "admin",
            description = {
                "Print the administrator's key that admin.key in the data directory holds.",
                "For containers, in which nothing else can show a file."
            })
    static final class Admin implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "of a node that carries out commands (default: ./data)")
        Path dataDirectory;

        @Override
        public Integer call() {
            Output.line(AdminKey.read(dataDirectory)
                    .orElseThrow(() -> new ClientException("there is no admin.key in " + dataDirectory)));
            return 0;
        }
    }

    /** Makes the one that signs checkpoints. */
    @Command(
            name = "ledger",
            description = {
                "Make the file with the key that signs checkpoints, before several nodes start with copies of it.",
                "What it prints is the public half, for those who verify."
            })
    static final class Ledger implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Parameters(index = "0", paramLabel = "FILE", description = "where it goes; must not be there yet")
        Path file;

        @Option(
                names = "--origin",
                paramLabel = "NAME",
                required = true,
                description = "name of the log, as relatum.ledger.origin gives it on every node")
        String origin;

        @Override
        public Integer call() {
            if (Files.exists(file)) {
                throw new ClientException(file + " is there already, and a log keeps its key");
            }
            Output.line(LedgerKeys.open(file.toAbsolutePath(), origin)
                    .publicKeys()
                    .getFirst()
                    .text());
            return 0;
        }
    }
}
