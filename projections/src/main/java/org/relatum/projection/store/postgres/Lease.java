package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A lease held by a connection: whoever writes under it writes on this very connection, so one whose lease was lost with its
 * connection can't write any more.
 */
final class Lease implements AutoCloseable {
    private final Connection connection;

    private Lease(Connection connection) {
        this.connection = connection;
    }

    /** Takes a lease by name, empty when another connection holds it. The connection has auto-commit off. */
    static Optional<Lease> tryTake(DataSource database, String name) throws SQLException {
        Connection connection = database.getConnection();
        boolean taken = false;
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement query =
                    connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
                query.setString(1, "relatum." + name);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    taken = row.getBoolean(1);
                }
            }
            connection.commit();
            return taken ? Optional.of(new Lease(connection)) : Optional.empty();
        } finally {
            if (!taken) {
                connection.close();
            }
        }
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
                try (PreparedStatement query = connection.prepareStatement("select pg_advisory_unlock_all()")) {
                    query.execute();
                }
                connection.commit();
            }
        }
    }
}
