package org.relatum.command.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The customers of a fit, equal ones counted together. Two populations of the same customers are the same whatever the
 * order they were added in, so that a fit gives the same last digit.
 */
public final class Population {
    private final int[] repeats;
    private final double[] lastWeeks;
    private final double[] ageWeeks;
    private final int[] weight;
    private final long customers;
    private final long repeaters;

    private Population(PurchaseSummary[] sorted, int[] weight) {
        this.weight = weight;
        this.repeats = new int[sorted.length];
        this.lastWeeks = new double[sorted.length];
        this.ageWeeks = new double[sorted.length];
        long all = 0;
        long again = 0;
        for (int i = 0; i < sorted.length; i++) {
            repeats[i] = sorted[i].repeats();
            lastWeeks[i] = sorted[i].lastWeeks();
            ageWeeks[i] = sorted[i].ageWeeks();
            all += weight[i];
            again += repeats[i] > 0 ? weight[i] : 0;
        }
        this.customers = all;
        this.repeaters = again;
    }

    public static Population of(Iterable<PurchaseSummary> customers) {
        Builder builder = new Builder();
        customers.forEach(builder::add);
        return builder.build();
    }

    /** How many customers there are. */
    public long customers() {
        return customers;
    }

    /** How many of them bought again, on another day than their first. */
    public long repeaters() {
        return repeaters;
    }

    /** How many different customers there are, in the eyes of the models. */
    int groups() {
        return weight.length;
    }

    int repeats(int group) {
        return repeats[group];
    }

    double lastWeeks(int group) {
        return lastWeeks[group];
    }

    double ageWeeks(int group) {
        return ageWeeks[group];
    }

    int weight(int group) {
        return weight[group];
    }

    int mostRepeats() {
        return repeats.length == 0 ? 0 : repeats[repeats.length - 1];
    }

    double meanAgeWeeks() {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            sum += weight[i] * ageWeeks[i];
        }
        return customers == 0 ? 0 : sum / customers;
    }

    /** Every n-th group, so that at most {@code limit} are left; this population when it has no more than that. */
    Population thinned(int limit) {
        if (groups() <= limit) {
            return this;
        }
        int step = (groups() + limit - 1) / limit;
        Builder builder = new Builder();
        for (int i = 0; i < groups(); i += step) {
            builder.add(new PurchaseSummary(repeats[i], lastWeeks[i], ageWeeks[i]), weight[i]);
        }
        return builder.build();
    }

    /** Collects customers, keeping one counter for all equal ones. */
    public static final class Builder {
        private final Map<PurchaseSummary, Integer> counts = new HashMap<>();

        public void add(PurchaseSummary customer) {
            add(customer, 1);
        }

        private void add(PurchaseSummary customer, int times) {
            counts.merge(customer, times, Math::addExact);
        }

        public Population build() {
            PurchaseSummary[] sorted = counts.keySet().toArray(PurchaseSummary[]::new);
            Arrays.sort(sorted);
            int[] weight = new int[sorted.length];
            for (int i = 0; i < sorted.length; i++) {
                weight[i] = counts.getOrDefault(sorted[i], 0);
            }
            return new Population(sorted, weight);
        }
    }
}
