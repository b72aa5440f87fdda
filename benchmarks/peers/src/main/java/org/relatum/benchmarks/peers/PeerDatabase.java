package org.relatum.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.relatum.benchmarks.BenchmarkDatabase;
import org.relatum.benchmarks.Rebuilding;

/** The same PostgreSQL, seen by a peer: the tables of its own machinery stand in schema {@code peers}. */
final class PeerDatabase implements AutoCloseable {
    private final BenchmarkDatabase database;
    private final HikariDataSource pool;

    /**
     * Opens no connection before one is asked for: the server has not enough of them for all peers at once.
     *
     * @param durable whether a commit waits for the disk, as it does when nobody says anything
     * @param connections most that are open
     */
    PeerDatabase(Rebuilding of, boolean durable, int connections) throws SQLException {
        this.database = of.database();
        execute("create schema if not exists peers authorization relatum_app");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.pool().getJdbcUrl());
        config.setUsername(database.pool().getUsername());
        config.setPassword(database.pool().getPassword());
        config.setConnectionInitSql("set role relatum_app; set search_path to peers; set synchronous_commit to "
                + (durable ? "on" : "off"));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        this.pool = new HikariDataSource(config);
    }

    HikariDataSource pool() {
        return pool;
    }

    /** Executes statements as superuser, each on its own. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = database.maintenance().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
