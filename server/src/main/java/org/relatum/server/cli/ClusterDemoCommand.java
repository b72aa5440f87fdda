package org.relatum.server.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Role;
import org.relatum.server.RelatumService;
import org.relatum.server.SimulatedClock;
import org.relatum.server.access.AdminKey;
import org.relatum.server.demo.Company;
import org.relatum.server.servers.Artifacts;
import org.relatum.server.servers.CassandraServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a cluster on this machine, kills a node of it, and shows that nothing is lost. */
@Command(
        name = "cluster-demo",
        description = {
            "Run a cluster on this machine on a made-up company, kill one of its nodes, and show that nothing is lost.",
            "PostgreSQL, Kafka, Cassandra and four nodes, each a process of its own. Maven fetches Kafka and Cassandra"
                    + " when they are needed first. Each run begins anew; everything ends with it.",
            "Exit code 1: something that is shown does not hold."
        })
final class ClusterDemoCommand implements Callable<Integer> {
    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data/cluster-demo",
            description = "a directory of its own, cleared at the start (default: ./data/cluster-demo)")
    Path dataDirectory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where the first node listens on 127.0.0.1; 0: any free port (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--customers",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many customers the company has (default: ${DEFAULT-VALUE})")
    int customers;

    @Option(
            names = "--without-cassandra",
            description = "read models in PostgreSQL alone, where there is no JDK 17, for instance")
    boolean withoutCassandra;

    @Option(
            names = "--axon-server",
            paramLabel = "HOST:PORT",
            description =
                    "an Axon Server without events, which records them and routes the commands (default: PostgreSQL"
                            + " records them)")
    @Nullable
    String axonServer;

    @Mixin
    CompanyOptions chosen;

    @Override
    public Integer call() throws InterruptedException {
        Company company = chosen.imagine(customers);
        require("Kafka", Artifacts.KAFKA.reason(), "");
        if (!withoutCassandra) {
            require("Cassandra", CassandraServer.reason(), "; --without-cassandra goes on without it");
        }
        DemoDirectory directory = new DemoDirectory(dataDirectory, "cluster-demo.json");
        try (DemoCluster cluster = new DemoCluster(directory, !withoutCassandra, axonServer)) {
            cluster.start(port, company.steps().getFirst().at().toString());
            DemoKeys keys = DemoKeys.in(
                    dataDirectory,
                    new ApiClient(
                            cluster.command().url(),
                            AdminKey.read(cluster.service().directory().path()).orElse(null)));
            ClusterProof proof = new ClusterProof(cluster, keys);
            Map<String, String> ids = load(company, cluster, proof);
            List<ClusterProof.Shown> shown = new ArrayList<>();
            shown.add(new ClusterProof.Shown(
                    "every command was carried out",
                    true,
                    "%,d commands of %,d customers".formatted(company.steps().size(), customers)));
            shown.addAll(proof.show(company, ids, CATCH_UP));
            report(cluster, keys, shown);
            if (!chosen.exit) {
                cluster.untilStopped();
            }
            return shown.stream().allMatch(ClusterProof.Shown::holds) ? 0 : 1;
        }
    }

    private static void require(String server, @Nullable String reason, String otherwise) {
        if (reason != null) {
            throw new ClientException(server + " can't be started: " + reason + otherwise);
        }
    }

    /** Plays the company; when half of it is played a node dies. */
    private Map<String, String> load(Company company, DemoCluster cluster, ClusterProof proof) {
        RelatumService service = cluster.service();
        ApiClient api = new ApiClient(
                service.url(), service.makeKey(DemoCommand.PRINCIPAL, EnumSet.of(Role.SERVICE, Role.ADMINISTRATOR)));
        SimulatedClock clock = (SimulatedClock) service.application().getBean(Clock.class);
        long half = company.steps().size() / 2;
        Map<String, String> ids = Rehearsal.play(company, chosen.seed, api, clock, new Progress("commands"), sent -> {
            if (sent == half) {
                proof.killOneThatProjects();
            }
        });
        clock.release();
        return ids;
    }

    private void report(DemoCluster cluster, DemoKeys keys, List<ClusterProof.Shown> shown) {
        if (chosen.json) {
            ObjectNode document = JsonMapper.shared().createObjectNode();
            ArrayNode nodes = document.putArray("nodes");
            for (DemoCluster.Node node : cluster.nodes()) {
                nodes.addObject()
                        .put("name", node.name())
                        .put("roles", node.roles())
                        .put("store", node.store())
                        .put("url", node.url().toString())
                        .put("pid", node.pid());
            }
            document.set("servers", JsonMapper.shared().valueToTree(cluster.servers()));
            document.set("keys", keys.json());
            ArrayNode list = document.putArray("shown");
            shown.forEach(one -> list.addObject()
                    .put("what", one.what())
                    .put("holds", one.holds())
                    .put("detail", one.detail()));
            Output.json(document);
        } else {
            Output.line("A cluster of " + cluster.nodes().size() + " nodes, each a process of its own:");
            cluster.nodes()
                    .forEach(node -> Output.line("  %-13s %-20s %s, rows in %s, process %d"
                            .formatted(node.name(), node.roles(), node.url(), node.store(), node.pid())));
            cluster.servers().forEach((server, address) -> Output.line("  %-13s %s".formatted(server, address)));
            Output.line("Its keys, one for each role, also in " + dataDirectory.resolve("demo.keys") + ":");
            keys.lines().forEach(line -> Output.line("  " + line));
            Output.line("What was shown:");
            shown.forEach(one ->
                    Output.line("  %s  %s: %s".formatted(one.holds() ? "holds" : "FAILS", one.what(), one.detail())));
            if (!chosen.exit) {
                Output.line("Ctrl-C ends all of it.");
            }
        }
        System.out.flush();
    }
}
