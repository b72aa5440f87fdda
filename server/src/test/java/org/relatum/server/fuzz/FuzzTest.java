package org.relatum.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.relatum.server.fuzz.Description.Operation;
import org.relatum.server.fuzz.Generator.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every operation of the service's OpenAPI document is called with requests made from that document, most of them sound: no answer is a
 * failure of the service that is not described, nothing is recorded by what is refused, and afterwards rows and ledger are what the log says.
 * {@code -Drelatum.fuzz=10000} for the long run, {@code -Drelatum.seed} for another one. A long run begins with a fresh store every
 * {@code relatum.fuzz.rounds} rounds.
 */
class FuzzTest {
    private static final int CALLS = Integer.getInteger("relatum.fuzz", 100);
    private static final boolean SHORT = System.getProperty("relatum.fuzz") == null;
    private static final long SEED = Long.getLong("relatum.seed", 20261122);
    /** Of an operation in the short run, each call counted with this much: what takes longer is called less often. */
    private static final Duration SHARE = Duration.ofMillis(10);

    /** On one store, then on a fresh one: what is about everybody takes the longer the more there is. */
    private static final int ROUNDS = Integer.getInteger("relatum.fuzz.rounds", 250);

    private static final int FEWEST = 10;
    /** Who looked at what is recorded in the background, whenever enough has gathered. */
    private static final String HEAD =
            "select coalesce(max(event_index), 0) from log.events where type <> 'access.recorded'";

    /** Times that the examples of the document are sent first, as they are. */
    private static final int EXAMPLES = 3;

    private static final int READ_OF_A_STREAM = 1 << 14;
    private static final int DIAGNOSED = 40;
    private static final int TOLD = 50;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Memory memory = new Memory(random);
    private final Choices choices = new Choices(random);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Map<String, Count> counts = new TreeMap<>();
    /** Which operation made things of a name. */
    private final Map<String, Operation> makers = new LinkedHashMap<>();

    private final List<String> failures = new ArrayList<>();
    private final Set<String> kinds = new HashSet<>();
    private int failed;

    /** Of one operation. */
    private static final class Count {
        int calls;
        int good;
        int recorded;
        int refused;
        final Map<String, Integer> codes = new TreeMap<>();
        String lastRefusal = "";
        long nanos;
    }

    /** What came back. */
    private record Answer(int status, String text, boolean repeated) {}

    @Test
    void no_request_breaks_the_service_and_what_is_refused_records_nothing() throws Exception {
        long began = System.nanoTime();
        Description description = null;
        // Some requests the client refuses to send: they don't count.
        for (int round = 0; round < 2 * CALLS && !isDone() && failures.isEmpty(); round += ROUNDS) {
            try (TestServer server = TestServer.start();
                    Connection log = server.pool().getConnection();
                    PreparedStatement head = log.prepareStatement(HEAD)) {
                description = fuzz(server, head, round, Math.min(2 * CALLS, round + ROUNDS), began);
                requireSound(server);
            }
        }
        Description all = Objects.requireNonNull(description);
        report(all);
        assertThat(failures).isEmpty();
        Map<String, Integer> tooFew = new TreeMap<>();
        int least = SHORT ? FEWEST : CALLS;
        counts.forEach((id, count) -> {
            if (count.calls < least) {
                tooFew.put(id, count.calls);
            }
        });
        assertThat(tooFew).as("called less than %d times", least).isEmpty();
        assertThat(counts).hasSize(all.operations().size());
        assertThat(acceptedOfCommands(all)).isGreaterThanOrEqualTo(0.3);
    }

    /** Some rounds on a store of their own. */
    private Description fuzz(TestServer server, PreparedStatement head, int from, int to, long began) throws Exception {
        String key = Keys.of(server.service());
        Description description = Description.parse(new String(
                http.send(
                                Keys.request(URI.create(server.url() + "/api/v1/openapi.json"), key)
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body(),
                StandardCharsets.UTF_8));
        memory = new Memory(random);
        Run run = new Run(server, key, head, new Generator(description, random, memory, choices));
        for (int round = 0; round < EXAMPLES; round++) {
            for (Operation operation : description.operations()) {
                run.literally(operation);
            }
        }
        for (int round = from; round < to && !isDone(); round++) {
            for (Operation operation : description.operations()) {
                if (isDue(operation, round)) {
                    run.call(operation);
                }
            }
            if (round < CALLS && (round + 1) % TOLD == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%d of %d rounds, %d s, %d failures%n",
                        round + 1,
                        CALLS,
                        Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                        failures.size());
            }
        }
        return description;
    }

