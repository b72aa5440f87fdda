package org.relatum.server.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.relatum.events.access.Role;
import org.relatum.server.demo.Company;
import org.relatum.server.demo.Company.Fate;
import org.relatum.server.kafka.Consumed;
import org.relatum.server.kafka.EachOnce;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows of a cluster that it loses nothing, though a node of it dies. */
final class ClusterProof {
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 50;
    private static final int FACTS = 10;
    private static final int LOOKED_AT = 10;

    /**
     * Something that was looked at.
     *
     * @param detail what was found
     */
    record Shown(String what, boolean holds, String detail) {}

    private final DemoCluster cluster;
    private final ApiClient command;
    private final ApiClient query;
    private final ApiClient administrator;
    private final ApiClient administratorOfQuery;
    private final CompletableFuture<Shown> tookOver = new CompletableFuture<>();

    ClusterProof(DemoCluster cluster, DemoKeys keys) {
        this.cluster = cluster;
        this.command = new ApiClient(cluster.command().url(), keys.of(Role.AUDITOR));
        this.query = new ApiClient(cluster.query().url(), keys.of(Role.AUDITOR));
        this.administrator = new ApiClient(cluster.command().url(), keys.of(Role.ADMINISTRATOR));
        this.administratorOfQuery = new ApiClient(cluster.query().url(), keys.of(Role.ADMINISTRATOR));
    }

    // ---- a node dies

    /** Kills the node that writes the read models, while work goes on, and sees when another does. Returns at once. */
    void killOneThatProjects() {
        Thread.ofVirtual().start(() -> {
            try {
                tookOver.complete(killed());
            } catch (InterruptedException | RuntimeException e) {
                tookOver.completeExceptionally(e);
            }
        });
    }

