package org.relatum.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.relatum.server.postgres.Database;

/** What Relatum asks of a PostgreSQL that it does not run itself, checked before anything is written to it. */
final class ExistingDatabase {

    private static final int OLDEST = 160000;

    private ExistingDatabase() {}

    static void require(Database database) {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("""
                    select current_setting('server_version_num')::int,
                           has_database_privilege(current_database(), 'create'),
                           exists (select from pg_roles where rolname = 'relatum_app'),
                           (select rolcreaterole or rolsuper from pg_roles where rolname = current_user),
                           current_user, current_database(), current_setting('server_encoding'),
                           current_setting('fsync')
                    """)) {
            row.next();
            if (row.getInt(1) < OLDEST) {
                throw new StartupException(database + " is too old: PostgreSQL 16 or newer is needed");
            }
            String user = row.getString(5);
            if (!row.getBoolean(2)) {
                throw new StartupException(user + " may not create schemas in this database; let its owner run: grant"
                        + " create on database \"" + row.getString(6) + "\" to \"" + user + "\"");
            }
            if (!row.getBoolean(3) && !row.getBoolean(4)) {
                throw new StartupException("the role relatum_app is missing and " + user + " may not create roles; let"
                        + " a superuser run: create role relatum_app nologin; grant relatum_app to \"" + user + "\"");
            }
            if (!row.getString(7).equals("UTF8")) {
                throw new StartupException("the database is encoded in " + row.getString(7) + ", not in UTF8");
            }
            if (!row.getString(8).equals("on")) {
                throw new StartupException("this PostgreSQL runs with fsync off and would lose what was acknowledged");
            }
        } catch (SQLException e) {
            throw new StartupException("no connection to " + database + ": " + e.getMessage(), e);
        }
    }
}
