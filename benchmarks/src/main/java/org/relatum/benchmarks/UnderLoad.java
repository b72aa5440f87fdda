package org.relatum.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.relatum.projection.engine.Check;
import org.relatum.projection.rebuild.Rebuild;
import org.relatum.projection.rebuild.Rebuilder;

/**
 * How long commands take at the gateway while all read models are rebuilt, and without that, in turn; and how long a read of a table takes
 * that changes places. Clients together place a fixed number of orders a second, and wait for each answer; a command that begins late
 * because the one before took long counts from when it was to begin.
 */
final class UnderLoad implements AutoCloseable {
    /** Orders a second of all clients together. */
    static final int ORDERS = Integer.getInteger("orders", 200);

    private static final int CLIENTS = 16;
    private static final int BUYERS = 1_000;

    private final LoadedService service;

    UnderLoad(int customers, int events, long seed) throws IOException, SQLException, InterruptedException {
        this.service = new LoadedService(customers, events, BUYERS, seed);
    }

    /**
     * What a while showed.
     *
     * @param p50 of the commands, in milliseconds
     * @param p99 of the commands, in milliseconds
     * @param longestRead that any read of a served table took, in milliseconds
     */
    record Span(int commands, double p50, double p99, double longestRead) {}

    /**
     * A while without a rebuild, and one with it.
     *
     * @param seconds that the rebuild took
     * @param swapMillis how long readers may have waited while the tables changed places
     */
    record Figures(Span without, Span during, double seconds, long swapMillis) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "p99 %.1f ms (p50 %.1f, %d commands), longest read %.1f ms; during a rebuild of %.1f s p99 %.1f ms"
                            + " (p50 %.1f, %d commands), longest read %.1f ms, swap %d ms",
                    without.p99,
                    without.p50,
                    without.commands,
                    without.longestRead,
                    seconds,
                    during.p99,
                    during.p50,
                    during.commands,
                    during.longestRead,
                    swapMillis);
        }
    }

    /** @param span how long commands are looked at without a rebuild; with one, until it has ended */
    Figures round(Duration span) throws Exception {
        long end = System.nanoTime() + span.toNanos();
        Span without = observe(() -> System.nanoTime() < end);
        Rebuilder rebuilder = service.bean(Rebuilder.class);
        long start = System.nanoTime();
        Rebuild asked = rebuilder.request(List.of()).orElseThrow();
        Span during = observe(() -> found(rebuilder, asked).state() != Rebuild.State.DONE);
        Long swap = found(rebuilder, asked).swapMillis();
        return new Figures(without, during, (System.nanoTime() - start) / 1e9, swap == null ? -1 : swap);
    }

    private static Rebuild found(Rebuilder rebuilder, Rebuild asked) {
        Optional<Rebuild> found = rebuilder.find(asked.id());
        Rebuild rebuild = found.orElseThrow();
        if (rebuild.state().isEnd() && rebuild.state() != Rebuild.State.DONE) {
            throw new IllegalStateException("the rebuild ended as " + rebuild);
        }
        return rebuild;
    }

    private Span observe(BooleanSupplier goesOn) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Double>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(threads.submit(() -> placeOrders(client, ended)));
            }
            Future<Double> reader = threads.submit(() -> read(ended));
            try {
                while (goesOn.getAsBoolean()) {
                    Thread.sleep(20);
                }
            } finally {
                ended.set(true);
            }
            List<Double> millis = new ArrayList<>();
            for (Future<List<Double>> client : clients) {
                millis.addAll(client.get());
            }
            millis.sort(null);
            return new Span(
                    millis.size(), millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100), reader.get());
        }
    }

    private List<Double> placeOrders(int client, AtomicBoolean ended) {
        List<Double> millis = new ArrayList<>();
        long every = 1_000_000_000L * CLIENTS / ORDERS;
        long due = System.nanoTime() + every * client / CLIENTS;
        while (!ended.get()) {
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            } else {
                service.placeOrder();
                millis.add((System.nanoTime() - due) / 1e6);
                due += every;
            }
        }
        return millis;
    }

    /** Reads one row of each of two tables that change places together, again and again. Returns how long it took at most. */
    private double read(AtomicBoolean ended) throws SQLException {
        double longest = 0;
        try (Connection connection = service.bean(DataSource.class).getConnection();
                Statement query = connection.createStatement()) {
            while (!ended.get()) {
                long start = System.nanoTime();
                try (ResultSet row = query.executeQuery("select (select position from bi.lifecycle limit 1),"
                        + " (select position from bi.profile limit 1)")) {
                    row.next();
                }
                longest = Math.max(longest, (System.nanoTime() - start) / 1e6);
                LockSupport.parkNanos(1_000_000);
            }
        }
        return longest;
    }

    /** Fails unless what stands in the tables is what folding from scratch gives. */
    void requireRight() {
        service.bean(Check.class)
                .run(
                        difference -> {
                            if (!difference.what().equals("overdue")) {
                                throw new IllegalStateException("wrong rows make no benchmark: " + difference);
                            }
                        },
                        customers -> {});
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
