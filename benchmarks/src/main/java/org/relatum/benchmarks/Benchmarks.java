package org.relatum.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.relatum.events.PolicyKind;

/** Runs all measurements and prints their medians. Settings are system properties; {@code docs/benchmarks.md} names them. */
public final class Benchmarks {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private Benchmarks() {}

    /** @param args what to measure, one of {@code commands live render rebuild underload scorecards asof verify ledger} each; everything when nothing is named */
    public static void main(String[] args) throws Exception {
        List<String> wanted = args.length == 0
                ? List.of(
                        "commands", "live", "render", "rebuild", "underload", "scorecards", "asof", "verify", "ledger")
                : List.of(args);
        for (String measurement : wanted) {
            switch (measurement) {
                case "commands" -> Commands.run(ROUNDS, Duration.ofSeconds(Integer.getInteger("seconds", 4)));
                case "live" -> liveProjection();
                case "render" -> rendering();
                case "rebuild" -> rebuilding();
                case "underload" -> rebuildingUnderLoad();
                case "scorecards" -> scorecards();
                case "asof" -> pastAnswers();
                case "verify" -> verifying();
                case "ledger" -> Commands.runLedger(ROUNDS, Duration.ofSeconds(Integer.getInteger("seconds", 4)));
                default -> throw new IllegalArgumentException("there is no measurement " + measurement);
            }
        }
    }

