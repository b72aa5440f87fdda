package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.command.ingest.ImportFormat.FileProduct;
import org.relatum.command.ingest.ImportStep.Place;
import org.relatum.command.ingest.ImportStep.Refuse;
import org.relatum.command.ingest.ImportStep.TakeBack;

class OrdersCsvFormatTest {
    private static final ImportFormat ORDERS = new OrdersCsvFormat();
    private static final String HEADER = "order,customer,date,sku,quantity,unitPrice";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    // --- orders

    @Test
    void a_row_is_an_order_of_one_line_with_everything_it_says() {
        Place order = (Place) only(
                "order,customer,occurredAt,sku,description,category,quantity,unitPrice,currency,conversionRate,channel",
                "A1,c7,2024-05-31T14:30:00.123456+02:00,S1,\"Blue, large\",shirts,2,19.90,eur,1.08,web");

        assertThat(order.lines()).containsExactly(2L);
        assertThat(order.customer().system()).isEqualTo("orders-csv");
        assertThat(order.customer().reference()).isEqualTo("c7");
        assertThat(order.order()).isEqualTo("A1");
        assertThat(order.occurredAt()).isEqualTo("2024-05-31T12:30:00.123456Z");
        assertThat(order.currency()).isEqualTo("EUR");
        assertThat(order.conversionRate()).isEqualByComparingTo("1.08");
        assertThat(order.channel()).isEqualTo("web");
        assertThat(order.orderLines())
                .containsExactly(
                        new FileLine("S1", "Blue, large", "shirts", new BigDecimal("2"), new BigDecimal("19.90")));
    }

    @Test
    void rows_of_one_order_are_its_lines_wherever_they_stand_and_it_happened_at_the_earliest() {
        List<ImportStep> steps = steps(
                HEADER,
                "A,c1,2024-01-02,x,1,5.00",
                "B,c1,2024-01-03,x,1,6.00",
                "A,c1,2024-01-01,y,2,7.00",
                "A,c1,2024-01-02,x,1,5.00");

        assertThat(described(steps)).containsExactly("place B [3] 6.00", "place A [2, 4, 5] 24.00");
        assertThat(((Place) steps.get(1)).occurredAt()).isEqualTo("2024-01-01T00:00:00Z");
    }

