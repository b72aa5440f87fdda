package org.relatum.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Runs the measurements named on the command line and prints their medians. */
public final class Benchmarks {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        int events = Integer.getInteger("events", 300_000);
        int customers = Integer.getInteger("customers", 30_000);
        int batch = Integer.getInteger("batch", 5_000);
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = LiveProjection.eventsPerSecond(customers, events, batch, 42 + round);
            System.err.printf(Locale.ROOT, "live projection, round %d: %,.0f events/s%n", round + 1, rates[round]);
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "live projection: %,.0f events/s (median of %d; %,.0f to %,.0f), %,d events, %,d customers, batch %,d;"
                        + " %s%n",
                rates[ROUNDS / 2],
                ROUNDS,
                rates[0],
                rates[ROUNDS - 1],
                events,
                customers,
                batch,
                Workload.MIX);
    }
}
