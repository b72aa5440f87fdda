package org.relatum.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Policies;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.engine.CellMeasurements;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.performance.Goals;
import org.relatum.projection.performance.Measurements.Measured;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.PostgresEventLog;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.projection.store.postgres.StateCodec;

/**
 * How long the scorecard of a year takes: all its figures, their scores, and those of the year before, of the whole company and of each
 * member of each dimension in turn, from the cells as they are.
 */
final class Scorecards {
    private static final int EVENTS_PER_CUSTOMER = 3;
    private static final int WARM_UP = 200;

    private Scorecards() {}

    /**
     * What was measured.
     *
     * @param parts of the company that have a scorecard
     * @param median of one scorecard, in milliseconds
     * @param p99 of one scorecard, in milliseconds
     * @param all the median of the scorecards of all parts one after the other, in milliseconds
     */
    record Figures(int parts, double median, double p99, double all) {}

    static Figures measure(int customers, int times, long seed) throws IOException, SQLException, InterruptedException {
        try (BenchmarkDatabase database = new BenchmarkDatabase()) {
            int events = customers * EVENTS_PER_CUSTOMER;
            database.load(new Workload(seed, customers, events));
            EventCodec codec = database.codec();
            ReferenceTimeline timeline = ReferenceTimeline.DEFAULTS;
            StateCodec states = new StateCodec(codec);
            Clock clock = Clock.systemUTC();
            try (Sequencer sequencer = new Sequencer(database.pool())) {
                sequencer.start();
                PostgresEventLog log = new PostgresEventLog(database.pool(), sequencer);
                EventDecoder decoder = new EventDecoder(log, codec);
                PostgresProjectionStore store = new PostgresProjectionStore(database.pool(), states, timeline);
                try (LiveEngine engine =
                        new LiveEngine(log, decoder, store, timeline, ZoneOffset.UTC, clock, LiveProjection.BATCH)) {
                    engine.start();
                    if (!engine.progress().awaitPosition(events, Duration.ofMinutes(30))) {
                        throw new IllegalStateException("not contained after half an hour");
                    }
                    while (isAnythingDue(database)) {
                        Thread.sleep(100);
                    }
                }
                CellMeasurements measurements = new CellMeasurements(
                        decoder,
                        new PostgresRowStore(database.pool(), states, timeline),
                        timeline,
                        ZoneOffset.UTC,
                        clock);
                return measure(measurements, names(database), times);
            }
        }
    }

    /** Whether something has come by time that the engine has not written yet; it would be reckoned with each answer. */
    private static boolean isAnythingDue(BenchmarkDatabase database) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select exists (select from read." + KpiRow.TABLE + " where next_change_at <= now())");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Figures measure(CellMeasurements measurements, List<ScorecardName> names, int times) {
        for (int i = 0; i < WARM_UP; i++) {
            show(measurements, names.get(i % names.size()));
        }
        List<Double> single = new ArrayList<>();
        double[] all = new double[times];
        for (int round = 0; round < times; round++) {
            long start = System.nanoTime();
            for (ScorecardName name : names) {
                long before = System.nanoTime();
                show(measurements, name);
                single.add((System.nanoTime() - before) / 1e6);
            }
            all[round] = (System.nanoTime() - start) / 1e6;
        }
        double[] sorted =
                single.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Figures(
                names.size(),
                sorted[sorted.length / 2],
                sorted[(int) Math.ceil(sorted.length * 0.99) - 1],
                Benchmarks.median(all));
    }

    private static void show(CellMeasurements measurements, ScorecardName name) {
        Measured measured = measurements.of(name, null, null);
        for (Scores.Sums sums : Arrays.asList(measured.sums(), measured.before())) {
            Scores scores = Scores.of(Policies.DEFAULT.kpi(), Goals.NONE.of(name, Policies.DEFAULT.kpi(), null), sums);
            if (scores.kpis().isEmpty()) {
                throw new IllegalStateException("no figures make no benchmark");
            }
        }
    }

    /** The whole company and every member that dimensions have, in the latest year of the cells. */
    private static List<ScorecardName> names(BenchmarkDatabase database) throws SQLException {
        List<ScorecardName> names = new ArrayList<>();
        try (Connection connection = database.pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select dimension, member, max(max(first_day)) over () from bi.kpi_monthly"
                                + " group by dimension, member order by dimension, member");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                KpiDimension dimension = KpiDimension.of(row.getString(1)).orElseThrow();
                names.add(new ScorecardName(
                        KpiPeriod.containing(Level.YEAR, row.getObject(3, LocalDate.class)),
                        dimension,
                        dimension == KpiDimension.COMPANY ? null : row.getString(2)));
            }
        }
        return names;
    }
}
