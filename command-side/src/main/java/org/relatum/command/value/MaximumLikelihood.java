package org.relatum.command.value;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Fits the models by maximum likelihood: from several starts a simplex finds the neighbourhood of a maximum, Newton's
 * method its last digit. The search moves on the logarithms of the parameters, so all of them stay positive. No clock,
 * no random number: equal populations give equal bits.
 */
public final class MaximumLikelihood {
    /** With fewer customers the four parameters say nothing. */
    public static final int MINIMUM_CUSTOMERS = 10;

    /** Without customers who came back nothing tells a low rate from an early leave. */
    public static final int MINIMUM_REPEATERS = 2;

    /** The starts are compared on so many groups at most; the best one is then finished on all of them. */
    private static final int GROUPS_FOR_STARTS = 5_000;

    private static final int SIMPLEX_EVALUATIONS = 400;
    private static final int NEWTON_STEPS = 200;
    /** Converged when Newton's next step would change every parameter by less than this part of itself. */
    private static final double STEP_OF_CONVERGENCE = 1e-9;
    /** Step of the central differences that make the second derivatives: their error is its square. */
    private static final double DIFFERENCE = 1e-4;

    private static final double LONGEST_STEP = 2.0;
    /** Parameters beyond e^±18 stand for zero or infinity: there is no maximum on the way there. */
    private static final double FARTHEST_LOG = 18;
    /** A parameter beyond e^±12 when the search gives up was on its way there. */
    private static final double EXTREME_LOG = 12;
    /** Below this curvature per customer the likelihood is flat in some direction. */
    private static final double FLATTEST_CURVATURE = 1e-10;

    private static final List<String> NAMES = List.of("r", "alpha", "a", "b");

    private MaximumLikelihood() {}

    public static FitResult fit(PurchaseProcess process, Population population) {
        if (population.customers() < MINIMUM_CUSTOMERS) {
            return failure(
                    population,
                    FitResult.Failure.TOO_FEW_CUSTOMERS,
                    "a fit needs " + MINIMUM_CUSTOMERS + " customers with a purchase, there are "
                            + population.customers());
        }
        if (population.repeaters() < MINIMUM_REPEATERS) {
            return failure(
                    population,
                    FitResult.Failure.TOO_FEW_REPEATERS,
                    "a fit needs " + MINIMUM_REPEATERS + " customers who bought on more than one day, there are "
                            + population.repeaters());
        }
        Population thinned = population.thinned(GROUPS_FOR_STARTS);
        LogLikelihood rough = new LogLikelihood(process, thinned);
        List<Summit> summits = starts(thinned).stream()
                .map(start -> climb(rough, simplex(rough, start), thinned.customers()))
                .toList();
        // on a tie the one that really stands on a summit is the better one, then the first
        Summit best = summits.stream()
                .max(Comparator.comparingDouble((Summit s) -> s.value()).thenComparing(Summit::converged))
                .orElseThrow();
        Summit end = climb(new LogLikelihood(process, population), best.logs(), population.customers());
        int iterations = summits.stream().mapToInt(Summit::steps).sum() + end.steps();
        if (!end.converged()) {
            return failure(population, FitResult.Failure.NOT_CONVERGED, why(end, iterations));
        }
        return new FitResult.Fitted(
                process,
                ModelParameters.fromLogs(end.logs()),
                end.value(),
                population.customers(),
                population.repeaters(),
                iterations);
    }

    private static FitResult failure(Population population, FitResult.Failure failure, String reason) {
        return new FitResult.NotFitted(failure, reason, population.customers(), population.repeaters());
    }

    private static String why(Summit end, int iterations) {
        List<String> extremes = IntStream.range(0, end.logs().length)
                .filter(i -> StrictMath.abs(end.logs()[i]) >= EXTREME_LOG)
                .mapToObj(i -> NAMES.get(i) + " to " + (end.logs()[i] > 0 ? "infinity" : "0"))
                .toList();
        if (!extremes.isEmpty()) {
            return "the likelihood keeps growing as " + String.join(" and ", extremes)
                    + " go: these customers differ too little, or too few or too many of them leave, for this model";
        }
        return "no maximum of the likelihood after " + iterations + " steps: it is flat around r, alpha, a, b = "
                + Arrays.toString(Arrays.stream(end.logs()).map(StrictMath::exp).toArray());
    }

    private static List<double[]> starts(Population population) {
        // alpha is a time: it starts in the order of the time the customers were observed
        double age = StrictMath.max(population.meanAgeWeeks(), 1.0 / 7);
        return List.of(
                new ModelParameters(1, age / 4, 1, 2).logs(),
                new ModelParameters(0.2, age / 10, 0.5, 2).logs(),
                new ModelParameters(3, age, 0.1, 1).logs(),
                new ModelParameters(1, age, 3, 20).logs());
    }

