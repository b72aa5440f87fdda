package org.relatum.command.value;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Customers that behave exactly as a model says, from a seed. */
final class SyntheticPopulation {
    private final SplittableRandom random;
    private PurchaseProcess process = PurchaseProcess.BG_NBD;
    private ModelParameters parameters = new ModelParameters(1, 1, 1, 1);
    private int customers = 1000;
    private double weeks = 39;
    private double acquisitionWeeks = 12;

    private SyntheticPopulation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    static SyntheticPopulation seeded(long seed) {
        return new SyntheticPopulation(seed);
    }

    SyntheticPopulation process(PurchaseProcess value) {
        process = value;
        return this;
    }

    SyntheticPopulation parameters(ModelParameters value) {
        parameters = value;
        return this;
    }

    SyntheticPopulation customers(int value) {
        customers = value;
        return this;
    }

    SyntheticPopulation weeks(double value) {
        weeks = value;
        return this;
    }

    Population build() {
        return Population.of(summaries());
    }

    List<PurchaseSummary> summaries() {
        return Stream.generate(this::customer).limit(customers).toList();
    }

    private PurchaseSummary customer() {
        double age = weeks - random.nextDouble() * acquisitionWeeks;
        double rate = gamma(parameters.r()) / parameters.alpha();
        double one = gamma(parameters.a());
        double leave = one / (one + gamma(parameters.b()));
        int repeats = 0;
        double last = 0;
        boolean gone = process == PurchaseProcess.MBG_NBD && random.nextDouble() < leave;
        while (!gone) {
            double next = last - Math.log(1 - random.nextDouble()) / rate;
            if (!(next <= age)) {
                break;
            }
            repeats++;
            last = next;
            gone = random.nextDouble() < leave;
        }
        return new PurchaseSummary(repeats, last, age);
    }

    /** Marsaglia and Tsang (2000), with the usual power of a uniform number for shapes below one. */
    private double gamma(double shape) {
        if (shape < 1) {
            return gamma(shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }
}
