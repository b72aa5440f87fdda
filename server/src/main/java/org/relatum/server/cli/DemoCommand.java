package org.relatum.server.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Role;
import org.relatum.server.RelatumService;
import org.relatum.server.SimulatedClock;
import org.relatum.server.access.AdminKey;
import org.relatum.server.demo.Company;
import org.relatum.server.postgres.EmbeddedPostgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
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

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed, customers and present: the same company (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--present",
            paramLabel = "DATE",
            description = "the first day that it has not lived any more, in UTC (default: today)")
    @Nullable
    LocalDate present;

    @Option(names = "--exit", description = "stop when the company is there and the examples are printed")
    boolean exit;

    @Option(names = "--json", description = "one JSON document on standard output instead of the text")
    boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (customers < 1 || customers > 100_000) {
            throw new ClientException("--customers has to be between 1 and 100000");
        }
        if (present != null && present.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw new ClientException("--present may not lie ahead");
        }
        Path marker = dataDirectory.resolve("demo.json");
        boolean made = madeBefore(marker);
        Company company = Company.imagine(seed, customers, present == null ? LocalDate.now(ZoneOffset.UTC) : present);
        Map<String, String> properties = made
                ? Map.of()
                : Map.of(
                        "relatum.simulated-from",
                        company.steps().getFirst().at().toString());
        RelatumService service =
                RelatumService.start(new RelatumService.Options(dataDirectory, port, null, Map.of(), properties));
        try (Serving serving = Serving.announce(service)) {
            if (made) {
                JsonNode before = read(marker);
                System.err.printf(
                        "relatum: the company of seed %d with %d customers was made before; for another one delete"
                                + " %s%n",
                        before.path("seed").asLong(), before.path("size").asInt(), dataDirectory);
            } else {
                System.err.printf(
                        "relatum: answering at %s already, while the company lives its two years%n", service.url());
                make(company, service, marker);
            }
            DemoKeys keys = DemoKeys.in(
                    dataDirectory,
                    new ApiClient(service.url(), AdminKey.read(dataDirectory).orElse(null)));
            ApiClient api = new ApiClient(service.url(), keys.of(Role.AUDITOR));
            JsonNode status = caughtUp(api);
            report(service, keys, status, Examples.of(read(marker), api));
            if (!exit) {
                serving.untilStopped();
            }
            return 0;
        }
    }

    private void make(Company company, RelatumService service, Path marker) throws InterruptedException {
        ApiClient api =
                new ApiClient(service.url(), service.makeKey(PRINCIPAL, EnumSet.of(Role.SERVICE, Role.ADMINISTRATOR)));
        ObjectNode demo = JsonMapper.shared().createObjectNode();
        demo.put("seed", seed)
                .put("size", customers)
                .put("present", company.end().toString())
                .put("complete", false);
        write(marker, demo);
        SimulatedClock clock = (SimulatedClock) service.application().getBean(Clock.class);
        Map<String, String> ids = Rehearsal.play(company, seed, api, clock, new Progress("commands"));
        clock.release();
        demo.put("complete", true).set("customers", chosen(company, ids));
        write(marker, demo);
    }

    private void report(RelatumService service, DemoKeys keys, JsonNode status, List<Examples.Example> examples) {
        if (json) {
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

    /** Waits until every projection contains everything. */
    private static JsonNode caughtUp(ApiClient api) throws InterruptedException {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (true) {
            JsonNode status = api.get("/api/v1/status");
            long lag = 0;
            for (JsonNode projection : status.path("projections")) {
                lag = Math.max(lag, projection.path("lagEvents").asLong(0));
            }
            if (lag == 0) {
                return status;
            }
            if (System.nanoTime() > deadline) {
                throw new ClientException("the projections do not catch up: " + status);
            }
            Thread.sleep(100);
        }
    }

    // ---- the directory

    /** Whether the company is there; what an interrupted run left behind is cleared away. */
    private boolean madeBefore(Path marker) {
        try {
            if (Files.exists(marker)) {
                if (read(marker).path("complete").asBoolean(false)) {
                    return true;
                }
                clear(dataDirectory);
                return false;
            }
            if (Files.isDirectory(dataDirectory)) {
                try (Stream<Path> content = Files.list(dataDirectory)) {
                    if (content.findAny().isPresent()) {
                        throw new ClientException(dataDirectory
                                + " holds something else; name an empty directory for the demonstration with"
                                + " --data-dir");
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For each fate some customers to look at. */
    private static ObjectNode chosen(Company company, Map<String, String> ids) {
        ObjectNode chosen = JsonMapper.shared().createObjectNode();
        for (Company.Known customer : company.customers()) {
            ArrayNode some = chosen.withArray(customer.fate().name());
            if (some.size() < CANDIDATES) {
                some.add(ids.get(customer.name()));
            }
        }
        return chosen;
    }

    private static void write(Path marker, ObjectNode document) {
        try {
            Files.writeString(marker, document + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path marker) {
        try {
            return JsonMapper.shared().readTree(Files.readString(marker));
        } catch (IOException | JacksonException e) {
            throw new ClientException(marker + " cannot be read; delete the directory to start again", e);
        }
    }

    private static void clear(Path directory) throws IOException {
        RelatumService.stopLeftBehind(directory);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        }
    }
}
