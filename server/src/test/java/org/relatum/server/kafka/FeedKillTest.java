package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.cli.Relatum;
import org.relatum.server.kafka.Consumed.Message;
import org.relatum.server.servers.KafkaBroker;
import org.relatum.server.servers.TestServers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service and the broker are killed (SIGKILL) in turn at seeded moments while orders come in: a consumer of committed messages gets
 * each event once and in the order of its stream. {@code -Drelatum.feed-kills=200} for the long run, {@code -Drelatum.seed} to replay one.
 */
class FeedKillTest {
    private static final int KILLS = Integer.getInteger("relatum.feed-kills", 2);
    private static final long SEED = Long.getLong("relatum.seed", 20261123);
    private static final String PREFIX = "kill";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<String> customers = new ArrayList<>();
    private int orders;

    @Test
    void every_event_is_there_once_after_every_kill(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(System.getenv("KAFKA_BOOTSTRAP_SERVERS") == null, "an existing broker is not killed");
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> kills = new TreeMap<>();
        Path data = Files.createDirectories(directory.resolve("data"));
        try (KafkaBroker broker = TestServers.kafka(Files.createDirectories(directory.resolve("broker")))) {
            Process service = serve(data, broker.address());
            try {
                URI url = addressOf(service);
                String key = Keys.of(url, data);
                for (int kill = 0; kill < KILLS; kill++) {
                    work(url, key, random, random.nextInt(20, 120));
                    if (kill % 2 == 0) {
                        service.destroyForcibly().waitFor();
                        service = serve(data, broker.address());
                        url = addressOf(service);
                        kills.merge("service", 1, Integer::sum);
                    } else {
                        broker.kill();
                        work(url, key, random, random.nextInt(5, 40));
                        broker.restart();
                        kills.merge("broker", 1, Integer::sum);
                    }
                }
                work(url, key, random, 20);
                requireEachOnce(broker.address(), awaitSent(url, key));
            } finally {
                service.destroyForcibly().waitFor();
                RelatumService.stopLeftBehind(data);
            }
        }
        System.out.printf("%d kills, seed %d: %s; %d orders%n", KILLS, SEED, kills, orders);
    }

    private static Process serve(Path directory, String broker) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-Drelatum.feed=kafka",
                        "-Drelatum.kafka.bootstrap-servers=" + broker,
                        "-Drelatum.kafka.topic-prefix=" + PREFIX,
                        "-Drelatum.kafka.partitions=3",
                        "-Drelatum.kafka.lease=2s",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Relatum.class.getName(),
                        "serve",
                        "--port",
                        "0",
                        "--data-dir",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("stderr.txt").toFile()))
                .start();
    }

    private static URI addressOf(Process service) throws IOException {
        String line = service.inputReader().readLine();
        assertThat(line).as("the line that serve prints when it is ready").isNotNull();
        return URI.create(line.substring(line.indexOf("http://")).trim());
    }

    private void work(URI url, String key, SplittableRandom random, int commands) throws Exception {
        for (int i = 0; i < commands; i++) {
            if (customers.size() < 6) {
                customers.add(post(url, key, "/api/v1/customers", "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\"}")
                        .path("customerId")
                        .asString());
            }
            post(
                    url,
                    key,
                    "/api/v1/customers/" + customers.get(random.nextInt(customers.size())) + "/orders",
                    "{\"order\":\"O-" + orders++ + "\",\"currency\":\"USD\",\"lines\":[{\"description\":\"Tea\","
                            + "\"quantity\":\"1\",\"unitPrice\":\"9.50\"}]}");
        }
    }

    private JsonNode post(URI url, String key, String path, String body) throws IOException, InterruptedException {
        return answer(Keys.request(url.resolve(path), key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
    }

    /** Returns the position of the last event. */
    private long awaitSent(URI url, String key) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (true) {
            JsonNode feed =
                    answer(Keys.request(url.resolve("/api/v1/feed"), key).GET());
            if (!feed.path("shards").isEmpty()
                    && feed.path("shards")
                            .valueStream()
                            .allMatch(s -> s.path("lagEvents").asLong() == 0)) {
                return feed.path("position").asLong();
            }
            assertThat(System.nanoTime()).as("%s", feed).isLessThan(end);
            Thread.sleep(200);
        }
    }

    private static void requireEachOnce(String broker, long head) {
        List<Long> positions = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        for (Message message : Consumed.all(broker, PREFIX + ".events")) {
            positions.add(Long.valueOf(message.header("ce_position")));
            assertThat(Long.valueOf(message.header("ce_sequence")))
                    .as("sequence in stream %s", message.key())
                    .isEqualTo(next.merge(String.valueOf(message.key()), 1L, Long::sum) - 1);
        }
        assertThat(positions)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, head).boxed().toList());
    }
}
