package org.relatum.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.relatum.server.postgres.Database;

/**
 * The mark of a database that is being filled with a backup and was not verified yet: a schema {@code restoring}. It is there before anything
 * else is, and goes when everything is proven; no service starts on a database that has it.
 */
public final class UnfinishedRestore {
    private static final String MARK = "restoring";

    private UnfinishedRestore() {}

    /** Whether a database has the mark. */
    public static boolean isIn(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select to_regnamespace('" + MARK + "') is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Sets the mark. */
    public static void begin(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("create schema " + MARK);
        }
    }

    /** Takes the mark away. */
    public static void end(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("drop schema " + MARK);
        }
    }

    static void refuse(Database database) {
        try (Connection connection = database.connect()) {
            if (isIn(connection)) {
                throw new StartupException(
                        "a restore into this database was not finished; run relatum restore again, which begins anew");
            }
        } catch (SQLException e) {
            throw new StartupException("no connection to " + database + ": " + e.getMessage(), e);
        }
    }
}
