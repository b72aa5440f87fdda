package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogLikelihoodTest {
    private static final ModelParameters ONES = new ModelParameters(1, 1, 1, 1);

    @Test
    void with_all_parameters_one_a_customer_without_repeat_is_a_coin_toss_after_one_week() {
        // (α/(α+T))^r = 1/2
        assertThat(logLikelihood(PurchaseProcess.BG_NBD, ONES, 0, 0, 1)).isEqualTo(Math.log(1.0 / 2));
        // one chance to leave: b/(a+b) · 1/2 + a/(a+b) · 1
        assertThat(logLikelihood(PurchaseProcess.MBG_NBD, ONES, 0, 0, 1)).isCloseTo(Math.log(3.0 / 4), within(1e-15));
    }

    @Test
    void with_all_parameters_one_a_repeat_after_one_of_two_weeks_has_a_likelihood_that_can_be_worked_out_on_paper() {
        // E(1−p) = 1/2, E(λ e^−2λ) = 1/9; E(p) = 1/2, E(λ e^−λ) = 1/4: 1/18 + 1/8
        assertThat(logLikelihood(PurchaseProcess.BG_NBD, ONES, 1, 1, 2)).isCloseTo(Math.log(13.0 / 72), within(1e-15));
        // E((1−p)²) = 1/3, E(p(1−p)) = 1/6: 1/27 + 1/24
        assertThat(logLikelihood(PurchaseProcess.MBG_NBD, ONES, 1, 1, 2))
                .isCloseTo(Math.log(17.0 / 216), within(1e-15));
    }

    /** Literal figures: the mixture integrated numerically over rate and leaving probability with 30 digits. */
    @ParameterizedTest(name = "{0}: {1} repeats, the last after {2} of {3} weeks")
    @CsvSource({
        "BG_NBD, 0, 0, 39, -0.5554981608414633",
        "BG_NBD, 1, 2, 39, -4.515015841897507",
        "BG_NBD, 29, 37.5, 38, -43.86466776389263",
        "BG_NBD, 7, 10, 200, -16.70747021614272",
        "MBG_NBD, 0, 0, 39, -0.540472121222502",
        "MBG_NBD, 1, 2, 39, -4.506613424624137",
        "MBG_NBD, 29, 37.5, 38, -44.40255579089346",
        "MBG_NBD, 7, 10, 200, -16.81596050378486",
    })
    void the_closed_form_equals_the_integral_over_rates_and_leaving(
            PurchaseProcess process, int repeats, double last, double age, double expected) {
        ModelParameters parameters = process == PurchaseProcess.BG_NBD
                ? new ModelParameters(0.243, 4.414, 0.793, 2.426)
                : new ModelParameters(0.525, 6.183, 0.891, 1.614);

        assertThat(logLikelihood(process, parameters, repeats, last, age)).isCloseTo(expected, within(1e-13));
    }

    @Test
    void a_customer_of_the_last_day_says_nothing() {
        ModelParameters parameters = new ModelParameters(0.3, 5, 0.8, 2);

        assertThat(logLikelihood(PurchaseProcess.BG_NBD, parameters, 0, 0, 0)).isZero();
        assertThat(logLikelihood(PurchaseProcess.MBG_NBD, parameters, 0, 0, 0)).isCloseTo(0, within(1e-16));
    }

    @ParameterizedTest
    @EnumSource
    void equal_customers_are_added_up(PurchaseProcess process) {
        PurchaseSummary customer = new PurchaseSummary(3, 20, 30);
        ModelParameters parameters = new ModelParameters(0.7, 6, 0.4, 3);

        double one = new LogLikelihood(process, Population.of(List.of(customer))).value(parameters);
        double three =
                new LogLikelihood(process, Population.of(List.of(customer, customer, customer))).value(parameters);

        assertThat(three).isCloseTo(3 * one, within(1e-13));
    }

    @ParameterizedTest
    @EnumSource
    void the_gradient_is_the_slope_of_the_value(PurchaseProcess process) {
        LogLikelihood likelihood = new LogLikelihood(
                process,
                SyntheticPopulation.seeded(7)
                        .process(process)
                        .parameters(new ModelParameters(0.5, 6, 0.8, 2))
                        .customers(300)
                        .build());
        double[] at = new ModelParameters(0.9, 3, 0.3, 5).logs();

        double[] gradient = likelihood.evaluate(ModelParameters.fromLogs(at)).gradient();

        for (int i = 0; i < at.length; i++) {
            double h = 1e-5;
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += h;
            down[i] -= h;
            double slope =
                    (likelihood.value(ModelParameters.fromLogs(up)) - likelihood.value(ModelParameters.fromLogs(down)))
                            / (2 * h);
            assertThat(gradient[i]).isCloseTo(slope, within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void extreme_parameters_neither_overflow_nor_lose_the_digits(PurchaseProcess process) {
        // r and alpha to infinity at a fixed rate, nobody leaving: Poisson with mean 2 a week, x! apart
        ModelParameters poisson = new ModelParameters(2e9, 1e9, 1e-9, 1);

        assertThat(logLikelihood(process, poisson, 3, 1, 2)).isCloseTo(3 * Math.log(2) - 4, within(1e-6));
        assertThat(logLikelihood(process, new ModelParameters(1e-7, 1e-7, 1e-7, 1e-7), 5000, 500, 1000))
                .isFinite();
    }

    private static double logLikelihood(
            PurchaseProcess process, ModelParameters parameters, int repeats, double last, double age) {
        return new LogLikelihood(process, Population.of(List.of(new PurchaseSummary(repeats, last, age))))
                .value(parameters);
    }
}
