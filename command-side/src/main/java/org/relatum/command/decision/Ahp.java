package org.relatum.command.decision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;

/** Weights by the analytic hierarchy process: the principal eigenvector of pairwise comparisons, which must not contradict each other. */
public final class Ahp {
    /** Greatest consistency ratio that is accepted. */
    public static final double MOST_INCONSISTENT = 0.10;

    /** The mean consistency index of matrices filled at random, for 1 to 10 criteria. */
    private static final double[] RANDOM_INDEX = {0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49};

    private static final double RECIPROCAL_TOLERANCE = 0.02;
    private static final int MOST_STEPS = 10_000;

    private Ahp() {}

    /**
     * What follows from comparisons.
     *
     * @param weights in the order of the criteria; they add up to 1
     * @param lambdaMax the principal eigenvalue; the number of criteria when nothing contradicts
     * @param consistencyIndex (lambdaMax − n) / (n − 1)
     * @param consistencyRatio that over the mean of random matrices; 0 for one or two criteria, which can't contradict
     */
    public record Result(List<Double> weights, double lambdaMax, double consistencyIndex, double consistencyRatio) {}

    /**
     * Finds the weights.
     *
     * @throws org.relatum.command.language.RefusedException when these are no comparisons, or they contradict each other too much
     */
    public static Result weights(PairwiseComparison comparison) {
        int n = comparison.criteria().size();
        if (comparison.matrix().size() != n) {
            throw Refusal.invalid("matrix", "wrong-size", "must have a row for each of the " + n + " criteria")
                    .asException();
        }
        double[][] matrix = Matrix.of("matrix", comparison.matrix(), n);
        makeReciprocal(matrix);
        double[] weights = principalEigenvector(matrix);
        double lambda = 0;
        double[] image = times(matrix, weights);
        for (int i = 0; i < n; i++) {
            lambda += image[i] / weights[i] / n;
        }
        double index = n < 3 ? 0 : StrictMath.max(0, (lambda - n) / (n - 1));
        double ratio = n < 3 ? 0 : index / RANDOM_INDEX[n - 1];
        if (ratio > MOST_INCONSISTENT) {
            throw Refusal.of(
                            RefusalCode.INCONSISTENT_COMPARISONS,
                            "The comparisons contradict each other: their consistency ratio is above "
                                    + MOST_INCONSISTENT,
                            "consistencyRatio",
                            ratio)
                    .asException();
        }
        return new Result(Matrix.list(weights), lambda, index, ratio);
    }

    /** Checks the comparisons and takes the half above the diagonal for exact. */
    private static void makeReciprocal(double[][] matrix) {
        List<InvalidField> errors = new ArrayList<>(0);
        for (int i = 0; i < matrix.length; i++) {
            for (int k = 0; k < matrix.length; k++) {
                String field = "matrix[" + i + "][" + k + "]";
                if (matrix[i][k] <= 0) {
                    errors.add(new InvalidField(field, "not-positive", "must be greater than zero"));
                } else if (i == k && matrix[i][k] != 1) {
                    errors.add(new InvalidField(field, "not-one", "must be 1: a criterion is as important as itself"));
                } else if (i > k && StrictMath.abs(matrix[i][k] * matrix[k][i] - 1) > RECIPROCAL_TOLERANCE) {
                    errors.add(new InvalidField(
                            field, "not-reciprocal", "must be the reciprocal of matrix[" + k + "][" + i + "]"));
                } else if (i > k) {
                    matrix[i][k] = 1 / matrix[k][i];
                }
            }
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
    }

    /** By repeated multiplication, which leads there from everywhere: all comparisons are positive. */
    private static double[] principalEigenvector(double[][] matrix) {
        int n = matrix.length;
        double[] vector = new double[n];
        Arrays.fill(vector, 1.0 / n);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = times(matrix, vector);
            double sum = 0;
            for (double part : next) {
                sum += part;
            }
            double change = 0;
            for (int i = 0; i < n; i++) {
                next[i] /= sum;
                change = StrictMath.max(change, StrictMath.abs(next[i] - vector[i]));
            }
            vector = next;
            if (change < 1e-15) {
                break;
            }
        }
        return vector;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            for (int k = 0; k < vector.length; k++) {
                product[i] += matrix[i][k] * vector[k];
            }
        }
        return product;
    }
}