    private boolean isDone() {
        return !counts.isEmpty() && counts.values().stream().allMatch(count -> count.calls >= CALLS);
    }

    private boolean isDue(Operation operation, int round) {
        Count count = counts.computeIfAbsent(operation.id(), id -> new Count());
        return count.calls < Math.min(CALLS, round + 1)
                && (!SHORT || count.calls < FEWEST || count.nanos < SHARE.toNanos() * CALLS);
    }

    private final class Run {
        private final TestServer server;
        private final String key;
        private final PreparedStatement head;
        private final Generator generator;

        Run(TestServer server, String key, PreparedStatement head, Generator generator) {
            this.server = server;
            this.key = key;
            this.head = head;
            this.generator = generator;
        }

        /** Calls an operation; often makes first what it works on. */
        void call(Operation operation) throws Exception {
            List<String> needed = new ArrayList<>(operation.pathFields());
            boolean ofCustomer = needed.remove(Generator.CUSTOMER);
            if (operation.command()) {
                if (ofCustomer && random.nextInt(3) == 0) {
                    make(Generator.CUSTOMER);
                }
                if (!needed.isEmpty() && random.nextInt(3) > 0) {
                    make(needed.getLast());
                }
            }
            once(operation, random.nextInt(5) > 0);
        }

        private void make(String name) throws Exception {
            Operation maker = makers.get(name);
            if (maker != null) {
                once(maker, true);
            }
        }

        void literally(Operation operation) throws Exception {
            long head = head();
            once(generator.literal(operation, head), head);
        }

        private void once(Operation operation, boolean sound) throws Exception {
            long head = head();
            once(sound ? generator.sound(operation, head) : generator.unsound(operation, head), head);
        }

        private void once(Request request, long before) throws Exception {
            Operation operation = request.operation();
            Count count = counts.computeIfAbsent(operation.id(), id -> new Count());
            long began = System.nanoTime();
            Answer answer = send(request);
            if (answer == null) {
                return;
            }
            count.nanos += System.nanoTime() - began;
            count.calls++;
            long after = head();
            boolean good = answer.status() < 400;
            boolean recorded = good && after > before && !answer.repeated();
            if (good) {
                count.good++;
            } else {
                count.refused++;
                count.codes.merge(answer.status() + " " + code(answer), 1, Integer::sum);
                if (request.sound()) {
                    count.lastRefusal = cut(request.target() + " " + text(request)) + " -> " + cut(answer.text());
                }
            }
            if (recorded) {
                count.recorded++;
            }
            judge(request, answer, before, after);
            if (request.sound()) {
                choices.learn(request.choices(), operation.command() ? recorded : good);
            }
            remember(request, answer, good, recorded);
        }

        private void judge(Request request, Answer answer, long before, long after) {
            Operation operation = request.operation();
            String code = code(answer);
            boolean planned = answer.status() == 503 && operation.statuses().contains(503) && !code.isEmpty();
            if (answer.status() >= 500 && !planned) {
                fail("fails", request, answer);
            } else if (answer.status() >= 400 && after != before) {
                fail("was refused and recorded something", request, answer);
            } else if (answer.status() >= 400 && code.isEmpty()) {
                fail("is refused without a code", request, answer);
            } else if (!operation.statuses().contains(answer.status())) {
                fail("has an answer that is not described", request, answer);
            }
        }

        private void fail(String how, Request request, Answer answer) {
            String body = text(request);
            String told = "%s %s: %s %s%n  %s%n  answered %d %s"
                    .formatted(
                            request.operation().id(),
                            how,
                            request.operation().method(),
                            cut(request.target()),
                            cut(request.headers() + " " + body),
                            answer.status(),
                            cut(answer.text()));
            if (told(request.operation().id() + how) && failures.size() < DIAGNOSED) {
                failures.add(told);
            }
        }

