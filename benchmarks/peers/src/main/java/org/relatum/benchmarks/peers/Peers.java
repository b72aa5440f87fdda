package org.relatum.benchmarks.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.relatum.benchmarks.Benchmarks;
import org.relatum.benchmarks.HeapWatch;
import org.relatum.benchmarks.Rebuilding;
import org.relatum.benchmarks.Workload;
import org.relatum.projection.rebuild.Rebuilder;

/**
 * The rebuild of all read models beside others who bring the same events into the same rows, in turn, and beside the floor. Settings are
 * system properties; {@code docs/benchmarks.md} names them.
 */
public final class Peers {
    private static final int PROCESSORS = Integer.getInteger("processors", 2);
    /** The table of one read model that is filled alone, too, as most who measure do it. */
    private static final String SINGLE =
            Objects.requireNonNull(Rebuilder.tables().get(System.getProperty("single", "profile")));

    private static final int BATCH = Integer.getInteger("batch", 10_000);

    private Peers() {}

    /**
     * Compares.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.getInteger("rounds", 5);
        int events = Integer.getInteger("events", 1_000_000);
        int customers = Integer.getInteger("customers", Math.max(1, events / 10));
        int tutorial = Integer.getInteger("tutorial", 20_000);
        boolean all = tutorial >= events;
        if (!all && tutorial > 0) {
            compare(rounds, (int) Math.max(1, (long) customers * tutorial / events), tutorial, true);
        }
        compare(rounds, customers, events, all);
    }

    /**
     * Seconds that each took, by name, round by round: the floor, the product, the others.
     *
     * @param withTutorial whether the slowest takes part
     */
    static Map<String, double[]> compare(int rounds, int customers, int events, boolean withTutorial)
            throws Exception {
        Map<String, double[]> seconds = new LinkedHashMap<>();
        List<Set<String>> groups = groups();
        try (Rebuilding rebuilding = new Rebuilding(customers, events, 42)) {
            List<Peer> peers = new ArrayList<>();
            try {
                peers.add(new AxonTuned(rebuilding, groups, BATCH));
                peers.add(new PekkoGrouped(rebuilding, groups, BATCH));
                List<Set<String>> single = List.of(Set.of(SINGLE));
                peers.add(new AxonTuned(rebuilding, single, BATCH));
                peers.add(new PekkoGrouped(rebuilding, single, BATCH));
                if (withTutorial) {
                    peers.add(new AxonTutorial(rebuilding));
                }
                for (Peer peer : peers) {
                    peer.load();
                }
                Map<String, String> hashes = new HashMap<>();
                for (int round = 0; round < rounds; round++) {
                    Rebuilding.Figures own = rebuilding.round(hashes);
                    if (round == 0) {
                        // All others are compared with these rows.
                        rebuilding.requireRight();
                    }
                    note(seconds, "floor", round, rounds, own.floor());
                    note(seconds, "Relatum", round, rounds, own.rebuild());
                    System.err.printf(Locale.ROOT, "round %d, Relatum: %s%n", round + 1, own);
                    for (Peer peer : peers) {
                        note(seconds, peer.name(), round, rounds, run(rebuilding, peer, round, hashes));
                    }
                }
            } finally {
                for (Peer peer : peers) {
                    peer.close();
                }
            }
        }
        report(seconds, rounds, customers, events);
        return seconds;
    }

    private static void note(Map<String, double[]> seconds, String name, int round, int rounds, double value) {
        seconds.computeIfAbsent(name, n -> new double[rounds])[round] = value;
    }

    private static double run(Rebuilding rebuilding, Peer peer, int round, Map<String, String> hashes)
            throws Exception {
        rebuilding.empty();
        peer.reset();
        double seconds;
        long heap;
        try (HeapWatch watch = new HeapWatch()) {
            seconds = peer.rebuild();
            heap = watch.mostInUse();
        }
        rebuilding.filled();
        rebuilding.requireSame(hashes, peer.tables());
        System.err.printf(
                Locale.ROOT,
                "round %d, %s: %.2f s, %,.0f events/s, heap %d MB, same rows%n",
                round + 1,
                peer.name(),
                seconds,
                rebuilding.events() / seconds,
                heap >> 20);
        return seconds;
    }

    private static void report(Map<String, double[]> seconds, int rounds, int customers, int events) {
        System.out.printf(
                Locale.ROOT,
                "%,d events of %,d customers, medians of %d rounds; %s%n",
                events,
                customers,
                rounds,
                Workload.MIX);
        double[] own = seconds.getOrDefault("Relatum", new double[rounds]);
        seconds.forEach((name, times) -> {
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = times[i] / own[i];
            }
            double median = Benchmarks.median(times);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %9.2f s %,12.0f events/s  %8.2f x the time of Relatum%n",
                    name,
                    median,
                    events / median,
                    Benchmarks.median(ratios));
        });
    }

    /** The tables, dealt out to processors. */
    private static List<Set<String>> groups() {
        List<Set<String>> groups = new ArrayList<>();
        for (int i = 0; i < PROCESSORS; i++) {
            groups.add(new TreeSet<>());
        }
        int next = 0;
        for (String table : Rebuilder.tables().values()) {
            groups.get(next++ % PROCESSORS).add(table);
        }
        return groups;
    }
}
