package org.relatum.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.relatum.server.TestServer;

/** Whoever adds a table decides whether a backup holds it. */
class ContentTest {

    @Test
    void every_table_is_either_held_or_left_out_and_the_document_says_which() throws SQLException, IOException {
        Set<String> there = new TreeSet<>();
        try (Connection connection = TestServer.shared().pool().getConnection();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select schemaname || '.' || tablename from pg_tables where schemaname"
                        + " not in ('pg_catalog', 'information_schema', 'read', 'bi', 'build')")) {
            while (row.next()) {
                there.add(row.getString(1));
            }
        }
        Set<String> known = new TreeSet<>(Content.HELD);
        known.addAll(Content.LEFT_OUT.keySet());
        assertThat(there).isEqualTo(known);
        assertThat(Content.HELD).doesNotContainAnyElementsOf(Content.LEFT_OUT.keySet());
        String document = Files.readString(Path.of("..", "docs", "backup.md"));
        assertThat(Content.HELD).allSatisfy(table -> assertThat(document).contains("| `" + table + "` | yes |"));
        assertThat(Content.LEFT_OUT)
                .allSatisfy((table, why) -> assertThat(document).contains("| `" + table + "` | no: " + why + " |"));
    }
}
