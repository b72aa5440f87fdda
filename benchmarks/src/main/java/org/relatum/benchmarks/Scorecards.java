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
import java.util.Collections;
import java.util.EnumSet;
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
 * member of each dimension, in turn and in one question, from the cells as they are.
 */
final class Scorecards {
    private static final int EVENTS_PER_CUSTOMER = 3;
    private static final int WARM_UP = 200;
    private static final int QUESTIONS_FOR_ALL = 5;

    private Scorecards() {}

    /**
     * What was measured.
     *
     * @param parts of the company that have a scorecard
     * @param median of one scorecard, in milliseconds
     * @param p99 of one scorecard, in milliseconds
     * @param allMedian of the scorecards of all parts in one question, in milliseconds
     * @param allP99 of the same
     */
    record Figures(int parts, double median, double p99, double allMedian, double allP99) {}

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
        KpiPeriod year = names.getFirst().period();
        for (int i = 0; i < WARM_UP; i++) {
            show(measurements, names.get(i % names.size()));
            showAll(measurements, year);
        }
        List<Double> single = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int round = 0; round < times; round++) {
            for (ScorecardName name : names) {
                long before = System.nanoTime();
                show(measurements, name);
                single.add((System.nanoTime() - before) / 1e6);
            }
            for (int i = 0; i < QUESTIONS_FOR_ALL; i++) {
                long before = System.nanoTime();
                showAll(measurements, year);
                all.add((System.nanoTime() - before) / 1e6);
            }
        }
        Collections.sort(single);
        Collections.sort(all);
        return new Figures(names.size(), of(single, 0.5), of(single, 0.99), of(all, 0.5), of(all, 0.99));
    }

    private static double of(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(sorted.size() * part) - 1);
    }

    private static void showAll(CellMeasurements measurements, KpiPeriod year) {
        measurements
                .ofAll(year, EnumSet.allOf(KpiDimension.class), null, null)
                .parts()
                .forEach(Scorecards::show);
    }

    private static void show(CellMeasurements measurements, ScorecardName name) {
        show(name, measurements.of(name, null, null));
    }

    private static void show(ScorecardName name, Measured measured) {
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
