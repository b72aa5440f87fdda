package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.command.shell.TestShell;
import org.relatum.events.PartyKind;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.springframework.util.unit.DataSize;

/** Imports through the real commands on a real PostgreSQL. */
class ImportsTest {
    @SuppressWarnings("NullAway.Init")
    private static TestShell shell;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Customer references are unique, and the database is shared. */
    private final String system = "file-" + UUID.randomUUID();

    private final Issuance issuance = Issuance.by("importer");

    @SuppressWarnings("NullAway.Init")
    private Imports imports;

    @BeforeAll
    static void start() {
        shell = new TestShell();
    }

    @AfterAll
    static void stop() {
        shell.close();
    }

    @BeforeEach
    void open() throws IOException {
        imports = new Imports(
                shell.service(),
                new ImportSettings(DataSize.ofMegabytes(3), 8),
                folder.resolve("imports"),
                ZoneOffset.UTC,
                "USD");
    }

    @Test
    void a_cdnow_file_becomes_customers_and_orders_and_a_repetition_adds_nothing() throws Exception {
        String[] rows = {
            "00004 0001 19970101  2   29.33",
            "00004 0001 19970118  2   29.73",
            "00021 0002 19970101  3   10.00",
            "00021 0002 19970101  3   10.00",
            "00050 0003 19970101  1    0.00",
        };

        ImportReport.Summary first = summary("cdnow", rows);
        assertThat(first).isEqualTo(new ImportReport.Summary(5, 5, 0, 0, 3, 5, 0, 0, first.seconds()));
        ImportReport.Summary second = summary("cdnow", rows);
        assertThat(second).isEqualTo(new ImportReport.Summary(5, 0, 5, 0, 0, 0, 0, 0, second.seconds()));

        assertThat(shell.types(customer("00004")))
                .containsExactly(
                        "customer.registered", "customer.external-reference-added", "order.placed", "order.placed");
        assertThat(shell.stored(customer("00004")).getFirst().event().occurredAt())
                .isEqualTo("1997-01-01T00:00:00Z");
        OrderPlaced order =
                (OrderPlaced) shell.stored(customer("00021")).getLast().event();
        assertThat(order.total().amount()).isEqualByComparingTo("10.00");
        assertThat(order.occurredAt()).isEqualTo("1997-01-01T00:00:00Z");
        assertThat(order.order()).startsWith("cdnow-");
        assertThat(shell.stored(customer("00021")).getLast().metadata().idempotencyKey())
                .isEqualTo("import:order:" + order.order());
    }

    @Test
    void a_file_that_has_grown_adds_its_new_rows_even_before_the_first_known_purchase() throws Exception {
        summary("cdnow", "1 19970201 1 5.00");

        ImportReport.Summary grown = summary("cdnow", "1 19970101 1 5.00", "1 19970201 1 5.00", "1 19970201 1 5.00");

        assertThat(grown.accepted()).isEqualTo(2);
        assertThat(grown.alreadyThere()).isEqualTo(1);
        assertThat(grown.customers()).isZero();
    }

    @Test
    void another_importer_adds_nothing_either() throws Exception {
        summary("cdnow", "1 19970201 1 5.00", "2 19970201 1 5.00");

        ImportReport.Summary other = (ImportReport.Summary)
                run("cdnow", null, Issuance.by("somebody else"), "1 19970201 1 5.00", "2 19970201 1 5.00")
                        .getLast();

        assertThat(other.alreadyThere()).isEqualTo(2);
        assertThat(other.customers()).isZero();
    }

    @Test
    void more_orders_than_a_stream_remembers_keys_are_still_recognised() throws Exception {
        String[] rows = Stream.iterate(0, i -> i < 250, i -> i + 1)
                .map(i -> "7 19970101 1 %d.00".formatted(i))
                .toArray(String[]::new);
        assertThat(summary("cdnow", rows).accepted()).isEqualTo(250);

        assertThat(summary("cdnow", rows).alreadyThere()).isEqualTo(250);
    }

    @Test
    void a_customer_that_was_registered_by_hand_gets_the_orders() throws Exception {
        UUID known = register("00077");

        ImportReport.Summary summary = summary("cdnow", "00077 19970101 1 5.00");

        assertThat(summary.customers()).isZero();
        assertThat(shell.types(known)).endsWith("order.placed");
    }

    @Test
    void orders_of_a_merged_customer_go_to_the_survivor_once() throws Exception {
        summary("cdnow", "1 19970101 1 5.00", "2 19970101 1 6.00");
        accepted(shell.service()
                .execute(customer("1"), new MergeDuplicate(null, customer("2"), null), Issuance.by("clerk")));

        ImportReport.Summary more = summary("cdnow", "1 19970101 1 5.00", "2 19970101 1 6.00", "2 19970301 1 6.00");

        assertThat(more.alreadyThere()).isEqualTo(2);
        assertThat(more.accepted()).isEqualTo(1);
        assertThat(shell.types(customer("1"))).endsWith("customer.absorbed", "order.placed");
        assertThat(summary("cdnow", "2 19970301 1 6.00").alreadyThere()).isEqualTo(1);
    }

