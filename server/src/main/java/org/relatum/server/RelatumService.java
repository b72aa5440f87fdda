package org.relatum.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.axonserver.AxonServerException;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.relatum.projection.store.cassandra.CassandraException;
import org.relatum.server.access.ApiKeys;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;
import org.relatum.server.postgres.EmbeddedPostgresException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One running Relatum: the data directory, the database and the application on top, started and stopped in that
 * order and the reverse.
 */
public final class RelatumService implements AutoCloseable {

    private final DataDirectory directory;
    private final @Nullable EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext application;
    private boolean closed;

    private RelatumService(
            DataDirectory directory, @Nullable EmbeddedPostgres postgres, ConfigurableApplicationContext application) {
        this.directory = directory;
        this.postgres = postgres;
        this.application = application;
    }

    /**
     * What to start.
     *
     * @param dataDirectory holds keys, logs and the embedded database
     * @param port to listen on; 0: any that is free
     * @param database an existing PostgreSQL; absent: the embedded one
     * @param postgresSettings settings of the embedded PostgreSQL that differ from ours
     * @param properties of the application that differ from {@code application.yaml}
     */
    public record Options(
            Path dataDirectory,
            int port,
            @Nullable Database database,
            Map<String, String> postgresSettings,
            Map<String, String> properties) {

        /** The embedded database and everything as shipped. */
        public Options(Path dataDirectory, int port) {
            this(dataDirectory, port, null, Map.of(), Map.of());
        }
    }

    /**
     * Starts everything and returns when requests are answered.
     *
     * @throws StartupException when it cannot start, with a reason for people
     */
    public static RelatumService start(Options options) {
        DataDirectory directory = DataDirectory.take(options.dataDirectory());
        EmbeddedPostgres postgres = null;
        try {
            Database database = options.database();
            if (database == null) {
                postgres = EmbeddedPostgres.start(
                        directory.postgres(),
                        programCache(directory),
                        directory.keys().resolve("pgpass"),
                        options.postgresSettings());
                database = postgres.database();
            } else {
                ExistingDatabase.require(database);
            }
            UnfinishedRestore.refuse(database);
            return new RelatumService(directory, postgres, startApplication(options, directory, database));
        } catch (RuntimeException e) {
            if (postgres != null) {
                postgres.close();
            }
            directory.close();
            throw explained(e, options);
        }
    }

    /**
     * Stops the database of a service that was killed, if one still runs.
     *
     * @throws StartupException when a service runs on the directory
     */
    public static void stopLeftBehind(Path dataDirectory) {
        try (DataDirectory directory = DataDirectory.take(dataDirectory)) {
            if (Files.exists(directory.postgres().resolve("data/postmaster.pid"))) {
                EmbeddedPostgres.start(
                                directory.postgres(),
                                programCache(directory),
                                directory.keys().resolve("pgpass"),
                                Map.of())
                        .close();
            }
        }
    }

    /** The embedded database of a data directory without the service above it. */
    public record DatabaseAlone(DataDirectory directory, EmbeddedPostgres postgres) implements AutoCloseable {
        @Override
        public void close() {
            try {
                postgres.close();
            } finally {
                directory.close();
            }
        }
    }

    /**
     * Starts the database of a data directory alone, to read it.
     *
     * @throws StartupException when there is none, or a service runs on the directory
     */
    public static DatabaseAlone databaseAlone(Path dataDirectory) {
        if (!Files.isDirectory(dataDirectory.resolve("postgres/data"))) {
            throw new StartupException("there is no database in " + dataDirectory.toAbsolutePath());
        }
        return newDatabaseAlone(dataDirectory);
    }

