package org.relatum.server.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker of Kafka, alone, in a JVM of its own that ends with this one; or an existing one. */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ATTEMPTS = 3;

    private final String address;
    private final @Nullable Path directory;
    private final int controllerPort;
    private @Nullable ServerProcess process;

    private KafkaBroker(String address, @Nullable Path directory, int controllerPort) {
        this.address = address;
        this.directory = directory;
        this.controllerPort = controllerPort;
    }

    /** One that somebody else runs, and that nobody here starts or ends. */
    public static KafkaBroker at(String address) {
        return new KafkaBroker(address, null, 0);
    }

    /**
     * Starts one, and returns when it takes connections.
     *
     * @param directory of its own
     * @throws IllegalStateException when it does not start; its jars have to be there ({@link Artifacts#reason})
     */
    public static KafkaBroker start(Path directory) {
        for (int attempt = 1; ; attempt++) {
            KafkaBroker broker = new KafkaBroker("127.0.0.1:" + Artifacts.freePort(), directory, Artifacts.freePort());
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

    /** Where it answers, host:port. */
    public String address() {
        return address;
    }

    /** The id of its process; 0: somebody else's. */
    public long pid() {
        ServerProcess running = process;
        return running == null ? 0 : running.pid();
    }

    /** Starts it, anew after {@link #kill}, on what it has written. */
    public void restart() {
        if (directory == null) {
            throw new IllegalStateException("an existing broker is not ours to start");
        }
        try {
            Path properties = directory.resolve("broker.properties");
            Path logs = directory.resolve("logs");
            Files.writeString(properties, properties(logs));
            ServerProcess started = ServerProcess.start(
                    "the broker",
                    Path.of(System.getProperty("java.home")),
                    directory,
                    List.of(
                            "-Xms128m",
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-Dorg.slf4j.simpleLogger.showDateTime=true",
                            "-Drelatum.kafka-storage=" + logs),
                    Artifacts.KAFKA.classPath(),
                    List.of("kafka.Kafka", properties.toString()));
            process = started;
            started.await(Integer.parseInt(address.substring(address.indexOf(':') + 1)), PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
