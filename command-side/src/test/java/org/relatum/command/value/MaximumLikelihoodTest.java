package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.value.FitResult.Failure;
import org.relatum.command.value.FitResult.Fitted;
import org.relatum.command.value.FitResult.NotFitted;

class MaximumLikelihoodTest {

    static Stream<Arguments> populations() {
        List<ModelParameters> truths = List.of(
                new ModelParameters(0.25, 4.5, 0.8, 2.5),
                new ModelParameters(1.2, 6, 0.5, 3),
                new ModelParameters(0.6, 2, 1.5, 1.5),
                new ModelParameters(2.5, 20, 0.3, 1));
        return Stream.of(PurchaseProcess.values())
                .flatMap(process -> truths.stream()
                        .flatMap(truth -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(process, truth, seed))));
    }

    @ParameterizedTest
    @MethodSource("populations")
    void no_parameters_near_or_far_are_likelier_than_the_fitted_ones_and_the_slope_there_is_zero(
            PurchaseProcess process, ModelParameters truth, long seed) {
        Population population = SyntheticPopulation.seeded(seed)
                .process(process)
                .parameters(truth)
                .customers(2000)
                .build();
        LogLikelihood likelihood = new LogLikelihood(process, population);

        Fitted fit = fitted(process, population);

        assertThat(fit.logLikelihood()).isGreaterThanOrEqualTo(likelihood.value(truth));
        assertThat(fit.logLikelihood()).isEqualTo(likelihood.value(fit.parameters()));
        for (double slope : likelihood.evaluate(fit.parameters()).gradient()) {
            assertThat(slope).isCloseTo(0, within(1e-6));
        }
        for (int i = 0; i < 4; i++) {
            for (double step : new double[] {-1, -0.1, -0.001, 0.001, 0.1, 1}) {
                double[] beside = fit.parameters().logs();
                beside[i] += step;
                assertThat(likelihood.value(ModelParameters.fromLogs(beside))).isLessThan(fit.logLikelihood());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_large_population_gives_back_the_parameters_it_was_made_with(PurchaseProcess process) {
        Population population = SyntheticPopulation.seeded(11)
                .process(process)
                .parameters(new ModelParameters(0.8, 5, 0.8, 2.5))
                .customers(60_000)
                .weeks(104)
                .build();

        ModelParameters fit = fitted(process, population).parameters();

        assertThat(fit.r()).isCloseTo(0.8, within(0.03));
        assertThat(fit.alpha()).isCloseTo(5, within(0.25));
        assertThat(fit.a()).isCloseTo(0.8, within(0.04));
        assertThat(fit.b()).isCloseTo(2.5, within(0.15));
    }

    @ParameterizedTest
    @EnumSource
    void the_same_customers_in_any_order_give_the_same_bits(PurchaseProcess process) {
        List<PurchaseSummary> customers = new ArrayList<>(SyntheticPopulation.seeded(5)
                .process(process)
                .parameters(new ModelParameters(0.5, 5, 0.8, 2))
                .customers(6000)
                .summaries());
        Fitted first = fitted(process, Population.of(customers));

        Collections.shuffle(customers, new Random(5));

        assertThat(fitted(process, Population.of(customers))).isEqualTo(first);
    }

    @Test
    void fewer_than_ten_customers_are_too_few() {
        NotFitted refused = refused(Population.of(Collections.nCopies(9, new PurchaseSummary(2, 10, 20))));

        assertThat(refused.failure()).isEqualTo(Failure.TOO_FEW_CUSTOMERS);
        assertThat(refused.reason()).contains("10 customers").contains("there are 9");
    }

    @Test
    void nobody_at_all_is_too_few() {
        NotFitted refused = refused(Population.of(List.of()));

        assertThat(refused.failure()).isEqualTo(Failure.TOO_FEW_CUSTOMERS);
        assertThat(refused.customers()).isZero();
    }

    @Test
    void customers_of_whom_hardly_one_came_back_are_too_few_repeaters() {
        List<PurchaseSummary> customers = new ArrayList<>(Collections.nCopies(500, new PurchaseSummary(0, 0, 20)));
        customers.add(new PurchaseSummary(1, 3, 20));

        NotFitted refused = refused(Population.of(customers));

        assertThat(refused.failure()).isEqualTo(Failure.TOO_FEW_REPEATERS);
        assertThat(refused.customers()).isEqualTo(501);
        assertThat(refused.repeaters()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void customers_who_are_all_alike_have_no_best_parameters(PurchaseProcess process) {
        FitResult result = MaximumLikelihood.fit(
                process, Population.of(Collections.nCopies(1000, new PurchaseSummary(4, 19, 20))));

        assertThat(result).isInstanceOfSatisfying(NotFitted.class, refused -> {
            assertThat(refused.failure()).isEqualTo(Failure.NOT_CONVERGED);
            assertThat(refused.reason()).contains("infinity");
        });
    }

    @ParameterizedTest
    @EnumSource
    void customers_who_were_all_won_on_the_last_day_end_in_a_failure_and_not_in_an_exception(PurchaseProcess process) {
        assertThat(MaximumLikelihood.fit(
                        process,
                        Population.of(Collections.nCopies(50, new PurchaseSummary(1, 0.0 + 1 / 7.0, 1 / 7.0)))))
                .isInstanceOf(NotFitted.class);
    }

    private static Fitted fitted(PurchaseProcess process, Population population) {
        FitResult result = MaximumLikelihood.fit(process, population);
        assertThat(result).isInstanceOf(Fitted.class);
        return (Fitted) result;
    }

    private static NotFitted refused(Population population) {
        FitResult result = MaximumLikelihood.fit(PurchaseProcess.BG_NBD, population);
        assertThat(result).isInstanceOf(NotFitted.class);
        return (NotFitted) result;
    }
}
