package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Queries about what stood in tables at one moment, sent and answered together, so that a question of several costs one way to the server
 * and back. The tables are locked before the moment is taken: a rebuild that takes their place does it before or after, never in between.
 */
final class OneMoment {
    private final StringBuilder text;
    private final List<Sql> queries = new ArrayList<>();
    private final List<Reading<?>> readings = new ArrayList<>();

    /** What is made of the rows of one query. */
    private record Reading<T>(Sql.Row<T> reader, List<T> rows) {
        void read(ResultSet row) throws SQLException {
            while (row.next()) {
                rows.add(reader.read(row));
            }
        }
    }

    OneMoment(List<String> tables) {
        this.text = new StringBuilder("begin isolation level repeatable read, read only; " + lock(tables) + "; ");
    }

    /** Comes first in a transaction that sees one moment of tables. */
    static String lock(List<String> tables) {
        return "lock table " + String.join(", ", tables) + " in access share mode";
    }

    /** Adds a query; what it returns is filled by {@link #answer}. */
    <T> List<T> ask(Sql query, Sql.Row<T> reader) {
        List<T> rows = new ArrayList<>();
        text.append(query.text()).append("; ");
        queries.add(query);
        readings.add(new Reading<>(reader, rows));
        return rows;
    }

    /** Asks all queries. */
    void answer(DataSource database, String task) {
        try (Connection connection = database.getConnection()) {
            try {
                ask(connection);
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw PostgresEventLog.failure(task, e);
        }
    }

    private void ask(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(text + "commit")) {
            int parameter = 1;
            for (Sql query : queries) {
                parameter = query.set(all, parameter);
            }
            all.execute();
            for (Reading<?> reading : readings) {
                reading.read(next(all));
            }
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try (Statement rollback = connection.createStatement()) {
            rollback.execute("rollback");
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** The next answer that has rows: beginning and locking have none. */
    private static ResultSet next(PreparedStatement all) throws SQLException {
        while (!all.getMoreResults()) {
            if (all.getUpdateCount() < 0) {
                throw new SQLException("the server answered fewer queries than were asked");
            }
        }
        return all.getResultSet();
    }
}
