package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendOnlyLogTest {

    private final TestServer server = TestServer.shared();
    private final UUID stream = UUID.randomUUID();

    @BeforeEach
    void an_event_is_appended() throws SQLException {
        inPool("""
            insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload, metadata)
            values ('Product', '%s', 0, gen_random_uuid(), 'product.discontinued', 1, now(), '{}', '{}')
            """.formatted(stream));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update log.events set revision = 2",
                "delete from log.events",
                "truncate log.events",
                "update log.positions set position = position + 1",
                "delete from log.positions",
                "truncate log.positions",
                "drop table log.events",
                "alter table log.events disable trigger all",
            })
    void the_service_cannot_change_the_log(String change) {
        assertThatThrownBy(() -> inPool(change))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        assertThat(eventsOfTheStream()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update log.events set revision = 2",
                "delete from log.events where false",
                "truncate log.events",
                "update log.positions set position = position + 1",
                "delete from log.positions",
                "truncate log.positions cascade",
            })
    void not_even_the_owner_changes_the_log_by_accident(String change) {
        assertThatThrownBy(() -> asOwner(change))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("append-only");
        assertThat(eventsOfTheStream()).isEqualTo(1);
    }

    @Test
    void a_place_in_a_stream_is_taken_once() {
        assertThatThrownBy(this::an_event_is_appended)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    }

    @Test
    void the_service_makes_and_drops_tables_of_read_models_only() throws SQLException {
        inPool("create table read.made_by_test (a int)");
        inPool("drop table read.made_by_test");
        assertThatThrownBy(() -> inPool("create table log.made_by_test (a int)"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> inPool("create table control.made_by_test (a int)"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void nobody_gets_in_without_a_password() {
        int port = java.util.Objects.requireNonNull(server.service().postgres()).port();
        assertThatThrownBy(() -> java.sql.DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/relatum", "relatum", "guessed"))
                .hasMessageContaining("password authentication failed");
    }

    private void inPool(String sql) throws SQLException {
        try (Connection connection = server.pool().getConnection()) {
            execute(connection, sql);
        }
    }

    private void asOwner(String sql) throws SQLException {
        try (Connection connection = server.owner().connect()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int eventsOfTheStream() {
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from log.events where revision = 1 and stream = '" + stream + "'")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
