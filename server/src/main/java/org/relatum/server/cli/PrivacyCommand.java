package org.relatum.server.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.OwnersFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Exports and erases what is kept of a person, and changes the master key. */
@Command(
        name = "privacy",
        description = "Export or erase a customer's personal data, list erasures, or change the master key.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PrivacyCommand.Export.class,
            PrivacyCommand.Erase.class,
            PrivacyCommand.Erasures.class,
            PrivacyCommand.Retention.class,
            PrivacyCommand.RotateMasterKey.class
        })
final class PrivacyCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    /** Exports. */
    @Command(
            name = "export",
            description = {
                "Everything that is kept of a customer as one JSON document, for a request under Art. 15 or 20 GDPR.",
                "It takes a key with the role privacy-officer."
            })
    static final class Export implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Parameters(paramLabel = "CUSTOMER", description = "the customer's id")
        UUID customer;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "a new file for the document, which its owner alone may read (default: standard output)")
        @Nullable
        Path output;

        @Override
        public Integer call() throws IOException {
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode document = connection.api().get("/api/v1/customers/" + customer + "/export");
                if (output == null) {
                    Output.json(document);
                } else {
                    OwnersFile.create(output);
                    Files.writeString(
                            output,
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n",
                            StandardOpenOption.WRITE);
                    System.err.printf(
                            "relatum: %d events of customer %s are in %s%n",
                            document.path("events").size(), customer, output);
                }
                return 0;
            }
        }
    }

    /** Erases. */
    @Command(
            name = "erase",
            description = {
                "Erase a customer's personal data, and those of everybody merged into it, or those of a member of"
                        + " staff who left, for good.",
                "It takes a key with the role privacy-officer. It may be repeated."
            })
    static final class Erase implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @ArgGroup(multiplicity = "1")
        @Nullable
        Whom chosen;

        /** One or the other. */
        static final class Whom {
            @Parameters(paramLabel = "CUSTOMER", description = "the customer's id")
            @Nullable
            UUID customer;

            @Option(names = "--staff", paramLabel = "KEY", description = "the key of a member of staff")
            @Nullable
            String staff;

            String address() {
                return staff == null
                        ? "customers/" + customer
                        : "staff/"
                                + URLEncoder.encode(staff, StandardCharsets.UTF_8)
                                        .replace("+", "%20");
            }

            @Override
            public String toString() {
                return staff == null ? String.valueOf(customer) : staff;
            }
        }

        @Option(
                names = "--ground",
                paramLabel = "GROUND",
                required = true,
                description = "why: ${COMPLETION-CANDIDATES}")
        ErasureGround ground;

        @Override
        public Integer call() {
            Whom whom = Objects.requireNonNull(chosen, "one of them is required");
            try (ClientOptions.Connection connection = client.connect()) {
                JsonNode answer = connection
                        .api()
                        .send(
                                "POST",
                                "/api/v1/" + whom.address() + "/erasure",
                                Map.of("ground", ground.name()),
                                Map.of());
                System.err.println(
                        "relatum: copies of keys/ from before still open what was erased: write the copy anew"
                                + " (relatum backup --keys), or rotate the master key");
                if (client.json) {
                    Output.json(answer);
                } else {
                    Output.line("erased the personal data of " + whom);
                }
                return 0;
            }
        }
    }

    /** Lists erasures. */
    @Command(name = "erasures", description = "List whose personal data were erased.")
    static final class Erasures implements Callable<Integer> {
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
                ArrayNode items = JsonMapper.shared().createArrayNode();
                String cursor = "";
                do {
                    JsonNode page = connection.api().get("/api/v1/erasures?limit=500" + cursor);
                    page.path("items").forEach(items::add);
                    cursor = page.path("next").isString()
                            ? "&cursor=" + page.path("next").asString()
                            : "";
                } while (!cursor.isEmpty());
                if (client.json) {
                    Output.json(items);
                } else {
                    List<List<String>> rows = new ArrayList<>();
                    for (JsonNode item : items) {
                        rows.add(List.of(
                                item.path("customerId").asString(),
                                item.path("erasedAt").asString(),
                                item.path("ground").asString().toLowerCase(Locale.ROOT),
                                Integer.toString(item.path("subjects").size())));
                    }
                    Output.table(List.of("customer", "erased", "ground", "subjects"), rows);
                }
                return 0;
            }
        }
    }

    /** Erases by the retention policy. */
    @Command(
            name = "retention",
            description = {
                "Say whose personal data are kept for longer than the retention policy allows; erase them with"
                        + " --erase.",
                "It takes a key with the role privacy-officer. It may be broken off and repeated."
            })
    static final class Retention implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        @Option(names = "--erase", description = "erase them, for good (default: only say who they are)")
        boolean erase;

        @Override
        public Integer call() {
            try (ClientOptions.Connection connection = client.connect()) {
                Lines lines = new Lines("retention run", client.json ? null : "customer");
                connection.api().stream(
                        "/api/v1/retention-runs?erase=" + erase,
                        "application/json",
                        BodyPublishers.noBody(),
                        lines::accept);
                JsonNode summary = lines.summary();
                if (client.json) {
                    ObjectNode document = JsonMapper.shared().createObjectNode();
                    document.set("summary", summary);
                    document.set("customers", lines.items("customer"));
                    Output.json(document);
                } else {
                    Output.line("%s customers are due by version %s of the policy: %s erased, %s refused"
                            .formatted(
                                    Output.text(summary.path("due")),
                                    Output.text(summary.path("policy")),
                                    Output.text(summary.path("erased")),
                                    Output.text(summary.path("refused"))));
                }
                return summary.path("refused").asLong() == 0 ? 0 : 1;
            }
        }
    }

    /** Changes the master key. */
    @Command(
            name = "rotate-master-key",
            description = {
                "Change the master key: wrap the keys of all subjects by a new one and destroy the old one.",
                "May be broken off and repeated; the service goes on meanwhile."
            })
    static final class RotateMasterKey implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;

        @Mixin
        ClientOptions client;

        private final Progress progress = new Progress("keys");
        private @Nullable JsonNode summary;

        @Override
        public Integer call() {
            try (ClientOptions.Connection connection = client.connect()) {
                connection.api().stream(
                        "/api/v1/master-key/rotation", "application/json", BodyPublishers.noBody(), this::line);
                progress.done();
                JsonNode result = summary;
                if (result == null) {
                    throw new ClientException("the rotation broke off before its end; repeat it");
                }
                if (client.json) {
                    Output.json(result);
                } else {
                    Output.line("the master key is version %d now and wraps the keys of %,d subjects"
                            .formatted(
                                    result.path("version").asInt(),
                                    result.path("subjects").asInt()));
                }
                return 0;
            }
        }

        private void line(JsonNode line) {
            if (line.path("progress").isObject()) {
                progress.at(
                        line.path("progress").path("keys").asLong(),
                        line.path("progress").path("total").asLong());
            } else {
                summary = line.path("summary");
            }
        }
    }
}
