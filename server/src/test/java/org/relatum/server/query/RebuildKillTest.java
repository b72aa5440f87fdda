package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.TestServer;
import org.relatum.server.cli.Relatum;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service is killed (SIGKILL) at seeded moments of every stage of a rebuild: when it is back, the rebuild goes on by itself, the rows
 * that are served meanwhile are right, and so are those that take their place. Some are killed once more before that. {@code
 * -Drelatum.rebuild-kills=200} for the long run.
 */
class RebuildKillTest {
    private static final int KILLS = Integer.getInteger("relatum.rebuild-kills", 3);
    private static final long SEED = Long.getLong("relatum.seed", 20261122);
    private static final int RELATIONSHIPS = Integer.getInteger("relatum.rebuild-relationships", 60);
    private static final List<String> STAGES = List.of("READING", "FOLDING", "INDEXING", "CATCHING_UP", "DONE");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String apiKey = "";

    @Test
    void rows_are_right_after_every_kill_and_old_ones_are_served_meanwhile(@TempDir Path directory) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        record(directory);
        Map<String, Integer> kills = new TreeMap<>();
        long customers = -1;
        int again = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process service = serve(directory);
            try {
                URI url = addressOf(service);
                if (apiKey.isEmpty()) {
                    apiKey = Keys.of(url, directory);
                }
                JsonNode before = get(url, "/api/v1/status");
                if (customers < 0) {
                    customers = before.path("customers").asLong();
                }
                JsonNode open = open(url);
                if (open == null || random.nextInt(3) > 0) {
                    assertThat(differences(url)).as("after kill %d", kill).isEmpty();
                    if (open != null) {
                        assertThat(reach(url, open, "DONE")).isEqualTo("DONE");
                    }
                    open = post(url, "/api/v1/rebuilds");
                } else {
                    again++;
                }
                String stage = STAGES.get(kill % STAGES.size());
                String at = reach(url, open, stage);
                Thread.sleep(random.nextInt(at.equals(stage) ? 60 : 1));
                kills.merge(at, 1, Integer::sum);
                if (kill % 20 == 19) {
                    System.out.printf("%d kills, by stage of the rebuild: %s%n", kill + 1, kills);
                }
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
        Process service = serve(directory);
        try {
            URI url = addressOf(service);
            JsonNode open = open(url);
            if (open != null) {
                assertThat(reach(url, open, "DONE")).isEqualTo("DONE");
            }
            assertThat(get(url, "/api/v1/status").path("customers").asLong()).isEqualTo(customers);
            assertThat(differences(url)).isEmpty();
        } finally {
            service.destroyForcibly().waitFor();
            RelatumService.stopLeftBehind(directory);
        }
        assertThat(kills.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(KILLS);
        System.out.printf(
                "%d kills, seed %d, by stage of the rebuild: %s; %d of them hit one that had been resumed%n",
                KILLS, SEED, kills, again);
    }

    private static void record(Path directory) throws InterruptedException {
        try (TestServer server = TestServer.on(directory)) {
            LogWriter log = new LogWriter(server);
            for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
                List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
                log.record(
                        facts.stream()
                                .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                                .toList(),
                        null);
            }
            assertThat(server.bean(LiveEngine.class)
                            .progress()
                            .awaitPosition(server.bean(Sequencer.class).head(), Duration.ofMinutes(2)))
                    .isTrue();
        }
    }

    private static Process serve(Path directory) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Drelatum.projection.rebuild-partition=300",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Relatum.class.getName(),
                        "serve",
                        "--port",
                        "0",
                        "--data-dir",
                        directory.toString())
                .redirectError(directory.resolve("stderr.txt").toFile())
                .start();
    }

    private static URI addressOf(Process service) throws IOException {
        BufferedReader out = service.inputReader();
        String line = out.readLine();
        assertThat(line).as("the line that serve prints when it is ready").isNotNull();
        return URI.create(line.substring(line.indexOf("http://")).trim());
    }

    /** Waits for a stage, and returns the one that was seen: the rebuild may have passed it. */
    private String reach(URI url, JsonNode rebuild, String stage) throws Exception {
        String path = "/api/v1/rebuilds/" + rebuild.path("rebuild").asString();
        String state;
        do {
            JsonNode now = get(url, path);
            state = now.path("state").asString();
            assertThat(state).as("%s", now).isNotEqualTo("FAILED");
        } while (!state.equals("DONE") && STAGES.indexOf(state) < STAGES.indexOf(stage));
        return state;
    }

    private @Nullable JsonNode open(URI url) throws Exception {
        return get(url, "/api/v1/rebuilds")
                .path("items")
                .valueStream()
                .filter(one -> one.path("endedAt").isNull())
                .findFirst()
                .orElse(null);
    }

    private JsonNode get(URI url, String path) throws Exception {
        return JSON.readTree(http.send(Keys.request(url.resolve(path), apiKey).build(), BodyHandlers.ofString())
                .body());
    }

    private JsonNode post(URI url, String path) throws Exception {
        return JSON.readTree(http.send(
                        Keys.request(url.resolve(path), apiKey)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    /** What is wrong with the rows; what came by time alone and is not yet written is not. */
    private List<String> differences(URI url) throws Exception {
        List<String> found = new ArrayList<>();
        try (Stream<String> lines = http.send(
                        Keys.request(url.resolve("/api/v1/checks"), apiKey)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofLines())
                .body()) {
            lines.filter(line ->
                            line.contains("\"difference\"") && !line.contains("overdue") || line.contains("\"error\""))
                    .forEach(found::add);
        }
        return found;
    }
}
