package org.relatum.command;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One throw-away PostgreSQL for the test JVM, with the product's own log. Tests make streams of their own in it. */
public final class TestDatabase {
    private static final Path LOG = Path.of("../server/src/main/resources/db/migration/V1__log.sql");
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
        try (Connection owner = server.getPostgresDatabase().getConnection();
                Statement statement = owner.createStatement()) {
            // Flyway makes the schema that its own table is in.
            statement.execute("create schema control");
            statement.execute(Files.readString(LOG));
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
