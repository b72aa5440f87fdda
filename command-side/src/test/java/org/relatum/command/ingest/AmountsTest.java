package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

    @Test
    void an_amount_that_comes_out_even_is_one_line() {
        assertThat(lines("1", "11.77")).containsExactly("1 × 11.77");
        assertThat(lines("2", "29.33")).containsExactly("2 × 14.665");
        assertThat(lines("4", "0")).containsExactly("4 × 0.00");
        assertThat(lines("3", "30")).containsExactly("3 × 10.00");
    }

    @Test
    void an_amount_that_does_not_come_out_even_keeps_its_cents() {
        assertThat(lines("3", "10.00")).containsExactly("2 × 3.33", "1 × 3.34");
        assertThat(lines("7", "0.05")).containsExactly("2 × 0.00", "5 × 0.01");
    }

    @Test
    void a_weight_whose_price_does_not_come_out_even_is_one_unit_with_the_weight_in_words() {
        assertThat(Amounts.lines(null, "Cheese", null, new BigDecimal("0.537"), new BigDecimal("3.21")))
                .containsExactly(new FileLine(null, "0.537 × Cheese", null, BigDecimal.ONE, new BigDecimal("3.21")));
    }

    @Test
    void lines_always_sum_to_the_amount_and_count_the_units() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal quantity = BigDecimal.valueOf(random.nextInt(1, 400));
            BigDecimal amount = BigDecimal.valueOf(random.nextInt(0, 200_000), random.nextInt(0, 5));

            List<FileLine> lines = Amounts.lines("s", null, null, quantity, amount);

            assertThat(lines.stream().map(FileLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(amount);
            assertThat(lines.stream().map(FileLine::quantity).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(quantity);
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.quantity()).isPositive();
                assertThat(line.unitPrice().signum()).isNotNegative();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "1,5",
                "1.234.5",
                "1e9",
                "1E-3",
                "NaN",
                "0x10",
                "12 ",
                "١٢",
                "9999999999999999",
                "1.1234567",
                "--1",
                "."
            })
    void what_is_no_plain_number_is_refused(String text) {
        assertThatThrownBy(() -> Amounts.parse("quantity", text))
                .isInstanceOf(RowRefused.class)
                .hasMessageContaining("quantity is no plain number");
    }

    @Test
    void plain_numbers_are_read_exactly() throws RowRefused {
        assertThat(Amounts.parse("q", "12.50")).isEqualTo(new BigDecimal("12.50"));
        assertThat(Amounts.parse("q", "-3")).isEqualTo(new BigDecimal("-3"));
        assertThat(Amounts.parse("q", "+.5")).isEqualTo(new BigDecimal("0.5"));
        assertThat(Amounts.parse("q", "007")).isEqualTo(new BigDecimal("7"));
    }

    private static List<String> lines(String quantity, String amount) {
        return Amounts.lines(null, "CD", null, new BigDecimal(quantity), new BigDecimal(amount)).stream()
                .map(line -> line.quantity().toPlainString() + " × "
                        + line.unitPrice().toPlainString())
                .toList();
    }
}
