package org.relatum.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.relatum.server.postgres.Database;
import tools.jackson.databind.json.JsonMapper;

/** The same executable as a service in a process of its own, which ends with this one. */
final class ClusterNode implements AutoCloseable {
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";
    private static final int PATIENCE_SECONDS = 30;
    private static final int LINES = 20;

    private final String name;
    private final Path errors;
    private final Process process;

    private ClusterNode(String name, Path errors, Process process) {
        this.name = name;
        this.errors = errors;
        this.process = process;
    }

    /**
     * Starts one and does not wait for it.
     *
     * @param name for people
     * @param directory its data directory
     * @param passwords file in which the database's password is
     * @param properties what differs from the settings as shipped; may hold secrets
     */
    static ClusterNode start(
            String name, Path directory, Database database, Path passwords, Map<String, String> properties) {
        Path errors = directory.resolve("stderr.txt");
        String url = database.jdbcUrl().substring("jdbc:".length());
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        isPackaged() ? LAUNCHER : Relatum.class.getName(),
                        "serve",
                        "--data-dir",
                        directory.toString(),
                        "--port",
                        "0",
                        "--db",
                        url.replace("//", "//" + database.user() + "@"),
                        "--end-with-input")
                .redirectError(errors.toFile());
        // Everybody may see arguments; the environment is for the user alone.
        builder.environment().put("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(properties));
        builder.environment().put("PGPASSFILE", passwords.toString());
        try {
            return new ClusterNode(name, errors, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this program runs from the one jar that holds everything. */
    private static boolean isPackaged() {
        return Relatum.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()
                .startsWith("jar:nested:");
    }

    /**
     * Returns when it answers.
     *
     * @return where
     * @throws ClientException when it does not start, with what it said last
     */
    URI await() {
        try {
            String line = process.inputReader().readLine();
            if (line == null) {
                List<String> said = Files.readAllLines(errors);
                throw new ClientException(name + " does not start:\n"
                        + String.join("\n", said.subList(Math.max(0, said.size() - LINES), said.size())));
            }
            return URI.create(line.substring(line.indexOf("http")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it at once (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it in order; at once where that takes too long. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
