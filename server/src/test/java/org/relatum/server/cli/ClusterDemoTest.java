package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.server.RelatumService;
import org.relatum.server.servers.Artifacts;
import org.relatum.server.servers.CassandraServer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demonstration of a cluster in small. */
class ClusterDemoTest {
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @TempDir
    Path directory;

    @Test
    void a_node_is_killed_and_nothing_is_lost() throws Exception {
        require(Artifacts.KAFKA.reason());
        require(CassandraServer.reason());
        Path data = directory.resolve("cluster");
        Process demo = start(data, "--exit", "--json");
        try {
            assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly().waitFor();
        }

        assertThat(demo.exitValue())
                .as(Files.readString(err()) + Files.readString(out()))
                .isEqualTo(0);
        JsonNode document = JsonMapper.shared().readTree(Files.readString(out()));
        List<JsonNode> shown = document.path("shown").valueStream().toList();
        System.out.println("cluster-demo: " + shown);
        assertThat(shown)
                .hasSize(7)
                .allSatisfy(one ->
                        assertThat(one.path("holds").asBoolean()).as("%s", one).isTrue());
        assertThat(document.path("nodes")
                        .valueStream()
                        .map(node -> node.path("roles").asString()))
                .containsExactly("command,relay,query", "projection", "projection", "query,ingest");
        assertThat(others(data)).hasSize(5).noneMatch(ClusterDemoTest::isAlive);
        assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void what_was_started_ends_when_the_demonstration_is_killed() throws Exception {
        require(Artifacts.KAFKA.reason());
        Path data = directory.resolve("killed");
        Process demo = start(data, "--without-cassandra");
        try {
            awaitAtMost(() -> others(data).size() == 4 && demo.isAlive());
            Path postgres = data.resolve("postgres/data/postmaster.pid");
            List<Long> started = others(data);
            long server = Long.parseLong(Files.readAllLines(postgres).getFirst().strip());
            assertThat(started).allMatch(ClusterDemoTest::isAlive);
            assertThat(isAlive(server)).isTrue();

            demo.destroyForcibly().waitFor();

            awaitAtMost(() -> started.stream().noneMatch(ClusterDemoTest::isAlive) && !isAlive(server));
        } finally {
            demo.destroyForcibly().waitFor();
            RelatumService.stopLeftBehind(data);
        }
    }

    private Process start(Path data, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("cluster-demo", "--customers", "6", "--port", "0", "--data-dir", data.toString()));
        arguments.addAll(List.of(options));
        return Cli.start(out(), err(), arguments.toArray(String[]::new));
    }

    private Path out() {
        return directory.resolve("out");
    }

    private Path err() {
        return directory.resolve("err");
    }

    private static void require(@Nullable String reason) {
        Assumptions.assumeTrue(reason == null, reason);
    }

    /** The processes that the demonstration started, besides itself. */
    private static List<Long> others(Path data) {
        try {
            Path file = data.resolve("cluster-demo.json");
            return Files.exists(file)
                    ? JsonMapper.shared()
                            .readTree(Files.readString(file))
                            .path("processes")
                            .propertyStream()
                            .filter(process -> !process.getKey().equals("this"))
                            .map(process -> process.getValue().asLong())
                            .toList()
                    : List.of();
        } catch (IOException | JacksonException e) {
            // It is being written.
            return List.of();
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void awaitAtMost(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(100);
        }
    }
}