    /** The same, where there is none an empty one is made, to be filled with a backup. */
    public static DatabaseAlone newDatabaseAlone(Path dataDirectory) {
        DataDirectory directory = DataDirectory.take(dataDirectory);
        try {
            return new DatabaseAlone(
                    directory,
                    EmbeddedPostgres.start(
                            directory.postgres(),
                            programCache(directory),
                            directory.keys().resolve("pgpass"),
                            Map.of()));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Where it answers. */
    public URI url() {
        WebServerApplicationContext web = (WebServerApplicationContext) application;
        String address = application.getEnvironment().getProperty("server.address", "127.0.0.1");
        int port = web.getWebServer() == null ? 0 : web.getWebServer().getPort();
        String scheme = application.getEnvironment().containsProperty("server.ssl.bundle") ? "https" : "http";
        return URI.create(scheme + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }

    /** The assembled application, for tests and measurements that go below REST. */
    public ConfigurableApplicationContext application() {
        return application;
    }

    /** The embedded database, if that is what it runs on. */
    public @Nullable EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The directory it holds. */
    public DataDirectory directory() {
        return directory;
    }

    /**
     * Makes a key for callers in this process: tests, measurements, the demonstration.
     *
     * @return the key, for the whole company and without a limit; it lasts a day
     */
    public String makeKey(String principal, Set<Role> roles) {
        return application
                .getBean(ApiKeys.class)
                .make(
                        new ApiKeys.Wanted(
                                principal, roles, Reach.ALL, 0, Instant.now().plus(1, ChronoUnit.DAYS)),
                        principal);
    }

    /** Finishes the requests under way, then stops the application and the database. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            application.close();
        } finally {
            try {
                if (postgres != null) {
                    postgres.close();
                }
            } finally {
                directory.close();
            }
        }
    }

    private static ConfigurableApplicationContext startApplication(
            Options options, DataDirectory directory, Database database) {
        Map<String, String> properties = new LinkedHashMap<>();
        String url = new Database(database.jdbcUrlWith("reWriteBatchedInserts", "true"), null, null)
                .jdbcUrlWith("ApplicationName", "relatum");
        properties.put("spring.datasource.url", url);
        properties.put("spring.flyway.url", url);
        properties.putAll(Migrations.PROPERTIES);
        if (database.user() != null) {
            properties.put("spring.datasource.username", database.user());
            properties.put("spring.flyway.user", database.user());
        }
        if (database.password() != null) {
            properties.put("spring.datasource.password", database.password());
            properties.put("spring.flyway.password", database.password());
        }
        properties.put("relatum.data-dir", directory.path().toString());
        properties.put("relatum.keys-dir", directory.keys().toString());
        properties.put(
                "logging.file.name", directory.log().resolve("relatum.log").toString());
        properties.put("server.port", Integer.toString(options.port()));
        properties.putAll(options.properties());
        SpringApplication application = new SpringApplicationBuilder(RelatumApplication.class)
                .web(WebApplicationType.SERVLET)
                // The order of stopping is ours: the application first, then the database below it.
                .registerShutdownHook(false)
                .build();
        // As arguments they come before every other source of settings.
        return application.run(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
    }

    /** Unpacked once per user; inside the data directory for a user without a writable home. */
    private static Path programCache(DataDirectory directory) {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path user = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        Path cache = user.resolve("relatum");
        try {
            Files.createDirectories(cache);
            if (Files.isWritable(cache)) {
                return cache;
            }
        } catch (IOException e) {
            // No home: the data directory will do.
        }
        return directory.postgres().resolve("programs");
    }

    private static RuntimeException explained(RuntimeException failure, Options options) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                return new StartupException(
                        "port " + options.port() + " is in use; choose another one with --port", failure);
            }
            if (cause instanceof StartupException startup) {
                return startup;
            }
            if (cause instanceof FlywayException && cause.getMessage() != null) {
                return new StartupException(
                        "the database cannot be brought to the state that this version needs: " + cause.getMessage(),
                        failure);
            }
            if (cause instanceof AxonServerException && cause.getMessage() != null) {
                return new StartupException(cause.getMessage(), failure);
            }
            if (cause instanceof CassandraException && cause.getMessage() != null) {
                return new StartupException(cause.getMessage(), failure);
            }
            if (cause instanceof EmbeddedPostgresException && cause.getMessage() != null) {
                return new StartupException(cause.getMessage(), failure);
            }
        }
        return failure;
    }
}
