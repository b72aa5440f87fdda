package org.relatum.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.cli.Relatum;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service is killed (SIGKILL) at seeded instants while clients place orders and the engine works: whatever a client was told is
 * recorded is there once, and every read model is as the log says. {@code -Drelatum.kills=50} for the long run.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("relatum.kills", 3);
    private static final long SEED = Long.getLong("relatum.seed", 20261121);
    private static final int CLIENTS = 8;
    private static final int CUSTOMERS = 24;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String apiKey = "";

    /** What a client knows. */
    private record Acknowledged(String customer, String order) {}

    @Test
    void what_was_acknowledged_is_there_once_after_every_kill(@TempDir Path directory) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
        List<String> customers = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            Process service = serve(directory);
            try {
                URI url = addressOf(service);
                if (customers.isEmpty()) {
                    apiKey = Keys.of(url, directory);
                    customers.addAll(register(url));
                }
                assertThat(differences(url))
                        .as("differences after kill %d", kill - 1)
                        .isEmpty();
                try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
                    List<Future<?>> working = new ArrayList<>();
                    for (int client = 0; client < CLIENTS; client++) {
                        SplittableRandom own = random.split();
                        String name = kill + "-" + client;
                        working.add(clients.submit(() -> placeOrders(url, customers, name, own, acknowledged)));
                    }
                    int until = acknowledged.size() + random.nextInt(1, 400);
                    while (acknowledged.size() < until && working.stream().noneMatch(Future::isDone)) {
                        Thread.sleep(1);
                    }
                    service.destroyForcibly().waitFor();
                    for (Future<?> one : working) {
                        one.get();
                    }
                }
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
        requireAllThere(directory, acknowledged);
    }

    private static Process serve(Path directory) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
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
        assertThat(line)
                .as("the line that serve prints when it is ready")
                .isNotNull()
                .contains("http://");
        return URI.create(line.substring(line.indexOf("http://")).trim());
    }

    private List<String> register(URI url) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            JsonNode answer = post(
                    url.resolve("/api/v1/customers"),
                    "registration-" + i,
                    "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"profile\":{\"name\":\"Customer " + i + "\"}}");
            ids.add(answer.path("customerId").asString());
        }
        return ids;
    }

    private Void placeOrders(
            URI url, List<String> customers, String client, SplittableRandom random, Queue<Acknowledged> acknowledged)
            throws InterruptedException {
        for (int i = 0; ; i++) {
            String customer = customers.get(random.nextInt(customers.size()));
            String order = "O-" + client + "-" + i;
            String body = "{\"order\":\"" + order + "\",\"currency\":\"USD\",\"lines\":[{\"description\":\"Tea\","
                    + "\"quantity\":\"1\",\"unitPrice\":\"9.50\"}]}";
            try {
                post(url.resolve("/api/v1/customers/" + customer + "/orders"), order, body);
                acknowledged.add(new Acknowledged(customer, order));
            } catch (IOException killed) {
                return null;
            }
        }
    }

    private JsonNode post(URI url, String key, String body) throws IOException, InterruptedException {
        var response = http.send(
                Keys.request(url, apiKey)
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private List<String> differences(URI url) throws IOException, InterruptedException {
        return http.send(
                        Keys.request(url.resolve("/api/v1/checks"), apiKey)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofLines())
                .body()
                .filter(line -> line.contains("\"difference\""))
                .toList();
    }

    private static void requireAllThere(Path directory, Queue<Acknowledged> acknowledged) throws Exception {
        try (RelatumService service = RelatumService.start(new RelatumService.Options(directory, 0))) {
            var beans = service.application();
            Map<Acknowledged, Integer> stored = new HashMap<>();
            try (Connection connection = beans.getBean(DataSource.class).getConnection();
                    Statement query = connection.createStatement();
                    ResultSet row = query.executeQuery("select stream, convert_from(payload, 'UTF8')::json->>'order'"
                            + " from log.events where type = 'order.placed'")) {
                while (row.next()) {
                    stored.merge(new Acknowledged(row.getString(1), row.getString(2)), 1, Integer::sum);
                }
            }
            assertThat(acknowledged).isNotEmpty();
            assertThat(acknowledged).allSatisfy(order -> assertThat(stored).containsEntry(order, 1));
            assertThat(stored.values()).allMatch(count -> count == 1);
            long head = beans.getBean(Sequencer.class).head();
            assertThat(beans.getBean(LiveEngine.class).progress().awaitPosition(head, Duration.ofSeconds(30)))
                    .isTrue();
            List<Check.Difference> differences = new ArrayList<>();
            beans.getBean(Check.class).run(differences::add, customers -> {});
            assertThat(differences).isEmpty();
            System.out.printf(
                    "%d kills, seed %d: %d acknowledged orders, each there once%n", KILLS, SEED, acknowledged.size());
        }
    }
}
