package org.relatum.command.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.decision.Candidates.Candidate;
import org.relatum.command.decision.Candidates.Criterion;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.events.policy.KpiPolicy.Better;

/** Figures worked out elsewhere, and what must hold of all figures. */
class DecisionTest {

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    // --- AHP

    @Test
    void a_textbook_matrix_has_its_weights_and_its_consistency_ratio() {
        // Of three criteria lambda is 1 + c + 1/c, where c is the cube root of a12 a23 / a13, here of 9/5; the weights
        // are as the
        // geometric means of the rows: 15^(1/3), 1 and 15^(-1/3).
        Ahp.Result result = Ahp.weights(comparison(new double[][] {{1, 3, 5}, {1 / 3.0, 1, 3}, {1 / 5.0, 1 / 3.0, 1}}));
        assertThat(result.lambdaMax()).isCloseTo(1 + Math.cbrt(9 / 5.0) + Math.cbrt(5 / 9.0), within(1e-12));
        assertThat(array(result.weights())).containsExactly(new double[] {0.6370, 0.2583, 0.1047}, within(5e-5));
        assertThat(result.consistencyIndex()).isCloseTo(0.01926, within(5e-6));
        assertThat(result.consistencyRatio()).isCloseTo(0.0332, within(5e-5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void comparisons_made_from_weights_give_these_weights_and_no_contradiction(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = random.doubles(random.nextInt(1, 11), 0.05, 1).toArray();
        double sum = Arrays.stream(weights).sum();
        double[][] matrix = new double[weights.length][weights.length];
        for (int i = 0; i < weights.length; i++) {
            for (int k = 0; k < weights.length; k++) {
                matrix[i][k] = weights[i] / weights[k];
            }
        }
        Ahp.Result result = Ahp.weights(comparison(matrix));
        assertThat(result.consistencyRatio()).isCloseTo(0, within(1e-9));
        assertThat(result.lambdaMax()).isCloseTo(weights.length, within(1e-9));
        for (int i = 0; i < weights.length; i++) {
            assertThat(result.weights().get(i)).isCloseTo(weights[i] / sum, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void weights_add_up_to_one_and_are_an_eigenvector_or_the_comparisons_are_refused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = random.nextInt(3, 11);
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = 1;
            for (int k = i + 1; k < n; k++) {
                matrix[i][k] = random.nextInt(1, 4);
                matrix[k][i] = 1 / matrix[i][k];
            }
        }
        try {
            Ahp.Result result = Ahp.weights(comparison(matrix));
            assertThat(Arrays.stream(array(result.weights())).sum()).isCloseTo(1, within(1e-12));
            assertThat(result.lambdaMax()).isGreaterThanOrEqualTo(n - 1e-12);
            for (int i = 0; i < n; i++) {
                double image = 0;
                for (int k = 0; k < n; k++) {
                    image += matrix[i][k] * result.weights().get(k);
                }
                assertThat(image)
                        .isCloseTo(result.lambdaMax() * result.weights().get(i), within(1e-9));
            }
        } catch (RefusedException e) {
            assertThat(e.refusal().code()).isEqualTo(RefusalCode.INCONSISTENT_COMPARISONS);
            assertThat((double) e.refusal().facts().get("consistencyRatio")).isGreaterThan(0.10);
        }
    }

    @Test
    void comparisons_that_contradict_each_other_are_refused() {
        // A is better than B, B than C, and C than A.
        Refusal refusal = refused(() ->
                Ahp.weights(comparison(new double[][] {{1, 3, 1 / 3.0}, {1 / 3.0, 1, 3}, {3, 1 / 3.0, 1}})));
        assertThat(refusal.code()).isEqualTo(RefusalCode.INCONSISTENT_COMPARISONS);
        // lambda = 1 + 27^(1/3) + 27^(-1/3) = 13/3, index 2/3.
        assertThat((double) refusal.facts().get("consistencyRatio")).isCloseTo(2 / 3.0 / 0.58, within(1e-9));
    }

    @Test
    void what_is_no_comparison_is_refused_field_by_field() {
        assertThat(fields(() -> Ahp.weights(comparison(new double[][] {{1, 2}, {0.6, 1}}))))
                .isEqualTo("matrix[1][0] not-reciprocal");
        assertThat(fields(() -> Ahp.weights(comparison(new double[][] {{2, 2}, {-0.5, 1}}))))
                .isEqualTo("matrix[0][0] not-one, matrix[1][0] not-positive");
        assertThat(fields(() -> Ahp.weights(comparison(new double[][] {{1, 2}, {1}}))))
                .isEqualTo("matrix[1] wrong-size");
        assertThat(fields(
                        () -> Ahp.weights(new PairwiseComparison(List.of("a", "b"), List.of(List.of(BigDecimal.ONE))))))
                .isEqualTo("matrix wrong-size");
        assertThat(fields(() -> Ahp.weights(comparison(new double[][] {{1, 1e101}, {1e-101, 1}}))))
                .isEqualTo("matrix[0][1] too-large");
        assertThat(array(Ahp.weights(comparison(new double[][] {{1, 3}, {0.33, 1}}))
                        .weights()))
                .as("a reciprocal may be rounded")
                .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
    }

    // --- entropy

    @Test
    void entropy_weighs_what_differs() {
        // p = (.5 .5) has entropy 1; p = (.9 .1) has -(.9 ln .9 + .1 ln .1) / ln 2 = .4690; p = (1 0) has 0.
        EntropyWeights.Result result = EntropyWeights.weights(observations(new double[][] {{5, 9, 7}, {5, 1, 0}}));
        assertThat(array(result.entropy())).containsExactly(new double[] {1, 0.4690, 0}, within(5e-5));
        assertThat(array(result.weights()))
                .containsExactly(new double[] {0, 0.5310 / 1.5310, 1 / 1.5310}, within(5e-5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void entropy_weights_add_up_to_one_and_do_not_depend_on_units(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] matrix = random(random, random.nextInt(2, 20), random.nextInt(1, 8));
        double[] weights = array(EntropyWeights.weights(observations(matrix)).weights());
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(weights).min().orElseThrow()).isNotNegative();
        double factor = random.nextDouble(0.001, 1000);
        for (double[] row : matrix) {
            row[0] *= factor;
        }
        assertThat(array(EntropyWeights.weights(observations(matrix)).weights()))
                .containsExactly(weights, within(1e-9));
    }

    @Test
    void entropy_needs_shares_that_differ() {
        assertThat(fields(() -> EntropyWeights.weights(observations(new double[][] {{1, -1}, {1, 2}}))))
                .isEqualTo("matrix[0][1] negative");
        assertThat(fields(() -> EntropyWeights.weights(observations(new double[][] {{1, 0}, {2, 0}}))))
                .isEqualTo("criteria[1] all-zero");
        assertThat(fields(() -> EntropyWeights.weights(observations(new double[][] {{3, 7}, {3, 7}, {3, 7}}))))
                .isEqualTo("matrix no-difference");
    }

    // --- TOPSIS

    @Test
    void the_figures_of_the_domain_come_out() {
        List<Topsis.Ranked> ranked = Topsis.rank(candidates(
                new double[][] {{4, 4}, {1, 5}, {3, 2}, {4, 2}}, new double[] {.5, .5}, Better.HIGHER, Better.LOWER));
        assertThat(ranked.stream().mapToDouble(Topsis.Ranked::closeness).toArray())
                .containsExactly(new double[] {.6290, 0, .7739, 1}, within(5e-5));
        assertThat(ranked).extracting(Topsis.Ranked::rank).containsExactly(3, 4, 2, 1);
        assertThat(ranked).extracting(Topsis.Ranked::alternative).containsExactly("a0", "a1", "a2", "a3");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void closeness_follows_dominance_and_does_not_depend_on_units_or_order(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int criteria = random.nextInt(1, 6);
        double[][] matrix = random(random, random.nextInt(2, 10), criteria);
        double[] weights = new double[criteria];
        Arrays.fill(weights, 1.0 / criteria);
        Better[] better = new Better[criteria];
        for (int k = 0; k < criteria; k++) {
            better[k] = random.nextBoolean() ? Better.HIGHER : Better.LOWER;
            // The first is better than every other one in everything.
            matrix[0][k] = better[k] == Better.HIGHER ? 200 : 0;
        }
        double[] closeness = closeness(matrix, weights, better);
        assertThat(closeness[0]).isEqualTo(1);
        for (int i = 1; i < matrix.length; i++) {
            assertThat(closeness[i]).isBetween(0.0, 1.0);
            for (int j = 1; j < matrix.length; j++) {
                if (dominates(matrix[i], matrix[j], better)) {
                    assertThat(closeness[i]).isGreaterThanOrEqualTo(closeness[j]);
                }
            }
        }
        double[][] turned = new double[matrix.length][];
        double factor = random.nextDouble(0.01, 100);
        for (int i = 0; i < matrix.length; i++) {
            turned[matrix.length - 1 - i] = matrix[i].clone();
            turned[matrix.length - 1 - i][0] *= factor;
        }
        double[] again = closeness(turned, weights, better);
        for (int i = 0; i < matrix.length; i++) {
            assertThat(again[matrix.length - 1 - i]).isCloseTo(closeness[i], within(1e-9));
        }
    }

    @Test
    void equal_alternatives_share_the_first_rank_and_a_criterion_of_zeros_counts_for_nothing() {
        assertThat(Topsis.rank(candidates(
                        new double[][] {{3, 0}, {3, 0}}, new double[] {.5, .5}, Better.HIGHER, Better.LOWER)))
                .containsExactly(new Topsis.Ranked("a0", 1, 1), new Topsis.Ranked("a1", 1, 1));
    }

    @Test
    void weights_of_criteria_add_up_to_one_and_every_alternative_has_every_value() {
        Refusal refusal = refused(() ->
                Topsis.rank(candidates(new double[][] {{1, 1}}, new double[] {.5, .6}, Better.HIGHER, Better.HIGHER)));
        assertThat(refusal.code()).isEqualTo(RefusalCode.WEIGHTS_SUM);
        assertThat(refusal.facts()).containsEntry("sum", "1.1");
        assertThat(fields(() -> Topsis.rank(
                        candidates(new double[][] {{1, 1}}, new double[] {1.5, -.5}, Better.HIGHER, Better.HIGHER))))
                .isEqualTo("criteria[1].weight negative");
        assertThat(fields(() -> Topsis.rank(candidates(
                        new double[][] {{1, 1}, {1}}, new double[] {.5, .5}, Better.HIGHER, Better.HIGHER))))
                .isEqualTo("alternatives[1].values wrong-size");
    }

    private static double[] closeness(double[][] matrix, double[] weights, Better... better) {
        return Topsis.rank(candidates(matrix, weights, better)).stream()
                .mapToDouble(Topsis.Ranked::closeness)
                .toArray();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean dominates(double[] one, double[] other, Better... better) {
        return IntStream.range(0, one.length)
                .allMatch(k -> better[k] == Better.HIGHER ? one[k] >= other[k] : one[k] <= other[k]);
    }

    private static double[][] random(SplittableRandom random, int rows, int columns) {
        double[][] matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = random.doubles(columns, 1, 100).toArray();
        }
        return matrix;
    }

    private static List<List<BigDecimal>> rows(double[][] matrix) {
        return Arrays.stream(matrix).map(DecisionTest::decimals).toList();
    }

    private static List<BigDecimal> decimals(double[] row) {
        return Arrays.stream(row).mapToObj(BigDecimal::valueOf).toList();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
    }

    private static PairwiseComparison comparison(double[][] matrix) {
        return new PairwiseComparison(names(matrix.length), rows(matrix));
    }

    private static Observations observations(double[][] matrix) {
        return new Observations(names(matrix[0].length), rows(matrix));
    }

    private static Candidates candidates(double[][] matrix, double[] weights, Better... better) {
        List<Criterion> criteria = new ArrayList<>();
        for (int k = 0; k < weights.length; k++) {
            criteria.add(new Criterion("c" + k, BigDecimal.valueOf(weights[k]), better[k]));
        }
        List<Candidate> alternatives = new ArrayList<>();
        for (int i = 0; i < matrix.length; i++) {
            alternatives.add(new Candidate("a" + i, decimals(matrix[i])));
        }
        return new Candidates(criteria, alternatives);
    }

    private static Refusal refused(ThrowingCallable asked) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, asked);
        assertThat(refused).isNotNull();
        return refused.refusal();
    }

    private static String fields(ThrowingCallable asked) {
        return refused(asked).errors().stream()
                .map(error -> error.field() + " " + error.code())
                .collect(Collectors.joining(", "));
    }
}
