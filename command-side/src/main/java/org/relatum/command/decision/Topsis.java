package org.relatum.command.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.relatum.command.decision.Candidates.Candidate;
import org.relatum.command.decision.Candidates.Criterion;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.policy.KpiPolicy.Better;

/**
 * Ranks alternatives by their closeness to an ideal one: each criterion is normalised by the length of its vector and weighted; closeness
 * is the distance from the worst over the sum of the distances from the worst and from the best.
 */
public final class Topsis {
    private static final double WEIGHTS_TOLERANCE = 1e-9;

    private Topsis() {}

    /**
     * How close an alternative is.
     *
     * @param closeness from 0, the worst in every criterion, to 1, the best in every criterion
     * @param rank 1 is the closest; equal ones share a rank
     */
    public record Ranked(String alternative, double closeness, int rank) {}

    /**
     * Ranks, in the order of the alternatives.
     *
     * @throws org.relatum.command.language.RefusedException when these are no such alternatives, or the weights don't add up to 1
     */
    public static List<Ranked> rank(Candidates candidates) {
        double[] weights = weights(candidates.criteria());
        double[][] matrix = matrix(candidates);
        double[] best = new double[weights.length];
        double[] worst = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            weigh(matrix, k, weights[k]);
            boolean higher = candidates.criteria().get(k).better() == Better.HIGHER;
            best[k] = extreme(matrix, k, higher);
            worst[k] = extreme(matrix, k, !higher);
        }
        double[] closeness = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            double toBest = distance(matrix[i], best);
            double toWorst = distance(matrix[i], worst);
            // Where all alternatives are the same, each is the best.
            closeness[i] = toBest == 0 ? 1 : toWorst / (toBest + toWorst);
        }
        List<Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < matrix.length; i++) {
            int rank = 1;
            for (double other : closeness) {
                rank += other > closeness[i] ? 1 : 0;
            }
            ranked.add(new Ranked(candidates.alternatives().get(i).alternative(), closeness[i], rank));
        }
        return ranked;
    }

    private static double[] weights(List<Criterion> criteria) {
        BigDecimal sum = BigDecimal.ZERO;
        double[] weights = new double[criteria.size()];
        for (int k = 0; k < weights.length; k++) {
            BigDecimal weight = criteria.get(k).weight();
            if (weight.signum() < 0) {
                throw Refusal.invalid("criteria[" + k + "].weight", "negative", "must not be negative")
                        .asException();
            }
            sum = sum.add(weight);
            weights[k] = weight.doubleValue();
        }
        if (StrictMath.abs(sum.doubleValue() - 1) > WEIGHTS_TOLERANCE) {
            String found = sum.stripTrailingZeros().toPlainString();
            throw Refusal.of(
                            RefusalCode.WEIGHTS_SUM,
                            "The weights of the criteria add up to " + found + " instead of 1",
                            "sum",
                            found)
                    .asException();
        }
        return weights;
    }

    private static double[][] matrix(Candidates candidates) {
        List<InvalidField> errors = new ArrayList<>(0);
        double[][] matrix = new double[candidates.alternatives().size()][];
        for (int i = 0; i < matrix.length; i++) {
            Candidate candidate = candidates.alternatives().get(i);
            matrix[i] = Matrix.row(
                    "alternatives[" + i + "].values",
                    candidate.values(),
                    candidates.criteria().size(),
                    errors);
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        return matrix;
    }

    private static void weigh(double[][] matrix, int criterion, double weight) {
        double squares = 0;
        for (double[] row : matrix) {
            squares += row[criterion] * row[criterion];
        }
        double length = StrictMath.sqrt(squares);
        for (double[] row : matrix) {
            row[criterion] = length == 0 ? 0 : weight * row[criterion] / length;
        }
    }

    private static double extreme(double[][] matrix, int criterion, boolean greatest) {
        double extreme = matrix[0][criterion];
        for (double[] row : matrix) {
            extreme = greatest ? StrictMath.max(extreme, row[criterion]) : StrictMath.min(extreme, row[criterion]);
        }
        return extreme;
    }

    private static double distance(double[] one, double[] other) {
        double squares = 0;
        for (int k = 0; k < one.length; k++) {
            squares += (one[k] - other[k]) * (one[k] - other[k]);
        }
        return StrictMath.sqrt(squares);
    }
}
