package org.relatum.server.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Cassandra, alone, in a JVM 17 of its own that ends with this one; or an existing one. */
public final class CassandraServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int ATTEMPTS = 3;
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
    private final int storagePort;
    private @Nullable ServerProcess process;

    private CassandraServer(String address, @Nullable Path directory, int storagePort) {
        this.address = address;
        this.directory = directory;
        this.storagePort = storagePort;
    }

    /** One that somebody else runs, and that nobody here starts or ends. */
    public static CassandraServer at(String address) {
        return new CassandraServer(address, null, 0);
    }

    /** Why none can be started here; null when one can. */
    public static @Nullable String reason() {
        return java17() == null
                ? "no JDK 17 was found, which Cassandra needs; JAVA17_HOME may name one"
                : Artifacts.CASSANDRA.reason();
    }

    /**
     * Starts one, and returns when it takes connections.
     *
     * @param directory of its own
     * @throws IllegalStateException when it does not start; it has to be possible ({@link #reason})
     */
    public static CassandraServer start(Path directory) {
        for (int attempt = 1; ; attempt++) {
            CassandraServer server =
                    new CassandraServer("127.0.0.1:" + Artifacts.freePort(), directory, Artifacts.freePort());
            try {
                server.restart();
                return server;
            } catch (IllegalStateException e) {
                // Somebody else may have taken a port meanwhile.
                server.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
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

    /** Where it answers, host:port. */
    public String address() {
        return address;
    }

    /** The id of its process; 0: somebody else's. */
    public long pid() {
        ServerProcess running = process;
        return running == null ? 0 : running.pid();
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

    /** Starts it, anew after {@link #kill}, on what it has written. */
    public void restart() {
        if (directory == null) {
            throw new IllegalStateException("an existing Cassandra is not ours to start");
        }
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try {
            Path configuration = directory.resolve("cassandra.yaml");
            Files.writeString(configuration, configuration(directory, port, storagePort));
            Path logging = directory.resolve("logback.xml");
            Files.writeString(logging, """
                <configuration><appender name="S" class="ch.qos.logback.core.ConsoleAppender"><encoder>
                <pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{20} %msg%n</pattern></encoder></appender>
                <root level="INFO"><appender-ref ref="S"/></root></configuration>
                """);
            List<String> options = new ArrayList<>(List.of(
                    "-Xms256m",
                    "-Xmx768m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+PerfDisableSharedMem"));
            EXPORTS.forEach(e -> options.add("--add-exports=" + e + "=ALL-UNNAMED"));
            OPENS.forEach(o -> options.add("--add-opens=" + o + "=ALL-UNNAMED"));
            options.addAll(List.of(
                    "-Djava.net.preferIPv4Stack=true",
                    "-Djdk.attach.allowAttachSelf=true",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "-Dcassandra.config=" + configuration.toUri(),
                    "-Dcassandra.storagedir=" + directory,
                    "-Dcassandra.logdir=" + directory,
                    "-Dlogback.configurationFile=" + logging,
                    "-Dcassandra-foreground=yes",
                    "-Dcassandra.ring_delay_ms=0",
                    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                    "-Dcassandra.superuser_setup_delay_ms=0",
                    "-Dcassandra.shutdown_announce_in_ms=0"));
            ServerProcess started = ServerProcess.start(
                    "Cassandra",
                    Objects.requireNonNull(java17(), "no JDK 17"),
                    directory,
                    options,
                    Artifacts.CASSANDRA.classPath(),
                    List.of("org.apache.cassandra.service.CassandraDaemon"));
            process = started;
            started.await(port, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Path directory, int port, int storagePort) {
        return """
            cluster_name: relatum
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

    /** Ends it at once (SIGKILL). */
    public void kill() {
        ServerProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
