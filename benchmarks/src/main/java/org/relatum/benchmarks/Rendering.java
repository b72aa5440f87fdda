package org.relatum.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.events.PartyKind;
import org.relatum.events.PolicyKind;
import org.relatum.events.access.Role;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModels;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.EmbeddedPostgres;

/**
 * How many customers a second are judged anew when a policy comes into force: from that instant until every read model follows it,
 * while clients place orders and wait for each answer. The customers' personal fields can't be read by the service, because they
 * were loaded with keys that it has not; no view reads one.
 */
final class Rendering implements AutoCloseable {
    /** What of a shipped document becomes another number with each publication. */
    private record Edit(String shipped, String other, int from) {}

    private static final Map<PolicyKind, Edit> EDITS = Map.of(
            PolicyKind.LIFECYCLE, new Edit("minimum_silence: 60d", "minimum_silence: %dd", 60),
            PolicyKind.LOYALTY_SCORE, new Edit("half_life: 90d", "half_life: %dd", 90),
            PolicyKind.RISK, new Edit("no_contact_or_purchase: 120d", "no_contact_or_purchase: %dd", 120));

    static final List<PolicyKind> CHANGED = List.of(PolicyKind.LIFECYCLE, PolicyKind.LOYALTY_SCORE, PolicyKind.RISK);

    private static final int EVENTS_PER_CUSTOMER = 3;
    private static final int CLIENTS = 16;
    private static final int BUYERS = 10_000;
    /** Orders a second of all clients together; as many as they can when 0. */
    private static final int ORDERS = Integer.getInteger("orders", 0);

    private final int customers;
    private final Path directory = Files.createTempDirectory("relatum-benchmark-");
    private final RelatumService service = RelatumService.start(new RelatumService.Options(directory, 0));
    private final String key = service.makeKey("benchmark", EnumSet.allOf(Role.class));
    private final List<UUID> buyers = new ArrayList<>();
    private final AtomicLong orders = new AtomicLong();
    private int published;

    Rendering(int customers, long seed) throws IOException, SQLException, InterruptedException {
        this.customers = customers;
        EmbeddedPostgres postgres = service.postgres();
        if (postgres == null) {
            throw new IllegalStateException("the benchmark runs on the embedded server");
        }
        int events = EVENTS_PER_CUSTOMER * customers;
        Instant start = Instant.now().minus(Workload.SPAN).truncatedTo(ChronoUnit.MICROS);
        BenchmarkDatabase.load(
                new Workload(seed, customers, events, start, true),
                BenchmarkDatabase.codecOfItsOwn(),
                bean(DataSource.class),
                postgres.maintenance());
        for (int i = 0; i < BUYERS; i++) {
            RegisterCustomer register =
                    new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of());
            buyers.add(accepted(bean(CommandService.class)
                            .execute(null, register, Issuance.by("benchmark").withKey("buyer-" + i)))
                    .stream());
        }
        if (!bean(LiveEngine.class).progress().awaitPosition(events + BUYERS, Duration.ofMinutes(30))) {
            throw new IllegalStateException("not contained after half an hour");
        }
    }

    private <T> T bean(Class<T> type) {
        return service.application().getBean(type);
    }

    private static Outcome.Accepted accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException(outcome.toString());
    }

    /**
     * What one publication showed.
     *
     * @param seconds from the instant it came into force until every read model followed it
     * @param commandsBefore a second, before it was published
     * @param commandsDuring a second, in these seconds
     */
    record Figures(double customersPerSecond, double seconds, double commandsBefore, double commandsDuring) {}

    /** Publishes a policy of a kind that differs from the last one. */
    Figures publish(PolicyKind kind, Duration before) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> placeOrders(ended)));
            }
            try {
                Thread.sleep(before);
                long ordersAtFirst = orders.get();
                Thread.sleep(before);
                double commandsBefore = (orders.get() - ordersAtFirst) / (before.toMillis() / 1_000.0);

                Instant from = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MICROS);
                publish(kind, from);
                Thread.sleep(Duration.between(Instant.now(), from));
                long ordersBefore = orders.get();
                while (!isFollowed(kind, from)) {
                    Thread.sleep(5);
                }
                double seconds = Duration.between(from, Instant.now()).toNanos() / 1e9;
                double commandsDuring = (orders.get() - ordersBefore) / seconds;
                return new Figures(customers / seconds, seconds, commandsBefore, commandsDuring);
            } finally {
                ended.set(true);
                for (Future<?> one : running) {
                    one.get();
                }
            }
        }
    }

    private void placeOrders(AtomicBoolean ended) {
        List<OrderLineInput> lines =
                List.of(new OrderLineInput(null, "Tea", "food", BigDecimal.TWO, new BigDecimal("9.50")));
        while (!ended.get()) {
            long n = orders.incrementAndGet();
            PlaceOrder order = new PlaceOrder(null, "O-" + n, "USD", null, lines, "web");
            accepted(bean(CommandService.class)
                    .execute(buyers.get((int) (n * 31 % BUYERS)), order, Issuance.by("benchmark")));
            if (ORDERS > 0) {
                LockSupport.parkNanos(1_000_000_000L * CLIENTS / ORDERS);
            }
        }
    }

    private void publish(PolicyKind kind, Instant from) throws IOException, InterruptedException {
        Edit edit = Objects.requireNonNull(EDITS.get(kind));
        published++;
        String document = PolicyReader.shippedText(kind)
                .replace(edit.shipped(), edit.other().formatted(edit.from() + published));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(service.url() + "/api/v1/policies/" + kind.key() + "?effectiveFrom=" + from))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(document))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException(answer.body());
            }
        }
    }

    /** Whether every read model that goes by a kind of policy follows what came into force at an instant. */
    private boolean isFollowed(PolicyKind kind, Instant from) throws SQLException {
        long concerned = ReadModels.ALL.stream()
                .filter(model -> model.projection().policies().contains(kind))
                .count();
        try (Connection connection = bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select count(*) from control.projections where rendered_to >= ?")) {
            query.setObject(1, from.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1) >= concerned;
            }
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
