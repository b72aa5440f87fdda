package org.relatum.server.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars of a server, as Maven finds them; looked for when they are needed first. */
public enum Artifacts {
    KAFKA("kafka.xml"),
    CASSANDRA("cassandra.xml");

    private final String pom;
    private boolean looked;
    private @Nullable String classPath;
    private @Nullable String reason;

    Artifacts(String pom) {
        this.pom = pom;
    }

    /** Why there are none; null when there are. */
    public @Nullable String reason() {
        look();
        return reason;
    }

    /** As Java takes it. */
    public String classPath() {
        look();
        return Objects.requireNonNull(classPath, () -> String.valueOf(reason));
    }

    private synchronized void look() {
        if (looked) {
            return;
        }
        looked = true;
        try {
            classPath = resolve();
        } catch (IOException | IllegalStateException e) {
            reason = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted";
        }
    }

    private String resolve() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("relatum-artifacts-");
        Path project = directory.resolve("pom.xml");
        try (var in = Artifacts.class.getResourceAsStream("/servers/" + pom)) {
            Files.copy(Objects.requireNonNull(in), project);
        }
        Path out = directory.resolve("class.path");
        String home = System.getProperty("maven.home");
        Process maven = new ProcessBuilder(
                        home == null ? "mvn" : Path.of(home, "bin", "mvn").toString(),
                        "-q",
                        "-B",
                        "-f",
                        project.toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                        "-Dmdep.outputFile=" + out)
                .redirectErrorStream(true)
                .start();
        String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (maven.waitFor() != 0) {
            throw new IllegalStateException("Maven can't resolve " + pom + ": "
                    + said.lines().findFirst().orElse(""));
        }
        String path = Files.readString(out).strip();
        deleteTree(directory);
        return path;
    }

    /** Deletes a directory with everything in it. */
    public static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
