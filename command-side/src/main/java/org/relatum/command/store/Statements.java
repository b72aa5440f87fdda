package org.relatum.command.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** Running one statement, and what its failures mean. */
final class Statements {
    /** unique_violation, serialization_failure, deadlock_detected. */
    private static final Set<String> LOST_RACE = Set.of("23505", "40001", "40P01");

    private Statements() {}

    @FunctionalInterface
    interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    /** @param what is done to a stream, for the message of a failure */
    static <T> T run(DataSource database, String what, String sql, Work<T> work) {
        Connection connection = DataSourceUtils.getConnection(database);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw failure(what, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    /** Whether the database refused a statement, so that certainly nothing of it was written. */
    static boolean isRefused(SQLException e) {
        return isLostRace(e) || state(e).startsWith("22") || state(e).startsWith("23");
    }

    private static boolean isLostRace(SQLException e) {
        return LOST_RACE.contains(state(e));
    }

    private static String state(SQLException e) {
        return Objects.requireNonNullElse(e.getSQLState(), "");
    }

    static RuntimeException failure(String what, SQLException e) {
        return isLostRace(e)
                ? new ConcurrencyException("another writer was faster", e)
                : new EventStoreException("can't " + what + " a stream", e);
    }
}
