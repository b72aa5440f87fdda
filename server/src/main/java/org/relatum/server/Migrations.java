package org.relatum.server;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;
import org.relatum.server.postgres.Database;

/** How a database is brought to what this version needs; the service does the same at its start. */
public final class Migrations {
    private static final String SCHEMA = "control";
    private static final String TABLE = "migrations";

    /** Settings of the application by which it does so. */
    static final Map<String, String> PROPERTIES = Map.of(
            "spring.flyway.default-schema", SCHEMA,
            "spring.flyway.create-schemas", "true",
            "spring.flyway.table", TABLE);

    private Migrations() {}

    /**
     * Migrates as the login user.
     *
     * @return the version of the newest migration
     */
    public static int migrate(Database database) {
        Flyway flyway = of(database);
        flyway.migrate();
        return version(flyway.info().current());
    }

    /** The version of the newest migration that a database has seen; 0: none. */
    public static int versionOf(Database database) {
        return version(of(database).info().current());
    }

    private static int version(@Nullable MigrationInfo newest) {
        return newest == null || newest.getVersion() == null
                ? 0
                : Integer.parseInt(newest.getVersion().getVersion());
    }

    private static Flyway of(Database database) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                .table(TABLE)
                .load();
    }
}
