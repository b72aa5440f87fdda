package org.relatum.server.cluster;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.relatum.server.TestServer;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/** Nodes in this JVM, each with a directory of its own, on one PostgreSQL that outlives them and keeps their keys in another database. */
public final class Cluster implements AutoCloseable {
    private static final String KEYS = "subject_keys";

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final Map<String, TestServer> nodes = new LinkedHashMap<>();

    public Cluster(Path directory) throws SQLException {
        this.directory = directory;
        this.postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of());
        try (Connection connection = postgres.maintenance().connect();
                Statement ddl = connection.createStatement()) {
            ddl.execute(
                    "create database " + KEYS + " owner " + postgres.database().user());
        }
    }

    /** The database of the nodes. */
    public Database database() {
        return postgres.database();
    }

    /** What every node is started with. */
    public Map<String, String> properties() {
        Database database = postgres.database();
        String url = database.jdbcUrl();
        Map<String, String> properties = new HashMap<>();
        properties.put(
                "relatum.keys.url",
                url.substring(0, url.lastIndexOf('/') + 1) + KEYS + "?user=" + database.user() + "&password="
                        + database.password());
        properties.put("relatum.keys-dir", directory.toString());
        return properties;
    }

    /** Starts a node that does a part of the work. */
    public TestServer start(String name, String roles, Map<String, String> more) {
        Map<String, String> properties = properties();
        properties.put("relatum.roles", roles);
        properties.putAll(more);
        TestServer node = TestServer.on(directory.resolve(name), postgres.database(), properties);
        nodes.put(name, node);
        return node;
    }

    /** Ends a node. */
    public void stop(String name) {
        Objects.requireNonNull(nodes.remove(name)).close();
    }

    @Override
    public void close() {
        nodes.values().forEach(TestServer::close);
        postgres.close();
    }
}
