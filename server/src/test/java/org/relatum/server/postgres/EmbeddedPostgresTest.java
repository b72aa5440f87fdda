package org.relatum.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    Path directory;

    @Test
    void it_is_durable_keeps_data_over_a_restart_and_adopts_what_a_killed_service_left_behind() throws Exception {
        try (EmbeddedPostgres first = start()) {
            assertThat(first.adopted()).isFalse();
            assertThat(setting(first, "fsync")).isEqualTo("on");
            assertThat(setting(first, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(first, "full_page_writes")).isEqualTo("on");
            assertThat(setting(first, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(first, "unix_socket_directories")).isEmpty();
            execute(first, "create table kept as select 42 as answer");
        }

        // Never closed, as after kill -9 of the service.
        EmbeddedPostgres leftBehind = start();
        assertThat(leftBehind.adopted()).isFalse();
        assertThat(value(leftBehind.database(), "select answer from kept")).isEqualTo("42");

        try (EmbeddedPostgres adopting = start()) {
            assertThat(adopting.adopted()).isTrue();
            assertThat(adopting.port()).isEqualTo(leftBehind.port());
            assertThat(value(adopting.database(), "select answer from kept")).isEqualTo("42");
        }
        assertThat(directory.resolve("home/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void the_pid_of_a_program_that_is_no_PostgreSQL_is_not_in_the_way() throws Exception {
        start().close();
        Path pid = directory.resolve("home/data/postmaster.pid");
        Files.write(
                pid, List.of(Long.toString(ProcessHandle.current().pid()), directory.toString(), "0", "1", "", "", ""));
        try (EmbeddedPostgres server = start()) {
            assertThat(server.adopted()).isFalse();
            assertThat(ProcessHandle.current().isAlive()).isTrue();
        }
    }

    @Test
    void passwords_are_for_the_owner_only_and_their_loss_is_said_clearly() throws IOException {
        start().close();
        Path pgpass = directory.resolve("pgpass");
        assertThat(Files.getPosixFilePermissions(pgpass)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.delete(pgpass);
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("put " + pgpass + " back");
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(
                directory.resolve("home"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of("shared_buffers", "64MB"));
    }

    private static String setting(EmbeddedPostgres server, String name) throws SQLException {
        return value(server.maintenance(), "show " + name);
    }

    private static String value(Database database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
