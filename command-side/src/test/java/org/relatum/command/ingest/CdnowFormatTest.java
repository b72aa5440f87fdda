package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.command.ingest.ImportStep.FileCustomer;
import org.relatum.command.ingest.ImportStep.Place;
import org.relatum.command.ingest.ImportStep.Refuse;

class CdnowFormatTest {
    private static final ImportFormat CDNOW = new CdnowFormat();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void a_row_of_the_sample_is_an_order_of_the_customer_with_the_master_id() {
        Place order = (Place) only(" 00004 0001 19970118  2   29.73");

        assertThat(order.customer())
                .isEqualTo(new FileCustomer("cdnow", "00004", Instant.parse("1997-01-18T00:00:00Z")));
        assertThat(order.occurredAt()).isEqualTo("1997-01-18T00:00:00Z");
        assertThat(order.currency()).isEqualTo("USD");
        assertThat(order.lines()).containsExactly(1L);
        assertThat(order.orderLines())
                .containsExactly(new FileLine(null, "CD", "music", new BigDecimal("2"), new BigDecimal("14.865")));
    }

    @Test
    void the_same_purchase_has_the_same_name_in_sample_and_master_file() {
        assertThat(((Place) only("00004 19970118 2 29.73")).order())
                .isEqualTo(((Place) only(" 00004 0001 19970118  2   29.73")).order())
                .matches("cdnow-[0-9a-f]{32}");
    }

    @Test
    void the_header_of_the_master_file_is_no_row() throws IOException {
        Path file = ImportFiles.file(
                folder, " customer_id  date number_of_cds  dollar_value", " 00001 19970101  1   11.77");

        assertThat(ImportFiles.steps(CDNOW, file)).singleElement().isInstanceOf(Place.class);
        assertThat(CDNOW.survey(file, ImportFiles.DEFAULTS).rows()).isEqualTo(1);
    }

    @Test
    void equal_rows_are_purchases_of_their_own_whose_names_do_not_depend_on_where_they_stand() {
        List<String> names = names("1 19970101 1 9.99", "2 19970101 1 9.99", "1 19970101 1 9.99", "1 19970101 1 9.99");

        assertThat(names).doesNotHaveDuplicates();
        assertThat(names("1 19970101 1 9.99", "1 19970101 1 9.99")).containsExactly(names.get(0), names.get(2));
        assertThat(names("2 19970101 1 9.99", "1 19970101 1 9.99")).containsExactly(names.get(1), names.get(0));
    }

