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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
        this.service = new LoadedService(Integer.getInteger("apart"), customers, events, BUYERS, seed);
    }

    /**
     * What a while showed.
     *
     * @param p50 of the commands, in milliseconds
     * @param p99 of the commands, in milliseconds
     * @param longestRead that any read of a served table took, in milliseconds
     * @param stages p99 of the commands that ended in each stage of a rebuild, in milliseconds
     */
    record Span(int commands, double p50, double p99, double longestRead, Map<String, Double> stages) {}

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
                            + " %s (p50 %.1f, %d commands), longest read %.1f ms, swap %d ms",
                    without.p99,
                    without.p50,
                    without.commands,
                    without.longestRead,
                    seconds,
                    during.p99,
                    during.stages,
                    during.p50,
                    during.commands,
                    during.longestRead,
                    swapMillis);
        }
    }

    /** @param span how long commands are looked at without a rebuild; with one, until it has ended */
    Figures round(Duration span) throws Exception {
        long end = System.nanoTime() + span.toNanos();
        Span without = observe(() -> System.nanoTime() < end ? Rebuild.State.DONE : null);
        Rebuilder rebuilder = service.bean(Rebuilder.class);
        long start = System.nanoTime();
        Rebuild asked = rebuilder.request(List.of()).orElseThrow();
        Span during = observe(() -> {
            Rebuild.State state = found(rebuilder, asked).state();
            return state == Rebuild.State.DONE ? null : state;
        });
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

    /** @param stages tells what is being done, null: it is over */
    private Span observe(Supplier<Rebuild.@Nullable State> stages) throws Exception {
        AtomicReference<Rebuild.State> stage = new AtomicReference<>(Rebuild.State.WAITING);
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Command>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(threads.submit(() -> placeOrders(client, stage, ended)));
            }
            Future<Double> reader = threads.submit(() -> read(ended));
            try {
                for (Rebuild.State now = stages.get(); now != null; now = stages.get()) {
                    stage.set(now);
                    Thread.sleep(20);
                }
            } finally {
                ended.set(true);
            }
            List<Command> commands = new ArrayList<>();
            for (Future<List<Command>> client : clients) {
                commands.addAll(client.get());
            }
            Map<String, Double> byStage = new TreeMap<>();
            commands.stream()
                    .collect(Collectors.groupingBy(Command::stage))
                    .forEach((of, some) -> byStage.put(of.name(), Math.round(10 * of(some, 99)) / 10.0));
            return new Span(commands.size(), of(commands, 50), of(commands, 99), reader.get(), byStage);
        }
    }

    /** How long a command took, and in which stage of a rebuild it ended. */
    private record Command(double millis, Rebuild.State stage) {}

    private static double of(List<Command> commands, int percentile) {
        double[] millis =
                commands.stream().mapToDouble(Command::millis).sorted().toArray();
        return millis[millis.length * percentile / 100];
    }

    private List<Command> placeOrders(int client, AtomicReference<Rebuild.State> stage, AtomicBoolean ended) {
        List<Command> commands = new ArrayList<>();
        long every = 1_000_000_000L * CLIENTS / ORDERS;
        long due = System.nanoTime() + every * client / CLIENTS;
        while (!ended.get()) {
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            } else {
                service.placeOrder();
                commands.add(new Command((System.nanoTime() - due) / 1e6, stage.get()));
                due += every;
            }
        }
        return commands;
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
