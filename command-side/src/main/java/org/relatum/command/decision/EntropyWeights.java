package org.relatum.command.decision;

import java.util.ArrayList;
import java.util.List;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;

/**
 * Weights by entropy: p = x / Σx over the alternatives, e = −Σ p ln p / ln m with 0 ln 0 = 0, w = (1 − e) / Σ(1 − e). What is the same
 * for all alternatives tells nothing and weighs nothing.
 */
public final class EntropyWeights {
    /** Less than this is what rounding makes of no difference at all. */
    private static final double NOTHING = 1e-12;

    private EntropyWeights() {}

    /**
     * What follows from observations, in the order of the criteria.
     *
     * @param entropy from 0 to 1; 1 where all alternatives are the same
     * @param weights they add up to 1
     */
    public record Result(List<Double> entropy, List<Double> weights) {}

    /**
     * Finds the weights.
     *
     * @throws org.relatum.command.language.RefusedException when these are no such observations, or nothing differs
     */
    public static Result weights(Observations observations) {
        int criteria = observations.criteria().size();
        double[][] matrix = Matrix.of("matrix", observations.matrix(), criteria);
        requireShares(matrix, criteria);
        double[] entropy = new double[criteria];
        double[] weights = new double[criteria];
        double differing = 0;
        for (int k = 0; k < criteria; k++) {
            entropy[k] = entropy(matrix, k);
            weights[k] = 1 - entropy[k] < NOTHING ? 0 : 1 - entropy[k];
            differing += weights[k];
        }
        if (differing == 0) {
            throw Refusal.invalid("matrix", "no-difference", "has no criterion in which the alternatives differ")
                    .asException();
        }
        for (int k = 0; k < criteria; k++) {
            weights[k] /= differing;
        }
        return new Result(Matrix.list(entropy), Matrix.list(weights));
    }

    private static void requireShares(double[][] matrix, int criteria) {
        List<InvalidField> errors = new ArrayList<>(0);
        for (int k = 0; k < criteria; k++) {
            double sum = 0;
            for (int i = 0; i < matrix.length; i++) {
                if (matrix[i][k] < 0) {
                    errors.add(new InvalidField("matrix[" + i + "][" + k + "]", "negative", "must not be negative"));
                }
                sum += matrix[i][k];
            }
            if (errors.isEmpty() && sum == 0) {
                errors.add(new InvalidField("criteria[" + k + "]", "all-zero", "is zero for all alternatives"));
            }
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
    }

    private static double entropy(double[][] matrix, int criterion) {
        double sum = 0;
        for (double[] row : matrix) {
            sum += row[criterion];
        }
        double entropy = 0;
        for (double[] row : matrix) {
            double share = row[criterion] / sum;
            if (share > 0) {
                entropy -= share * StrictMath.log(share);
            }
        }
        return StrictMath.min(1, StrictMath.max(0, entropy / StrictMath.log(matrix.length)));
    }
}