    @Test
    void spaces_line_ends_and_a_byte_order_mark_make_no_other_purchase() {
        Path plain = ImportFiles.file(folder, "1 19970101 1 9.99");
        Path decorated =
                ImportFiles.file(folder, "\uFEFF\t 1   19970101\t1  9.99  \r\n\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(ImportFiles.steps(CDNOW, decorated)).isEqualTo(ImportFiles.steps(CDNOW, plain));
    }

    @Test
    void a_purchase_of_nothing_is_an_order_too() {
        Place order = (Place) only("00010 19970101 1 0.00");

        assertThat(order.orderLines().getFirst().amount()).isEqualByComparingTo("0");
    }

    @Test
    void a_relationship_begins_with_the_earliest_purchase_wherever_it_stands() {
        Path file = ImportFiles.file(folder, "1 19970301 1 1.00", "1 19970101 1 1.00", "1 19970201 1 1.00");

        assertThat(ImportFiles.steps(CDNOW, file))
                .extracting(step -> ((Place) step).customer().since())
                .containsOnly(Instant.parse("1997-01-01T00:00:00Z"));
    }

    @Test
    void a_day_begins_in_the_time_zone_of_the_company() {
        Path file = ImportFiles.file(folder, "1 19970101 1 1.00");

        List<ImportStep> steps =
                ImportFiles.steps(CDNOW, file, ImportOptions.defaults("USD", ZoneId.of("Asia/Shanghai")));

        assertThat(((Place) steps.getFirst()).occurredAt()).isEqualTo("1996-12-31T16:00:00Z");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2                      | columns-wrong    | this one has 2",
                "1 2 3 4 5 6              | columns-wrong    | this one has 6",
                "x1 19970101 1 1.00       | customer-invalid | x1",
                "1 a 19970101 1 1.00      | customer-invalid | a",
                "1 19970230 1 1.00        | date-invalid     | 19970230",
                "1 19971301 1 1.00        | date-invalid     | 19971301",
                "1 00970101 1 1.00        | date-invalid     | 00970101",
                "1 199701 1 1.00          | date-invalid     | 199701",
                "1 1997010100 1 1.00      | date-invalid     | 1997010100",
                "1 19970101 0 1.00        | quantity-zero    | no CD",
                "1 19970101 -1 1.00       | quantity-invalid | -1",
                "1 19970101 1.5 1.00      | quantity-invalid | 1.5",
                "1 19970101 1 1,00        | number-invalid   | 1,00",
                "1 19970101 1 $1          | number-invalid   | $1",
                "1 19970101 1 -1.00       | price-negative   | -1.00",
                "00004 0001 19970802 1 14.| number-invalid   | 14.",
                "00004 0001 1997          | columns-wrong    | this one has 3",
            })
    void a_bad_row_is_refused_with_a_reason(String row, String code, String word) {
        assertThat(only(row)).isInstanceOfSatisfying(Refuse.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.reason()).contains(word);
            assertThat(refused.line()).isEqualTo(1);
        });
    }

    @Test
    void rows_after_a_bad_one_go_on_and_every_row_is_accounted_for() throws IOException {
        Path file = ImportFiles.file(folder, "1 19970101 1 1.00", "rubbish", "", "1 19970102 1 1.00");

        assertThat(ImportFiles.steps(CDNOW, file))
                .extracting(step -> step.getClass().getSimpleName() + step.lines())
                .containsExactly("Place[1]", "Refuse[2]", "Place[4]");
        assertThat(CDNOW.survey(file, ImportFiles.DEFAULTS).rows()).isEqualTo(3);
    }

    @Test
    void a_message_quotes_no_more_of_a_wrong_text_than_needed() {
        Refuse refused = (Refuse) only("1 19970101 1 " + "9".repeat(5_000));

        assertThat(refused.reason()).hasSizeLessThan(200);
    }

    @Test
    void a_file_of_something_else_is_refused_row_by_row() {
        Path file = ImportFiles.file(folder, "<html>", "<body>404 not found</body>", "</html>");

        assertThat(ImportFiles.steps(CDNOW, file)).hasSize(3).allMatch(Refuse.class::isInstance);
    }

    @Test
    void an_empty_file_is_refused_whole() {
        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportFiles.steps(CDNOW, ImportFiles.file(folder, new byte[0])));
    }

    @Test
    void the_published_sample_is_2357_customers_and_6919_orders_with_a_name_each() {
        List<ImportStep> steps = ImportFiles.steps(CDNOW, CdnowSample.file());

        assertThat(steps).hasSize(6919).allMatch(Place.class::isInstance);
        Set<String> customers = new HashSet<>();
        Set<String> names = new HashSet<>();
        BigDecimal dollars = BigDecimal.ZERO;
        for (ImportStep step : steps) {
            Place order = (Place) step;
            customers.add(order.customer().reference());
            names.add(order.order());
            for (FileLine line : order.orderLines()) {
                dollars = dollars.add(line.amount());
            }
        }
        assertThat(customers).hasSize(2357);
        assertThat(names).hasSize(6919);
        assertThat(dollars).isEqualByComparingTo("244091.94");
    }

    private List<String> names(String... rows) {
        return ImportFiles.steps(CDNOW, ImportFiles.file(folder, rows)).stream()
                .map(step -> ((Place) step).order())
                .toList();
    }

    private ImportStep only(String row) {
        List<ImportStep> steps = ImportFiles.steps(CDNOW, ImportFiles.file(folder, row));
        assertThat(steps).hasSize(1);
        return steps.getFirst();
    }
}
