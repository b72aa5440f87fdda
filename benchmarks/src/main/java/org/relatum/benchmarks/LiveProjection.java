package org.relatum.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.PostgresEventLog;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.projection.store.postgres.StateCodec;

/**
 * How many events a second the live engine takes in: from events that have no position yet to lifecycle, profile, timeline and
 * interval rows that are committed, giving positions included.
 */
final class LiveProjection {
    /** Most events of a batch. */
    static final int BATCH = Integer.getInteger("batch", 5_000);

    private LiveProjection() {}

    /** @param cells whether key figures are kept up to date, too */
    static double eventsPerSecond(int customers, int events, boolean cells, long seed)
            throws IOException, SQLException, InterruptedException {
        try (BenchmarkDatabase database = new BenchmarkDatabase()) {
            database.load(new Workload(seed, customers, events));
            EventCodec codec = database.codec();
            ReferenceTimeline timeline = ReferenceTimeline.DEFAULTS;
            StateCodec states = new StateCodec(codec);
            Clock clock = Clock.systemUTC();
            PostgresProjectionStore all = new PostgresProjectionStore(database.pool(), states, timeline);
            // Before there are positions: tables that are missing beside a long log are left to a rebuild.
            all.prepare();
            long start = System.nanoTime();
            try (Sequencer sequencer = new Sequencer(database.pool())) {
                sequencer.start();
                PostgresEventLog log = new PostgresEventLog(database.pool(), sequencer);
                EventDecoder decoder = new EventDecoder(log, codec);
                ProjectionStore store = cells ? all : without(all, KpiRow.TABLE);
                try (LiveEngine engine = new LiveEngine(log, decoder, store, timeline, ZoneOffset.UTC, clock, BATCH)) {
                    engine.start();
                    if (!engine.progress().awaitPosition(events, Duration.ofMinutes(10))) {
                        throw new IllegalStateException("not done after ten minutes");
                    }
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                if (cells) {
                    requireRight(new Check(
                            decoder,
                            new PostgresRowStore(database.pool(), states, timeline),
                            timeline,
                            ZoneOffset.UTC,
                            clock));
                }
                return events / seconds;
            }
        }
    }

    /** A store that has everything but one table. */
    private static ProjectionStore without(ProjectionStore store, String table) {
        return wrapped(ProjectionStore.class, store, (method, answer) -> switch (method) {
            case "tryLease" ->
                ((Optional<?>) answer)
                        .map(writer -> wrapped(
                                ProjectionStore.Writer.class,
                                (ProjectionStore.Writer) writer,
                                (asked, found) -> asked.equals("tables") ? less((Set<?>) found, table) : found));
            default -> answer;
        });
    }

    private static Set<?> less(Set<?> tables, String table) {
        Set<Object> left = new LinkedHashSet<>(tables);
        left.remove(table);
        return left;
    }

    private static <T> T wrapped(
            Class<T> type, T wrapped, BiFunction<String, @Nullable Object, @Nullable Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return answer.apply(method.getName(), method.invoke(wrapped, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static void requireRight(Check check) {
        Check.Summary summary = check.run(
                difference -> {
                    if (!difference.what().equals("overdue")) {
                        throw new IllegalStateException("wrong rows make no benchmark: " + difference);
                    }
                },
                customers -> {});
        if (summary.customers() == 0) {
            throw new IllegalStateException("nothing was projected");
        }
    }
}
