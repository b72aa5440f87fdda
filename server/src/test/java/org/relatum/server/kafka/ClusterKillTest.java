package org.relatum.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.server.Keys;
import org.relatum.server.cli.Relatum;
import org.relatum.server.cluster.Cluster;
import org.relatum.server.kafka.Consumed.Message;
import org.relatum.server.postgres.Database;
import org.relatum.server.servers.CassandraServer;
import org.relatum.server.servers.KafkaBroker;
import org.relatum.server.servers.TestServers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster of processes on PostgreSQL, Kafka and Cassandra takes orders without a pause while, at seeded moments, one of two nodes that
 * project, the node that relays, the broker or Cassandra is killed (SIGKILL): a consumer of committed messages gets each event once and in
 * the order of its stream, the rows on Cassandra are those that a fold of all events makes, and when a node that projects dies
 * the other has taken over within 15 s. {@code -Drelatum.cluster-kills=200} for the long run, {@code -Drelatum.seed} to replay one.
 */
class ClusterKillTest {
    private static final int KILLS = Integer.getInteger("relatum.cluster-kills", Kind.values().length);
    private static final long SEED = Long.getLong("relatum.seed", 20261123);
    private static final String PREFIX = "kills";
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CLIENTS = 2;
    private static final int CUSTOMERS = 24;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What is killed. */
    private enum Kind {
        PROJECTION,
        RELAY,
        BROKER,
        CASSANDRA
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<String> customers = new ArrayList<>();
    private final AtomicLong orders = new AtomicLong();
    private String key = "";
    private volatile boolean stopping;

    /** A node in a process of its own. */
    private static final class Node implements AutoCloseable {
        private final Path directory;
        private final List<String> command;
        private Process process;
        private URI url = URI.create("http://localhost");

        Node(Path directory, Database database, String roles, Map<String, String> settings) throws IOException {
            this.directory = Files.createDirectories(directory);
            this.command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Drelatum.roles=" + roles));
            settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Relatum.class.getName(),
                    "serve",
                    "--port",
                    "0",
                    "--data-dir",
                    directory.toString(),
                    "--db",
                    database.jdbcUrl()
                            .substring("jdbc:".length())
                            .replace("//", "//" + database.user() + ":" + database.password() + "@")));
            this.process = start();
        }

