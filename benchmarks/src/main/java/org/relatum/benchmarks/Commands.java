package org.relatum.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.events.PartyKind;
import org.relatum.events.access.Role;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.LedgerKeeper;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;
import org.springframework.context.ApplicationContext;

/**
 * Commands a second at the gateway and over REST, beside the floor: commits of one row over JDBC with 16 connections to the same
 * server. Clients wait for each answer. Read models are kept up to date meanwhile; the clients share the machine.
 */
final class Commands implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int CUSTOMERS = 2_000;
    private static final String BODY = "\"currency\":\"USD\",\"channel\":\"web\",\"lines\":[{\"description\":\"Tea\","
            + "\"category\":\"food\",\"quantity\":\"2\",\"unitPrice\":\"9.50\"}]}";

    private final Path directory = Files.createTempDirectory("relatum-benchmark-");
    private final RelatumService service = RelatumService.start(new RelatumService.Options(directory, 0));
    private final String key = service.makeKey("benchmark", EnumSet.allOf(Role.class));
    private final List<UUID> customers = new ArrayList<>();
    private final AtomicLong orders = new AtomicLong();

    /** With {@value #CUSTOMERS} customers for whom orders are placed. */
    Commands() throws IOException {
        CommandService commands = service.application().getBean(CommandService.class);
        for (int i = 0; i < CUSTOMERS; i++) {
            RegisterCustomer register =
                    new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), List.of());
            commands.execute(null, register, Issuance.by("benchmark").withKey("customer-" + i));
        }
        try (Connection connection = database().connect();
                Statement query = connection.createStatement();
                var row = query.executeQuery("select stream from log.events where type = 'customer.registered'")) {
            while (row.next()) {
                customers.add(row.getObject(1, UUID.class));
            }
            query.execute("create table floor (id bigint generated always as identity primary key, payload bytea)");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private Database database() {
        EmbeddedPostgres postgres = service.postgres();
        if (postgres == null) {
            throw new IllegalStateException("the benchmark runs on the embedded server");
        }
        return postgres.database();
    }

    double floor(Duration span) throws Exception {
        byte[] payload = ("{\"order\":\"O-1\"," + BODY).getBytes(StandardCharsets.UTF_8);
        return perSecond(CONNECTIONS, span, client -> () -> {
            try (Connection connection = database().connect();
                    PreparedStatement insert = connection.prepareStatement("insert into floor (payload) values (?)")) {
                long end = System.nanoTime() + span.toNanos();
                long done = 0;
                while (System.nanoTime() < end) {
                    insert.setBytes(1, payload);
                    insert.executeUpdate();
                    done++;
                }
                return done;
            }
        });
    }

    double gateway(int clients, Duration span) throws Exception {
        CommandService commands = service.application().getBean(CommandService.class);
        List<OrderLineInput> lines =
                List.of(new OrderLineInput(null, "Tea", "food", BigDecimal.TWO, new BigDecimal("9.50")));
        return perSecond(clients, span, client -> () -> {
            long end = System.nanoTime() + span.toNanos();
            long done = 0;
            while (System.nanoTime() < end) {
                long n = orders.incrementAndGet();
                PlaceOrder order = new PlaceOrder(null, "O-" + n, "USD", null, lines, "web");
                Outcome outcome = commands.execute(customer(n), order, Issuance.by("benchmark"));
                if (!(outcome instanceof Outcome.Accepted)) {
                    throw new IllegalStateException(outcome.toString());
                }
                done++;
            }
            return done;
        });
    }

    double rest(int clients, Duration span) throws Exception {
        return perSecond(clients, span, client -> () -> {
            try (HttpConnection connection = new HttpConnection(service.url(), key)) {
                long end = System.nanoTime() + span.toNanos();
                long done = 0;
                while (System.nanoTime() < end) {
                    long n = orders.incrementAndGet();
                    int status = connection.post(
                            "/api/v1/customers/" + customer(n) + "/orders", "{\"order\":\"O-" + n + "\"," + BODY);
                    if (status >= 300) {
                        throw new IllegalStateException("status " + status);
                    }
                    done++;
                }
                return done;
            }
        });
    }

    private UUID customer(long n) {
        return customers.get((int) (n * 31 % customers.size()));
    }

    private static double perSecond(int clients, Duration span, IntFunction<Callable<Long>> client) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(executor.submit(client.apply(i)));
            }
            long done = 0;
            for (Future<Long> one : running) {
                done += one.get();
            }
            return done / (span.toMillis() / 1_000.0);
        }
    }

    /**
     * What the ledger costs: pairs of rounds at the gateway, without and with its keeper, in turns which comes first; and how far it lags
     * while the clients are at it. What was recorded without it is made up for before the next round.
     */
    static void runLedger(int rounds, Duration span) throws Exception {
        try (Commands commands = new Commands()) {
            ApplicationContext application = commands.service.application();
            application.getBean(LedgerKeeper.class).close();
            PostgresLedger ledger = application.getBean(PostgresLedger.class);
            double[] costs = new double[rounds];
            double[] lags = new double[rounds];
            commands.gateway(4 * CONNECTIONS, span);
            for (int round = 0; round < rounds; round++) {
                double[] rates = new double[2];
                for (int half = 0; half < 2; half++) {
                    boolean with = (round + half) % 2 == 0;
                    try (LedgerKeeper keeper = new LedgerKeeper(
                            application.getBean(DataSource.class),
                            application.getBean(EventLog.class),
                            application.getBean(LedgerKeys.class),
                            Clock.systemUTC())) {
                        keeper.start();
                        while (ledger.reached().size() < ledger.reached().head()) {
                            Thread.sleep(100);
                        }
                        if (with) {
                            AtomicLong worst = new AtomicLong();
                            Thread watch = Thread.startVirtualThread(() -> watch(ledger, worst));
                            rates[1] = commands.gateway(4 * CONNECTIONS, span);
                            watch.interrupt();
                            watch.join();
                            lags[round] = worst.get() / 1e3;
                        }
                    }
                    if (!with) {
                        rates[0] = commands.gateway(4 * CONNECTIONS, span);
                    }
                }
                costs[round] = 1 - rates[1] / rates[0];
                System.err.printf(
                        Locale.ROOT,
                        "ledger, round %d: %,.0f/s without, %,.0f/s with, lag at most %.2f s%n",
                        round + 1,
                        rates[0],
                        rates[1],
                        lags[round]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "the ledger costs %.1f %% of the commands at the gateway, 64 clients; it lags at most %.2f s"
                            + " (medians of %d)%n",
                    100 * Benchmarks.median(costs),
                    Benchmarks.median(lags),
                    rounds);
        }
    }

    /** Notes how far the ledger lags at worst, in milliseconds, until it is interrupted. */
    private static void watch(PostgresLedger ledger, AtomicLong worst) {
        try {
            while (true) {
                Instant since = ledger.reached().behindSince();
                long lag = since == null
                        ? 0
                        : Duration.between(since, Instant.now()).toMillis();
                worst.accumulateAndGet(lag, Math::max);
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interleaved rounds; prints each figure's median and its ratio to the floor of the same rounds. */
    static void run(int rounds, Duration span) throws Exception {
        try (Commands commands = new Commands()) {
            commands.rest(CONNECTIONS, span);
            double[][] rates = new double[5][rounds];
            for (int round = 0; round < rounds; round++) {
                rates[0][round] = commands.floor(span);
                rates[1][round] = commands.gateway(CONNECTIONS, span);
                rates[2][round] = commands.gateway(4 * CONNECTIONS, span);
                rates[3][round] = commands.rest(CONNECTIONS, span);
                rates[4][round] = commands.rest(4 * CONNECTIONS, span);
            }
            String[] names = {
                "floor, 16 connections",
                "gateway, 16 clients",
                "gateway, 64 clients",
                "REST, 16 clients",
                "REST, 64 clients"
            };
            double floor = Benchmarks.median(rates[0]);
            for (int i = 0; i < names.length; i++) {
                double median = Benchmarks.median(rates[i]);
                System.out.printf(
                        Locale.ROOT,
                        "%s: %,.0f/s, %.2f of the floor (median of %d)%n",
                        names[i],
                        median,
                        median / floor,
                        rounds);
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
