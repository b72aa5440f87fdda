package org.relatum.command.value;

import java.util.Map;

/**
 * The four parameters of both models, all positive.
 *
 * @param r shape of the gamma distribution of purchase rates
 * @param alpha its scale, in weeks
 * @param a first shape of the beta distribution of the probability to leave after a purchase
 * @param b its second shape
 */
public record ModelParameters(double r, double alpha, double a, double b) {
    public ModelParameters {
        requirePositive("r", r);
        requirePositive("alpha", alpha);
        requirePositive("a", a);
        requirePositive("b", b);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be a positive number: " + value);
        }
    }

    /** From the natural logarithms of r, alpha, a and b, the scale the search moves on. */
    static ModelParameters fromLogs(double[] logs) {
        return new ModelParameters(
                StrictMath.exp(logs[0]), StrictMath.exp(logs[1]), StrictMath.exp(logs[2]), StrictMath.exp(logs[3]));
    }

    /** Each by its name in records. */
    public Map<String, Double> byName() {
        return Map.of("r", r, "alpha", alpha, "a", a, "b", b);
    }

    double[] logs() {
        return new double[] {StrictMath.log(r), StrictMath.log(alpha), StrictMath.log(a), StrictMath.log(b)};
    }
}