    private Shown killed() throws InterruptedException {
        DemoCluster.Node victim = cluster.projections().stream()
                .max(Comparator.comparingDouble(node -> metric(node, "relatum_engine_leading")))
                .orElseThrow();
        ClusterNode process = victim.process();
        if (process == null) {
            throw new IllegalStateException(victim.name());
        }
        process.kill();
        long start = System.nanoTime();
        long next = command.get("/api/v1/status").path("position").asLong() + 1;
        System.err.println("relatum: killed " + victim.name() + ", which writes the read models (kill -9)");
        while (least(command) < next || least(query) < next) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                return new Shown("another node takes over", false, victim.name() + " was killed, and nobody went on");
            }
            Thread.sleep(POLL_MILLIS);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Shown(
                "another node takes over within %d s".formatted(TAKE_OVER.toSeconds()),
                took.compareTo(TAKE_OVER) <= 0,
                "%s was killed (SIGKILL); what was recorded next was in all read models after %.1f s"
                        .formatted(victim.name(), took.toMillis() / 1_000.0));
    }

    /** How far the read model is that is furthest behind. */
    private static long least(ApiClient api) {
        return api.get("/api/v1/status")
                .path("projections")
                .valueStream()
                .mapToLong(projection -> projection.path("position").asLong())
                .min()
                .orElse(0);
    }

    private double metric(DemoCluster.Node node, String name) {
        String all = new String(
                new ApiClient(node.url(), command.token())
                        .bytes("/actuator/prometheus")
                        .orElseThrow(),
                StandardCharsets.UTF_8);
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    // ---- nothing is lost

    /** Looks at everything, once the company is played. */
    List<Shown> show(Company company, Map<String, String> ids, Duration patience) throws InterruptedException {
        List<Shown> shown = new ArrayList<>();
        shown.add(result(tookOver));
        System.err.println("relatum: facts come in over Kafka, each of them twice, and one that is none");
        List<String> active = company.customers().stream()
                .filter(customer -> customer.fate() == Fate.ACTIVE)
                .map(customer -> String.valueOf(ids.get(customer.name())))
                .toList();
        shown.add(facts(active));
        System.err.println("relatum: waiting for read models and feed");
        command.caughtUp(patience);
        query.caughtUp(patience);
        long head = feedSent(patience);
        shown.add(consumed(head));
        System.err.println("relatum: folding everybody from scratch");
        shown.add(checked(administrator, cluster.command().store()));
        if (cluster.cassandra() != null) {
            shown.add(checked(administratorOfQuery, cluster.query().store()));
            shown.add(sameAnswers(active.stream().limit(LOOKED_AT).toList(), head));
        }
        return shown;
    }

    private static Shown result(CompletableFuture<Shown> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new ClientException("no node could be killed: " + e.getCause(), e);
        }
    }

    private Shown facts(List<String> customers) throws InterruptedException {
        try (KafkaProducer<String, String> sender = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.kafka().address()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < FACTS; i++) {
                String customer = customers.get(i % customers.size());
                String order = """
                    {"command":"place-order","customer":"%s","key":"shop-%d","data":{"order":"SHOP-%d","currency":"USD",
                     "lines":[{"description":"Tea","quantity":"1","unitPrice":"9.50"}]}}\
                    """.formatted(customer, i, i);
                sender.send(new ProducerRecord<>(DemoCluster.FACTS, customer, order));
                sender.send(new ProducerRecord<>(DemoCluster.FACTS, customer, order));
            }
            sender.send(new ProducerRecord<>(DemoCluster.FACTS, "nobody", "this is no fact"));
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long accepted = (long) metric(cluster.query(), "relatum_ingest_accepted_total");
            long repeated = (long) metric(cluster.query(), "relatum_ingest_repeated_total");
            long dead = (long) metric(cluster.query(), "relatum_ingest_dead_total");
            if (accepted + repeated + dead >= 2 * FACTS + 1 || System.nanoTime() > end) {
                return new Shown(
                        "what comes in over Kafka is recorded once",
                        accepted == FACTS && repeated == FACTS && dead == 1,
                        "%d messages became facts, %d were repetitions of these, %d became a dead letter"
                                .formatted(accepted, repeated, dead));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Waits until the feed has sent everything. Returns the last position. */
    private long feedSent(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode feed = command.get("/api/v1/feed");
            if (!feed.path("shards").isEmpty()
                    && feed.path("shards")
                            .valueStream()
                            .allMatch(s -> s.path("lagEvents").asLong() == 0)) {
                return feed.path("position").asLong();
            }
            if (System.nanoTime() > end) {
                throw new ClientException("the feed does not catch up: " + feed);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Shown consumed(long head) {
        EachOnce found = EachOnce.of(Consumed.all(cluster.kafka().address(), "relatum.events"), head);
        return new Shown(
                "a read_committed consumer gets each event once, those of a customer in their order",
                found.holds(),
                "%,d events of %,d in the log when it began; %d missing, %d repeated, %d out of order"
                        .formatted(found.events(), head, found.missing(), found.repeated(), found.outOfOrder()));
    }

    private static Shown checked(ApiClient api, String store) {
        Lines lines = new Lines("check", null);
        api.stream("/api/v1/checks", "application/json", BodyPublishers.ofString("{}"), lines::accept);
        JsonNode summary = lines.summary();
        long differences = summary.path("differences").asLong(-1);
        return new Shown(
                "read models in " + store + " are what the log says",
                differences == 0 && summary.path("parked").asLong(-1) == 0,
                "%,d customers folded from scratch, %d differences"
                                .formatted(summary.path("customers").asLong(), differences)
                        + (differences == 0
                                ? ""
                                : ", the first: " + lines.items("difference").path(0)));
    }

    private Shown sameAnswers(List<String> customers, long position) {
        String now = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
        List<String> questions = new ArrayList<>(Stream.of("customers", "cases", "commitments", "loyalty", "risk-flags")
                .map(list -> "/api/v1/" + list + "?limit=500&minPosition=" + position)
                .toList());
        questions.add("/api/v1/risk-flags/matrix?minPosition=" + position);
        // A whole year: figures of one that goes on change with every instant.
        questions.add("/api/v1/scorecard?period=" + (Integer.parseInt(now.substring(0, 4)) - 1));
        for (String customer : customers) {
            for (String resource : List.of("lifecycle", "lifecycle/explain", "loyalty", "risk", "timeline")) {
                questions.add("/api/v1/customers/" + customer + "/" + resource + "?asOf=" + now
                        + (resource.equals("timeline") ? "&limit=500" : ""));
            }
        }
        List<String> different = questions.stream()
                .filter(question -> !lasting(command.get(question)).equals(lasting(query.get(question))))
                .toList();
        return new Shown(
                "PostgreSQL and Cassandra give the same answers",
                different.isEmpty(),
                "%d questions, %d different answers%s"
                        .formatted(
                                questions.size(),
                                different.size(),
                                different.isEmpty() ? "" : ", the first: " + different.getFirst()));
    }

    /** Without what is different at each moment: what was asked for, where the log ends, where the next page begins. */
    private static JsonNode lasting(JsonNode answer) {
        for (String instant : List.of("asOf", "knownAt")) {
            answer.findParents(instant).forEach(parent -> ((ObjectNode) parent).remove(instant));
        }
        ((ObjectNode) answer).remove(List.of("position", "next"));
        return answer;
    }
}
