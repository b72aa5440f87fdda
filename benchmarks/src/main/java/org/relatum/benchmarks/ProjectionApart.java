package org.relatum.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.relatum.server.RelatumService;
import org.relatum.server.cli.Relatum;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/**
 * One node in this process that takes commands and answers questions, and one in a process of its own that keeps the read models, both on
 * this machine.
 */
final class ProjectionApart implements AutoCloseable {
    private static final String KEYS = "subject_keys";
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final RelatumService front;
    private final Process projection;

    private ProjectionApart(EmbeddedPostgres postgres, RelatumService front, Process projection) {
        this.postgres = postgres;
        this.front = front;
        this.projection = projection;
    }

    /** @param niceness how much lower the priority of the process that projects is, 0 to 19 */
    static ProjectionApart start(Path directory, int niceness) throws IOException, SQLException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of());
        RelatumService front = null;
        try {
            Database database = postgres.database();
            Map<String, String> common = common(postgres, directory);
            Map<String, String> ofFront = new HashMap<>(common);
            ofFront.put("relatum.roles", "command,query");
            front = RelatumService.start(
                    new RelatumService.Options(directory.resolve("front"), 0, database, Map.of(), ofFront));
            return new ProjectionApart(postgres, front, startProjection(database, common, directory, niceness));
        } catch (IOException | SQLException | RuntimeException e) {
            if (front != null) {
                front.close();
            }
            postgres.close();
            throw e;
        }
    }

    /** What both nodes have in common. */
    private static Map<String, String> common(EmbeddedPostgres postgres, Path directory) throws SQLException {
        Database database = postgres.database();
        try (Connection connection = postgres.maintenance().connect();
                Statement ddl = connection.createStatement()) {
            ddl.execute("create database " + KEYS + " owner " + database.user());
        }
        String url = database.jdbcUrl();
        return Map.of(
                "relatum.keys.url",
                url.substring(0, url.lastIndexOf('/') + 1) + KEYS + "?user=" + database.user() + "&password="
                        + database.password(),
                "relatum.master-key.keystore",
                directory.resolve("master.p12").toString(),
                "relatum.ledger.key",
                directory.resolve("ledger.key").toString());
    }

    /** With the settings of this process for the collector and for projections. */
    private static Process startProjection(Database database, Map<String, String> common, Path directory, int niceness)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                Integer.toString(niceness),
                ProcessHandle.current().info().command().orElse("java")));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("-Drelatum.projection."))
                .forEach(command::add);
        command.addAll(List.of("-Drelatum.roles=projection", "-Dlogging.level.root=warn"));
        common.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Relatum.class.getName(),
                "serve",
                "--port",
                "0",
                "--end-with-input",
                "--data-dir",
                directory.resolve("projection").toString(),
                "--db",
                database.jdbcUrl()
                        .substring("jdbc:".length())
                        .replace("//", "//" + database.user() + ":" + database.password() + "@")));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.inputReader().readLine() != null) {
                return process;
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        process.destroyForcibly();
        throw new IllegalStateException("the node that projects does not start");
    }

    RelatumService front() {
        return front;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() throws IOException {
        try (postgres;
                front) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When it returns, nobody writes any more to what it worked on. */
    private void end() throws IOException, InterruptedException {
        try {
            projection.getOutputStream().close();
            projection.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            projection.destroyForcibly().waitFor();
        }
    }
}
