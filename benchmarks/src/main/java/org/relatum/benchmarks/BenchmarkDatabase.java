package org.relatum.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.server.Migrations;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/** The product's own database, durable as shipped, in a directory that is deleted afterwards. */
public final class BenchmarkDatabase implements AutoCloseable {
    private static final int COPY_AT_ONCE = 20_000;

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final EventCodec codec = codecOfItsOwn();
    private final HikariDataSource pool;

    BenchmarkDatabase() throws IOException {
        this.directory = Files.createTempDirectory("relatum-benchmark-");
        this.postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of());
        Migrations.migrate(postgres.database());
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.database().jdbcUrl());
        config.setUsername(postgres.database().user());
        config.setPassword(postgres.database().password());
        config.setConnectionInitSql("set role relatum_app");
        config.setMaximumPoolSize(24);
        this.pool = new HikariDataSource(config);
    }

    /** For the role in which the service works. */
    public HikariDataSource pool() {
        return pool;
    }

    /** The database for a superuser. */
    public Database maintenance() {
        return postgres.maintenance();
    }

    /** With keys that are gone with it. */
    public EventCodec codec() {
        return codec;
    }

    /** Writes whole workloads to the log, one after the other. */
    void load(Workload... workloads) throws SQLException {
        load(codec, pool, postgres.maintenance(), workloads);
    }

    /** The database for a service of the product. */
    Database database() {
        return postgres.database();
    }

    /** A codec with keys that are gone with it: making them durable one by one would take longer than what is measured. */
    static EventCodec codecOfItsOwn() {
        return new EventCodec(new FieldCipher(new MemoryKeys()));
    }

    /** Writes whole workloads to a log, one after the other. */
    static void load(EventCodec codec, DataSource database, Database maintenance, Workload... workloads)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (Workload workload : workloads) {
                copy(workload, codec, connection);
            }
        }
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze log.events");
            statement.execute("checkpoint");
        }
    }

    private static void copy(Workload workload, EventCodec codec, Connection connection) throws SQLException {
        while (workload.hasNext()) {
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at,"
                            + " payload, metadata) from stdin");
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < COPY_AT_ONCE && workload.hasNext(); i++) {
                append(text, workload.next(), codec);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
        }
    }

    private static void append(StringBuilder text, Workload.Entry entry, EventCodec codec) {
        EventType type = EventTypes.of(entry.event());
        text.append("customer\t")
                .append(entry.stream())
                .append('\t')
                .append(entry.sequence())
                .append('\t')
                .append(entry.eventId())
                .append('\t')
                .append(type.name())
                .append('\t')
                .append(type.revision())
                .append('\t')
                .append(entry.recordedAt())
                .append("\t\\\\x")
                .append(HexFormat.of().formatHex(codec.encode(entry.stream(), entry.event())))
                .append("\t\\\\x")
                .append(HexFormat.of().formatHex("{\"actor\":\"benchmark\"}".getBytes(StandardCharsets.UTF_8)))
                .append('\n');
    }

    private static final class MemoryKeys implements SubjectKeys {
        private final Map<UUID, SecretKey> keys = new ConcurrentHashMap<>();
        private final SecureRandom random = new SecureRandom();

        @Override
        public SecretKey keyFor(UUID subject) {
            return keys.computeIfAbsent(subject, s -> {
                byte[] key = new byte[32];
                random.nextBytes(key);
                return new SecretKeySpec(key, "AES");
            });
        }

        @Override
        public Optional<SecretKey> find(UUID subject) {
            return Optional.ofNullable(keys.get(subject));
        }

        @Override
        public void destroy(Collection<UUID> subjects) {
            keys.keySet().removeAll(subjects);
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