    private static double[] simplex(LogLikelihood likelihood, double[] start) {
        double[] best = start.clone();
        double[] bestValue = {Double.NEGATIVE_INFINITY};
        try {
            PointValuePair end = new SimplexOptimizer(new SimpleValueChecker(1e-7, 1e-7))
                    .optimize(
                            new MaxEval(SIMPLEX_EVALUATIONS),
                            new ObjectiveFunction(logs -> {
                                if (!inside(logs)) {
                                    return Double.NEGATIVE_INFINITY;
                                }
                                double value = likelihood.value(ModelParameters.fromLogs(logs));
                                if (value > bestValue[0]) {
                                    bestValue[0] = value;
                                    System.arraycopy(logs, 0, best, 0, best.length);
                                }
                                return value;
                            }),
                            GoalType.MAXIMIZE,
                            new InitialGuess(start),
                            new NelderMeadSimplex(start.length, 0.5));
            return end.getPoint();
        } catch (MathIllegalStateException evaluationsUsedUp) {
            // a simplex has no say in whether the fit converges: Newton's method goes on from the best point seen
            return best;
        }
    }

    private static boolean inside(double[] logs) {
        return Arrays.stream(logs).allMatch(log -> StrictMath.abs(log) < FARTHEST_LOG);
    }

    /** Newton's method with a turned and shortened step wherever the likelihood is not concave. */
    private static Summit climb(LogLikelihood likelihood, double[] start, long customers) {
        double[] at = start.clone();
        LogLikelihood.Evaluation here = likelihood.evaluate(ModelParameters.fromLogs(at));
        for (int step = 1; step <= NEWTON_STEPS; step++) {
            EigenDecompositionSymmetric curvature = new EigenDecompositionSymmetric(hessian(likelihood, at));
            double flat = FLATTEST_CURVATURE * customers;
            double[] direction = new double[at.length];
            boolean concave = true;
            for (int k = 0; k < at.length; k++) {
                double eigenvalue = curvature.getEigenvalue(k);
                concave &= eigenvalue < -flat;
                RealVector axis = curvature.getEigenvector(k);
                double slope = 0;
                for (int i = 0; i < at.length; i++) {
                    slope += axis.getEntry(i) * here.gradient()[i];
                }
                double length = slope / StrictMath.max(StrictMath.abs(eigenvalue), flat);
                for (int i = 0; i < at.length; i++) {
                    direction[i] += length * axis.getEntry(i);
                }
            }
            double longest = longest(direction);
            if (concave && longest <= STEP_OF_CONVERGENCE) {
                return new Summit(at, here.value(), step, inside(at));
            }
            double scale = StrictMath.min(1, LONGEST_STEP / longest);
            boolean moved = false;
            while (!moved && scale * longest > STEP_OF_CONVERGENCE / 16) {
                double[] next = at.clone();
                for (int i = 0; i < next.length; i++) {
                    next[i] = clamp(at[i] + scale * direction[i]);
                }
                LogLikelihood.Evaluation there = likelihood.evaluate(ModelParameters.fromLogs(next));
                // close to the top the gain drowns in rounding, but the slope still tells which side is the higher one
                if (there.value() > here.value()
                        || (concave && longest < 1e-4 && longest(there.gradient()) < longest(here.gradient()))) {
                    moved = !Arrays.equals(at, next);
                    at = next;
                    here = there;
                }
                scale /= 2;
            }
            if (!moved) {
                // no step, however short, goes up: this is the last digit there is
                boolean top = concave && longest <= 1e-6 && inside(at);
                return new Summit(at, here.value(), step, top);
            }
        }
        return new Summit(at, here.value(), NEWTON_STEPS, false);
    }

    private static double clamp(double log) {
        return StrictMath.max(-FARTHEST_LOG, StrictMath.min(FARTHEST_LOG, log));
    }

    private static double longest(double[] vector) {
        return Arrays.stream(vector).map(StrictMath::abs).max().orElse(0);
    }

    private static Array2DRowRealMatrix hessian(LogLikelihood likelihood, double[] at) {
        double[][] second = new double[at.length][at.length];
        for (int i = 0; i < at.length; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += DIFFERENCE;
            down[i] -= DIFFERENCE;
            double[] above = likelihood.evaluate(ModelParameters.fromLogs(up)).gradient();
            double[] below = likelihood.evaluate(ModelParameters.fromLogs(down)).gradient();
            for (int j = 0; j < at.length; j++) {
                second[i][j] = (above[j] - below[j]) / (2 * DIFFERENCE);
            }
        }
        for (int i = 0; i < at.length; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (second[i][j] + second[j][i]) / 2;
                second[i][j] = mean;
                second[j][i] = mean;
            }
        }
        return new Array2DRowRealMatrix(second, false);
    }

    /** Where a climb ended. */
    private record Summit(double[] logs, double value, int steps, boolean converged) {}
}
