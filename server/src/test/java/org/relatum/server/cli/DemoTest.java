package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands against the real service, each of which starts and stops it. */
class DemoTest {

    @TempDir
    Path directory;

    @Test
    void a_made_up_company_goes_through_the_commands_is_made_once_and_checks_out() throws IOException {
        String demo = directory.resolve("demo").toString();
        JsonNode first = json("demo", "--customers", "20", "--port", "0", "--data-dir", demo, "--exit", "--json");
        assertThat(first.path("status").path("customers").asInt()).isEqualTo(21);
        assertThat(first.path("examples").size()).isEqualTo(8);
        assertThat(directory.resolve("demo/server.json")).doesNotExist();

        JsonNode again = json("demo", "--port", "0", "--data-dir", demo, "--exit", "--json");
        assertThat(again.path("status").path("events"))
                .isEqualTo(first.path("status").path("events"));

        JsonNode check = json("check", "--data-dir", demo, "--json");
        assertThat(check.path("summary").path("customers").asInt()).isEqualTo(21);
        assertThat(check.path("differences").isEmpty()).isTrue();
    }

    @Test
    void a_directory_with_something_else_in_it_is_left_alone() throws IOException {
        Path mine = Files.writeString(directory.resolve("mine"), "precious");
        assertThat(Relatum.run("demo", "--port", "0", "--data-dir", directory.toString(), "--exit"))
                .isEqualTo(1);
        assertThat(mine).hasContent("precious");
    }

    private static JsonNode json(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(Relatum.run(arguments)).isEqualTo(0);
        } finally {
            System.setOut(out);
        }
        return JsonMapper.shared().readTree(captured.toString(StandardCharsets.UTF_8));
    }
}
