package org.relatum.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.LiveEngine;
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
    private LiveProjection() {}

    static double eventsPerSecond(int customers, int events, int batchSize, long seed)
            throws IOException, SQLException, InterruptedException {
        try (BenchmarkDatabase database = new BenchmarkDatabase()) {
            database.load(new Workload(seed, customers, events));
            EventCodec codec = database.codec();
            ReferenceTimeline timeline = ReferenceTimeline.DEFAULTS;
            StateCodec states = new StateCodec(codec);
            Clock clock = Clock.systemUTC();
            long start = System.nanoTime();
            try (Sequencer sequencer = new Sequencer(database.pool())) {
                sequencer.start();
                PostgresEventLog log = new PostgresEventLog(database.pool(), sequencer);
                EventDecoder decoder = new EventDecoder(log, codec);
                PostgresProjectionStore store = new PostgresProjectionStore(database.pool(), states, timeline);
                try (LiveEngine engine =
                        new LiveEngine(log, decoder, store, timeline, ZoneOffset.UTC, clock, batchSize)) {
                    engine.start();
                    if (!engine.progress().awaitPosition(events, Duration.ofMinutes(10))) {
                        throw new IllegalStateException("not done after ten minutes");
                    }
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                requireRight(new Check(
                        decoder,
                        new PostgresRowStore(database.pool(), states, timeline),
                        timeline,
                        ZoneOffset.UTC,
                        clock));
                return events / seconds;
            }
        }
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
