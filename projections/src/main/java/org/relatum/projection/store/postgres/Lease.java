package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A lease held by a connection: whoever writes under it writes on this very connection, so one whose lease was lost with its
 * connection can't write any more. Its commits don't wait for the disk: whatever is written under a lease can be made again from the log.
 */
final class Lease implements AutoCloseable {
    /** SQL of the key of a lease; its parameter is the {@link #name}. */
    static final String KEY = "hashtextextended(?, 0)";

    private final Connection connection;

    private Lease(Connection connection) {
        this.connection = connection;
    }

    /** Takes a lease by name, empty when another connection holds it. The connection has auto-commit off. */
    static Optional<Lease> tryTake(DataSource database, String name) throws SQLException {
        return tryTake(database, name, "pg_try_advisory_lock");
    }

    /** Takes a lease that any number of connections share. The connection has auto-commit off. */
    static Lease share(DataSource database, String name) throws SQLException {
        return tryTake(database, name, "pg_try_advisory_lock_shared")
                .orElseThrow(() -> new SQLException("somebody holds " + name + " alone"));
    }

    private static Optional<Lease> tryTake(DataSource database, String name, String function) throws SQLException {
        Connection connection = database.getConnection();
        boolean taken = false;
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement query = connection.prepareStatement("select " + function + "(" + KEY + ")")) {
                query.setString(1, name(name));
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    taken = row.getBoolean(1);
                }
            }
            if (taken) {
                execute(connection, "set synchronous_commit = off");
            }
            connection.commit();
            return taken ? Optional.of(new Lease(connection)) : Optional.empty();
        } finally {
            if (!taken) {
                connection.close();
            }
        }
    }

    static String name(String lease) {
        return "relatum." + lease;
    }

    Connection connection() {
        return connection;
    }

    /** Gives the lease back. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (connection.isValid(1)) {
                connection.rollback();
                execute(connection, "reset synchronous_commit");
                execute(connection, "select pg_advisory_unlock_all()");
                connection.commit();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
