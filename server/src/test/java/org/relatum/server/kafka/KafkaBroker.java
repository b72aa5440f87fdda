package org.relatum.server.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.relatum.server.servers.Artifacts;

/**
 * A broker of Kafka in a JVM of its own. {@link #shared()} is one for the whole test JVM, or an existing one that {@code
 * KAFKA_BOOTSTRAP_SERVERS} names: tests take topics with a prefix of their own. {@link #start} gives one that may be killed.
 */
final class KafkaBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ATTEMPTS = 3;

    private final String address;
    private final @Nullable Path directory;
    private final int controllerPort;
    private @Nullable Process process;

    private KafkaBroker(String address, @Nullable Path directory, int controllerPort, @Nullable Process process) {
        this.address = address;
        this.directory = directory;
        this.controllerPort = controllerPort;
        this.process = process;
    }

    private static final class Shared {
        static final KafkaBroker BROKER = make();

        private static KafkaBroker make() {
            String existing = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
            if (existing != null && !existing.isBlank()) {
                return new KafkaBroker(existing, null, 0, null);
            }
            try {
                return start(Files.createTempDirectory("relatum-kafka-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static KafkaBroker shared() {
        requireArtifacts();
        return Shared.BROKER;
    }

    /** One of its own; the test is skipped where an existing one is named, which nobody may kill. */
    static KafkaBroker start(Path directory) {
        requireArtifacts();
        for (int attempt = 1; ; attempt++) {
            int port = Artifacts.freePort();
            KafkaBroker broker = new KafkaBroker("127.0.0.1:" + port, directory, Artifacts.freePort(), null);
            try {
                broker.restart();
                return broker;
            } catch (IllegalStateException e) {
                // Somebody else may have taken a port meanwhile.
                broker.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void requireArtifacts() {
        if (System.getenv("KAFKA_BOOTSTRAP_SERVERS") == null) {
            Assumptions.assumeTrue(
                    Artifacts.KAFKA.reason() == null,
                    () -> "no broker could be had to test with: " + Artifacts.KAFKA.reason());
        }
    }

    String address() {
        return address;
    }

    /** Starts it, anew after {@link #kill}, on what it has written. */
    void restart() {
        if (directory == null) {
            throw new IllegalStateException("an existing broker is not ours to start");
        }
        try {
            Path properties = directory.resolve("broker.properties");
            Path logs = directory.resolve("logs");
            Files.writeString(properties, properties(logs));
            Process started = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xms128m",
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-Dorg.slf4j.simpleLogger.showDateTime=true",
                            "-cp",
                            testClasses() + File.pathSeparator + Artifacts.KAFKA.classPath(),
                            BrokerMain.class.getName(),
                            properties.toString(),
                            logs.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("broker.log").toFile()))
                    .start();
            process = started;
            awaitPort(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort(Process started) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                if (!started.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("the broker does not start:\n" + log());
                }
                sleep();
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() throws IOException {
        if (directory == null) {
            return "";
        }
        List<String> lines = Files.readAllLines(directory.resolve("broker.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private String properties(Path logs) {
        return """
            process.roles=broker,controller
            node.id=1
            listeners=PLAINTEXT://%1$s,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=PLAINTEXT://%1$s
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            controller.quorum.voters=1@127.0.0.1:%2$d
            log.dirs=%3$s
            offsets.topic.num.partitions=1
            offsets.topic.replication.factor=1
            transaction.state.log.num.partitions=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            share.coordinator.state.topic.num.partitions=1
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            group.initial.rebalance.delay.ms=0
            auto.create.topics.enable=false
            log.cleaner.dedupe.buffer.size=2097152
            broker.session.timeout.ms=2000
            broker.heartbeat.interval.ms=500
            """.formatted(address, controllerPort, logs);
    }

    /** Ends it at once (SIGKILL). */
    void kill() {
        Process running = process;
        if (running != null) {
            try {
                running.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static String testClasses() {
        return new File(KafkaBroker.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getPath();
    }
}