    @Test
    void what_was_imported_before_a_customer_was_closed_is_there_and_what_is_new_is_refused() throws Exception {
        summary("cdnow", "1 19970101 1 5.00");
        accepted(shell.service().execute(customer("1"), new CloseCustomer(null, null), Issuance.by("clerk")));

        List<ImportReport> reports = run("cdnow", null, issuance, "1 19970101 1 5.00", "1 19970301 1 5.00");

        assertThat(reports)
                .filteredOn(ImportReport.Refused.class::isInstance)
                .singleElement()
                .satisfies(report -> {
                    assertThat(((ImportReport.Refused) report).line()).isEqualTo(2);
                    assertThat(((ImportReport.Refused) report).code()).isEqualTo("customer-closed");
                });
        assertThat(((ImportReport.Summary) reports.getLast()).alreadyThere()).isEqualTo(1);
    }

    @Test
    void orders_of_a_table_bring_their_articles_along_and_returns_take_from_their_lines() throws Exception {
        String sku = "sku-" + system;
        String[] rows = {
            "order,customer,occurredAt,sku,description,quantity,unitPrice",
            "A,c1,2024-01-01T10:00:00Z," + sku + ",Lantern,3,5.00",
            "A,c1,2024-01-01T10:00:00Z,,Postage,1,2.50",
            "B,c1,2024-02-01T10:00:00Z," + sku + ",Lantern,1,6.00",
            "R,c1,2024-03-01T10:00:00Z," + sku + ",Lantern,-2,5.00",
        };

        ImportReport.Summary summary = summary("orders-csv", rows);

        assertThat(summary).isEqualTo(new ImportReport.Summary(4, 4, 0, 0, 1, 2, 1, 1, summary.seconds()));
        assertThat(shell.types(DerivedId.ofProduct(sku))).containsExactly("product.registered");
        OrderReturned returned =
                (OrderReturned) shell.stored(customer("c1")).getLast().event();
        assertThat(returned.order()).isEqualTo("A");
        assertThat(returned.amount().amount()).isEqualByComparingTo("10.00");
        assertThat(returned.lines()).singleElement().satisfies(line -> {
            assertThat(line.line()).isEqualTo(1);
            assertThat(line.quantity()).isEqualByComparingTo("2");
        });
        ImportReport.Summary again = summary("orders-csv", rows);
        assertThat(again.alreadyThere()).isEqualTo(4);
        assertThat(again.products()).isZero();
    }

    @Test
    void a_later_file_takes_goods_back_from_an_order_recorded_before() throws Exception {
        summary("orders-csv", "order,customer,date,amount", "A,c1,2024-01-01,30.00");

        List<ImportReport> reports = run(
                "orders-csv",
                null,
                issuance,
                "order,customer,date,quantity,amount",
                "A,c1,2024-02-01,-1,-20.00",
                "A,c1,2024-02-02,-1,-20.00",
                "X,c1,2024-02-02,-1,-20.00");

        assertThat(((ImportReport.Summary) reports.getLast()).returns()).isEqualTo(1);
        assertThat(reports)
                .filteredOn(ImportReport.Refused.class::isInstance)
                .extracting(report -> ((ImportReport.Refused) report).code())
                .containsExactly("return-exceeds-order", "order-not-found");
    }

    @Test
    void an_order_that_says_otherwise_than_before_is_not_taken_for_the_same() throws Exception {
        summary("orders-csv", "order,customer,date,amount", "A,c1,2024-01-01,30.00");

        assertThat(run("orders-csv", null, issuance, "order,customer,date,amount", "A,c1,2024-01-01,31.00"))
                .filteredOn(ImportReport.Refused.class::isInstance)
                .extracting(report -> ((ImportReport.Refused) report).code())
                .containsExactly("order-recorded-differently");
    }

