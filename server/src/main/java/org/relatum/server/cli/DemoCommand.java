package org.relatum.server.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.relatum.events.access.Role;
import org.relatum.server.RelatumService;
import org.relatum.server.SimulatedClock;
import org.relatum.server.access.AdminKey;
import org.relatum.server.demo.Company;
import org.relatum.server.postgres.EmbeddedPostgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs the service on a made-up company and says what to look at. */
@Command(
        name = "demo",
        description = {
            "Run the service on a made-up company with two years of history, and say what to look at.",
            "The company is made once, command by command through the REST interface, in a directory of its own; its"
                    + " recorded times are simulated."
        })
final class DemoCommand implements Callable<Integer> {

    /** Who sends the company's commands. */
    static final String PRINCIPAL = "demo";

    private static final Duration CATCH_UP = Duration.ofMinutes(5);
    /** Of each fate so many customers are looked at to find one that shows something. */
    private static final int CANDIDATES = 12;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data/demo",
            description = "a directory of its own (default: ./data/demo)")
    Path dataDirectory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where to listen on 127.0.0.1; 0: any free port (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--customers",
            paramLabel = "N",
            defaultValue = "300",
            description = "how many customers the company has (default: ${DEFAULT-VALUE})")
    int customers;

    @Mixin
    CompanyOptions chosen;

    @Override
    public Integer call() throws InterruptedException {
        Company company = chosen.imagine(customers);
        DemoDirectory directory = new DemoDirectory(dataDirectory, "demo.json");
        boolean made = madeBefore(directory);
        Map<String, String> properties = made
                ? Map.of()
                : Map.of(
                        "relatum.simulated-from",
                        company.steps().getFirst().at().toString());
        RelatumService service =
                RelatumService.start(new RelatumService.Options(dataDirectory, port, null, Map.of(), properties));
        try (Serving serving = Serving.announce(service)) {
            if (made) {
                JsonNode before = directory.read();
                System.err.printf(
                        "relatum: the company of seed %d with %d customers was made before; for another one delete"
                                + " %s%n",
                        before.path("seed").asLong(), before.path("size").asInt(), dataDirectory);
            } else {
                System.err.printf(
                        "relatum: answering at %s already, while the company lives its two years%n", service.url());
                make(company, service, directory);
            }
            DemoKeys keys = DemoKeys.in(
                    dataDirectory,
                    new ApiClient(service.url(), AdminKey.read(dataDirectory).orElse(null)));
            ApiClient api = new ApiClient(service.url(), keys.of(Role.AUDITOR));
            JsonNode status = api.caughtUp(CATCH_UP);
            report(service, keys, status, Examples.of(directory.read(), api));
            if (!chosen.exit) {
                serving.untilStopped();
            }
            return 0;
        }
    }

    private void make(Company company, RelatumService service, DemoDirectory directory) throws InterruptedException {
        ApiClient api =
                new ApiClient(service.url(), service.makeKey(PRINCIPAL, EnumSet.of(Role.SERVICE, Role.ADMINISTRATOR)));
        ObjectNode demo = JsonMapper.shared().createObjectNode();
        demo.put("seed", chosen.seed)
                .put("size", customers)
                .put("present", company.end().toString())
                .put("complete", false);
        directory.mark(demo);
        SimulatedClock clock = (SimulatedClock) service.application().getBean(Clock.class);
        Map<String, String> ids = Rehearsal.play(company, chosen.seed, api, clock, new Progress("commands"));
        clock.release();
        demo.put("complete", true).set("customers", toLookAt(company, ids));
        directory.mark(demo);
    }

    private void report(RelatumService service, DemoKeys keys, JsonNode status, List<Examples.Example> examples) {
        if (chosen.json) {
            ObjectNode document = JsonMapper.shared()
                    .createObjectNode()
                    .put("url", service.url().toString());
            document.set("keys", keys.json());
            document.set("status", status);
            ArrayNode list = document.putArray("examples");
            examples.forEach(example -> list.addObject()
                    .put("title", example.title())
                    .put("curl", example.curl())
                    .put("jq", example.jq()));
            Output.json(document);
        } else {
            Output.line("Relatum answers at " + service.url() + " with "
                    + Output.text(status.path("customers")) + " made-up customers and "
                    + Output.text(status.path("events")) + " events of two years.");
            Output.line("Nothing is open without a key. Its keys, one for each role, also in "
                    + dataDirectory.resolve("demo.keys") + ":");
            keys.lines().forEach(line -> Output.line("  " + line));
            Output.line("");
            Output.line("Six things to try, with the auditor's:");
            boolean jq = isInstalled("jq");
            for (Examples.Example example : examples) {
                Output.line("");
                Output.line("# " + example.title());
                Output.line(jq ? example.curl() + " | " + example.jq() : example.curl());
            }
            EmbeddedPostgres postgres = service.postgres();
            if (postgres != null) {
                Output.line("");
                Output.line(
                        "# In SQL, where psql is installed: how many customers were in each stage three months ago, as"
                                + " known then.");
                Output.line(sql(postgres));
            }
        }
        System.out.flush();
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String sql(EmbeddedPostgres postgres) {
        String then = "'" + LocalDate.now(ZoneOffset.UTC).minusMonths(3) + "'";
        return "PGPASSFILE=" + dataDirectory.resolve("keys/pgpass") + " psql -h 127.0.0.1 -p " + postgres.port()
                + " -U " + postgres.database().user()
                + " relatum -c \"select stage, count(*) from bi.lifecycle_history where valid_from <= "
                + then + " and " + then + " < valid_to and recorded_from <= " + then + " and " + then
                + " < recorded_to group by stage\"";
    }

    // ---- the directory

    /** Whether the company is there; what an interrupted run left behind is cleared away. */
    private static boolean madeBefore(DemoDirectory directory) {
        if (!directory.isMarked()) {
            return false;
        }
        if (directory.read().path("complete").asBoolean(false)) {
            return true;
        }
        directory.clear();
        return false;
    }

    /** For each fate some customers to look at. */
    private static ObjectNode toLookAt(Company company, Map<String, String> ids) {
        ObjectNode byFate = JsonMapper.shared().createObjectNode();
        for (Company.Known customer : company.customers()) {
            ArrayNode some = byFate.withArray(customer.fate().name());
            if (some.size() < CANDIDATES) {
                some.add(ids.get(customer.name()));
            }
        }
        return byFate;
    }
}
