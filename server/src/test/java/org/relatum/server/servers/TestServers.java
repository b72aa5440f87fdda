package org.relatum.server.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The servers that tests share, each once for the whole test JVM, or existing ones that {@code KAFKA_BOOTSTRAP_SERVERS} and {@code
 * CASSANDRA_CONTACT_POINT} name: tests take topics with a prefix, and keyspaces, of their own. Where there can be none, tests are skipped and
 * say why.
 */
public final class TestServers {
    private TestServers() {}

    private static @Nullable String named(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : value;
    }

    private static final class Kafka {
        static final KafkaBroker BROKER = make();

        private static KafkaBroker make() {
            String existing = named("KAFKA_BOOTSTRAP_SERVERS");
            if (existing != null) {
                return KafkaBroker.at(existing);
            }
            Path directory = temporary("kafka");
            KafkaBroker broker = KafkaBroker.start(directory);
            endWithTests(broker::close, directory);
            return broker;
        }
    }

    private static final class Cassandra {
        static final CassandraServer SERVER = make();

        private static CassandraServer make() {
            String existing = named("CASSANDRA_CONTACT_POINT");
            if (existing != null) {
                return CassandraServer.at(existing);
            }
            Path directory = temporary("cassandra");
            CassandraServer server = CassandraServer.start(directory);
            endWithTests(server::close, directory);
            return server;
        }
    }

    private static void endWithTests(Runnable end, Path directory) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.run();
            Artifacts.deleteTree(directory);
        }));
    }

    private static Path temporary(String server) {
        try {
            return Files.createTempDirectory("relatum-" + server + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker. */
    public static KafkaBroker kafka() {
        requireKafka();
        return Kafka.BROKER;
    }

    /** A broker of the test's own, which may be killed. */
    public static KafkaBroker kafka(Path directory) {
        requireKafka();
        return KafkaBroker.start(directory);
    }

    private static void requireKafka() {
        if (named("KAFKA_BOOTSTRAP_SERVERS") == null) {
            require("broker", Artifacts.KAFKA.reason());
        }
    }

    /** The Cassandra. */
    public static CassandraServer cassandra() {
        if (named("CASSANDRA_CONTACT_POINT") == null) {
            require("Cassandra", CassandraServer.reason());
        }
        return Cassandra.SERVER;
    }

    /** A Cassandra of the test's own, which may be killed. */
    public static CassandraServer cassandra(Path directory) {
        require("Cassandra", CassandraServer.reason());
        return CassandraServer.start(directory);
    }

    private static void require(String server, @Nullable String reason) {
        Assumptions.assumeTrue(reason == null, () -> "no " + server + " could be had to test with: " + reason);
    }

    /** A name that no other test has. */
    public static String keyspace() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }
}