    @Test
    void what_the_commands_refuse_reaches_the_line_with_code_and_reason() throws Exception {
        List<ImportReport> reports = run(
                "orders-csv",
                null,
                issuance,
                "order,customer,date,sku,quantity,unitPrice,currency",
                "A,c1,2999-01-01,,1,5.00,USD",
                "B,c1,2024-01-01,,1,5.00,EUR",
                "C,c1,1850-01-01,,1,5.00,USD",
                "D" + "x".repeat(100) + ",c1,2024-01-01,,1,5.00,USD",
                "E,c1,2024-01-01,,1,5.00,USD");

        assertThat(reports)
                .filteredOn(ImportReport.Refused.class::isInstance)
                .extracting(
                        report -> ((ImportReport.Refused) report).line() + " " + ((ImportReport.Refused) report).code())
                .containsExactlyInAnyOrder(
                        "2 occurred-in-future", "3 conversion-rate-required", "4 date-invalid", "5 invalid-request");
        assertThat(((ImportReport.Summary) reports.getLast()).accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cdnow      |           |                 | FILE_UNREADABLE | file    | file-empty",
                "orders-csv |           | order,date      | FILE_UNREADABLE | file    | columns-missing",
                "orders-csv | customer  | customer,date   | INVALID_REQUEST | columns | bad-list",
                "xlsx       |           | a               | INVALID_REQUEST | format  | unknown",
                "           |           | a               | INVALID_REQUEST | format  | required",
            })
    void a_file_that_can_not_be_imported_is_refused_before_anything_is_recorded(
            @Nullable String format,
            @Nullable String columns,
            @Nullable String content,
            RefusalCode code,
            String field,
            String error) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> prepare(format, columns, issuance, content == null ? "" : content))
                .satisfies(refused -> {
                    assertThat(refused.refusal().code()).isEqualTo(code);
                    assertThat(refused.refusal().errors()).singleElement().satisfies(wrong -> {
                        assertThat(wrong.field()).isEqualTo(field);
                        assertThat(wrong.code()).isEqualTo(error);
                    });
                });
        assertThat(folder.resolve("imports")).isEmptyDirectory();
    }

    @Test
    void a_file_that_is_too_large_is_refused_and_forgotten() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> prepare("cdnow", null, issuance, "1 19970101 1 5.00\n".repeat(200_000)))
                .satisfies(refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TOO_LARGE));
        assertThat(folder.resolve("imports")).isEmptyDirectory();
    }

    @Test
    void a_body_that_breaks_off_leaves_nothing_behind() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> imports.prepare(new Imports.Request("cdnow", null, null, null, null), broken, issuance));
        assertThat(folder.resolve("imports")).isEmptyDirectory();
    }

    @Test
    void what_a_crash_left_behind_is_removed_at_the_next_start() throws IOException {
        Path left = Files.writeString(folder.resolve("imports").resolve("import-1.part"), "1 19970101");
        Path foreign = Files.writeString(folder.resolve("imports").resolve("notes.txt"), "mine");

        open();

        assertThat(left).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void the_published_sample_is_imported_whole_and_once() throws Exception {
        byte[] sample = Files.readAllBytes(CdnowSample.file());

        ImportReport.Summary first =
                (ImportReport.Summary) run("cdnow", null, issuance, sample).getLast();
        ImportReport.Summary second =
                (ImportReport.Summary) run("cdnow", null, issuance, sample).getLast();

        assertThat(first).isEqualTo(new ImportReport.Summary(6919, 6919, 0, 0, 2357, 6919, 0, 0, first.seconds()));
        assertThat(second).isEqualTo(new ImportReport.Summary(6919, 0, 6919, 0, 0, 0, 0, 0, second.seconds()));
    }

    private ImportReport.Summary summary(String format, String... rows) throws Exception {
        List<ImportReport> reports = run(format, null, issuance, rows);
        assertThat(reports.getLast()).isInstanceOf(ImportReport.Summary.class);
        return (ImportReport.Summary) reports.getLast();
    }

    private List<ImportReport> run(String format, @Nullable String columns, Issuance by, String... rows)
            throws Exception {
        return run(format, columns, by, String.join("\n", rows).getBytes(StandardCharsets.UTF_8));
    }

    private List<ImportReport> run(String format, @Nullable String columns, Issuance by, byte[] content)
            throws Exception {
        List<ImportReport> reports = new ArrayList<>();
        try (Imports.Prepared prepared = prepare(format, columns, by, content)) {
            prepared.run(reports::add);
        }
        assertThat(folder.resolve("imports")).isEmptyDirectory();
        return reports;
    }

    private Imports.Prepared prepare(@Nullable String format, @Nullable String columns, Issuance by, String content)
            throws IOException {
        return prepare(format, columns, by, content.getBytes(StandardCharsets.UTF_8));
    }

    private Imports.Prepared prepare(@Nullable String format, @Nullable String columns, Issuance by, byte[] content)
            throws IOException {
        return imports.prepare(
                new Imports.Request(format, columns, system, null, null), new ByteArrayInputStream(content), by);
    }

    /** The customer that the importer registered under this reference. */
    private UUID customer(String reference) {
        return DerivedId.ofCustomer(
                issuance.actor(), "import:customer:" + shell.cipher().keyedHash(system + "\n" + reference));
    }

    private UUID register(String reference) {
        return accepted(shell.service()
                        .execute(
                                null,
                                new RegisterCustomer(
                                        Instant.parse("1996-01-01T00:00:00Z"),
                                        PartyKind.PERSON,
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        Arrays.asList(new ReferenceInput(system, reference))),
                                Issuance.by("clerk")))
                .stream();
    }

    private static Outcome.Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }
}
