package org.relatum.server.fuzz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Learns which way of filling a field gets requests accepted, and prefers it without giving up the others. */
final class Choices {
    private static final double LEAST = 0.002;

    private final SplittableRandom random;
    private final Map<String, int[]> tried = new HashMap<>();

    Choices(SplittableRandom random) {
        this.random = random;
    }

    /** One of several ways; the first is the one to begin with. */
    String choose(String where, List<String> ways) {
        double[] weights = new double[ways.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            int[] counts = tried.getOrDefault(where + "=" + ways.get(i), new int[2]);
            double rate = (counts[1] + (i == 0 ? 2.0 : 0.3)) / (counts[0] + (i == 0 ? 2.2 : 2.0));
            weights[i] = rate * rate * rate + LEAST;
            sum += weights[i];
        }
        double at = random.nextDouble() * sum;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at <= 0) {
                return ways.get(i);
            }
        }
        return ways.getLast();
    }

    void learn(List<String> made, boolean accepted) {
        for (String choice : made) {
            int[] counts = tried.computeIfAbsent(choice, c -> new int[2]);
            counts[0]++;
            if (accepted) {
                counts[1]++;
            }
        }
    }
}