    @Test
    void two_customers_may_use_the_same_order_reference() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,1,5.00", "A,c2,2024-01-01,x,1,6.00")))
                .containsExactly("place A [2] 5.00", "place A [3] 6.00");
    }

    @Test
    void a_row_without_order_reference_is_an_order_of_its_own_even_when_an_equal_one_follows() {
        List<ImportStep> steps = steps(
                "customer,date,sku,quantity,unitPrice",
                "c1,2024-01-01,x,1,5.00",
                "c1,2024-01-01,x,1,5.00",
                "c1,2024-01-02,x,1,5.00");

        assertThat(steps)
                .hasSize(3)
                .extracting(step -> ((Place) step).order())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("orders-csv-[0-9a-f]{32}"));
        assertThat(steps("customer,date,sku,quantity,unitPrice", "c1,2024-01-02,x,1,5.00"))
                .extracting(step -> ((Place) step).order())
                .containsExactly(((Place) steps.get(2)).order());
    }

    @Test
    void a_row_may_say_the_amount_instead_of_the_price_of_one() {
        Place order = (Place) only("order,customer,date,quantity,amount", "A,c1,2024-01-01,3,10.00");

        assertThat(order.orderLines())
                .extracting(line -> line.quantity() + " × " + line.unitPrice())
                .containsExactly("2 × 3.33", "1 × 3.34");
    }

    @Test
    void without_a_quantity_it_is_one() {
        Place order = (Place) only("order,customer,date,amount", "A,c1,2024-01-01,10.00");

        assertThat(order.orderLines().getFirst().quantity()).isEqualByComparingTo("1");
    }

    @Test
    void an_order_for_nothing_counts() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,1,0"))).containsExactly("place A [2] 0");
    }

    @Test
    void a_relationship_begins_with_the_earliest_order_that_is_taken() {
        List<ImportStep> steps = steps(
                HEADER,
                "A,c1,2024-03-01,x,1,1.00",
                "B,c1,2024-01-01,x,oops,1.00",
                "B,c1,2024-01-01,x,1,1.00",
                "C,c1,2024-02-01,x,1,1.00");

        assertThat(((Place) steps.getLast()).customer().since()).isEqualTo("2024-02-01T00:00:00Z");
    }

    @Test
    void articles_are_known_by_their_first_description_and_earliest_sale_in_an_order_that_is_taken()
            throws IOException {
        Path file = ImportFiles.file(
                folder,
                "order,customer,date,sku,description,category,unitPrice",
                "A,c1,2024-02-01,S1,,,5.00",
                "B,c1,2024-01-01,S1,Shirt,clothes,5.00",
                "C,c1,2024-03-01,S1,Shirt (new),,5.00",
                "D,c1,2024-01-01,S2,Sock,,oops",
                "E,c1,2024-01-01,,Free text,,5.00");

        assertThat(ORDERS.survey(file, ImportFiles.DEFAULTS).products())
                .containsExactly(new FileProduct("S1", "Shirt", "clothes", Instant.parse("2024-01-01T00:00:00Z")));
    }

    @Test
    void a_row_that_says_nothing_of_the_goods_is_an_order_all_the_same() {
        Place order = (Place) only("customer,date,amount", "c1,2024-01-01,5.00");

        assertThat(order.orderLines().getFirst().description()).isEqualTo("not described");
    }

    // --- header and options

    @Test
    void other_names_of_columns_can_be_given() {
        Map<String, String> columns = ImportOptions.parseColumns(
                "order=InvoiceNo, customer=CustomerID,occurredAt=InvoiceDate,sku=StockCode,description=Description,"
                        + "quantity=Quantity,unitPrice=Price");

        List<ImportStep> steps = ImportFiles.steps(
                ORDERS,
                ImportFiles.file(
                        folder,
                        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country",
                        "536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom",
                        "536365,71053,WHITE METAL LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom",
                        "C536379,71053,WHITE METAL LANTERN,-1,12/1/2010 9:41,3.39,17850,United Kingdom"),
                new ImportOptions(columns, "shop", "M/d/yyyy H:mm", "GBP", ZoneId.of("Europe/London")));

        assertThat(described(steps))
                .containsExactly("place 536365 [2, 3] 35.64", "take back [4] from 536365 3.39 line 2 × 1");
        assertThat(((Place) steps.getFirst()).occurredAt()).isEqualTo("2010-12-01T08:26:00Z");
        assertThat(((Place) steps.getFirst()).currency()).isEqualTo("GBP");
        assertThat(((Place) steps.getFirst()).customer().system()).isEqualTo("shop");
    }

    @Test
    void case_spaces_hyphens_and_underscores_make_no_other_name_and_columns_stand_in_any_order() {
        assertThat(described(steps("Unit Price,OCCURRED_AT,Customer,ORDER", "5.00,2024-01-01,c1,A")))
                .containsExactly("place A [2] 5.00");
    }

    @ParameterizedTest
    @CsvSource({"';'", "'|'", "'\t'"})
    void other_separators_are_found(String separator) {
        assertThat(described(steps(HEADER.replace(",", separator), "A,c1,2024-01-01,x,1,5.00".replace(",", separator))))
                .containsExactly("place A [2] 5.00");
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "order,date,unitPrice              |                  | columns-missing        | customer",
                "order,customer,unitPrice          |                  | columns-missing        | occurredAt or date",
                "order,customer,date               |                  | columns-missing        | unitPrice or amount",
                "A1,c1,2024-01-01,5.00             |                  | columns-missing        |"
                        + " columns=customer=CustomerID",
                "customer,date,date,unitPrice      |                  | column-twice-in-header | date",
                "customer,date,unitPrice           | order=InvoiceNo  | not-in-header   | InvoiceNo",
                "customer,date,unitPrice           | ordre=customer   | bad-list | ordre",
                "'\"customer,date,unitPrice'       |                  | header-invalid         | never closed",
            })
    void a_header_that_does_not_fit_refuses_the_file(
            String header, @Nullable String columns, String code, String word) {
        Path file = ImportFiles.file(folder, header, "A,c1,2024-01-01,5.00");
        ImportOptions options =
                new ImportOptions(ImportOptions.parseColumns(columns), null, null, "USD", ZoneOffset.UTC);

        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportFiles.steps(ORDERS, file, options))
                .withMessageContaining(word)
                .extracting(FileRefused::code)
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"order", "=x", "order=", "'order=a,order=b'", "'order=a,,customer=b'"})
    void a_columns_option_that_is_no_list_of_pairs_is_refused(String option) {
        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportOptions.parseColumns(option))
                .extracting(FileRefused::code)
                .isEqualTo("bad-list");
    }

    @Test
    void options_that_mean_nothing_refuse_the_file() {
        Path file = ImportFiles.file(folder, HEADER);

        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportFiles.steps(
                        ORDERS, file, new ImportOptions(Map.of(), null, "not a pattern {", "USD", ZoneOffset.UTC)))
                .extracting(FileRefused::code)
                .isEqualTo("bad-pattern");
        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportFiles.steps(
                        ORDERS, file, new ImportOptions(Map.of(), null, null, "dollars", ZoneOffset.UTC)))
                .extracting(FileRefused::code)
                .isEqualTo("bad-currency");
    }

    @Test
    void a_header_alone_is_a_file_without_rows_and_blank_lines_are_no_file() throws IOException {
        assertThat(ORDERS.survey(ImportFiles.file(folder, HEADER), ImportFiles.DEFAULTS)
                        .rows())
                .isZero();
        assertThatExceptionOfType(FileRefused.class)
                .isThrownBy(() -> ImportFiles.steps(ORDERS, ImportFiles.file(folder, "", " ")))
                .extracting(FileRefused::code)
                .isEqualTo("file-empty");
    }

    // --- times

    @ParameterizedTest
    @CsvSource({
        "2024-05-31, 2024-05-31T04:00:00Z",
        "20240531, 2024-05-31T04:00:00Z",
        "2024-05-31T14:30, 2024-05-31T18:30:00Z",
        "2024-05-31 14:30:15, 2024-05-31T18:30:15Z",
        "2024-05-31T14:30:15.5Z, 2024-05-31T14:30:15.500Z",
        "2024-05-31 14:30:15.123456+00, 2024-05-31T14:30:15.123456Z",
        "2024-05-31T14:30:15-03:00, 2024-05-31T17:30:15Z",
        "2024-03-10T02:30, 2024-03-10T07:30:00Z",
    })
    void dates_begin_in_the_zone_and_times_without_offset_are_local_to_it(String text, Instant expected) {
        List<ImportStep> steps = ImportFiles.steps(
                ORDERS,
                ImportFiles.file(folder, "order,customer,occurredAt,unitPrice", "A,c1," + text + ",1.00"),
                ImportOptions.defaults("USD", ZoneId.of("America/New_York")));

        assertThat(((Place) steps.getFirst()).occurredAt()).isEqualTo(expected);
    }

    // --- refusals

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "A,,2024-01-01,x,1,5.00                     | customer-missing",
                "A,c1,,x,1,5.00                             | date-missing",
                "A,c1,2024-02-30,x,1,5.00                   | date-invalid",
                "A,c1,0024-01-01,x,1,5.00                   | date-invalid",
                "A,c1,10000-01-01,x,1,5.00                  | date-invalid",
                "A,c1,31.12.2024,x,1,5.00                   | date-invalid",
                "A,c1,2024-01-01T10:00:00.1234567Z,x,1,5.00 | date-invalid",
                "A,c1,2024-01-01,x,0,5.00                   | quantity-zero",
                "A,c1,2024-01-01,x,many,5.00                | number-invalid",
                "A,c1,2024-01-01,x,1,'5,00'                 | number-invalid",
                "A,c1,2024-01-01,x,1,1e999999999            | number-invalid",
                "A,c1,2024-01-01,x,1,-5.00                  | price-negative",
                "A,c1,2024-01-01,x,-1,-5.00                 | price-negative",
                "A,c1,2024-01-01,x,1                        | price-missing",
                "A,c1,2024-01-01,x,1,5.00,Dollar            | currency-invalid",
                "A,c1,2024-01-01,x,1,5.00,USD,0             | conversion-rate-invalid",
                "A,c1,2024-01-01,x,1,5.00,USD,-1            | conversion-rate-invalid",
            })
    void a_bad_row_is_refused_and_the_next_one_goes_on(String row, String code) {
        List<ImportStep> steps =
                steps(HEADER + ",currency,conversionRate", row.replace('\'', '"'), "B,c1,2024-01-01,x,1,5.00");

        assertThat(steps).hasSize(2);
        assertThat(steps.get(0)).isInstanceOfSatisfying(Refuse.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.line()).isEqualTo(2);
        });
        assertThat(steps.get(1)).isInstanceOf(Place.class);
    }

    @Test
    void an_order_of_which_one_row_is_bad_is_refused_whole_because_half_of_it_would_be_wrong() {
        assertThat(described(steps(
                        HEADER,
                        "A,c1,2024-01-01,x,1,5.00",
                        "A,c1,2024-01-01,y,oops,5.00",
                        "B,c1,2024-01-01,x,1,5.00",
                        "A,c1,2024-01-01,z,1,5.00")))
                .containsExactly(
                        "refuse [2] order-incomplete",
                        "refuse [3] number-invalid",
                        "place B [4] 5.00",
                        "refuse [5] order-incomplete");
    }

    @Test
    void a_row_that_lost_its_customer_spoils_the_order_it_names() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,1,5.00", "A,,2024-01-01,y,1,5.00")))
                .containsExactly("refuse [2] order-incomplete", "refuse [3] customer-missing");
    }

    @Test
    void an_order_in_two_currencies_is_refused() {
        assertThat(described(
                        steps(HEADER + ",currency", "A,c1,2024-01-01,x,1,5.00,USD", "A,c1,2024-01-01,y,1,5.00,EUR")))
                .containsExactly("refuse [2] order-currencies-differ", "refuse [3] order-currencies-differ");
    }

    // --- returns

    @Test
    void a_return_that_names_an_order_of_the_file_takes_from_it() {
        assertThat(described(steps(
                        HEADER, "A,c1,2024-01-01,x,3,5.00", "B,c1,2024-01-02,x,3,6.00", "A,c1,2024-01-09,x,-2,5.00")))
                .containsExactly("place A [2] 15.00", "place B [3] 18.00", "take back [4] from A 10.00 line 1 × 2");
    }

    @Test
    void a_column_may_name_the_order_that_goods_come_back_from() {
        assertThat(described(steps(
                        HEADER + ",returnOf",
                        "A,c1,2024-01-01,x,3,5.00",
                        "B,c1,2024-01-02,x,3,6.00",
                        "R1,c1,2024-01-09,x,-2,5.00,A")))
                .last()
                .isEqualTo("take back [4] from A 10.00 line 1 × 2");
    }

    @Test
    void a_return_under_a_number_of_its_own_takes_from_the_latest_order_before_it_that_has_enough() {
        assertThat(described(steps(
                        HEADER,
                        "A,c1,2024-01-01,x,3,5.00",
                        "B,c1,2024-01-02,x,1,6.00",
                        "C,c1,2024-02-01,x,9,7.00",
                        "D,c2,2024-01-03,x,9,7.00",
                        "E,c1,2024-01-04,y,9,7.00",
                        "R1,c1,2024-01-09,x,-2,5.00",
                        "R2,c1,2024-01-10,x,-1,6.00")))
                .endsWith("take back [7] from A 10.00 line 1 × 2", "take back [8] from B 6.00 line 1 × 1");
    }

    @Test
    void when_no_order_has_enough_alone_several_give_back_together_and_no_cent_is_lost() {
        assertThat(described(steps(
                        HEADER.replace("unitPrice", "amount"),
                        "A,c1,2024-01-01,x,2,10.00",
                        "B,c1,2024-01-02,x,1,5.00",
                        "R,c1,2024-01-09,x,-3,-10.00")))
                .last()
                .isEqualTo("take back [4] from B 3.33 line 1 × 1 from A 6.67 line 1 × 2");
    }

    @Test
    void lines_of_the_same_goods_in_one_order_give_back_one_after_the_other() {
        assertThat(described(steps(
                        HEADER,
                        "A,c1,2024-01-01,w,1,1.00",
                        "A,c1,2024-01-01,x,2,5.00",
                        "A,c1,2024-01-01,x,2,5.00",
                        "R,c1,2024-01-09,x,-3,5.00")))
                .last()
                .isEqualTo("take back [5] from A 15.00 line 3 × 2 line 2 × 1");
    }

    @Test
    void what_came_back_once_does_not_come_back_again() {
        assertThat(described(steps(
                        HEADER,
                        "A,c1,2024-01-01,x,2,5.00",
                        "R1,c1,2024-01-09,x,-2,5.00",
                        "R2,c1,2024-01-10,x,-1,5.00")))
                .endsWith("refuse [4] return-without-order");
    }

    @Test
    void a_return_of_more_than_was_bought_is_refused() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,2,5.00", "A,c1,2024-01-09,x,-3,5.00")))
                .last()
                .isEqualTo("refuse [3] return-without-order");
    }

    @Test
    void goods_that_were_bought_only_later_do_not_come_back() {
        assertThat(described(steps(HEADER, "A,c1,2024-02-01,x,2,5.00", "R,c1,2024-01-09,x,-1,5.00")))
                .last()
                .isEqualTo("refuse [3] return-without-order");
    }

    @Test
    void times_decide_and_not_the_order_of_rows_and_the_return_follows_its_order() {
        assertThat(described(steps(
                        HEADER, "R,c1,2024-01-09,x,-1,5.00", "A,c1,2024-01-02,x,2,5.00", "B,c1,2024-01-01,x,2,5.00")))
                .containsExactly("place A [3] 10.00", "take back [2] from A 5.00 line 1 × 1", "place B [4] 10.00");
    }

    @Test
    void a_return_from_an_order_outside_the_file_takes_the_amount_back() {
        assertThat(described(steps(HEADER, "OLD,c1,2024-01-09,x,-2,5.00")))
                .containsExactly("take back [2] from OLD 10.00");
    }

    @Test
    void a_discount_on_an_order_takes_the_amount_back() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,2,5.00", "A,c1,2024-01-01,discount,-1,2.50")))
                .last()
                .isEqualTo("take back [3] from A 2.50");
    }

    @Test
    void a_return_without_a_price_gives_back_what_was_paid() {
        assertThat(described(steps(HEADER, "A,c1,2024-01-01,x,2,5.00", "R,c1,2024-01-09,x,-1,")))
                .last()
                .isEqualTo("take back [3] from A 5.00 line 1 × 1");
        assertThat(described(steps(HEADER, "OLD,c1,2024-01-09,x,-1,"))).containsExactly("refuse [2] price-missing");
    }

    @Test
    void a_return_without_any_order_is_refused() {
        assertThat(described(steps("customer,date,sku,quantity,unitPrice", "c1,2024-01-09,x,-1,5.00")))
                .containsExactly("refuse [2] return-without-order");
    }

    @Test
    void a_return_from_an_order_that_was_refused_is_refused_too() {
        assertThat(described(steps(
                        HEADER,
                        "A,c1,2024-01-01,x,oops,5.00",
                        "A,c1,2024-01-01,y,1,5.00",
                        "A,c1,2024-01-09,y,-1,5.00")))
                .containsExactly(
                        "refuse [2] number-invalid", "refuse [3] order-incomplete", "refuse [4] order-incomplete");
    }

    @Test
    void equal_return_rows_have_names_of_their_own_that_stay_the_same_in_a_repetition() {
        String[] rows = {HEADER, "A,c1,2024-01-01,x,3,5.00", "R,c1,2024-01-09,x,-1,5.00", "R,c1,2024-01-09,x,-1,5.00"};
        List<String> names = steps(rows).stream()
                .filter(TakeBack.class::isInstance)
                .map(step -> ((TakeBack) step).parts().getFirst().returned())
                .toList();

        assertThat(names).hasSize(2).doesNotHaveDuplicates().allMatch(name -> name.startsWith("R-"));
        assertThat(steps(rows)).isEqualTo(steps(rows));
    }

    private ImportStep only(String... rows) {
        List<ImportStep> steps = steps(rows);
        assertThat(steps).hasSize(1);
        return steps.getFirst();
    }

    private List<ImportStep> steps(String... rows) {
        return ImportFiles.steps(ORDERS, ImportFiles.file(folder, rows));
    }

    private static List<String> described(List<ImportStep> steps) {
        return steps.stream().map(OrdersCsvFormatTest::described).toList();
    }

    private static String described(ImportStep step) {
        return switch (step) {
            case Refuse row -> "refuse " + row.lines() + " " + row.code();
            case Place order ->
                "place " + order.order() + " " + order.lines() + " "
                        + order.orderLines().stream()
                                .map(FileLine::amount)
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .toPlainString();
            case TakeBack row -> {
                StringBuilder text = new StringBuilder("take back " + row.lines());
                row.parts().forEach(part -> {
                    text.append(" from ")
                            .append(part.order())
                            .append(' ')
                            .append(part.amount().amount());
                    part.returnedLines()
                            .forEach(line -> text.append(" line ")
                                    .append(line.line())
                                    .append(" × ")
                                    .append(line.quantity()));
                });
                yield text.toString();
            }
        };
    }
}
