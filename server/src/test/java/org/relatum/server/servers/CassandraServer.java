package org.relatum.server.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Cassandra in a JVM of its own, once for the whole test JVM, or an existing one that {@code CASSANDRA_CONTACT_POINT} names: tests take
 * keyspaces of their own. It runs on Java 17 only; where there is none, tests are skipped.
 */
public final class CassandraServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int JAVA = 17;
    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.base/java.lang.ref",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "jdk.unsupported/sun.misc",
            "jdk.compiler/com.sun.tools.javac.file",
            "jdk.attach/sun.tools.attach");
    private static final List<String> OPENS = List.of(
            "java.base/java.lang.module",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "java.base/java.io",
            "java.base/java.lang.reflect",
            "java.base/java.lang",
            "java.base/java.util",
            "java.base/java.nio",
            "jdk.management/com.sun.management.internal",
            "jdk.compiler/com.sun.tools.javac");

    private final String address;
    private final @Nullable Path directory;
    private final @Nullable Process process;

    private CassandraServer(String address, @Nullable Path directory, @Nullable Process process) {
        this.address = address;
        this.directory = directory;
        this.process = process;
    }

    private static final class Shared {
        static final CassandraServer SERVER = make();

        private static CassandraServer make() {
            String existing = existing();
            CassandraServer server = existing == null ? start() : new CassandraServer(existing, null, null);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    private static @Nullable String existing() {
        String named = System.getenv("CASSANDRA_CONTACT_POINT");
        return named == null || named.isBlank() ? null : named;
    }

    /** The one of this JVM; the test is skipped where there can be none. */
    public static CassandraServer shared() {
        if (existing() == null) {
            Assumptions.assumeTrue(
                    java17() != null, "no Java 17 was found, which Cassandra needs; JAVA17_HOME may name one");
            Assumptions.assumeTrue(
                    Artifacts.CASSANDRA.reason() == null,
                    () -> "no Cassandra could be had to test with: " + Artifacts.CASSANDRA.reason());
        }
        return Shared.SERVER;
    }

    /** Settings of a service that keeps its rows there, in a keyspace of its own. */
    public Map<String, String> properties(String keyspace) {
        return Map.of(
                "relatum.cassandra.contact-points",
                address,
                "relatum.cassandra.keyspace",
                keyspace,
                "relatum.cassandra.replication",
                "1",
                "relatum.cassandra.buckets",
                "16");
    }

    /** A name that no other test has. */
    public static String keyspace() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Where it answers. */
    public String address() {
        return address;
    }

    /** Where the build would look for it: what is named, then where systems keep their JDKs. */
    private static @Nullable Path java17() {
        List<Path> homes = new ArrayList<>();
        for (String variable : List.of("JAVA17_HOME", "JAVA_HOME_17_X64", "JAVA_HOME_17_ARM64", "JAVA_HOME")) {
            String home = System.getenv(variable);
            if (home != null && !home.isBlank()) {
                homes.add(Path.of(home));
            }
        }
        Path user = Path.of(System.getProperty("user.home"));
        for (Path folder : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve(".jdks"),
                user.resolve(".sdkman/candidates/java"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> found = Files.list(folder)) {
                    found.sorted().forEach(home -> {
                        homes.add(home);
                        homes.add(home.resolve("Contents/Home"));
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return homes.stream().filter(CassandraServer::isWanted).findFirst().orElse(null);
    }

    private static boolean isWanted(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/javac"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + JAVA + ".");
        } catch (IOException e) {
            return false;
        }
    }

    private static CassandraServer start() {
        try {
            Path directory = Files.createTempDirectory("relatum-cassandra-");
            int port = Artifacts.freePort();
            int storagePort = Artifacts.freePort();
            Files.writeString(directory.resolve("cassandra.yaml"), configuration(directory, port, storagePort));
            Files.writeString(directory.resolve("logback.xml"), """
                <configuration><appender name="S" class="ch.qos.logback.core.ConsoleAppender"><encoder>
                <pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{20} %msg%n</pattern></encoder></appender>
                <root level="INFO"><appender-ref ref="S"/></root></configuration>
                """);
            Path main = directory.resolve("CassandraMain.java");
            try (var in = CassandraServer.class.getResourceAsStream("/servers/CassandraMain.java")) {
                Files.copy(Objects.requireNonNull(in), main);
            }
            List<String> arguments = new ArrayList<>(List.of(
                    "-Xms256m",
                    "-Xmx768m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+PerfDisableSharedMem"));
            EXPORTS.forEach(e -> arguments.add("--add-exports=" + e + "=ALL-UNNAMED"));
            OPENS.forEach(o -> arguments.add("--add-opens=" + o + "=ALL-UNNAMED"));
            arguments.addAll(List.of(
                    "-Djava.net.preferIPv4Stack=true",
                    "-Djdk.attach.allowAttachSelf=true",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "-Dcassandra.config=" + directory.resolve("cassandra.yaml").toUri(),
                    "-Dcassandra.storagedir=" + directory,
                    "-Dcassandra.logdir=" + directory,
                    "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                    "-Dcassandra-foreground=yes",
                    "-Dcassandra.ring_delay_ms=0",
                    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                    "-Dcassandra.superuser_setup_delay_ms=0",
                    "-Dcassandra.shutdown_announce_in_ms=0",
                    "-cp",
                    Artifacts.CASSANDRA.classPath(),
                    main.toString()));
            Path file = directory.resolve("java.args");
            Files.write(
                    file,
                    arguments.stream()
                            .map(a -> '"' + a.replace("\\", "\\\\") + '"')
                            .toList());
            Process process = new ProcessBuilder(
                            Objects.requireNonNull(java17()).resolve("bin/java").toString(), "@" + file)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("cassandra.log").toFile())
                    .start();
            CassandraServer server = new CassandraServer("127.0.0.1:" + port, directory, process);
            try {
                server.awaitPort(port, process);
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Path directory, int port, int storagePort) {
        return """
            cluster_name: relatum-tests
            num_tokens: 1
            partitioner: org.apache.cassandra.dht.Murmur3Partitioner
            endpoint_snitch: SimpleSnitch
            listen_address: 127.0.0.1
            rpc_address: 127.0.0.1
            storage_port: %2$d
            native_transport_port: %1$d
            start_native_transport: true
            seed_provider:
              - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                parameters:
                  - seeds: "127.0.0.1:%2$d"
            data_file_directories: [ "%3$s/data" ]
            commitlog_directory: %3$s/commitlog
            saved_caches_directory: %3$s/saved_caches
            hints_directory: %3$s/hints
            cdc_raw_directory: %3$s/cdc_raw
            # With the default, periodic, a kill loses rows that were acknowledged.
            commitlog_sync: batch
            commitlog_segment_size: 8MiB
            commitlog_total_space: 256MiB
            memtable_heap_space: 96MiB
            memtable_offheap_space: 96MiB
            file_cache_size: 32MiB
            key_cache_size: 8MiB
            row_cache_size: 0MiB
            counter_cache_size: 4MiB
            concurrent_reads: 8
            concurrent_writes: 16
            concurrent_counter_writes: 4
            concurrent_compactors: 1
            disk_access_mode: standard
            auto_snapshot: false
            """.formatted(port, storagePort, directory);
    }

    private void awaitPort(int port, Process started) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                if (!started.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("Cassandra does not start:\n" + log());
                }
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private String log() throws IOException {
        List<String> lines = directory == null ? List.of() : Files.readAllLines(directory.resolve("cassandra.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public void close() {
        if (process != null) {
            try {
                process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (directory != null) {
            Artifacts.deleteTree(directory);
        }
    }
}