    private static void verifying() {
        int events = Integer.getInteger("verified", 200_000);
        Verifying verifying = new Verifying(Math.max(1, events / 10), events, 42);
        double[] rates = new double[ROUNDS];
        verifying.eventsPerSecond();
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = verifying.eventsPerSecond();
        }
        System.out.printf(
                Locale.ROOT,
                "verification by one core: %,.0f events/s (median of %d), %,d events of %.0f bytes in memory; %s%n",
                median(rates),
                ROUNDS,
                events,
                verifying.bytes(),
                Workload.MIX);
    }

    private static void liveProjection() throws Exception {
        int events = Integer.getInteger("events", 200_000);
        int customers = Integer.getInteger("customers", 20_000);
        double[] rates = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double without = LiveProjection.eventsPerSecond(customers, events, false, 42 + round);
            rates[round] = LiveProjection.eventsPerSecond(customers, events, true, 42 + round);
            shares[round] = 1 - rates[round] / without;
            System.err.printf(
                    Locale.ROOT,
                    "live projection, round %d: %,.0f events/s, without key figures %,.0f%n",
                    round + 1,
                    rates[round],
                    without);
        }
        System.out.printf(
                Locale.ROOT,
                "live projection: %,.0f events/s (median of %d), of which key figures take %.0f %%, %,d events, %,d"
                        + " customers, batches of %,d; %s%n",
                median(rates),
                ROUNDS,
                100 * median(shares),
                events,
                customers,
                LiveProjection.BATCH,
                Workload.MIX);
    }

    private static void scorecards() throws Exception {
        int customers = Integer.getInteger("scored", 100_000);
        int times = Integer.getInteger("times", 50);
        Scorecards.Figures figures = Scorecards.measure(customers, times, 42);
        System.out.printf(
                Locale.ROOT,
                "scorecards of a year, %,d customers, %d parts of the company, %d times each: median %.1f ms, p99 %.1f"
                        + " ms; all parts in one question: median %.1f ms, p99 %.1f ms%n",
                customers,
                figures.parts(),
                times,
                figures.median(),
                figures.p99(),
                figures.allMedian(),
                figures.allP99());
    }

    private static void rendering() throws Exception {
        int customers = Integer.getInteger("rendered", 100_000);
        try (Rendering rendering = new Rendering(customers, 42)) {
            for (PolicyKind kind : Rendering.CHANGED) {
                double[] rates = new double[ROUNDS];
                double[] kept = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    Rendering.Figures figures =
                            rendering.publish(kind, Duration.ofSeconds(Integer.getInteger("seconds", 4)));
                    rates[round] = figures.customersPerSecond();
                    kept[round] = figures.commandsDuring() / figures.commandsBefore();
                    System.err.printf(Locale.ROOT, "%s, round %d: %s%n", kind.key(), round + 1, figures);
                }
                System.out.printf(
                        Locale.ROOT,
                        "a new %s policy: %,.0f of %,d customers/s judged anew (median of %d), commands at %.2f of"
                                + " their rate before%n",
                        kind.key(),
                        median(rates),
                        customers,
                        ROUNDS,
                        median(kept));
            }
        }
    }

    private static void rebuilding() throws Exception {
        int events = Integer.getInteger("rebuilt", 1_000_000);
        int customers = Math.max(1, events / 10);
        double[] seconds = new double[ROUNDS];
        double[] ofFloor = new double[ROUNDS];
        try (Rebuilding rebuilding = new Rebuilding(customers, events, 42)) {
            Map<String, String> hashes = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                Rebuilding.Figures figures = rebuilding.round(hashes);
                seconds[round] = figures.rebuild();
                ofFloor[round] = figures.ofFloor();
                System.err.printf(Locale.ROOT, "rebuild, round %d: %s%n", round + 1, figures);
            }
            rebuilding.requireRight();
        }
        System.out.printf(
                Locale.ROOT,
                "rebuild of all read models: %.1f s, %,.0f events/s, %.2f of the floor (medians of %d), %,d events, %,d"
                        + " customers; %s%n",
                median(seconds),
                events / median(seconds),
                median(ofFloor),
                ROUNDS,
                events,
                customers,
                Workload.MIX);
    }

    private static void rebuildingUnderLoad() throws Exception {
        int events = Integer.getInteger("loaded", 100_000);
        double[] ratios = new double[ROUNDS];
        double[] without = new double[ROUNDS];
        double[] during = new double[ROUNDS];
        double[] swaps = new double[ROUNDS];
        try (UnderLoad load = new UnderLoad(Math.max(1, events / 10), events, 42)) {
            Duration span = Duration.ofSeconds(Integer.getInteger("seconds", 20));
            // Both ways once before, so that neither is colder than the other.
            load.round(span);
            for (int round = 0; round < ROUNDS; round++) {
                UnderLoad.Figures figures = load.round(span);
                without[round] = figures.without().p99();
                during[round] = figures.during().p99();
                ratios[round] = during[round] / without[round];
                swaps[round] = figures.swapMillis();
                System.err.printf(Locale.ROOT, "rebuild under load, round %d: %s%n", round + 1, figures);
            }
            load.requireRight();
        }
        System.out.printf(
                Locale.ROOT,
                "p99 of commands: %.1f ms, %.1f ms while everything is rebuilt, %.2f times; readers locked out for"
                        + " %.0f ms (medians of %d), %,d events, %d orders/s%n",
                median(without),
                median(during),
                median(ratios),
                median(swaps),
                ROUNDS,
                events,
                UnderLoad.ORDERS);
    }

    private static void pastAnswers() throws Exception {
        int questions = Integer.getInteger("questions", 300);
        try (PastAnswers past = new PastAnswers()) {
            for (int length : new int[] {PastAnswers.SHORT, PastAnswers.LONG}) {
                past.asOf(length, questions);
                double[] p50 = new double[ROUNDS];
                double[] p99 = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    double[] millis = past.asOf(length, questions);
                    p50[round] = median(millis);
                    p99[round] = millis[millis.length * 99 / 100];
                }
                System.out.printf(
                        Locale.ROOT,
                        "as of a random instant, %,d events: p50 %.2f ms, p99 %.2f ms (medians of %d rounds of %d)%n",
                        length,
                        median(p50),
                        median(p99),
                        ROUNDS,
                        questions);
            }
            double[] history = new double[ROUNDS * 20];
            double[] raw = new double[history.length];
            for (int i = -history.length; i < history.length; i++) {
                double whole = past.history(PastAnswers.MIDDLE);
                double rows = past.raw(PastAnswers.MIDDLE);
                if (i >= 0) {
                    history[i] = whole;
                    raw[i] = rows;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "history of %,d events over REST: %.2f ms, the rows over JDBC: %.2f ms, %.2f times (medians of"
                            + " %d)%n",
                    PastAnswers.MIDDLE,
                    median(history),
                    median(raw),
                    median(history) / median(raw),
                    history.length);
            firstByte(past, "/history", "application/x-ndjson");
            firstByte(past, "/replay", "text/event-stream");
        }
    }

    private static void firstByte(PastAnswers past, String stream, String accept) throws Exception {
        double[] millis = new double[ROUNDS];
        past.firstByte(PastAnswers.LONGEST, stream, accept);
        for (int round = 0; round < ROUNDS; round++) {
            millis[round] = past.firstByte(PastAnswers.LONGEST, stream, accept);
        }
        System.out.printf(
                Locale.ROOT,
                "first byte of %s of %,d events: %.1f ms (median of %d)%n",
                stream,
                PastAnswers.LONGEST,
                median(millis),
                ROUNDS);
    }

    /** The middle one; of an even number the upper of the two. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