        private Process start() throws IOException {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("stderr.txt").toFile()))
                    .start();
        }

        /** Returns when it answers. */
        void await() throws IOException {
            String line = process.inputReader().readLine();
            assertThat(line)
                    .as("the line that serve prints when it is ready; %s", directory.resolve("stderr.txt"))
                    .isNotNull();
            url = URI.create(line.substring(line.indexOf("http://")).trim());
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        void restart() throws IOException {
            process = start();
            await();
        }

        @Override
        public void close() throws InterruptedException {
            kill();
        }
    }

    @Test
    void every_event_is_passed_on_once_and_every_row_is_right_whatever_is_killed(@TempDir Path directory)
            throws Exception {
        Assumptions.assumeTrue(
                System.getenv("KAFKA_BOOTSTRAP_SERVERS") == null && System.getenv("CASSANDRA_CONTACT_POINT") == null,
                "existing servers are not killed");
        try (KafkaBroker broker = TestServers.kafka(Files.createDirectories(directory.resolve("broker")));
                CassandraServer cassandra =
                        TestServers.cassandra(Files.createDirectories(directory.resolve("cassandra")));
                Cluster cluster = new Cluster(directory.resolve("cluster"))) {
            Map<String, String> settings = new HashMap<>(cassandra.properties("relatum"));
            settings.put("relatum.cassandra.lease", "4s");
            settings.put("relatum.read-models", "postgres,cassandra");
            settings.put("relatum.feed", "kafka");
            settings.put("relatum.kafka.bootstrap-servers", broker.address());
            settings.put("relatum.kafka.topic-prefix", PREFIX);
            settings.put("relatum.kafka.partitions", "3");
            settings.put("relatum.kafka.lease", "2s");
            settings.put("relatum.keys.url", cluster.properties().get("relatum.keys.url"));
            Path master = directory.resolve("master.p12");
            settings.put("relatum.master-key.keystore", master.toString());
            Path nodes = directory.resolve("nodes");
            Database database = cluster.database();
            try (Node first = new Node(nodes.resolve("projection-0"), database, "projection", settings)) {
                first.await();
                List<String> others = List.of("front", "projection-1", "relay");
                for (String other : others) {
                    Path keys = Files.createDirectories(nodes.resolve(other).resolve("keys"));
                    Files.copy(first.directory.resolve("keys").resolve(LedgerKeys.FILE), keys.resolve(LedgerKeys.FILE));
                }
                try (Node front = new Node(nodes.resolve("front"), database, "command,query", settings);
                        Node second = new Node(nodes.resolve("projection-1"), database, "projection", settings);
                        Node relay = new Node(nodes.resolve("relay"), database, "relay", settings)) {
                    for (Node node : List.of(front, second, relay)) {
                        node.await();
                    }
                    key = Keys.of(front.url, front.directory);
                    register(front.url);
                    killInTurn(front, List.of(first, second), relay, broker, cassandra);
                    long head = order(front.url, 0);
                    awaitProjected(front.url, head);
                    awaitSent(relay.url);
                    requireEachOnce(broker.address(), head);
                    requireRightRows(front.url);
                }
            }
        }
    }

    private void killInTurn(
            Node front, List<Node> projections, Node relay, KafkaBroker broker, CassandraServer cassandra)
            throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Kind, Integer> kills = new EnumMap<>(Kind.class);
        Duration longest = Duration.ZERO;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom own = random.split();
                working.add(clients.submit(() -> placeOrders(front.url, own)));
            }
            try {
                List<Kind> round = new ArrayList<>();
                for (int kill = 0; kill < KILLS; kill++) {
                    if (round.isEmpty()) {
                        round.addAll(Arrays.asList(Kind.values()));
                    }
                    Kind kind = round.remove(random.nextInt(round.size()));
                    Thread.sleep(random.nextInt(100, 2_000));
                    int before = kills.merge(kind, 1, Integer::sum) - 1;
                    switch (kind) {
                        case PROJECTION -> {
                            // In turn, so that it is the one that took over when the other was killed before.
                            Node one = projections.get(before % 2);
                            one.kill();
                            long start = System.nanoTime();
                            awaitProjected(front.url, order(front.url, 0));
                            Duration took = Duration.ofNanos(System.nanoTime() - start);
                            assertThat(took).isLessThan(TAKE_OVER);
                            longest = took.compareTo(longest) > 0 ? took : longest;
                            one.restart();
                        }
                        case RELAY -> {
                            relay.kill();
                            relay.restart();
                        }
                        case BROKER -> {
                            broker.kill();
                            Thread.sleep(random.nextInt(2_000));
                            broker.restart();
                        }
                        case CASSANDRA -> {
                            cassandra.kill();
                            Thread.sleep(random.nextInt(2_000));
                            cassandra.restart();
                            awaitProjected(front.url, order(front.url, 0));
                        }
                    }
                    if (kill % 20 == 19) {
                        System.out.printf("%d kills: %s%n", kill + 1, kills);
                    }
                }
            } finally {
                stopping = true;
            }
            for (Future<?> one : working) {
                one.get();
            }
        }
        System.out.printf(
                "%d kills, seed %d: %s; %d orders; the other node that projects had taken over after %d ms at most%n",
                KILLS, SEED, kills, orders.get(), longest.toMillis());
    }

    private void register(URI url) throws IOException, InterruptedException {
        for (int i = 0; i < CUSTOMERS; i++) {
            HttpResponse<String> answer = post(
                    url.resolve("/api/v1/customers"),
                    "application/json",
                    "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            customers.add(JSON.readTree(answer.body()).path("customerId").asString());
        }
    }

    private @Nullable Void placeOrders(URI url, SplittableRandom random) throws Exception {
        while (!stopping) {
            List<String> lines = IntStream.range(0, random.nextInt(1, 40))
                    .mapToObj(i -> "{\"command\":\"place-order\",\"customer\":\""
                            + customers.get(random.nextInt(CUSTOMERS)) + "\",\"data\":" + order() + "}")
                    .toList();
            HttpResponse<String> answer =
                    post(url.resolve("/api/v1/commands"), "application/x-ndjson", String.join("\n", lines));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body().lines().map(JSON::readTree))
                    .hasSize(lines.size())
                    .allSatisfy(line -> assertThat(line.path("status").asInt())
                            .as("%s", line)
                            .isEqualTo(201));
            Thread.sleep(random.nextInt(300, 1_500));
        }
        return null;
    }

    private String order() {
        return "{\"order\":\"O-" + orders.getAndIncrement()
                + "\",\"currency\":\"USD\",\"lines\":[{\"description\":\"Tea\",\"quantity\":\"1\",\"unitPrice\":\"9.50\"}]}";
    }

    /** Places an order. Returns its position. */
    private long order(URI url, int customer) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                url.resolve("/api/v1/customers/" + customers.get(customer) + "/orders"), "application/json", order());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("position").asLong();
    }

    private HttpResponse<String> post(URI url, String type, String body) throws IOException, InterruptedException {
        return http.send(
                Keys.request(url, key)
                        .header("Content-Type", type)
                        .timeout(Duration.ofSeconds(60))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return http.send(
                Keys.request(url, key).timeout(Duration.ofSeconds(60)).GET().build(), BodyHandlers.ofString());
    }

    /** Waits until both stores contain a position, and rows are answered from Cassandra. */
    private void awaitProjected(URI url, long position) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> answer = get(url.resolve("/api/v1/customers?limit=1&minPosition=" + position));
            if (answer.statusCode() == 200) {
                return;
            }
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void awaitSent(URI url) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode feed = JSON.readTree(get(url.resolve("/api/v1/feed")).body());
            if (!feed.path("shards").isEmpty()
                    && feed.path("shards")
                            .valueStream()
                            .allMatch(s -> s.path("lagEvents").asLong() == 0)) {
                return;
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
        assertThat(positions.stream()
                        .filter(position -> position <= head)
                        .sorted()
                        .toList())
                .isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
    }

    /** The check folds everything from its first fact and compares the rows that questions are answered from. */
    private void requireRightRows(URI url) throws Exception {
        Process check = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Relatum.class.getName(),
                        "check",
                        "--url",
                        url.toString(),
                        "--token",
                        key)
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said).contains("checked " + CUSTOMERS + " customers: no differences");
    }
}
