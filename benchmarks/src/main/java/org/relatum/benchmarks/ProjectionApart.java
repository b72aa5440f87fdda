package org.relatum.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relatum.server.RelatumService;
import org.relatum.server.cli.Relatum;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/** One node in this process that takes commands and answers questions, and one in a process of its own that keeps the read models, both on this machine. */
final class ProjectionApart implements AutoCloseable {
    private static final String KEYS = "subject_keys";

    private final EmbeddedPostgres postgres;
    private final RelatumService front;
    private final Process projection;

    /** @param niceness how much lower the priority of the process that projects is, 0 to 19 */
    ProjectionApart(Path directory, int niceness) throws IOException, SQLException {
        this.postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of());
        Database database = postgres.database();
        try (Connection connection = postgres.maintenance().connect();
                Statement ddl = connection.createStatement()) {
            ddl.execute("create database " + KEYS + " owner " + database.user());
        }
        String url = database.jdbcUrl();
        Map<String, String> shared = Map.of(
                "relatum.keys.url",
                url.substring(0, url.lastIndexOf('/') + 1) + KEYS + "?user=" + database.user() + "&password="
                        + database.password(),
                "relatum.keys-dir",
                directory.toString());
        Map<String, String> ofFront = new HashMap<>(shared);
        ofFront.put("relatum.roles", "command,query");
        this.front = RelatumService.start(
                new RelatumService.Options(directory.resolve("front"), 0, database, Map.of(), ofFront));
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                Integer.toString(niceness),
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-Drelatum.roles=projection",
                "-Dlogging.level.root=warn"));
        shared.forEach((name, value) -> command.add("-D" + name + "=" + value));
        System.getProperties().forEach((name, value) -> {
            if (String.valueOf(name).startsWith("relatum.projection.")) {
                command.add("-D" + name + "=" + value);
            }
        });
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
                url.substring("jdbc:".length())
                        .replace("//", "//" + database.user() + ":" + database.password() + "@")));
        this.projection = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String ready = projection.inputReader().readLine();
        if (ready == null) {
            throw new IllegalStateException("the node that projects does not start");
        }
    }

    RelatumService front() {
        return front;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() throws IOException {
        projection.getOutputStream().close();
        projection.onExit().join();
        front.close();
        postgres.close();
    }
}
