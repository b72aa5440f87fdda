package org.relatum.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.events.PartyKind;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.EmbeddedPostgres;

/**
 * The whole service with a log of two years until now, contained in its read models, and customers for whom orders can be placed. The loaded
 * customers' personal fields can't be read by the service, because they were loaded with keys that it has not; no view reads one.
 */
final class LoadedService implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("relatum-benchmark-");
    private final @Nullable ProjectionApart apart;
    private final RelatumService service;
    private final List<UUID> buyers = new ArrayList<>();
    private final AtomicLong orders = new AtomicLong();

    /** @param buyers customers for whom orders are placed, besides those of the log */
    LoadedService(int customers, int events, int buyers, long seed)
            throws IOException, SQLException, InterruptedException {
        this(null, customers, events, buyers, seed);
    }

    /** @param niceness of a process of its own that keeps the read models; null: one process does everything */
    LoadedService(@Nullable Integer niceness, int customers, int events, int buyers, long seed)
            throws IOException, SQLException, InterruptedException {
        this.apart = niceness == null ? null : ProjectionApart.start(directory, niceness);
        this.service = apart == null ? RelatumService.start(new RelatumService.Options(directory, 0)) : apart.front();
        EmbeddedPostgres postgres = Objects.requireNonNull(apart == null ? service.postgres() : apart.postgres());
        Instant start = Instant.now().minus(Workload.SPAN).truncatedTo(ChronoUnit.MICROS);
        BenchmarkDatabase.load(
                BenchmarkDatabase.codecOfItsOwn(),
                bean(DataSource.class),
                postgres.maintenance(),
                new Workload(seed, customers, events, start, true));
        for (int i = 0; i < buyers; i++) {
            RegisterCustomer register =
                    new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of());
            this.buyers.add(accepted(bean(CommandService.class)
                            .execute(null, register, Issuance.by("benchmark").withKey("buyer-" + i)))
                    .stream());
        }
        if (!bean(LiveEngine.class).progress().awaitPosition(events + buyers, Duration.ofMinutes(30))) {
            throw new IllegalStateException("not contained after half an hour");
        }
    }

    RelatumService service() {
        return service;
    }

    <T> T bean(Class<T> type) {
        return service.application().getBean(type);
    }

    /** Orders that were placed. */
    long orders() {
        return orders.get();
    }

    /** Places an order for one of the buyers at the gateway, and waits for the answer. */
    void placeOrder() {
        List<OrderLineInput> lines =
                List.of(new OrderLineInput(null, "Tea", "food", BigDecimal.TWO, new BigDecimal("9.50")));
        long n = orders.incrementAndGet();
        PlaceOrder order = new PlaceOrder(null, "O-" + n, "USD", null, lines, "web");
        accepted(bean(CommandService.class)
                .execute(buyers.get((int) (n * 31 % buyers.size())), order, Issuance.by("benchmark")));
    }

    private static Outcome.Accepted accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException(outcome.toString());
    }

    @Override
    public void close() throws IOException {
        if (apart == null) {
            service.close();
        } else {
            apart.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
