package org.relatum.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.relatum.events.PolicyKind;
import org.relatum.events.access.Role;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.ReadModels;

/**
 * How many customers a second are judged anew when a policy comes into force: from that instant until every read model follows it,
 * while clients place orders and wait for each answer.
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
    private final LoadedService service;
    private final String key;
    private int published;

    Rendering(int customers, long seed) throws IOException, SQLException, InterruptedException {
        this.customers = customers;
        this.service = new LoadedService(customers, EVENTS_PER_CUSTOMER * customers, BUYERS, seed);
        this.key = service.service().makeKey("benchmark", EnumSet.allOf(Role.class));
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
                long ordersAtFirst = service.orders();
                Thread.sleep(before);
                double commandsBefore = (service.orders() - ordersAtFirst) / (before.toMillis() / 1_000.0);

                Instant from = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MICROS);
                publish(kind, from);
                Thread.sleep(Duration.between(Instant.now(), from));
                long ordersBefore = service.orders();
                while (!isFollowed(kind, from)) {
                    Thread.sleep(5);
                }
                double seconds = Duration.between(from, Instant.now()).toNanos() / 1e9;
                double commandsDuring = (service.orders() - ordersBefore) / seconds;
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
        while (!ended.get()) {
            service.placeOrder();
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
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        service.service().url() + "/api/v1/policies/" + kind.key() + "?effectiveFrom=" + from))
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
        try (Connection connection = service.bean(DataSource.class).getConnection();
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
    }
}