        private void remember(Request request, Answer answer, boolean good, boolean recorded) {
            Operation operation = request.operation();
            String customer = request.customer();
            JsonNode json = json(answer);
            if (good && !operation.command() && json.path("next").isString()) {
                memory.remember(
                        null, operation.id() + " next", json.path("next").asString());
            }
            if (recorded && customer != null) {
                memory.remember(null, Generator.DONE + operation.id(), customer);
            }
            if (recorded || good && !operation.command() && operation.method().equals("POST")) {
                Map<String, String> named = new LinkedHashMap<>(request.fields());
                json.properties().forEach(field -> {
                    JsonNode value =
                            field.getValue().isObject() ? field.getValue().path("id") : field.getValue();
                    if (value.isString()) {
                        named.put(field.getKey(), value.asString());
                    }
                });
                named.forEach((field, value) -> {
                    String name = generator.nameOf(field);
                    if (name != null && !name.equals("kind")) {
                        boolean ownField = name.equals(Generator.CUSTOMER);
                        memory.remember(ownField || customer == null ? null : customer, name, value);
                        if (!operation.pathFields().contains(name)) {
                            makers.putIfAbsent(name, operation);
                        }
                    }
                });
            } else if (answer.status() == 409 && request.sound()) {
                // What it is about has come to where this can't be done any more.
                request.fields().forEach((field, value) -> {
                    if (random.nextBoolean()) {
                        String name = generator.nameOf(field);
                        memory.forget(Generator.CUSTOMER.equals(name) ? null : customer, field, value);
                    }
                });
            }
        }

        private @Nullable Answer send(Request request) throws IOException, InterruptedException {
            HttpRequest.Builder builder;
            try {
                builder = Keys.request(URI.create(server.url() + request.target()), key)
                        .timeout(Duration.ofSeconds(120));
                request.headers().forEach(builder::header);
            } catch (IllegalArgumentException e) {
                // The client refuses to send that.
                return null;
            }
            byte[] body = request.body();
            builder.method(
                    request.operation().method(),
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            HttpResponse<InputStream> response = http.send(builder.build(), BodyHandlers.ofInputStream());
            boolean events =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            try (InputStream in = response.body()) {
                byte[] bytes = events ? in.readNBytes(READ_OF_A_STREAM) : in.readAllBytes();
                return new Answer(
                        response.statusCode(),
                        new String(bytes, StandardCharsets.UTF_8),
                        response.headers().firstValue("Idempotent-Replayed").isPresent());
            }
        }

        private long head() throws SQLException {
            try (ResultSet row = head.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Whether something of a kind is found for the first time. */
    private boolean told(String kind) {
        failed++;
        return kinds.add(kind);
    }

    private static String text(Request request) {
        return request.body() == null ? "" : new String(request.body(), StandardCharsets.UTF_8);
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    private static JsonNode json(Answer answer) {
        try {
            return JsonMapper.shared().readTree(answer.text());
        } catch (JacksonException e) {
            return JsonMapper.shared().missingNode();
        }
    }

    private static String code(Answer answer) {
        return answer.status() < 400 ? "" : json(answer).path("code").asString("");
    }

    private double acceptedOfCommands(Description description) {
        long calls = 0;
        long recorded = 0;
        for (Operation operation : description.operations()) {
            if (operation.command()) {
                calls += counts.get(operation.id()).calls;
                recorded += counts.get(operation.id()).recorded;
            }
        }
        return (double) recorded / calls;
    }

    private void report(Description description) {
        long calls = 0;
        long good = 0;
        long recorded = 0;
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            Count count = entry.getValue();
            calls += count.calls;
            good += count.good;
            recorded += count.recorded;
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %6d calls, %6d good, %6d recorded, %6d refused, %7.1f ms each, mostly %s%n",
                    entry.getKey(),
                    count.calls,
                    count.good,
                    count.recorded,
                    count.refused,
                    count.nanos / 1e6 / Math.max(1, count.calls),
                    count.codes.entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Object::toString)
                            .orElse("good"));
            if (count.good == 0) {
                System.out.println("    never accepted, for instance " + count.lastRefusal);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d operations, %d calls, seed %d: %d good, %d recorded (%.0f %% of all, %.0f %% of commands), %d"
                        + " failures%n",
                counts.size(),
                calls,
                SEED,
                good,
                recorded,
                100.0 * recorded / calls,
                100.0 * acceptedOfCommands(description),
                failed);
    }

    /** Rows are what the log says, nobody is parked, and the ledger proves the log. */
    private static void requireSound(TestServer server) throws InterruptedException {
        long head = server.bean(Sequencer.class).head();
        assertThat(server.bean(LiveEngine.class).progress().awaitPosition(head, Duration.ofMinutes(2)))
                .isTrue();
        List<Check.Difference> differences = new ArrayList<>();
        long patience = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        do {
            differences.clear();
            server.bean(Check.class).run(differences::add, checked -> {});
        } while (!differences.isEmpty()
                && differences.stream().allMatch(d -> d.what().equals("overdue"))
                && System.nanoTime() < patience);
        assertThat(differences).isEmpty();
        List<Finding> findings = new ArrayList<>();
        new LogVerification(new PostgresLedger(server.pool()), List.of(), List.of()).run(findings::add, done -> {});
        assertThat(findings).isEmpty();
    }
}
