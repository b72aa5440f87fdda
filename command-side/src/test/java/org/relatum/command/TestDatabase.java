package org.relatum.command;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One throw-away PostgreSQL for the test JVM, with the product's own migrations. Tests make streams of their own in it. */
public final class TestDatabase {
    private static final Path MIGRATIONS = Path.of("../server/src/main/resources/db/migration");
    private static final TestDatabase SHARED = new TestDatabase();

    private final EmbeddedPostgres server;
    private final HikariDataSource pool;

    private TestDatabase() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "120")
                    .setServerConfig("fsync", System.getProperty("relatum.test.fsync", "off"))
                    .setServerConfig("synchronous_commit", System.getProperty("relatum.test.fsync", "off"))
                    .start();
            migrate();
            pool = pool(32);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("no PostgreSQL for the tests", e);
        }
    }

    /** A pool of connections that work in the role of the service. */
    public static HikariDataSource shared() {
        return SHARED.pool;
    }

    /** A pool of its own, for a test that breaks connections or stands for another node. */
    public static HikariDataSource another(int size) {
        return SHARED.pool(size);
    }

    private void migrate() throws IOException, SQLException {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            scripts = files.sorted(Comparator.comparing((Path p) ->
                            Integer.parseInt(p.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"))))
                    .toList();
        }
        try (Connection owner = server.getPostgresDatabase().getConnection();
                Statement statement = owner.createStatement()) {
            // Flyway makes the schema that its own table is in.
            statement.execute("create schema control");
            for (Path script : scripts) {
                statement.execute(read(script));
            }
        }
    }

    private static String read(Path script) {
        try {
            return Files.readString(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        config.setConnectionInitSql("set role relatum_app");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }
}
